#include <cmath>

#include "value/bigint.hpp"
#include "value/misfit.hpp"
#include "value/table.hpp"
#include "value/tree.hpp"
#include "value/utf8.hpp"
#include "value/wire.hpp"
#include "value/wire_tag.hpp"

namespace assay {
namespace {

using Kind = Type::Kind;

// Sets in sets are sorted anew at every level.
constexpr std::size_t kMostRearranged = 8;

// The fewest bytes that a value of the type takes.  Never 0 for what can be an element, so a count
// of elements is bounded by the bytes that are left.
std::size_t fewest_bytes(const Type& type) {
  switch (type.kind) {
    case Kind::integer:
    case Kind::real:
      return 8;
    case Kind::boolean:
    case Kind::any:
    case Kind::optional:
      return 1;
    case Kind::tuple:
    case Kind::record: {
      std::size_t sum = 0;
      for (const Type& item : type.items) sum += fewest_bytes(item);
      return sum;
    }
    case Kind::tensor:
      return 2;
    default:
      return 4;
  }
}

class Decoder {
 public:
  Decoder(std::string_view bytes, const WireCaps& caps) : in_(bytes), caps_(caps) {
    if (bytes.size() > caps.bytes) {
      misfit_.fail(std::to_string(bytes.size()) + " bytes are more than the " +
                   std::to_string(caps.bytes) + " allowed");
      capped_ = true;
    }
  }

  bool value(const Type& type, Value& out, std::size_t depth = 0) {
    if (capped_) return false;
    if (depth > caps_.depth) return misfit_.fail("nested too deeply");
    switch (type.kind) {
      case Kind::integer:
        out = in_.get<std::int64_t>();
        return whole();
      case Kind::real:
        out = in_.get<double>();
        return whole();
      case Kind::boolean:
        return boolean(out);
      case Kind::text:
        return text(out);
      case Kind::bytes:
        out = Bytes{std::string(in_.get_string())};
        return whole();
      case Kind::bigint:
        return bigint(out);
      case Kind::any:
        return any(out, depth);
      case Kind::list:
      case Kind::stream:
        return items<List>(type.items[0], out, depth);
      case Kind::set:
        return items<Set>(type.items[0], out, depth);
      case Kind::linked_list: {
        Type integer;
        integer.kind = Kind::integer;
        return items<List>(integer, out, depth);
      }
      case Kind::tree:
        return tree(out);
      case Kind::optional: {
        Value present;
        if (!boolean(present)) return false;
        out = Null{};
        return !*present.as<bool>() || value(type.items[0], out, depth + 1);
      }
      case Kind::tuple:
        return tuple(type, out, depth);
      case Kind::map:
        return map(
            out,
            [&](Value& key, Value& held) {
              return value(type.items[0], key, depth + 1) && value(type.items[1], held, depth + 1);
            },
            fewest_bytes(type.items[0]) + fewest_bytes(type.items[1]));
      case Kind::record:
        return record(type, out, depth);
      case Kind::tensor:
        return tensor(out);
      case Kind::table:
        return table(out, depth);
      default:
        return misfit_.fail("a " + type.spelling() + " does not travel on this wire");
    }
  }

  bool arguments(const std::vector<Parameter>& parameters, Value& out) {
    Record record;
    for (const Parameter& parameter : parameters) {
      if (parameter.type.kind == Kind::function) continue;
      record.fields.emplace_back(parameter.name, Null{});
      if (!value(parameter.type, record.fields.back().second)) {
        return misfit_.in_field(parameter.name);
      }
    }
    out = std::move(record);
    return true;
  }

  bool at_end() {
    if (in_.rest().empty()) return true;
    return misfit_.fail(std::to_string(in_.rest().size()) + " bytes are left over");
  }

  Status status() const { return misfit_.status(); }
  std::string_view rest() const { return in_.rest(); }

 private:
  bool whole() { return in_.ok() || misfit_.fail("the bytes end early"); }

  bool boolean(Value& out) {
    const auto byte = in_.get<std::uint8_t>();
    if (!whole()) return false;
    if (byte > 1) return misfit_.fail("expected 0 or 1, got " + std::to_string(byte));
    out = byte == 1;
    return true;
  }

  bool text(Value& out) {
    const std::string_view bytes = in_.get_string();
    if (!whole()) return false;
    if (!is_utf8(bytes)) return misfit_.fail("this text is not UTF-8");
    out = std::string(bytes);
    return true;
  }

  bool bigint(Value& out) {
    const std::string_view digits = in_.get_string();
    if (!whole()) return false;
    if (!is_bigint(digits)) return misfit_.fail("these are not the digits of a bigint");
    out = BigInt{std::string(digits)};
    return true;
  }

  // A count of elements of at least `each` bytes, checked before anything is reserved for it.
  bool count(std::size_t each, std::size_t& out) {
    out = in_.get<std::uint32_t>();
    if (!whole()) return false;
    if (out > in_.rest().size() / each) {
      return misfit_.fail(std::to_string(out) + " elements do not fit in the bytes that follow");
    }
    return more_values(out);
  }

  // Everything that is not the one value asked for is counted before room is made for it.
  bool more_values(std::size_t count) {
    values_ += count;
    if (values_ <= caps_.values) return true;
    return misfit_.fail("more than the " + std::to_string(caps_.values) + " values allowed");
  }

  // Whether what the items of a set or the keys of a map are may still be sorted.
  bool may_rearrange(const Value& inside) {
    if (has_unordered(inside)) rearranged_ += count_values(inside);
    return rearranged_ <= kMostRearranged * caps_.values || misfit_.fail("nested too deeply");
  }

  template <class Container>
  bool items(const Type& type, Value& out, std::size_t depth) {
    std::size_t size = 0;
    if (!count(fewest_bytes(type), size)) return false;
    Container container;
    container.items.reserve(size);
    for (std::size_t i = 0; i < size; ++i) {
      if (type.kind == Kind::integer) {  // the common case, and count() saw that all are there
        container.items.emplace_back(in_.get<std::int64_t>());
        continue;
      }
      if (!value(type, container.items.emplace_back(), depth + 1)) return misfit_.in_item(i);
    }
    if constexpr (std::is_same_v<Container, Set>) {
      for (const Value& item : container.items) {
        if (size > 1 && !may_rearrange(item)) return false;
      }
      if (!all_differ(container)) return misfit_.fail("a set has equal items");
    }
    out = std::move(container);
    return true;
  }

  bool tree(Value& out) {
    std::size_t size = 0;
    if (!count(1, size)) return false;
    List list;
    list.items.reserve(size);
    LevelOrder walk;
    for (std::size_t i = 0; i < size; ++i) {
      Value present;
      if (!boolean(present)) return misfit_.in_item(i);
      if (!walk.next(*present.as<bool>())) return misfit_.fail("a node without a parent");
      list.items.emplace_back(Null{});
      if (*present.as<bool>()) list.items.back() = in_.get<std::int64_t>();
    }
    if (!whole()) return false;
    if (size > 0 && list.items.back().is_null()) return misfit_.fail("a tree ends with absences");
    out = std::move(list);
    return true;
  }

  bool tensor(Value& out) {
    const auto dtype = in_.get<std::uint8_t>(), dims = in_.get<std::uint8_t>();
    if (!whole()) return false;
    if (dtype > static_cast<std::uint8_t>(Dtype::b8)) {
      return misfit_.fail("unknown dtype " + std::to_string(dtype));
    }
    if (dims > kMostDims) return misfit_.fail(std::to_string(dims) + " dimensions are too many");
    Tensor held{static_cast<Dtype>(dtype), {}, {}};
    for (int i = 0; i < dims; ++i) held.shape.push_back(in_.get<std::int64_t>());
    if (!whole()) return false;
    const auto count = element_count(held.shape, held.dtype, in_.rest().size());
    if (!count) return misfit_.fail("a tensor's elements do not fit in the bytes that follow");
    held.raw = in_.get_bytes(*count * size_of(held.dtype));
    if (held.dtype == Dtype::b8 &&
        held.raw.find_first_not_of(std::string_view("\0\1", 2)) != std::string::npos) {
      return misfit_.fail("a bool is 0 or 1");
    }
    out = std::move(held);
    return true;
  }

  bool table(Value& out, std::size_t depth) {
    Type texts;
    texts.kind = Kind::text;
    std::size_t size = 0;
    if (!count(7, size)) return false;  // a name, a kind and a tensor without dimensions
    Record held;
    for (std::size_t i = 0; i < size; ++i) {
      Value name, is_text;
      if (!text(name) || !boolean(is_text)) return misfit_.in_item(i);
      held.fields.emplace_back(*name.as<std::string>(), Null{});
      Value& column = held.fields.back().second;
      if (!(*is_text.as<bool>() ? items<List>(texts, column, depth + 1) : tensor(column))) {
        return misfit_.in_field(held.fields.back().first);
      }
    }
    if (const Status status = check_table(held); !status.ok()) {
      return misfit_.fail(status.message());
    }
    out = std::move(held);
    return true;
  }

  bool tuple(const Type& type, Value& out, std::size_t depth) {
    if (!more_values(type.items.size())) return false;
    Tuple held;
    held.items.resize(type.items.size());
    for (std::size_t i = 0; i < type.items.size(); ++i) {
      if (!value(type.items[i], held.items[i], depth + 1)) return misfit_.in_item(i);
    }
    out = std::move(held);
    return true;
  }

  bool record(const Type& type, Value& out, std::size_t depth) {
    if (!more_values(type.items.size())) return false;
    Record held;
    held.fields.reserve(type.items.size());
    for (std::size_t i = 0; i < type.items.size(); ++i) {
      held.fields.emplace_back(type.names[i], Null{});
      if (!value(type.items[i], held.fields[i].second, depth + 1)) {
        return misfit_.in_field(type.names[i]);
      }
    }
    out = std::move(held);
    return true;
  }

  template <class ReadEntry>
  bool map(Value& out, ReadEntry read_entry, std::size_t each) {
    std::size_t size = 0;
    if (!count(each, size) || !more_values(size)) return false;  // keys, and what they lead to
    Map held;
    held.entries.resize(size);
    for (std::size_t i = 0; i < size; ++i) {
      auto& [key, inside] = held.entries[i];
      if (!read_entry(key, inside)) return misfit_.in_item(i);
      const auto* number = key.as<double>();
      if (number != nullptr && std::isnan(*number)) return misfit_.fail("nan cannot be a key");
      if (size > 1 && !may_rearrange(key)) return false;
    }
    if (!all_differ(held)) return misfit_.fail("a map has equal keys");
    out = std::move(held);
    return true;
  }

  bool any(Value& out, std::size_t depth) {
    if (depth > caps_.depth) return misfit_.fail("nested too deeply");
    const auto tag = in_.get<std::uint8_t>();
    if (!whole()) return false;
    Type type;
    type.kind = Kind::any;
    switch (static_cast<WireTag>(tag)) {
      case WireTag::null:
        out = Null{};
        return true;
      case WireTag::boolean:
        return boolean(out);
      case WireTag::integer:
        out = in_.get<std::int64_t>();
        return whole();
      case WireTag::bigint:
        return bigint(out);
      case WireTag::real:
        out = in_.get<double>();
        return whole();
      case WireTag::text:
        return text(out);
      case WireTag::bytes:
        out = Bytes{std::string(in_.get_string())};
        return whole();
      case WireTag::list:
        return items<List>(type, out, depth);
      case WireTag::tuple:
        return items<Tuple>(type, out, depth);
      case WireTag::set:
        return items<Set>(type, out, depth);
      case WireTag::map:
        return map(
            out,
            [&](Value& key, Value& held) { return any(key, depth + 1) && any(held, depth + 1); },
            2);
      case WireTag::function:
        out = Function{in_.get<std::uint32_t>()};
        return whole();
    }
    return misfit_.fail("unknown tag " + std::to_string(tag));
  }

  ByteReader in_;
  const WireCaps& caps_;
  Misfit misfit_;
  std::size_t values_ = 0;
  std::size_t rearranged_ = 0;  // values, each as often as a set around it had to be sorted
  bool capped_ = false;
};

}  // namespace

Result<Value> decode(const Type& type, std::string_view bytes, const WireCaps& caps) {
  Decoder decoder(bytes, caps);
  Value value;
  if (!decoder.value(type, value) || !decoder.at_end()) return decoder.status();
  return value;
}

Result<Value> take(const Type& type, std::string_view* bytes, const WireCaps& caps) {
  Decoder decoder(*bytes, caps);
  Value value;
  if (!decoder.value(type, value)) return decoder.status();
  *bytes = decoder.rest();
  return value;
}

Result<Value> decode_arguments(const std::vector<Parameter>& parameters, std::string_view bytes,
                               const WireCaps& caps) {
  Decoder decoder(bytes, caps);
  Value arguments;
  if (!decoder.arguments(parameters, arguments) || !decoder.at_end()) return decoder.status();
  return arguments;
}

Result<std::string> mapped_arguments(const std::vector<Parameter>& parameters,
                                     std::string_view bytes) {
  ASSAY_TRY(const std::vector<std::string_view> parts, split_arguments(parameters, bytes));
  std::string mapped;
  mapped.reserve(bytes.size() + parts.size() * (kMappedAlignment + 2));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parameters[i].type.kind != Kind::tensor) {
      mapped += parts[i];
      continue;
    }
    const std::size_t head =
        2 + 8 * static_cast<std::size_t>(static_cast<std::uint8_t>(parts[i][1]));
    mapped += parts[i].substr(0, head);
    mapped.append((kMappedAlignment - mapped.size() % kMappedAlignment) % kMappedAlignment, '\0');
    mapped += parts[i].substr(head);
  }
  return mapped;
}

Result<std::vector<std::string_view>> split_arguments(const std::vector<Parameter>& parameters,
                                                      std::string_view bytes) {
  std::vector<std::string_view> parts;
  for (const Parameter& parameter : parameters) {
    std::string_view rest = bytes;
    if (parameter.type.kind != Kind::function) {
      ASSAY_TRY(const Value argument, take(parameter.type, &rest));
      static_cast<void>(argument);
    }
    parts.push_back(bytes.substr(0, bytes.size() - rest.size()));
    bytes = rest;
  }
  return parts;
}

Result<Value> take_arguments(const std::vector<Parameter>& parameters, std::string_view* bytes,
                             const WireCaps& caps) {
  Decoder decoder(*bytes, caps);
  Value arguments;
  if (!decoder.arguments(parameters, arguments)) return decoder.status();
  *bytes = decoder.rest();
  return arguments;
}

}  // namespace assay
