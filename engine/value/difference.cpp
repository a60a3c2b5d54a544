#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "value/display.hpp"
#include "value/utf8.hpp"

namespace assay {
namespace {

constexpr std::string_view kExpected = "expected  ";
constexpr std::string_view kGot = "got       ";
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

// Two rows of cells, one under the other.
struct Rows {
  std::vector<std::string> expected, got;
  std::string open, separator, close;
};

Rows rows_of_items(const Values& expected, const Values& got, bool tuple) {
  Rows rows{{}, {}, tuple ? "(" : "[", ", ", tuple ? ")" : "]"};
  for (const Value& item : expected) rows.expected.push_back(display(item, kCellLimit));
  for (const Value& item : got) rows.got.push_back(display(item, kCellLimit));
  return rows;
}

std::vector<std::string> characters(std::string_view text) {
  std::vector<std::string> letters;
  while (!text.empty()) {
    const std::string quoted = display(Value(std::string(utf8_take(text))));
    letters.push_back(quoted.substr(1, quoted.size() - 2));
  }
  return letters;
}

// The window of cells around `index` that fits, as two aligned lines and a mark below.
class Picture {
 public:
  Picture(const Rows& rows, std::size_t index, std::size_t width) : rows_(rows), index_(index) {
    from_ = index;
    to_ = std::min(index + 1, size());
    const std::size_t room = width > 30 ? width - 30 : 1;
    std::size_t used = to_ > from_ ? cell_width(from_) : 0;
    for (bool grew = true; grew;) {
      grew = false;
      if (from_ > 0 && used + step(from_ - 1) <= room) {
        used += step(--from_);
        grew = true;
      }
      if (to_ < size() && used + step(to_) <= room) {
        used += step(to_++);
        grew = true;
      }
    }
  }

  std::string row(std::string_view label, const std::vector<std::string>& cells) const {
    std::string line = std::string(label) + lead();
    for (std::size_t i = from_; i < std::min(to_, cells.size()); ++i) {
      if (i > from_) line += rows_.separator;
      line += std::string(cell_width(i) - display_width(cells[i]), ' ') + cells[i];
    }
    if (cells.size() > to_) line += " ... " + std::to_string(cells.size() - to_) + " more";
    return line + rows_.close;
  }

  std::string mark(const std::string& place) const {
    std::size_t column = kGot.size() + display_width(lead());
    const std::size_t last = std::min(index_, rows_.got.size());
    for (std::size_t i = from_; i < last; ++i) {
      column += cell_width(i) + (i + 1 < rows_.got.size() ? rows_.separator.size() : 0);
    }
    if (index_ < rows_.got.size()) column += cell_width(index_) - display_width(rows_.got[index_]);
    return std::string(column, ' ') + "^ " + place;
  }

 private:
  std::size_t size() const { return std::max(rows_.expected.size(), rows_.got.size()); }
  std::size_t cell_width(std::size_t i) const {
    const auto of = [i](const std::vector<std::string>& cells) {
      return i < cells.size() ? display_width(cells[i]) : 0;
    };
    return std::max(of(rows_.expected), of(rows_.got));
  }
  std::size_t step(std::size_t i) const { return cell_width(i) + rows_.separator.size(); }
  std::string lead() const { return rows_.open + (from_ > 0 ? "... " : ""); }

  const Rows& rows_;
  std::size_t index_, from_ = 0, to_ = 0;
};

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
    lines_.push_back(std::string(kExpected) + expected);
    lines_.push_back(std::string(kGot) + got);
  }

  void plain(const Value& expected, const Value& got, bool same_kind) {
    const std::string want = display(expected, width_ / 3), have = display(got, width_ / 3);
    if (lines_.empty()) {
      headline("expected " + want +
               (same_kind ? "" : std::string(" (") + kind_name(expected) + ")") + ", got " + have +
               (same_kind ? "" : std::string(" (") + kind_name(got) + ")"));
    } else {
      pair(want, have);
      if (!place_.empty()) lines_.push_back(std::string(kGot.size(), ' ') + "at " + place_);
    }
  }

  void picture(const Rows& rows, std::size_t index) {
    const Picture picture(rows, index, width_);
    lines_.push_back(picture.row(kExpected, rows.expected));
    lines_.push_back(picture.row(kGot, rows.got));
    const std::string here = std::to_string(index);
    lines_.push_back(
        picture.mark(place_.empty() ? "index " + here : "at " + place_ + "[" + here + "]"));
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
      headline("expected " + count_of(expected) + ", " + std::to_string(differing) +
               " differ, the " + ordinal(first + 1) + " is the first");
    }
    const bool nested =
        first < shared && expected.size() == got.size() &&
        expected[first].held().index() == got[first].held().index() &&
        (expected[first].items() != nullptr || expected[first].as<Record>() != nullptr ||
         expected[first].as<Map>() != nullptr || expected[first].as<std::string>() != nullptr);
    const bool whole_fits =
        display(Value(List{expected}), width_).size() + kExpected.size() < width_ &&
        display(Value(List{got}), width_).size() + kGot.size() < width_;
    if (nested && !whole_fits) {
      place_ += "[" + std::to_string(first) + "]";
      compare(expected[first], got[first]);
    } else {
      picture(rows_of_items(expected, got, tuple), first);
    }
  }

  void texts(const std::string& expected, const std::string& got) {
    const Rows rows{characters(expected), characters(got), "\"", "", "\""};
    std::size_t first = 0;
    while (first < rows.expected.size() && first < rows.got.size() &&
           rows.expected[first] == rows.got[first]) {
      ++first;
    }
    const std::string size = std::to_string(rows.expected.size()) + " characters";
    headline(rows.expected.size() == rows.got.size()
                 ? "expected " + size + ", the " + ordinal(first + 1) + " differs"
                 : "expected " + size + ", got " + std::to_string(rows.got.size()));
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
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> difference(const Value& expected, const Value& got, std::size_t width) {
  return Differ(width).run(expected, got);
}

}  // namespace assay
