// problem.lua itself, as a script process evaluates it.

#include <cstdint>
#include <string_view>

#include "lua/author_problem.hpp"
#include "lua/state.hpp"

using namespace assay;

namespace {

// A call of the library that does not return ends a script process, which is right there.
bool may_stick(std::string_view text) {
  for (const char* word : {"find", "match", "gsub", "rep", "sort", "concat", "format", "unpack"}) {
    if (text.find(word) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (may_stick(text)) return 0;
  Meter meter;
  meter.cap = std::size_t{32} << 20;
  const LuaState state = new_counted_state(&meter);
  const CallLimits limits{.cpu_ms = 50};
  bool give_up = false;
  AuthorProblem problem(state.get(), "problem.lua", std::string(text));
  (void)run_guarded(state.get(), &meter, limits, &give_up, [&]() -> Result<std::string> {
    open_libraries(state.get());
    return problem.load();
  });
  return 0;
}
