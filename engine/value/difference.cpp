#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "value/display.hpp"
#include "value/picture.hpp"
#include "value/utf8.hpp"

namespace assay {
namespace {

constexpr std::size_t kCellLimit = 30;

std::string ordinal(std::size_t n) {
  constexpr std::array kWords = {"first", "second",  "third",  "fourth", "fifth",
                                 "sixth", "seventh", "eighth", "ninth",  "tenth"};
  if (n <= kWords.size()) return kWords[n - 1];
  const bool teen = n / 10 % 10 == 1;
  const char* end = teen          ? "th"
                    : n % 10 == 1 ? "st"
                    : n % 10 == 2 ? "nd"
                    : n % 10 == 3 ? "rd"
                                  : "th";
  return std::to_string(n) + end;
}

const char* plural(const Value& value) {
  if (value.as<std::int64_t>() != nullptr || value.as<double>() != nullptr ||
      value.as<BigInt>() != nullptr) {
    return "numbers";
  }
  if (value.as<std::string>() != nullptr) return "texts";
  if (value.as<bool>() != nullptr) return "bools";
  if (value.as<List>() != nullptr) return "lists";
  if (value.as<Tuple>() != nullptr) return "tuples";
  return "items";
}

// What the items of a list are together: "numbers", or "items" if they are of several kinds.
std::string count_of(const Values& items) {
  std::string_view noun = items.empty() ? "items" : plural(items[0]);
  for (const Value& item : items) {
    if (plural(item) != noun) noun = "items";
  }
  std::string text = std::to_string(items.size()) + " " + std::string(noun);
  if (items.size() == 1) text.pop_back();
  return text;
}

PictureRows rows_of_items(const Values& expected, const Values& got, bool tuple, std::size_t first,
                          std::size_t span) {
  PictureRows rows{.open = tuple ? "(" : "[", .separator = ", ", .close = tuple ? ")" : "]"};
  rows.before = first - std::min(first, span);
  const auto fill = [&](PictureRow& row, const Values& items) {
    row.size = items.size();
    for (std::size_t i = rows.before; i < std::min(items.size(), first + span); ++i) {
      row.cells.push_back(display(items[i], kCellLimit));
    }
  };
  fill(rows.expected, expected);
  fill(rows.got, got);
  return rows;
}

PictureRows rows_of_texts(std::string_view expected, std::string_view got, std::size_t first,
                          std::size_t span) {
  PictureRows rows{.open = "\"", .separator = "", .close = "\"", .columns = false};
  rows.before = first - std::min(first, span);
  const auto fill = [&](PictureRow& row, std::string_view rest) {
    row.size = utf8_length(rest);
    for (std::size_t i = 0; i < first + span && !rest.empty(); ++i) {
      const std::string_view letter = utf8_take(rest);
      if (i < rows.before) continue;
      const std::string quoted = display(Value(std::string(letter)));
      row.cells.push_back(quoted.substr(1, quoted.size() - 2));
    }
  };
  fill(rows.expected, expected);
  fill(rows.got, got);
  return rows;
}

void clip(std::string& line, std::size_t width) {
  if (display_width(line) <= width) return;
  std::string cut;
  std::size_t used = 0;
  for (std::string_view rest = line; !rest.empty();) {
    const std::string_view letter = utf8_take(rest);
    used += display_width(letter);
    if (used + 3 > width) break;
    cut += letter;
  }
  line = cut + "...";
}

class Differ {
 public:
  explicit Differ(std::size_t width) : width_(width) {}

  std::vector<std::string> run(const Value& expected, const Value& got) {
    if (identical(expected, got)) return {};
    compare(expected, got);
    for (std::string& line : lines_) clip(line, width_);
    return std::move(lines_);
  }

 private:
  void compare(const Value& expected, const Value& got) {
    const bool same_kind = expected.held().index() == got.held().index();
    if (same_kind && (expected.as<List>() != nullptr || expected.as<Tuple>() != nullptr)) {
      items(*expected.items(), *got.items(), expected.as<Tuple>() != nullptr);
    } else if (same_kind && expected.as<std::string>() != nullptr) {
      texts(*expected.as<std::string>(), *got.as<std::string>());
    } else if (same_kind && expected.as<Set>() != nullptr) {
      sets(*expected.as<Set>(), *got.as<Set>());
    } else if (same_kind && expected.as<Map>() != nullptr) {
      maps(*expected.as<Map>(), *got.as<Map>());
    } else if (same_kind && expected.as<Record>() != nullptr) {
      records(*expected.as<Record>(), *got.as<Record>());
    } else {
      plain(expected, got, same_kind);
    }
  }

  void headline(const std::string& text) {
    if (lines_.empty()) lines_.push_back(text);
  }

  void pair(const std::string& expected, const std::string& got) {
    lines_.push_back(std::string(kExpectedLabel) + expected);
    lines_.push_back(std::string(kGotLabel) + got);
  }

  void plain(const Value& expected, const Value& got, bool same_kind) {
    const std::string want = display(expected, width_ / 3), have = display(got, width_ / 3);
    if (lines_.empty()) {
      headline("expected " + want +
               (same_kind ? "" : std::string(" (") + kind_name(expected) + ")") + ", got " + have +
               (same_kind ? "" : std::string(" (") + kind_name(got) + ")"));
    } else {
      pair(want, have);
      if (!place_.empty()) lines_.push_back(std::string(kGotLabel.size(), ' ') + "at " + place_);
    }
  }

  void picture(const PictureRows& rows, std::size_t index) {
    const std::string here = std::to_string(index);
    const std::string place =
        (line_ > 0 ? "line " + std::to_string(line_) + ", " : "") +
        (place_.empty() ? "index " + here : "at " + place_ + "[" + here + "]");
    for (std::string& line : draw(rows, index, place, width_)) lines_.push_back(std::move(line));
  }

  void items(const Values& expected, const Values& got, bool tuple) {
    const std::size_t shared = std::min(expected.size(), got.size());
    std::size_t first = shared, differing = 0;
    for (std::size_t i = 0; i < shared; ++i) {
      if (identical(expected[i], got[i])) continue;
      if (differing++ == 0) first = i;
    }
    if (expected.size() != got.size()) {
      headline("expected " + count_of(expected) + ", got " + std::to_string(got.size()));
    } else if (differing == 1) {
      headline(
          "expected " + count_of(expected) +
          (expected.size() == 1 ? ", and it differs" : ", the " + ordinal(first + 1) + " differs"));
    } else {
      headline(std::to_string(differing) + " of " + count_of(expected) +
               " differ, the first at index " + std::to_string(first));
    }
    const bool nested =
        first < shared && expected.size() == got.size() &&
        expected[first].held().index() == got[first].held().index() &&
        (expected[first].items() != nullptr || expected[first].as<Record>() != nullptr ||
         expected[first].as<Map>() != nullptr || expected[first].as<std::string>() != nullptr);
    const auto fits = [this](const Values& held) {
      return held.size() < width_ &&
             display(Value(List{held}), width_).size() + kGotLabel.size() < width_;
    };
    if (nested && !(fits(expected) && fits(got))) {
      place_ += "[" + std::to_string(first) + "]";
      compare(expected[first], got[first]);
    } else {
      picture(rows_of_items(expected, got, tuple, first, width_), first);
    }
  }

  // Of texts of several lines the first that differs, if both have it.
  void texts(const std::string& expected, const std::string& got) {
    const std::vector<std::string> want = split(expected, '\n'), have = split(got, '\n');
    const std::size_t shared = std::min(want.size(), have.size());
    std::size_t first = shared, differing = 0;
    for (std::size_t i = 0; i < shared; ++i) {
      if (want[i] != have[i] && differing++ == 0) first = i;
    }
    if (first == shared || shared == 1) return letters(expected, got);
    const auto count = [](const std::vector<std::string>& lines) {
      return lines.size() - (lines.back().empty() ? 1 : 0);
    };
    const std::string lines = std::to_string(count(want)) + (count(want) == 1 ? " line" : " lines");
    if (count(want) != count(have)) {
      headline("expected " + lines + ", got " + std::to_string(count(have)));
    } else if (count(want) == 1) {
      headline("the only line differs");
    } else if (differing == 1) {
      headline("expected " + lines + ", the " + ordinal(first + 1) + " differs");
    } else {
      headline(std::to_string(differing) + " of " + lines + " differ, the first is line " +
               std::to_string(first + 1));
    }
    line_ = first + 1;
    letters(want[first], have[first]);
  }

  void letters(const std::string& expected, const std::string& got) {
    std::size_t first = 0;
    for (std::string_view a = expected, b = got; !a.empty() && !b.empty(); ++first) {
      if (utf8_take(a) != utf8_take(b)) break;
    }
    const PictureRows rows = rows_of_texts(expected, got, first, width_);
    const std::string size = std::to_string(rows.expected.size) +
                             (rows.expected.size == 1 ? " character" : " characters");
    headline(rows.expected.size == rows.got.size
                 ? "expected " + size + ", the " + ordinal(first + 1) + " differs"
                 : "expected " + size + ", got " + std::to_string(rows.got.size));
    picture(rows, first);
  }

  static Values missing_from(const Values& here, const Values& there) {
    Values sorted = there, missing;
    for (Value& item : sorted) item = canonical(std::move(item));
    const auto less = [](const Value& a, const Value& b) { return order(a, b) < 0; };
    std::sort(sorted.begin(), sorted.end(), less);
    for (const Value& item : here) {
      if (!std::binary_search(sorted.begin(), sorted.end(), canonical(item), less))
        missing.push_back(item);
    }
    return missing;
  }

  void sets(const Set& expected, const Set& got) {
    const Values missing = missing_from(expected.items, got.items);
    const Values surplus = missing_from(got.items, expected.items);
    headline("expected a set of " + count_of(expected.items) + ", " +
             std::to_string(missing.size()) + " missing, " + std::to_string(surplus.size()) +
             " not expected");
    const std::size_t room = width_ > 40 ? width_ - 40 : 10;
    if (!missing.empty()) lines_.push_back("missing   " + display(Value(Set{missing}), room));
    if (!surplus.empty()) lines_.push_back("surplus   " + display(Value(Set{surplus}), room));
  }

  static const Value* find(const Map& map, const Value& key) {
    for (const auto& [known, held] : map.entries) {
      if (identical(known, key)) return &held;
    }
    return nullptr;
  }

  void maps(const Map& expected, const Map& got) {
    constexpr std::size_t kLooked = 1000;  // the search for a key is linear
    const std::string size =
        "expected a map of " + std::to_string(expected.entries.size()) + " entries";
    const auto one = [](const Value& key, const Value* held) {
      return held == nullptr ? "nothing" : display(key, 30) + ": " + display(*held, 30);
    };
    if (std::max(expected.entries.size(), got.entries.size()) <= kLooked) {
      for (const auto& [key, held] : expected.entries) {
        const Value* other = find(got, key);
        if (other != nullptr && identical(held, *other)) continue;
        headline(size + ", that of " + display(key, 30) +
                 (other == nullptr ? " is missing" : " differs"));
        return pair(one(key, &held), one(key, other));
      }
      for (const auto& [key, held] : got.entries) {
        if (find(expected, key) != nullptr) continue;
        headline(size + ", " + display(key, 30) + " is not expected");
        return pair("nothing", one(key, &held));
      }
    }
    headline(size + ", got " + std::to_string(got.entries.size()));
    pair(display(Value(expected), width_ / 2), display(Value(got), width_ / 2));
  }

  void records(const Record& expected, const Record& got) {
    for (const auto& [name, held] : expected.fields) {
      for (const auto& [other_name, other] : got.fields) {
        if (name != other_name || identical(held, other)) continue;
        headline("field " + name + " differs");
        place_ += place_.empty() ? name : "." + name;
        return compare(held, other);
      }
    }
    headline("expected other fields");
    pair(display(Value(expected), width_ / 2), display(Value(got), width_ / 2));
  }

  std::size_t width_;
  std::string place_;
  std::size_t line_ = 0;  // of a text, from 1
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> difference(const Value& expected, const Value& got, std::size_t width) {
  return Differ(width).run(expected, got);
}

}  // namespace assay
