#include "author/shrink.hpp"

#include <cmath>
#include <map>
#include <string>

#include "value/check.hpp"
#include "value/utf8.hpp"

namespace assay {
namespace {

class Shrinker {
 public:
  Shrinker(const std::vector<Parameter>& parameters, Value arguments,
           const StillHappens& still_happens, int tries)
      : parameters_(parameters),
        best_(std::move(arguments)),
        still_happens_(still_happens),
        tries_(tries) {}

  Value run() {
    bool progress = true;
    while (progress && tries_ > 0) {
      progress = shorten_lists();
      for (std::size_t i = 0; i < parameters_.size(); ++i) {
        Value& part = field(best_, i);
        const Type::Kind kind = parameters_[i].type.kind;
        const bool shortened = kind == Type::Kind::list || kind == Type::Kind::stream;
        List* list = shortened ? part.as<List>() : nullptr;
        progress = (list != nullptr ? simplify_all(list->items) : simplify(part)) || progress;
      }
    }
    return std::move(best_);
  }

 private:
  static Value& field(Value& arguments, std::size_t index) {
    return arguments.as<Record>()->fields[index].second;
  }

  bool accept(Value candidate) {
    if (tries_ <= 0 || !check_bounds(parameters_, candidate).ok()) return false;
    --tries_;
    if (!still_happens_(candidate)) return false;
    best_ = std::move(candidate);
    return true;
  }

  // Parameters whose lists must keep one length, by the name of their dim; others stand alone.
  std::map<std::string, std::vector<std::size_t>> tied_lists() const {
    std::map<std::string, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      const Type& type = parameters_[i].type;
      if (type.kind != Type::Kind::list && type.kind != Type::Kind::stream) continue;
      const bool named = type.dim && !type.dim->name.empty();
      groups[named ? type.dim->name : " " + parameters_[i].name].push_back(i);
    }
    return groups;
  }

  // Numbers that are named like a dim follow its length.
  void follow(Value& candidate, const std::string& dim, std::int64_t length) const {
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      if (parameters_[i].name == dim && field(candidate, i).as<std::int64_t>() != nullptr) {
        field(candidate, i) = length;
      }
    }
  }

  bool shorten_lists() {
    bool any = false;
    for (const auto& [dim, members] : tied_lists()) {
      const std::size_t first = members[0];
      const auto length = [this, first] { return field(best_, first).items()->size(); };
      for (std::size_t chunk = std::max<std::size_t>(length() / 2, 1); chunk > 0; chunk /= 2) {
        for (std::size_t begin = 0; begin + chunk <= length() && tries_ > 0;) {
          Value candidate = best_;
          for (const std::size_t member : members) cut(field(candidate, member), begin, chunk);
          follow(candidate, dim, static_cast<std::int64_t>(length() - chunk));
          if (accept(std::move(candidate))) {
            any = true;
          } else {
            begin += chunk > 2 ? chunk : 1;  // pairs at every place: one alone may not go
          }
        }
      }
    }
    return any;
  }

  static void cut(Value& list, std::size_t begin, std::size_t count) {
    Values& items = list.as<List>()->items;
    const auto first = items.begin() + static_cast<std::ptrdiff_t>(begin);
    items.erase(first, first + static_cast<std::ptrdiff_t>(count));
  }

  // Tries simpler values in place of `part`, which lies somewhere inside best_.
  bool simplify(Value& part) {
    if (part.as<List>() != nullptr) {
      const bool shorter = shorten(part);
      return simplify_all(part.as<List>()->items) || shorter;
    }
    if (Tuple* tuple = part.as<Tuple>()) return simplify_all(tuple->items);
    if (const auto* n = part.as<std::int64_t>()) return simplify_integer(part, *n);
    if (const auto* x = part.as<double>()) {
      return (*x != 0 && replace(part, Value(0.0))) ||
             (*x != std::trunc(*x) && replace(part, Value(std::trunc(*x))));
    }
    if (const auto* text = part.as<std::string>()) return simplify_text(part, *text);
    return false;
  }

  // A list within something else, or one of type `any`.
  bool shorten(Value& part) {
    bool any = false;
    const auto length = [&] { return part.as<List>()->items.size(); };
    for (std::size_t chunk = std::max<std::size_t>(length() / 2, 1); chunk > 0; chunk /= 2) {
      for (std::size_t begin = 0; begin + chunk <= length() && tries_ > 0;) {
        Value shorter = part;
        cut(shorter, begin, chunk);
        if (replace(part, std::move(shorter))) {
          any = true;
        } else {
          begin += chunk > 2 ? chunk : 1;
        }
      }
    }
    return any;
  }

  bool simplify_all(Values& items) {
    bool any = false;
    for (std::size_t i = 0; i < items.size() && tries_ > 0; ++i) any = simplify(items[i]) || any;
    return any;
  }

  // Smaller ones of either parity: what happens may hang on it.
  bool simplify_integer(Value& part, std::int64_t n) {
    const std::int64_t sign = n < 0 ? -1 : 1;
    for (const std::int64_t target : {std::int64_t{0}, sign, 2 * sign, n / 2, n / 2 + sign,
                                      n - n / 4, n - n / 4 + sign, n - 2 * sign, n - sign}) {
      if (std::abs(static_cast<double>(target)) < std::abs(static_cast<double>(n)) &&
          replace(part, Value(target))) {
        return true;
      }
    }
    return false;
  }

  bool simplify_text(Value& part, const std::string& text) {
    if (text.empty()) return false;
    std::string_view rest = text, second_half = text;
    utf8_take(rest);
    for (std::size_t n = utf8_length(text) / 2; n > 0; --n) utf8_take(second_half);
    Value half(text.substr(0, text.size() - second_half.size())), shorter{std::string(rest)};
    return replace(part, std::move(half)) || replace(part, std::move(shorter));
  }

  // Works in place: copying a large input for every number in it would be quadratic.
  bool replace(Value& part, Value simpler) {
    std::swap(part, simpler);
    const bool legal = tries_ > 0 && check_bounds(parameters_, best_).ok();
    if (legal) {
      --tries_;
      if (still_happens_(best_)) return true;
    }
    std::swap(part, simpler);
    return false;
  }

  const std::vector<Parameter>& parameters_;
  Value best_;
  const StillHappens& still_happens_;
  int tries_;
};

}  // namespace

Value shrink(const std::vector<Parameter>& parameters, Value arguments,
             const StillHappens& still_happens, int tries) {
  return Shrinker(parameters, std::move(arguments), still_happens, tries).run();
}

}  // namespace assay
