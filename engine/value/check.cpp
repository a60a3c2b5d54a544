#include "value/check.hpp"

#include <cmath>
#include <unordered_map>

#include "value/display.hpp"
#include "value/misfit.hpp"
#include "value/names.hpp"
#include "value/utf8.hpp"

namespace assay {
namespace {

using Kind = Type::Kind;

// Numbers are compared as long double, which holds every 64-bit integer.
using Number = long double;

bool in_alphabet(std::string_view letter, std::string_view alphabet) {
  while (!alphabet.empty()) {
    const std::string_view first = utf8_take(alphabet);
    if (alphabet.size() > 1 && alphabet[0] == '-') {  // a '-' at either end is itself
      alphabet.remove_prefix(1);
      const std::string_view last = utf8_take(alphabet);
      // The order of UTF-8 bytes is the order of code points.
      if (first <= letter && letter <= last) return true;
    } else if (letter == first) {
      return true;
    }
  }
  return false;
}

class BoundsChecker {
 public:
  // How far the dimensions of a tensor are learnt.
  enum class Learning : std::uint8_t { all, up_to_zero };

  explicit BoundsChecker(Learning learning = Learning::all) : learning_(learning) {}

  Status status() const { return misfit_.status(" "); }
  const Bound::Names& names() const { return names_; }

  bool arguments(const std::vector<Parameter>& parameters, const Value& arguments) {
    const auto* record = arguments.as<Record>();
    if (record == nullptr) return misfit_.fail("the arguments are not a record");
    for (const Parameter& parameter : parameters) {
      if (parameter.type.kind == Kind::function) continue;
      const Value* argument = find(*record, parameter.name);
      const bool fits = argument == nullptr
                            ? misfit_.fail("is missing")
                            : value(parameter.type, *argument) && learn(parameter, *argument);
      if (!fits) return misfit_.in_field(parameter.name);
    }
    return true;
  }

  // Takes the names that a result may use, from arguments that were checked before: only the first
  // element of a list is looked into, the others have its length.
  void learn_names(const std::vector<Parameter>& parameters, const Value& arguments) {
    const auto* record = arguments.as<Record>();
    if (record == nullptr) return;
    for (const Parameter& parameter : parameters) {
      const Value* argument = find(*record, parameter.name);
      if (argument == nullptr) continue;
      learn_dims(parameter.type, *argument);
      if (const auto* number = argument->as<std::int64_t>();
          number != nullptr && !find_name(names_, parameter.name)) {
        names_.emplace_back(parameter.name, static_cast<double>(*number));
      }
    }
  }

  bool result(const Type& type, const Value& result) {
    return value(type, result) || misfit_.in_field("the result");
  }

 private:
  static const Value* find(const Record& record, const std::string& name) {
    for (const auto& [field, held] : record.fields) {
      if (field == name) return &held;
    }
    return nullptr;
  }

  // A scalar argument names its value; a dimension may have had the name already.
  bool learn(const Parameter& parameter, const Value& argument) {
    const auto* number = argument.as<std::int64_t>();
    if (number == nullptr) return true;
    const std::optional<double> known = find_name(names_, parameter.name);
    if (known && *known != static_cast<double>(*number)) {
      return misfit_.fail("= " + std::to_string(*number) + ", but that length is " +
                          std::to_string(static_cast<std::int64_t>(*known)));
    }
    if (!known) names_.emplace_back(parameter.name, static_cast<double>(*number));
    return true;
  }

  void learn_dims(const Type& type, const Value& held) {
    const auto take = [&](const std::optional<Dim>& dim, std::size_t size) {
      if (dim && !dim->name.empty() && !find_name(names_, dim->name)) {
        names_.emplace_back(dim->name, static_cast<double>(size));
      }
    };
    if (const auto* text = held.as<std::string>(); text != nullptr && type.dim) {
      take(type.dim, utf8_length(*text));
    } else if (const auto* bytes = held.as<Bytes>(); bytes != nullptr) {
      take(type.dim, bytes->raw.size());
    } else if (const auto* list = held.as<List>(); list != nullptr && type.kind == Kind::list) {
      take(type.dim, list->items.size());
      if (!list->items.empty()) learn_dims(type.items[0], list->items[0]);
    } else if (const auto* tensor = held.as<Tensor>(); tensor != nullptr) {
      for (std::size_t i = 0; i < type.dims.size() && i < tensor->shape.size(); ++i) {
        take(type.dims[i], static_cast<std::size_t>(tensor->shape[i]));
        if (tensor->shape[i] == 0 && learning_ == Learning::up_to_zero) break;
      }
    } else if (type.kind == Kind::optional && !held.is_null()) {
      learn_dims(type.items[0], held);
    }
  }

  struct Ends {
    Number low, high;
  };

  // Evaluated once: a range's names are all known when it is first met, and do not change.
  bool ends(const Range& range, const Ends*& out) {
    const auto [at, is_new] = ends_.try_emplace(&range);
    if (is_new) {
      const Result<double> low = range.low.evaluate(names_);
      const Result<double> high = range.high.evaluate(names_);
      if (!low.ok()) return misfit_.fail("has a broken bound: " + low.status().message());
      if (!high.ok()) return misfit_.fail("has a broken bound: " + high.status().message());
      at->second = {*low, *high};
    }
    out = &at->second;
    return true;
  }

  std::string describe(const Range& range) {
    const Ends* known = nullptr;
    std::string text = range.low.text == range.high.text ? range.low.text
                                                         : range.low.text + ".." + range.high.text;
    const bool has_names = text.find_first_not_of("0123456789.eE-+ ") != std::string::npos;
    if (!has_names || !ends(range, known)) return text;
    const auto show = [](Number n) { return display(Value(static_cast<std::int64_t>(n))); };
    return text + " (" + show(known->low) +
           (known->low == known->high ? "" : ".." + show(known->high)) + ")";
  }

  bool number(const Type& type, Number n, const Value& shown) {
    if (!type.range) return true;
    const Ends* known = nullptr;
    if (!ends(*type.range, known)) return false;
    if (n >= known->low && n <= known->high) return true;
    return misfit_.fail("= " + display(shown, 60) + " is outside " + describe(*type.range));
  }

  bool length(const std::optional<Dim>& dim, std::size_t size, const char* unit) {
    return !dim || length(*dim, size, unit);
  }

  // `ends` remembers ranges by their place: `dim` must be the type's own.
  bool length(const Dim& dim, std::size_t size, const char* unit) {
    const auto n = static_cast<Number>(size);
    const auto has = [&] { return "has " + std::to_string(size) + " " + unit; };
    if (dim.range) {
      const Ends* known = nullptr;
      if (!ends(*dim.range, known)) return false;
      if (n < known->low || n > known->high) {
        return misfit_.fail(has() + ", which is outside " + describe(*dim.range));
      }
    }
    if (dim.name.empty()) return true;
    const std::optional<double> known = find_name(names_, dim.name);
    if (!known) {
      names_.emplace_back(dim.name, static_cast<double>(size));
    } else if (*known != static_cast<double>(size)) {
      return misfit_.fail(has() + ", but " + dim.name + " = " +
                          std::to_string(static_cast<std::int64_t>(*known)));
    }
    return true;
  }

  bool text(const Type& type, const std::string& held) {
    if (!length(type.dim, utf8_length(held), "characters")) return false;
    if (type.alphabet.empty()) return true;
    for (std::string_view rest = held; !rest.empty();) {
      const std::string_view letter = utf8_take(rest);
      if (!in_alphabet(letter, type.alphabet)) {
        return misfit_.fail("has " + display(Value(std::string(letter))) +
                            ", which is not one of \"" + type.alphabet + '"');
      }
    }
    return true;
  }

  bool each(const Type& type, const Values& items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!value(type, items[i])) return misfit_.in_item(i);
    }
    return true;
  }

  bool numbers(const Type& type, const Values& items) {
    if (!type.range) return true;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto* n = items[i].as<std::int64_t>();
      if (n != nullptr && !number(type, *n, items[i])) return misfit_.in_item(i);
    }
    return true;
  }

  // The dtype is for the check of the problem: `dtype = true` asks for the promised one.
  bool tensor(const Type& type, const Tensor& held) {
    if (held.shape.size() != type.dims.size()) {
      return misfit_.fail("is " + describe_shape(held) + ", not of type " + type.spelling());
    }
    for (std::size_t i = 0; i < type.dims.size(); ++i) {
      const std::string unit = "elements along dimension " + std::to_string(i + 1);
      if (!length(type.dims[i], static_cast<std::size_t>(held.shape[i]), unit.c_str())) {
        return false;
      }
    }
    for (std::size_t i = 0; type.range && i < held.count(); ++i) {
      const double n = element(held, i);
      if (!number(type, n, is_float(held.dtype) ? Value(n) : Value(whole_element(held, i)))) {
        return misfit_.in_item(i);
      }
    }
    return true;
  }

  bool wrong(const Type& type, const Value& held) {
    return misfit_.fail("is a " + std::string(kind_name(held)) + ", not of type " +
                        type.spelling());
  }

  bool value(const Type& type, const Value& held) {
    switch (type.kind) {
      case Kind::optional:
        return held.is_null() || value(type.items[0], held);
      case Kind::list:
      case Kind::stream: {
        const auto* list = held.as<List>();
        if (list == nullptr) return wrong(type, held);
        return length(type.dim, list->items.size(), "elements") && each(type.items[0], list->items);
      }
      case Kind::set: {
        const auto* set = held.as<Set>();
        return set != nullptr ? each(type.items[0], set->items) : wrong(type, held);
      }
      case Kind::tree:
      case Kind::linked_list: {
        const auto* list = held.as<List>();
        return list != nullptr ? numbers(type, list->items) : wrong(type, held);
      }
      case Kind::tuple:
        return tuple(type, held);
      case Kind::map:
        return map(type, held);
      case Kind::record:
        return record(type, held);
      case Kind::tensor: {
        const auto* tensor = held.as<Tensor>();
        return tensor != nullptr ? this->tensor(type, *tensor) : wrong(type, held);
      }
      default:
        return scalar(type, held);
    }
  }

  bool scalar(const Type& type, const Value& held) {
    switch (type.kind) {
      case Kind::integer: {
        const auto* n = held.as<std::int64_t>();
        return n != nullptr ? number(type, *n, held) : wrong(type, held);
      }
      case Kind::real: {
        if (const auto* n = held.as<double>()) return number(type, *n, held);
        const auto* n = held.as<std::int64_t>();
        return n != nullptr ? number(type, *n, held) : wrong(type, held);
      }
      case Kind::bigint: {
        if (const auto* n = held.as<std::int64_t>()) return number(type, *n, held);
        const auto* n = held.as<BigInt>();
        if (n == nullptr) return wrong(type, held);
        return number(type, std::strtold(n->digits.c_str(), nullptr), held);
      }
      case Kind::text: {
        const auto* string = held.as<std::string>();
        return string != nullptr ? text(type, *string) : wrong(type, held);
      }
      case Kind::bytes: {
        const auto* bytes = held.as<Bytes>();
        return bytes != nullptr ? length(type.dim, bytes->raw.size(), "bytes") : wrong(type, held);
      }
      case Kind::boolean:
        return held.as<bool>() != nullptr || wrong(type, held);
      default:  // any, function, table, model: whatever they hold
        return true;
    }
  }

  bool tuple(const Type& type, const Value& held) {
    const auto* tuple = held.as<Tuple>();
    if (tuple == nullptr || tuple->items.size() != type.items.size()) return wrong(type, held);
    for (std::size_t i = 0; i < type.items.size(); ++i) {
      if (!value(type.items[i], tuple->items[i])) return misfit_.in_item(i);
    }
    return true;
  }

  bool map(const Type& type, const Value& held) {
    const auto* map = held.as<Map>();
    if (map == nullptr) return wrong(type, held);
    for (const auto& [key, item] : map->entries) {
      if (!value(type.items[0], key)) return misfit_.in_field("key");
      if (!value(type.items[1], item)) return misfit_.in_field("[" + display(key, 40) + "]");
    }
    return true;
  }

  bool record(const Type& type, const Value& held) {
    const auto* record = held.as<Record>();
    if (record == nullptr) return wrong(type, held);
    for (std::size_t i = 0; i < type.items.size(); ++i) {
      const Value* field = find(*record, type.names[i]);
      if (field == nullptr) misfit_.fail("is missing");
      if (field == nullptr || !value(type.items[i], *field)) {
        return misfit_.in_field(type.names[i]);
      }
    }
    return true;
  }

  Learning learning_;
  Bound::Names names_;
  std::unordered_map<const Range*, Ends> ends_;
  Misfit misfit_;
};

}  // namespace

Status check_bounds(const std::vector<Parameter>& parameters, const Value& arguments) {
  BoundsChecker checker;
  return checker.arguments(parameters, arguments) ? Status() : checker.status();
}

Status check_call(const std::vector<Parameter>& parameters, const Value& arguments, int function,
                  const Value& passed) {
  BoundsChecker checker;
  checker.learn_names(parameters, arguments);
  const std::vector<Parameter> own =
      parameters_of(parameters[static_cast<std::size_t>(function)].type);
  return checker.arguments(own, passed) ? Status() : checker.status();
}

Bound::Names argument_names(const std::vector<Parameter>& parameters, const Value& arguments) {
  BoundsChecker checker;
  checker.learn_names(parameters, arguments);
  return checker.names();
}

Bound::Names sure_names(const std::vector<Parameter>& parameters, const Value& arguments) {
  BoundsChecker checker(BoundsChecker::Learning::up_to_zero);
  checker.learn_names(parameters, arguments);
  return checker.names();
}

Status check_result(const Signature& signature, const Value& arguments, const Value& result) {
  if (!signature.returns) return {};
  BoundsChecker checker;
  checker.learn_names(signature.parameters, arguments);
  return checker.result(*signature.returns, result) ? Status() : checker.status();
}

}  // namespace assay
