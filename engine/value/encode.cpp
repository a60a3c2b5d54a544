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

class Encoder {
 public:
  explicit Encoder(ByteWriter& out) : out_(out) {}

  Status status() const { return misfit_.status(); }

  bool value(const Type& type, const Value& value) {
    switch (type.kind) {
      case Kind::integer: {
        const auto* number = value.as<std::int64_t>();
        if (number == nullptr) return wrong(type, value);
        out_.put(*number);
        return true;
      }
      case Kind::real: {
        const auto* whole = value.as<std::int64_t>();
        const auto* number = value.as<double>();
        if (whole == nullptr && number == nullptr) return wrong(type, value);
        out_.put(number != nullptr ? *number : static_cast<double>(*whole));
        return true;
      }
      case Kind::boolean: {
        const auto* flag = value.as<bool>();
        if (flag == nullptr) return wrong(type, value);
        out_.put(static_cast<std::uint8_t>(*flag));
        return true;
      }
      case Kind::text: {
        const auto* held = value.as<std::string>();
        return held != nullptr ? text(*held) : wrong(type, value);
      }
      case Kind::bytes: {
        const auto* held = value.as<Bytes>();
        if (held == nullptr) return wrong(type, value);
        out_.put_string(held->raw);
        return true;
      }
      case Kind::bigint: {
        if (const auto* number = value.as<std::int64_t>()) {
          out_.put_string(std::to_string(*number));
          return true;
        }
        const auto* held = value.as<BigInt>();
        return held != nullptr ? bigint(*held) : wrong(type, value);
      }
      case Kind::any:
        return any(value, 0);
      default:
        return structure(type, value);
    }
  }

  bool arguments(const std::vector<Parameter>& parameters, const Value& value) {
    const auto* record = value.as<Record>();
    if (record == nullptr)
      return misfit_.fail(std::string("expected arguments, got ") + kind_name(value));
    std::size_t used = 0;
    for (const Parameter& parameter : parameters) {
      const Value* argument = find(*record, parameter.name);
      used += argument != nullptr;
      if (parameter.type.kind == Kind::function) continue;
      if (argument == nullptr) {
        misfit_.fail("this argument is missing");
        return misfit_.in_field(parameter.name);
      }
      if (!this->value(parameter.type, *argument)) return misfit_.in_field(parameter.name);
    }
    if (used == record->fields.size()) return true;
    return unknown_field(*record, [&](const std::string& name) {
      for (const Parameter& parameter : parameters) {
        if (parameter.name == name) return true;
      }
      return false;
    });
  }

 private:
  bool wrong(const Type& type, const Value& value) {
    return misfit_.fail("expected " + type.spelling() + ", got " + kind_name(value));
  }

  static const Value* find(const Record& record, const std::string& name) {
    for (const auto& [field, held] : record.fields) {
      if (field == name) return &held;
    }
    return nullptr;
  }

  template <class IsKnown>
  bool unknown_field(const Record& record, IsKnown is_known) {
    for (const auto& field : record.fields) {
      if (!is_known(field.first))
        return misfit_.fail("nothing here is called \"" + field.first + '"');
    }
    return misfit_.fail("a name is given twice");
  }

  bool text(const std::string& held) {
    if (!is_utf8(held)) return misfit_.fail("this text is not UTF-8");
    out_.put_string(held);
    return true;
  }

  bool bigint(const BigInt& held) {
    if (!is_bigint(held.digits)) return misfit_.fail("these are not the digits of a bigint");
    out_.put_string(held.digits);
    return true;
  }

  bool items(const Type& type, const Values& held) {
    out_.put(static_cast<std::uint32_t>(held.size()));
    for (std::size_t i = 0; i < held.size(); ++i) {
      if (!value(type, held[i])) return misfit_.in_item(i);
    }
    return true;
  }

  bool structure(const Type& type, const Value& held) {
    switch (type.kind) {
      case Kind::list:
      case Kind::stream: {
        const auto* list = held.as<List>();
        return list != nullptr ? items(type.items[0], list->items) : wrong(type, held);
      }
      case Kind::set: {
        const auto* set = held.as<Set>();
        return set != nullptr ? items(type.items[0], set->items) : wrong(type, held);
      }
      case Kind::linked_list: {
        Type integer;
        integer.kind = Kind::integer;
        const auto* list = held.as<List>();
        return list != nullptr ? items(integer, list->items) : wrong(type, held);
      }
      case Kind::tree: {
        const auto* list = held.as<List>();
        return list != nullptr ? tree(list->items) : wrong(type, held);
      }
      case Kind::optional:
        out_.put(static_cast<std::uint8_t>(!held.is_null()));
        return held.is_null() || value(type.items[0], held);
      case Kind::tuple: {
        const auto* tuple = held.as<Tuple>();
        if (tuple == nullptr) return wrong(type, held);
        if (tuple->items.size() != type.items.size()) {
          return misfit_.fail("expected " + std::to_string(type.items.size()) + " items, got " +
                              std::to_string(tuple->items.size()));
        }
        for (std::size_t i = 0; i < type.items.size(); ++i) {
          if (!value(type.items[i], tuple->items[i])) return misfit_.in_item(i);
        }
        return true;
      }
      case Kind::map: {
        const auto* map = held.as<Map>();
        return map != nullptr ? entries(type, *map) : wrong(type, held);
      }
      case Kind::record: {
        const auto* record = held.as<Record>();
        return record != nullptr ? fields(type, *record) : wrong(type, held);
      }
      case Kind::tensor: {
        const auto* tensor = held.as<Tensor>();
        return tensor != nullptr ? this->tensor(type, *tensor) : wrong(type, held);
      }
      case Kind::table: {
        const auto* record = held.as<Record>();
        return record != nullptr ? table(*record) : wrong(type, held);
      }
      default:
        return misfit_.fail("a " + type.spelling() + " does not travel on this wire");
    }
  }

  bool table(const Record& held) {
    if (const Status status = check_table(held); !status.ok()) {
      return misfit_.fail(status.message());
    }
    static const Type kTensor{Kind::tensor};
    out_.put(static_cast<std::uint32_t>(held.fields.size()));
    for (const auto& [name, column] : held.fields) {
      const auto* texts = column.as<List>();
      out_.put_string(name);
      out_.put(static_cast<std::uint8_t>(texts != nullptr));
      if (texts == nullptr && !tensor(kTensor, *column.as<Tensor>())) return false;
      if (texts == nullptr) continue;
      out_.put(static_cast<std::uint32_t>(texts->items.size()));
      for (const Value& item : texts->items) {
        if (!text(*item.as<std::string>())) return misfit_.in_field(name);
      }
    }
    return true;
  }

  // Dtype and shape are the tensor's own: whether they are the promised ones is for checkers.
  bool tensor(const Type& type, const Tensor& held) {
    if (held.shape.size() > kMostDims) return misfit_.fail("more dimensions than tensors have");
    const auto count = element_count(held.shape, held.dtype, held.raw.size());
    if (!count || *count != held.count()) {
      return misfit_.fail("the bytes of this " + type.spelling() + " do not fill its shape");
    }
    out_.put(static_cast<std::uint8_t>(held.dtype));
    out_.put(static_cast<std::uint8_t>(held.shape.size()));
    for (const std::int64_t dim : held.shape) out_.put(dim);
    out_.append(held.raw);
    return true;
  }

  bool tree(const Values& held) {
    std::size_t size = held.size();
    while (size > 0 && held[size - 1].is_null()) --size;
    out_.put(static_cast<std::uint32_t>(size));
    LevelOrder walk;
    for (std::size_t i = 0; i < size; ++i) {
      const auto* number = held[i].as<std::int64_t>();
      if (number == nullptr && !held[i].is_null()) {
        misfit_.fail(std::string("expected int or null, got ") + kind_name(held[i]));
        return misfit_.in_item(i);
      }
      if (!walk.next(number != nullptr)) {
        misfit_.fail("no node can stand here: its parent is absent");
        return misfit_.in_item(i);
      }
      out_.put(static_cast<std::uint8_t>(number != nullptr));
      if (number != nullptr) out_.put(*number);
    }
    return true;
  }

  bool entries(const Type& type, const Map& map) {
    out_.put(static_cast<std::uint32_t>(map.entries.size()));
    for (std::size_t i = 0; i < map.entries.size(); ++i) {
      if (!value(type.items[0], map.entries[i].first))
        return misfit_.in_field("key " + std::to_string(i));
      if (!value(type.items[1], map.entries[i].second)) {
        return misfit_.in_field("value " + std::to_string(i));
      }
    }
    return true;
  }

  bool fields(const Type& type, const Record& record) {
    for (std::size_t i = 0; i < type.items.size(); ++i) {
      const Value* held = find(record, type.names[i]);
      if (held == nullptr) {
        misfit_.fail("this field is missing");
        return misfit_.in_field(type.names[i]);
      }
      if (!value(type.items[i], *held)) return misfit_.in_field(type.names[i]);
    }
    if (record.fields.size() == type.items.size()) return true;
    return unknown_field(record, [&](const std::string& name) {
      for (const std::string& known : type.names) {
        if (known == name) return true;
      }
      return false;
    });
  }

  void tag(WireTag tag) { out_.put(static_cast<std::uint8_t>(tag)); }

  bool any_items(WireTag kind, const Values& held, std::size_t depth) {
    tag(kind);
    out_.put(static_cast<std::uint32_t>(held.size()));
    for (std::size_t i = 0; i < held.size(); ++i) {
      if (!any(held[i], depth + 1)) return misfit_.in_item(i);
    }
    return true;
  }

  bool any_map(const Map& map, std::size_t depth) {
    tag(WireTag::map);
    out_.put(static_cast<std::uint32_t>(map.entries.size()));
    for (const auto& [key, held] : map.entries) {
      if (!any(key, depth + 1) || !any(held, depth + 1)) return false;
    }
    return true;
  }

  bool any_record(const Record& record, std::size_t depth) {
    tag(WireTag::map);
    out_.put(static_cast<std::uint32_t>(record.fields.size()));
    for (const auto& [name, held] : record.fields) {
      tag(WireTag::text);
      if (!text(name) || !any(held, depth + 1)) return misfit_.in_field(name);
    }
    return true;
  }

  bool any(const Value& value, std::size_t depth) {
    if (depth > WireCaps().depth) return misfit_.fail("this value is nested too deeply");
    if (const auto* flag = value.as<bool>()) {
      tag(WireTag::boolean);
      out_.put(static_cast<std::uint8_t>(*flag));
    } else if (const auto* whole = value.as<std::int64_t>()) {
      tag(WireTag::integer);
      out_.put(*whole);
    } else if (const auto* number = value.as<double>()) {
      tag(WireTag::real);
      out_.put(*number);
    } else if (const auto* big = value.as<BigInt>()) {
      tag(WireTag::bigint);
      return bigint(*big);
    } else if (const auto* held = value.as<std::string>()) {
      tag(WireTag::text);
      return text(*held);
    } else if (const auto* bytes = value.as<Bytes>()) {
      tag(WireTag::bytes);
      out_.put_string(bytes->raw);
    } else if (const auto* list = value.as<List>()) {
      return any_items(WireTag::list, list->items, depth);
    } else if (const auto* tuple = value.as<Tuple>()) {
      return any_items(WireTag::tuple, tuple->items, depth);
    } else if (const auto* set = value.as<Set>()) {
      return any_items(WireTag::set, set->items, depth);
    } else if (const auto* map = value.as<Map>()) {
      return any_map(*map, depth);
    } else if (const auto* record = value.as<Record>()) {
      return any_record(*record, depth);
    } else if (const auto* function = value.as<Function>()) {
      tag(WireTag::function);
      out_.put(function->id);
    } else {
      tag(WireTag::null);
    }
    return true;
  }

  ByteWriter& out_;
  Misfit misfit_;
};

}  // namespace

Status encode(const Type& type, const Value& value, ByteWriter& out) {
  Encoder encoder(out);
  return encoder.value(type, value) ? Status() : encoder.status();
}

Result<std::string> encode_arguments(const std::vector<Parameter>& parameters,
                                     const Value& arguments) {
  ByteWriter out;
  Encoder encoder(out);
  if (!encoder.arguments(parameters, arguments)) return encoder.status();
  return std::move(out).bytes();
}

}  // namespace assay
