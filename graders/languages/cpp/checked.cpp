// Of programs that look for their own mistakes (`checked` in language.lua).  The first that a
// sanitizer or the library finds ends the program with one line on standard error:
//   assay-mistake <tab> what happened <tab> 1a2b 1a40 ...
// The numbers are the calls that led there, innermost first, as places in the program's file.
#include <dlfcn.h>
#include <link.h>
#include <unistd.h>
#include <unwind.h>

#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <typeinfo>

extern "C" {
void __asan_set_error_report_callback(void (*told)(const char*));
void __asan_unpoison_memory_region(const volatile void* begin, std::size_t size);
void __ubsan_get_current_report_data(const char** kind, const char** message, const char** file,
                                     unsigned* line, unsigned* column, char** address);

// A box has no /proc, where names would come from, and no tracing, which finding leaks needs.
const char* __asan_default_options() {
  return "disable_coredump=0:detect_leaks=0:symbolize=0:handle_abort=1";
}
}

namespace {

constexpr int kMostCalls = 64;
constexpr int kFound = 98;  // exit status

struct Calls {
  std::string text;
  int count = 0;
};

// Where the program's own file was mapped; 0 if its places are fixed.
std::uintptr_t base() {
  std::uintptr_t address = 0;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* into) {
        *static_cast<std::uintptr_t*>(into) = info->dlpi_addr;
        return 1;  // the first is the program
      },
      &address);
  return address;
}

_Unwind_Reason_Code add_call(_Unwind_Context* context, void* into) {
  Calls& calls = *static_cast<Calls*>(into);
  int before = 0;  // a return address is behind the call that it belongs to
  const std::uintptr_t place = _Unwind_GetIPInfo(context, &before) - (before ? 0 : 1);
  char number[32];
  std::snprintf(number, sizeof number, "%s%lx", calls.count ? " " : "",
                static_cast<unsigned long>(place - base()));
  calls.text += number;
  return ++calls.count < kMostCalls ? _URC_NO_REASON : _URC_END_OF_STACK;
}

std::string calls_here() {
  Calls calls;
  _Unwind_Backtrace(add_call, &calls);
  return calls.text;
}

[[noreturn]] void tell(const std::string& what, const std::string& calls = calls_here()) {
  const std::string line = "\nassay-mistake\t" + what + '\t' + calls + '\n';
  static_cast<void>(!write(STDERR_FILENO, line.data(), line.size()));
  _exit(kFound);
}

// What stands between the two in the text, or "".
std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t at = text.find(before);
  if (at == text.npos) return "";
  text.remove_prefix(at + before.size());
  const std::size_t end = text.find(after);
  return std::string(end == text.npos ? "" : text.substr(0, end));
}

std::string bytes(const std::string& count) { return count + (count == "1" ? " byte" : " bytes"); }

// "reads 8 bytes", as far as the report says so.
std::string access_in(std::string_view report) {
  if (const std::string size = between(report, "READ of size ", " "); !size.empty()) {
    return "reads " + bytes(size);
  }
  const std::string size = between(report, "WRITE of size ", " ");
  return size.empty() ? "reaches" : "writes " + bytes(size);
}

// Of the place of a heap block: "0 bytes to the right of 16-byte region", or, from later versions,
// "0 bytes after 16-byte region".
std::string beside_block(std::string_view report) {
  const std::string place = between(report, "is located ", "-byte region");
  const std::string size = place.substr(place.rfind(' ') + 1);
  if (place.empty()) return " outside of what was allocated";
  const bool behind = place.find("right") != place.npos || place.find("after") != place.npos;
  return std::string(behind ? " past the end of" : " before the start of") +
         " an array or a container of " + bytes(size);
}

std::string beside_local(std::string_view report) {
  const std::string line = between(report, "\n    [", " <== Memory access");
  const std::string name = between(line.substr(line.rfind('[') + 1), "'", "'");
  return " outside of the local variable" + (name.empty() ? "" : " `" + name + "`");
}

std::string words_of(std::string_view report) {
  const std::string kind = between(report, "AddressSanitizer: ", " ");
  const auto is = [&](std::string_view name) { return kind == name; };
  if (is("heap-buffer-overflow")) return access_in(report) + beside_block(report);
  if (is("stack-buffer-overflow") || is("stack-buffer-underflow") ||
      is("dynamic-stack-buffer-overflow")) {
    return access_in(report) + beside_local(report);
  }
  if (is("global-buffer-overflow")) return access_in(report) + " outside of a global variable";
  if (is("heap-use-after-free")) {
    return access_in(report) +
           " of memory that was given back: by delete, by erasing an element, "
           "or by a container that grew";
  }
  if (is("stack-use-after-scope") || is("stack-use-after-return")) {
    return access_in(report) + " of a local variable that is gone";
  }
  if (is("stack-overflow")) return "the stack is full: too deep a recursion";
  if (is("attempting")) return "gives back memory a second time, or memory that was not allocated";
  if (is("alloc-dealloc-mismatch")) return "new, new[] and malloc need delete, delete[] and free";
  if (is("FPE")) return "divides by zero, or the quotient is too large";
  if (is("ABRT")) return "aborts: a failed assertion, or an exception that nobody caught";
  if (is("SEGV")) {
    const bool null = report.find("address points to the zero page") != report.npos;
    return null ? "follows a null pointer" : "reaches memory that is not there";
  }
  return kind;
}

thread_local std::string last_throw;  // the calls that led to it

// The next of this name in the order of the libraries.
template <class Function>
Function* library(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

const char* bottom;  // of the stack of main()

const bool listens = [] {
  constexpr std::ptrdiff_t kAbove =
      1024;  // calls that led here, as few as those that lead to main()
  bottom = static_cast<const char*>(__builtin_frame_address(0)) + kAbove;
  __asan_set_error_report_callback([](const char* report) { tell(words_of(report)); });
  return true;
}();

}  // namespace

// Called before calls are left without a return, so that their variables are watched no more: in
// place of the sanitizer's own, which without /proc does not know how far the stack reaches.
extern "C" void __asan_handle_no_return() {
  const auto* here = static_cast<const char*>(__builtin_frame_address(0));
  constexpr std::ptrdiff_t kLargest = std::ptrdiff_t{1} << 32;
  if (here < bottom && bottom - here < kLargest) {
    __asan_unpoison_memory_region(here, static_cast<std::size_t>(bottom - here));
  } else {  // another thread's, and these are known
    static const auto sanitizer = library<void()>("__asan_handle_no_return");
    sanitizer();
  }
}

// Called by every `throw`.
extern "C" [[noreturn]] void __cxa_throw(void* thrown, std::type_info* type,
                                         void (*destroy)(void*)) {
  using Throw = void(void*, std::type_info*, void (*)(void*));
  static const auto throws = library<Throw>("__cxa_throw");
  last_throw = calls_here();
  throws(thrown, type, destroy);
  __builtin_unreachable();
}

namespace assay {
void tell_throw() { tell("thrown here", last_throw); }
}  // namespace assay

// Called by the undefined behaviour sanitizer, which has a default.
extern "C" void __ubsan_on_report() {
  const char *kind, *message, *file;
  unsigned line, column;
  char* address;
  __ubsan_get_current_report_data(&kind, &message, &file, &line, &column, &address);
  std::string words = message;
  if (!words.empty())
    words[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(words[0])));
  tell(words);
}

// Called by the containers of the library where _GLIBCXX_ASSERTIONS is set.
namespace std {
[[noreturn]] void __glibcxx_assert_fail(const char*, int, const char*,
                                        const char* condition) noexcept {
  const std::string_view failed = condition;
  if (failed == "__n < this->size()") tell("the index is not below size()");
  if (failed == "!this->empty()") tell("the container is empty");
  tell("a container of the library is misused: `" + std::string(failed) + "` does not hold");
}
}  // namespace std
