#include "value/display.hpp"

#include <fmt/format.h>

#include <cmath>

#include "value/display_parts.hpp"
#include "value/utf8.hpp"

namespace assay {

std::string display_number(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  std::string text = fmt::format("{}", number);
  // A float shows that it is one.
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string hex(std::string_view raw) {
  std::string text;
  for (const char c : raw) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

namespace {

void append_escaped(std::string& out, std::string_view letter) {
  const auto c = static_cast<unsigned char>(letter[0]);
  if (c == '"' || c == '\\') {
    out += '\\';
    out += letter;
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\t') {
    out += "\\t";
  } else if (c == '\r') {
    out += "\\r";
  } else if (c < 0x20 || c == 0x7f) {
    out += fmt::format("\\x{:02x}", c);
  } else if (c == 0xc2 && letter.size() == 2 && static_cast<unsigned char>(letter[1]) < 0xa0) {
    // C1 controls: some terminals obey them.
    out += fmt::format("\\u00{:02x}", static_cast<unsigned char>(letter[1]));
  } else if (c >= 0x80 && !is_utf8(letter)) {
    for (const char raw : letter) out += fmt::format("\\x{:02x}", static_cast<unsigned char>(raw));
  } else {
    out += letter;
  }
}

class Displayer {
 public:
  explicit Displayer(std::size_t limit) : limit_(limit) {}

  void value(const Value& value) {
    if (const auto* flag = value.as<bool>()) {
      out_ += *flag ? "true" : "false";
    } else if (const auto* whole = value.as<std::int64_t>()) {
      out_ += std::to_string(*whole);
    } else if (const auto* number = value.as<double>()) {
      out_ += display_number(*number);
    } else if (const auto* big = value.as<BigInt>()) {
      cut(big->digits, 1, "digits");
    } else if (const auto* held = value.as<std::string>()) {
      text(*held);
    } else if (const auto* bytes = value.as<Bytes>()) {
      out_ += "bytes ";
      cut(hex(bytes->raw), 2, "bytes");
    } else if (const auto* function = value.as<Function>()) {
      out_ += "function " + std::to_string(function->id);
    } else if (const auto* tensor = value.as<Tensor>()) {
      this->tensor(*tensor);
    } else if (value.is_null()) {
      out_ += "null";
    } else {
      structure(value);
    }
  }

  std::string text() && { return std::move(out_); }

 private:
  bool full() const { return out_.size() >= limit_; }

  void text(std::string_view rest) {
    out_ += '"';
    while (!rest.empty() && !full()) append_escaped(out_, utf8_take(rest));
    out_ += '"';
    if (!rest.empty()) out_ += fmt::format(" ... {} more", utf8_length(rest));
  }

  // `each` characters stand for one unit.
  void cut(std::string_view text, std::size_t each, const char* unit) {
    std::size_t room = full() ? 0 : limit_ - out_.size();
    room -= room % each;
    out_ += text.substr(0, room);
    if (text.size() > room)
      out_ += fmt::format("... {} more {}", (text.size() - room) / each, unit);
  }

  template <class Items, class Show>
  void sequence(const char* open, const Items& items, const char* close, Show show) {
    out_ += open;
    std::size_t shown = 0;
    for (const auto& item : items) {
      if (shown > 0) out_ += ", ";
      if (full()) {
        out_ += fmt::format("... {} more", items.size() - shown);
        break;
      }
      show(item);
      ++shown;
    }
    out_ += close;
  }

  // "[[1.0, 2.0], [3.0, 4.0]]": nested as numpy prints it.
  void tensor(const Tensor& held) {
    std::size_t next = 0;
    tensor_level(held, 0, next);
    if (next < held.count()) {
      out_ += fmt::format(" {}", describe_shape(held));
    }
  }

  void tensor_level(const Tensor& held, std::size_t level, std::size_t& next) {
    if (level == held.shape.size()) {
      out_ += display_element(held, next++);
      return;
    }
    out_ += '[';
    for (std::int64_t i = 0; i < held.shape[level]; ++i) {
      if (i > 0) out_ += ", ";
      if (full()) {
        out_ += fmt::format("... {} more", held.shape[level] - i);
        break;
      }
      tensor_level(held, level + 1, next);
    }
    out_ += ']';
  }

  void structure(const Value& held) {
    const auto item = [&](const Value& v) { value(v); };
    if (const auto* list = held.as<List>()) {
      sequence("[", list->items, "]", item);
    } else if (const auto* tuple = held.as<Tuple>()) {
      sequence("(", tuple->items, tuple->items.size() == 1 ? ",)" : ")", item);
    } else if (const auto* set = held.as<Set>()) {
      sequence(set->items.empty() ? "set(" : "{", set->items, set->items.empty() ? ")" : "}", item);
    } else if (const auto* map = held.as<Map>()) {
      sequence("{", map->entries, "}", [&](const auto& entry) {
        value(entry.first);
        out_ += ": ";
        value(entry.second);
      });
    } else if (const auto* record = held.as<Record>()) {
      sequence("{", record->fields, "}", [&](const auto& field) {
        out_ += field.first + ": ";
        value(field.second);
      });
    }
  }

  std::size_t limit_;
  std::string out_;
};

}  // namespace

std::string display(const Value& value, std::size_t limit) {
  Displayer displayer(limit);
  displayer.value(value);
  return std::move(displayer).text();
}

}  // namespace assay
