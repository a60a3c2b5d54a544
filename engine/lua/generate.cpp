#include "lua/generate.hpp"

#include <algorithm>
#include <cmath>

#include "lua/convert.hpp"
#include "lua/declare.hpp"
#include "lua/random_module.hpp"
#include "lua/state.hpp"
#include "lua/tensor_module.hpp"
#include "value/names.hpp"

namespace assay {
namespace {

using Kind = Type::Kind;

// Where neither signature nor row says anything.
constexpr std::int64_t kNumber = 1000;
constexpr std::int64_t kLength = 20;
constexpr double kAbsent = 0.2;
constexpr std::size_t kMostTensorBytes = std::size_t{256} << 20;

std::int64_t to_whole(double number) {
  if (number >= 0x1p63) return INT64_MAX;
  if (number <= -0x1p63) return INT64_MIN;
  return static_cast<std::int64_t>(number);
}

}  // namespace

Value Generator::arguments(const std::vector<Parameter>& parameters) {
  names_.clear();
  Record record;
  for (const Parameter& parameter : parameters) {
    if (parameter.type.kind == Kind::function) continue;
    parameter_ = parameter.name;
    Value value = draw(parameter.type);
    const std::optional<double> length = find_name(names_, parameter_);
    if (length && value.as<std::int64_t>() != nullptr) {
      value = Value::integer(static_cast<std::int64_t>(*length));  // a length drawn before it
    }
    if (const auto* number = value.as<std::int64_t>(); number && !find_name(names_, parameter_)) {
      names_.emplace_back(parameter_, static_cast<double>(*number));
    }
    record.fields.emplace_back(parameter_, std::move(value));
  }
  return record;
}

double Generator::evaluate(const Bound& bound) {
  const Result<double> value = bound.evaluate(names_);
  if (!value.ok()) luaL_error(L_, "%s: %s", parameter_.c_str(), value.status().message().c_str());
  return *value;
}

// Pushes the row's field of that name; pushes nothing and returns false if there is none.
bool Generator::push_narrowing(const std::string& name) {
  if (row_ == 0 || name.empty()) return false;
  lua_getfield(L_, row_, name.c_str());
  if (!lua_isnil(L_, -1)) return true;
  lua_pop(L_, 1);
  return false;
}

// True if the row gives choices for the parameter, drawn anew for every element.
bool Generator::chooses() {
  if (!push_narrowing(parameter_)) return false;
  const bool table = lua_istable(L_, -1);
  lua_pop(L_, 1);
  return table;
}

Value Generator::draw(const Type& type) {
  luaL_checkstack(L_, 8, "generator");
  switch (type.kind) {
    case Kind::integer:
    case Kind::bigint:
    case Kind::real:
      return number(type);
    case Kind::boolean:
      if (push_narrowing(parameter_)) {
        if (lua_istable(L_, -1)) choose(L_, lua_gettop(L_), random_);
        const bool flag = lua_toboolean(L_, -1) != 0;
        lua_pop(L_, 1);
        return flag;
      }
      return random_->chance(0.5);
    case Kind::text:
    case Kind::bytes:
      return text(type);
    case Kind::optional:
      // Drawn even where choices hold `null`: they say what, this says whether.
      if (random_->chance(kAbsent)) return Null{};
      return draw(type.items[0]);
    case Kind::tuple:
    case Kind::record: {
      Values items;
      for (const Type& item : type.items) items.push_back(draw(item));
      if (type.kind == Kind::tuple) return Tuple{std::move(items)};
      Record record;
      for (std::size_t i = 0; i < items.size(); ++i) {
        record.fields.emplace_back(type.names[i], std::move(items[i]));
      }
      return record;
    }
    case Kind::list:
    case Kind::stream:
    case Kind::set:
      return collection(type);
    case Kind::map:
      return map(type);
    case Kind::tree:
    case Kind::linked_list:
      return nodes(type);
    case Kind::tensor:
      return tensor(type);
    default:
      luaL_error(L_, "%s: %s has no bounds to draw from; write `make`", parameter_.c_str(),
                 type.spelling().c_str());
  }
  return {};
}

Value Generator::number(const Type& type) {
  if (push_narrowing(parameter_)) {
    const bool rises = is_declaration(L_, -1, "increasing");
    lua_pop(L_, 1);
    if (rises) return rising(type);
  }
  if (type.kind == Kind::real) {
    const auto [low, high] = reals(type);
    if (!(low <= high)) {
      luaL_error(L_, "%s: the range %f..%f is empty", parameter_.c_str(), low, high);
    }
    return random_->real(low, high);
  }
  const auto [low, high] = integers(type);
  const std::int64_t drawn = random_->integer(low, high);
  if (type.kind == Kind::bigint) return BigInt{std::to_string(drawn)};
  return drawn;
}

// A row's normal(0, 1) at the top of the stack, where one number after the other is drawn.
void Generator::refuse_distribution(const Type& type) {
  if (!is_declaration(L_, -1)) return;
  luaL_error(L_,
             "%s: %s(...) fills tensors; for %s give a range (\"0..1\"), choices ({1, 2}) or a "
             "number, or draw it in `make`, with r:normal(mean, deviation) or r:real(range)",
             parameter_.c_str(), declaration_kind(L_, -1).c_str(), type.spelling().c_str());
}

std::pair<double, double> Generator::reals(const Type& type) {
  if (push_narrowing(parameter_)) {
    refuse_distribution(type);
    const auto range = real_range(L_, lua_gettop(L_), random_);
    lua_pop(L_, 1);
    return range;
  }
  if (type.range) return {evaluate(type.range->low), evaluate(type.range->high)};
  return {-static_cast<double>(kNumber), static_cast<double>(kNumber)};
}

std::pair<std::int64_t, std::int64_t> Generator::integers(const Type& type) {
  // An argument that is a dimension of an earlier one was drawn with that.
  if (type.range && type.range->low.text == parameter_) return whole_range(*type.range);
  if (push_narrowing(parameter_)) {
    refuse_distribution(type);
    const auto range = integer_range(L_, lua_gettop(L_), random_);
    lua_pop(L_, 1);
    return range;
  }
  if (!type.range) return {-kNumber, kNumber};
  return whole_range(*type.range);
}

std::pair<std::int64_t, std::int64_t> Generator::whole_range(const Range& range) {
  const std::int64_t low = to_whole(std::ceil(evaluate(range.low)));
  const std::int64_t high = to_whole(std::floor(evaluate(range.high)));
  if (low > high) luaL_error(L_, "%s: the range %I..%I is empty", parameter_.c_str(), low, high);
  return {low, high};
}

// Small steps, many of them zero: what happens within one moment matters too.
Value Generator::rising(const Type& type) {
  std::int64_t low = 0, high = INT64_MAX;
  if (type.range) std::tie(low, high) = whole_range(*type.range);
  const auto [found, fresh] = risen_.try_emplace(parameter_, low);
  if (!fresh) found->second += std::min(random_->integer(0, 3), high - found->second);
  return found->second;
}

std::int64_t Generator::length(const Type& type) { return length(type.dim); }

std::int64_t Generator::length(const std::optional<Dim>& dim) {
  std::int64_t low = 0, high = kLength;
  if (dim) {
    if (const auto known = find_name(names_, dim->name)) return to_whole(*known);
    if (push_narrowing(dim->name)) {
      std::tie(low, high) = integer_range(L_, lua_gettop(L_), random_);
      lua_pop(L_, 1);
    } else if (dim->range) {
      std::tie(low, high) = whole_range(*dim->range);
    }
  }
  low = std::max<std::int64_t>(low, 0);
  if (low > high) luaL_error(L_, "%s: no length fits %I..%I", parameter_.c_str(), low, high);
  const std::int64_t drawn = random_->integer(low, high);
  if (dim && !dim->name.empty()) {
    names_.emplace_back(dim->name, static_cast<double>(drawn));
  }
  return drawn;
}

Value Generator::text(const Type& type) {
  std::string alphabet = type.alphabet.empty() ? "a-z" : type.alphabet;
  if (push_narrowing(parameter_)) {
    if (lua_istable(L_, -1) && lua_rawlen(L_, -1) > 0) {
      lua_rawgeti(L_, -1, random_->integer(1, static_cast<lua_Integer>(lua_rawlen(L_, -1))));
      Value value = to_value(L_, -1, type, parameter_);
      lua_pop(L_, 2);
      return value;
    }
    if (lua_type(L_, -1) != LUA_TSTRING) {
      luaL_error(L_, "%s: expected letters (\"a-c\") or choices", parameter_.c_str());
    }
    alphabet = lua_tostring(L_, -1);
    lua_pop(L_, 1);
  }
  const std::int64_t size = length(type);
  const std::vector<std::string> letters = letters_of(alphabet);
  if (letters.empty()) luaL_error(L_, "%s: no letters to choose from", parameter_.c_str());
  std::string drawn;
  for (std::int64_t i = 0; i < size; ++i) {
    drawn += letters[static_cast<std::size_t>(
        random_->integer(0, static_cast<std::int64_t>(letters.size()) - 1))];
  }
  if (type.kind == Kind::bytes) return Bytes{std::move(drawn)};
  return drawn;
}

Value Generator::collection(const Type& type) {
  const std::int64_t size = length(type);
  Values items;
  items.reserve(static_cast<std::size_t>(size));
  const Type& element = type.items[0];
  if (type.kind != Kind::set && element.kind == Kind::integer && !chooses()) {
    const auto [low, high] = integers(element);  // once: lists of a million are asked for
    for (std::int64_t i = 0; i < size; ++i) items.emplace_back(random_->integer(low, high));
    return List{std::move(items)};
  }
  if (type.kind != Kind::set) {
    for (std::int64_t i = 0; i < size; ++i) items.push_back(draw(element));
    return List{std::move(items)};
  }
  for (std::int64_t tries = 0; tries < 4 * size; ++tries) {
    Value item = draw(element);
    const bool seen = std::any_of(items.begin(), items.end(),
                                  [&](const Value& other) { return identical(other, item); });
    if (!seen) items.push_back(std::move(item));
    if (static_cast<std::int64_t>(items.size()) == size) break;
  }
  return Set{std::move(items)};
}

Value Generator::map(const Type& type) {
  const std::int64_t size = length(type);
  Map drawn;
  for (std::int64_t i = 0; i < size; ++i) {
    Value key = draw(type.items[0]);
    const bool seen = std::any_of(drawn.entries.begin(), drawn.entries.end(),
                                  [&](const auto& entry) { return identical(entry.first, key); });
    if (!seen) drawn.entries.emplace_back(std::move(key), draw(type.items[1]));
  }
  return drawn;
}

Value Generator::tensor(const Type& type) {
  std::vector<std::int64_t> shape;
  for (const Dim& dim : type.dims) shape.push_back(length(dim));
  const Dtype dtype = *dtype_from(type.element);
  if (!element_count(shape, dtype, kMostTensorBytes)) {
    luaL_error(L_, "%s: a tensor of more than 256 MiB", parameter_.c_str());
  }
  Tensor made = make_tensor(dtype, std::move(shape));
  if (push_narrowing(parameter_)) {
    fill_tensor(L_, lua_gettop(L_), random_, &made);
    lua_pop(L_, 1);
  } else if (type.range) {
    fill_between(L_, evaluate(type.range->low), evaluate(type.range->high), random_, &made);
  } else if (dtype == Dtype::b8) {
    fill_between(L_, 0, 1, random_, &made);
  } else if (is_float(dtype)) {
    for (std::size_t i = 0; i < made.count(); ++i) set_element(made, i, random_->normal(0, 1));
  } else {
    fill_between(L_, 0, 100, random_, &made);
  }
  return made;
}

// A linked list, or a tree: each node's children stand in level order, nulls where there is none.
Value Generator::nodes(const Type& type) {
  std::int64_t left = length(type);
  Type scalar;
  scalar.kind = Kind::integer;
  scalar.range = type.range;
  Values items;
  if (type.kind == Kind::linked_list) {
    for (; left > 0; --left) items.push_back(draw(scalar));
    return List{std::move(items)};
  }
  if (left == 0) return List{};
  items.push_back(draw(scalar));
  --left;
  for (std::int64_t open = 2; left > 0 && open > 0; --open) {
    // The last open place must take what is left.
    if (open > 1 && random_->chance(0.3)) {
      items.emplace_back(Null{});
      continue;
    }
    items.push_back(draw(scalar));
    --left;
    open += 2;
  }
  return List{std::move(items)};
}

}  // namespace assay
