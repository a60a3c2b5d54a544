#include "grade/model_size.hpp"

#include <algorithm>

#include "value/wire.hpp"

namespace assay {
namespace {

Type packed_type() {
  Type tensor, arrays, rest, packed;
  tensor.kind = Type::Kind::tensor;
  arrays.kind = Type::Kind::list;
  arrays.items = {tensor};
  rest.kind = Type::Kind::bytes;
  packed.kind = Type::Kind::tuple;
  packed.items = {arrays, rest};
  return packed;
}

}  // namespace

Result<std::int64_t> numbers_in_model(std::string_view packed) {
  ASSAY_TRY(const Value model, decode(packed_type(), packed));
  const Values& parts = model.as<Tuple>()->items;
  std::int64_t numbers = 0;
  auto rest = static_cast<std::int64_t>(parts[1].as<Bytes>()->raw.size());
  for (const Value& part : parts[0].as<List>()->items) {
    const Tensor& array = *part.as<Tensor>();
    if (is_float(array.dtype)) {
      numbers += static_cast<std::int64_t>(array.count());
    } else {
      rest += static_cast<std::int64_t>(array.raw.size());
    }
    // The shape of nothing can be any numbers.
    if (array.raw.empty()) rest += static_cast<std::int64_t>(8 * array.shape.size());
  }
  return numbers + (std::max<std::int64_t>(rest - kFreeModelBytes, 0) + 7) / 8;
}

}  // namespace assay
