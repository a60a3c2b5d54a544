// What candidates send as answers: bytes against a type.  What decodes must encode to the same.

#include "value/wire.hpp"

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "value/class_script.hpp"

using namespace assay;

namespace {

const std::vector<Signature>& signatures() {
  static const std::vector<Signature> all = [] {
    std::vector<Signature> parsed;
    for (const char* text :
         {"f(a: int) -> int", "f(a: str, b: bytes[3]) -> str[]", "f(a: float[]) -> float[][]",
          "f(a: (int, str)?) -> {x: int, y: bool}[]", "f(a: map[str, int[]]) -> set[int]",
          "f(a: any) -> any", "f(t: tree) -> tree", "f(l: list) -> list", "f(b: bigint) -> bigint",
          "f(s: stream[int?]) -> map[int, map[int, any]]"}) {
      Result<Signature> signature = parse_signature(text);
      if (!signature.ok()) std::abort();
      parsed.push_back(std::move(signature).value());
    }
    return parsed;
  }();
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Signature& signature = signatures()[data[0] % signatures().size()];
  const WireCaps caps{.bytes = std::size_t{1} << 20, .values = std::size_t{1} << 16};
  if (const Result<Value> value = decode(*signature.returns, bytes, caps); value.ok()) {
    ByteWriter again;
    if (!encode(*signature.returns, *value, again).ok()) std::abort();
    if (!decode(*signature.returns, again.bytes(), caps).ok()) std::abort();
  }
  (void)decode_arguments(signature.parameters, bytes, caps);
  const ClassShape shape{signature, signatures()};
  (void)decode_script(shape, bytes);
  return 0;
}
