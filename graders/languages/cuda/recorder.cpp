// The CUDA runtime for host code of candidates (form = "solve"): nothing is computed here.  Each call
// becomes a line of a plan, device memory is numbers that no host code can read, and a process of
// ours runs the plan.  No tensor's data ever comes into this process.

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// From the glue: one letter for each parameter (i, f, or t for a tensor), and the call.
extern "C" const char assay_parameters[];
extern "C" void assay_call(const long long* integers, const double* reals, void* const* tensors);

namespace {

using u8 = std::uint8_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;

constexpr int kChannel = 3;
constexpr int kOurFailure = 126;  // exit status
// Device memory: allocation number k is at kBase + k * kWindow.
constexpr u64 kBase = 0x4100'0000'0000, kWindow = 1ull << 32, kMost = 4096;

enum Op : u8 { allocate = 1, release, set, copy, upload, launch, module, to_symbol, lacking, host_read };
enum Error : int { ok = 0, invalid_value = 1, out_of_memory = 2, invalid_function = 98, not_supported = 801 };

struct Dim {
  u32 x = 1, y = 1, z = 1;
};

std::string g_plan;
u64 g_next = 0;
int g_last = ok;

template <class T>
void put(T value) {
  g_plan.append(reinterpret_cast<const char*>(&value), sizeof value);
}
void put_text(std::string_view text) {
  put(static_cast<u32>(text.size()));
  g_plan.append(text);
}
void put_op(Op op) { put(static_cast<u8>(op)); }

int fail(int error) {
  if (error != ok) g_last = error;
  return error;
}

int lack(const std::string& what) {
  put_op(lacking);
  put_text(what);
  return fail(not_supported);
}

bool on_device(const void* address) {
  const auto at = reinterpret_cast<u64>(address);
  return at >= kBase && at < kBase + kMost * kWindow;
}

u64 new_address(u64 bytes) {
  if (g_next == kMost || bytes >= kWindow) return 0;
  const u64 at = kBase + g_next++ * kWindow;
  put_op(allocate);
  put(at);
  put(bytes);
  return at;
}

// What the compiler's own code registers.
struct Kernel {
  std::string name;
  std::vector<u32> sizes;  // of its parameters
};
std::map<const void*, Kernel>& kernels() {
  static auto* const all = new std::map<const void*, Kernel>;
  return *all;
}
std::map<const void*, std::string>& variables() {
  static auto* const all = new std::map<const void*, std::string>;
  return *all;
}
std::string& ptx() {
  static auto* const text = new std::string;
  return *text;
}

// "  .param .align 8 .b8 name[24]" -> 24
u32 parameter_size(std::string_view line) {
  const std::size_t open = line.rfind('[');
  if (open != std::string_view::npos) return static_cast<u32>(std::atoi(line.data() + open + 1));
  for (const auto& [word, size] : {std::pair{"8 ", 1u}, {"16 ", 2u}, {"32 ", 4u}, {"64 ", 8u}}) {
    for (const char* kind : {".u", ".s", ".b", ".f"}) {
      if (line.find(std::string(kind) + word) != std::string_view::npos) return size;
    }
  }
  return 0;
}

std::vector<u32> parameter_sizes(const std::string& name) {
  std::vector<u32> sizes;
  const std::string& text = ptx();
  std::size_t at = text.find(".entry " + name + "(");
  if (at == std::string::npos) return sizes;
  const std::size_t end = text.find(')', at);
  while ((at = text.find(".param", at)) < end) {
    const std::size_t stop = std::min(text.find_first_of(",)", at), end);
    sizes.push_back(parameter_size(std::string_view(text).substr(at, stop - at)));
    at = stop;
  }
  return sizes;
}

struct Configuration {
  Dim grid, block;
  std::size_t shared = 0;
  void* stream = nullptr;
};
std::vector<Configuration>& configurations() {
  static auto* const all = new std::vector<Configuration>;
  return *all;
}

int put_launch(const void* function, Dim grid, Dim block, void** arguments, std::size_t shared) {
  const auto found = kernels().find(function);
  if (found == kernels().end()) return fail(invalid_function);
  put_op(launch);
  put_text(found->second.name);
  put(grid);
  put(block);
  put(static_cast<u32>(shared));
  put(static_cast<u32>(found->second.sizes.size()));
  for (std::size_t k = 0; k < found->second.sizes.size(); ++k) {
    put_text({static_cast<const char*>(arguments[k]), found->second.sizes[k]});
  }
  return ok;
}

int put_copy(void* to, const void* from, std::size_t bytes) {
  if (bytes == 0) return ok;
  if (!on_device(to)) {
    if (on_device(from)) {
      put_op(host_read);
      return fail(not_supported);
    }
    std::memmove(to, from, bytes);
    return ok;
  }
  put_op(on_device(from) ? copy : upload);
  put(reinterpret_cast<u64>(to));
  if (on_device(from)) {
    put(reinterpret_cast<u64>(from));
    put(static_cast<u64>(bytes));
  } else {
    put_text({static_cast<const char*>(from), bytes});
  }
  return ok;
}

// --- the channel

bool read_all(char* into, std::size_t size) {
  while (size > 0) {
    const ssize_t got = read(kChannel, into, size);
    if (got <= 0) return false;
    into += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

void write_frame(char type, std::string_view payload) {
  std::string bytes(5, type);
  const auto size = static_cast<u32>(payload.size() + 1);
  std::memcpy(bytes.data(), &size, sizeof size);
  bytes += payload;
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t n = write(kChannel, bytes.data() + done, bytes.size() - done);
    if (n <= 0) _exit(kOurFailure);
    done += static_cast<std::size_t>(n);
  }
}

// Eight bytes for each scalar; tensors are told by name only.
void run(const std::string& payload) {
  const std::size_t count = std::strlen(assay_parameters);
  std::vector<long long> integers(count);
  std::vector<double> reals(count);
  std::vector<void*> tensors(count);
  std::size_t at = 0;
  g_plan.clear();
  put_op(module);
  put_text(ptx());
  g_next = 0;
  for (std::size_t k = 0; k < count; ++k) {
    if (assay_parameters[k] == 't') {
      tensors[k] = reinterpret_cast<void*>(kBase + g_next++ * kWindow);
      continue;
    }
    if (payload.size() < at + 8) _exit(kOurFailure);
    std::memcpy(assay_parameters[k] == 'i' ? static_cast<void*>(&integers[k]) : &reals[k],
                payload.data() + at, 8);
    at += 8;
  }
  assay_call(integers.data(), reals.data(), tensors.data());
}

}  // namespace

extern "C" {

void** __cudaRegisterFatBinary(const void* wrapper) {
  // {magic, version, data}; data: {magic, version, header size, size}, then the PTX as it is.
  const char* data = nullptr;
  std::memcpy(&data, static_cast<const char*>(wrapper) + 8, sizeof data);
  std::uint16_t head = 0;
  u64 size = 0;
  std::memcpy(&head, data + 6, sizeof head);
  std::memcpy(&size, data + 8, sizeof size);
  const std::string_view all(data, head + size);
  const std::size_t at = all.find(".version ");
  if (at != std::string_view::npos) {
    const std::string_view text = all.substr(at);
    ptx() = text.substr(0, text.find('\0'));
  }
  static void* handle = nullptr;
  return &handle;
}
void __cudaRegisterFatBinaryEnd(void**) {}
void __cudaUnregisterFatBinary(void**) {}
char __cudaInitModule(void**) { return 1; }
void __cudaRegisterFunction(void**, const void* host, char*, const char* name, int, void*, void*, void*,
                            void*, int*) {
  kernels()[host] = {name, parameter_sizes(name)};
}
void __cudaRegisterVar(void**, void* host, char*, const char* name, int, std::size_t, int, int) {
  variables()[host] = name;
}
unsigned __cudaPushCallConfiguration(Dim grid, Dim block, std::size_t shared, void* stream) {
  configurations().push_back({grid, block, shared, stream});
  return 0;
}
int __cudaPopCallConfiguration(Dim* grid, Dim* block, std::size_t* shared, void* stream) {
  if (configurations().empty()) return fail(invalid_value);
  const Configuration last = configurations().back();
  configurations().pop_back();
  *grid = last.grid;
  *block = last.block;
  *shared = last.shared;
  std::memcpy(stream, &last.stream, sizeof last.stream);
  return ok;
}
int __cudaGetKernel(const void** kernel, const void* function) {
  *kernel = function;
  return ok;
}
int __cudaLaunchKernel(const void* kernel, Dim grid, Dim block, void** arguments, std::size_t shared, void*) {
  return put_launch(kernel, grid, block, arguments, shared);
}
int cudaLaunchKernel(const void* function, Dim grid, Dim block, void** arguments, std::size_t shared, void*) {
  return put_launch(function, grid, block, arguments, shared);
}

int cudaMalloc(void** to, std::size_t bytes) {
  const u64 at = new_address(bytes);
  *to = reinterpret_cast<void*>(at);
  return at == 0 ? fail(out_of_memory) : ok;
}
int cudaMallocAsync(void** to, std::size_t bytes, void*) { return cudaMalloc(to, bytes); }
int cudaFree(void* address) {
  if (address == nullptr) return ok;
  if (!on_device(address)) return fail(invalid_value);
  put_op(release);
  put(reinterpret_cast<u64>(address));
  return ok;
}
int cudaFreeAsync(void* address, void*) { return cudaFree(address); }
int cudaMemset(void* to, int value, std::size_t bytes) {
  if (!on_device(to)) return fail(invalid_value);
  put_op(set);
  put(reinterpret_cast<u64>(to));
  put(static_cast<u8>(value));
  put(static_cast<u64>(bytes));
  return ok;
}
int cudaMemsetAsync(void* to, int value, std::size_t bytes, void*) { return cudaMemset(to, value, bytes); }
int cudaMemcpy(void* to, const void* from, std::size_t bytes, int) { return put_copy(to, from, bytes); }
int cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, int, void*) { return put_copy(to, from, bytes); }
int cudaMemcpyToSymbol(const void* symbol, const void* from, std::size_t bytes, std::size_t offset, int) {
  const auto found = variables().find(symbol);
  if (found == variables().end() || on_device(from)) return lack("this use of cudaMemcpyToSymbol");
  put_op(to_symbol);
  put_text(found->second);
  put(static_cast<u64>(offset));
  put_text({static_cast<const char*>(from), bytes});
  return ok;
}

// Everything is in order already.
int cudaDeviceSynchronize() { return ok; }
int cudaStreamCreate(void** stream) {
  *stream = nullptr;
  return ok;
}
int cudaStreamCreateWithFlags(void** stream, unsigned) { return cudaStreamCreate(stream); }
int cudaStreamDestroy(void*) { return ok; }
int cudaStreamSynchronize(void*) { return ok; }
int cudaEventCreate(void** event) { return cudaStreamCreate(event); }
int cudaEventRecord(void*, void*) { return ok; }
int cudaEventSynchronize(void*) { return ok; }
int cudaEventDestroy(void*) { return ok; }
int cudaGetLastError() {
  const int last = g_last;
  g_last = ok;
  return last;
}
int cudaPeekAtLastError() { return g_last; }
const char* cudaGetErrorString(int error) { return error == ok ? "no error" : "an error"; }
const char* cudaGetErrorName(int error) { return error == ok ? "cudaSuccess" : "cudaError"; }
int cudaFuncSetAttribute(const void*, int, int) { return ok; }
int cudaGetDevice(int* device) {
  *device = 0;
  return ok;
}
int cudaSetDevice(int) { return ok; }
int cudaDeviceGetAttribute(int* value, int attribute, int) {
  constexpr int kThreadsOfBlock = 1, kWarp = 10, kProcessors = 16;
  *value = attribute == kThreadsOfBlock ? 1024 : attribute == kWarp ? 32 : attribute == kProcessors ? 16 : 0;
  return *value == 0 ? lack("device attribute " + std::to_string(attribute)) : ok;
}

}  // extern "C"

int main() {
  std::string arguments;
  for (char head[5]; read_all(head, sizeof head);) {
    u32 size = 0;
    std::memcpy(&size, head, sizeof size);
    std::string payload(size - 1, '\0');
    if (!read_all(payload.data(), payload.size())) break;
    switch (head[4]) {
      case 'L':
        write_frame('l', {});
        break;
      case 'T':
        arguments = payload;
        write_frame('r', {});
        break;
      case 'G':
        run(arguments);
        std::fflush(stdout);
        write_frame('A', g_plan);
        break;
      default:
        return kOurFailure;
    }
  }
  return 0;
}
