// The reader of definitions, as the host reads what a script process sends: JSON, then the source.

#include <cstdint>
#include <string_view>

#include "bank/reader.hpp"

using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(text.find('\0'), text.size());
  const std::string_view source = end < text.size() ? text.substr(end + 1) : std::string_view();
  const Reading reading = read_problem(
      text.substr(0, end), "problem.lua", source,
      [](const std::string&) -> Result<std::string> { return std::string("def f(): pass\n"); });
  (void)reading.ok();
  return 0;
}
