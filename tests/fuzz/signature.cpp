// The texts in problems that have a grammar of their own: signatures, ranges, limits of memory.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "grade/limits.hpp"
#include "value/check.hpp"
#include "value/type.hpp"

using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const Result<Signature> signature = parse_signature(text); signature.ok()) {
    for (const Parameter& parameter : signature->parameters) {
      if (parameter.type.spelling().empty()) std::abort();
      (void)type_json(parameter.type);
    }
  }
  (void)parse_parameters(text);
  if (const Result<Range> range = parse_range(text); range.ok()) {
    (void)range->low.evaluate({{"n", 3}});
  }
  return 0;
}
