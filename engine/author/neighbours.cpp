#include "author/neighbours.hpp"

#include "value/utf8.hpp"

namespace assay {
namespace {

constexpr std::int64_t kLarge = std::int64_t{1} << 62;  // what is larger is left alone

Value negative(const Value& value) {
  if (const auto* n = value.as<std::int64_t>(); n != nullptr && *n > -kLarge) return Value(-*n);
  if (const auto* x = value.as<double>()) return Value(-*x);
  return value;
}

}  // namespace

Values neighbours(const Value& value) {
  Values all;
  if (const auto* n = value.as<std::int64_t>()) {
    for (const std::int64_t other : {std::int64_t{0}, std::int64_t{1}}) {
      if (other != *n) all.emplace_back(other);
    }
    if (-kLarge < *n && *n < kLarge) {
      for (const std::int64_t other : {*n + 1, *n - 1, -*n}) all.emplace_back(other);
    }
  } else if (const auto* x = value.as<double>()) {
    for (const double other : {0.0, -*x, *x + 0.5}) all.emplace_back(other);
  } else if (const auto* text = value.as<std::string>()) {
    if (!text->empty()) {
      std::string_view rest = *text;
      const std::string first(utf8_take(rest));
      all.emplace_back(std::string());
      all.emplace_back(std::string(rest));
      all.emplace_back(*text + first);
    }
  } else if (const auto* list = value.as<List>()) {
    if (list->items.empty()) return all;
    all.emplace_back(List{});
    List shorter = *list, longer = *list, turned = *list, negated = *list;
    shorter.items.pop_back();
    longer.items.push_back(list->items.front());
    std::swap(turned.items.front(), turned.items.back());
    for (Value& item : negated.items) item = negative(item);
    for (List* changed : {&shorter, &longer, &turned, &negated})
      all.emplace_back(std::move(*changed));
    for (std::size_t i = 0; i < list->items.size() && i < 4; ++i) {
      for (Value& other : neighbours(list->items[i])) {
        List changed = *list;
        changed.items[i] = std::move(other);
        all.emplace_back(std::move(changed));
      }
    }
  }
  return all;
}

Values changed_arguments(const Value& arguments) {
  const Record& given = *arguments.as<Record>();
  Values all;
  for (std::size_t field = 0; field < given.fields.size(); ++field) {
    for (Value& other : neighbours(given.fields[field].second)) {
      Record changed = given;
      changed.fields[field].second = std::move(other);
      all.emplace_back(std::move(changed));
    }
  }
  return all;
}

}  // namespace assay
