#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "value/check.hpp"
#include "value/names.hpp"
#include "value/utf8.hpp"

namespace assay {
namespace {

using Kind = Type::Kind;

enum class Size { shortest, single, longest };
enum class Content { low, high, zero, alternating };

constexpr double kLongest = 1000;
// Where the signature leaves numbers free: large, but a sum of a thousand of them is still exact
// as a 32-bit int's square is not, which is the mistake worth catching.
constexpr double kFree = 1'000'000;

class CornerBuilder {
 public:
  CornerBuilder(const std::vector<Parameter>& parameters, Size size, Content content)
      : parameters_(parameters), size_(size), content_(content) {
    for (const Parameter& parameter : parameters) note_lengths(parameter.type);
  }

  // False if a bound cannot be met in this corner.
  bool build(Value& out) {
    Record record;
    for (const Parameter& parameter : parameters_) {
      if (parameter.type.kind == Kind::function) continue;
      record.fields.emplace_back(parameter.name, Null{});
      Value& argument = record.fields.back().second;
      if (const auto known = find_name(names_, parameter.name);
          known && parameter.type.kind == Kind::integer) {
        argument = static_cast<std::int64_t>(*known);
        continue;
      }
      is_length_ = lengths_.contains(parameter.name);
      if (!value(parameter.type, 0, argument)) return false;
      is_length_ = false;
      if (const auto* number = argument.as<std::int64_t>()) {
        names_.emplace_back(parameter.name, static_cast<double>(*number));
      }
    }
    out = std::move(record);
    return true;
  }

 private:
  // Names of dimensions that some argument sets: that argument is a length.
  void note_lengths(const Type& type) {
    if (type.dim && !type.dim->range) lengths_.insert(type.dim->name);
    for (const Type& item : type.items) note_lengths(item);
  }

  bool ends(const Range& range, double& low, double& high) const {
    const Result<double> a = range.low.evaluate(names_), b = range.high.evaluate(names_);
    if (!a.ok() || !b.ok() || *a > *b) return false;
    low = *a;
    high = *b;
    return true;
  }

  bool length(const std::optional<Dim>& dim, std::size_t& out) {
    double low = 0, high = kLongest;
    if (dim && !dim->name.empty()) {
      if (const auto known = find_name(names_, dim->name)) {
        out = static_cast<std::size_t>(std::max(0.0, *known));
        return *known <= kLongest;
      }
    }
    if (dim && dim->range && !ends(*dim->range, low, high)) return false;
    high = std::max(low, std::min(high, kLongest));
    const double size = size_ == Size::shortest ? low
                        : size_ == Size::single ? std::clamp(1.0, low, high)
                                                : high;
    out = static_cast<std::size_t>(size);
    if (dim && !dim->name.empty()) names_.emplace_back(dim->name, size);
    return true;
  }

  bool number(const Type& type, std::size_t index, double& out) const {
    double low = -kFree, high = kFree;
    if (type.range && !ends(*type.range, low, high)) return false;
    if (is_length_) {
      high = std::max(low, std::min(high, kLongest));
      out = size_ == Size::shortest ? low
            : size_ == Size::single ? std::clamp(1.0, low, high)
                                    : high;
      return true;
    }
    switch (content_) {
      case Content::low:
        out = low;
        break;
      case Content::high:
        out = high;
        break;
      case Content::zero:
        out = std::clamp(0.0, low, high);
        break;
      case Content::alternating:
        out = index % 2 == 0 ? low : high;
        break;
    }
    return true;
  }

  static std::int64_t whole(double number) {
    constexpr double kEnd = 9223372036854775808.0;
    if (number >= kEnd) return std::numeric_limits<std::int64_t>::max();
    if (number <= -kEnd) return std::numeric_limits<std::int64_t>::min();
    return static_cast<std::int64_t>(number);
  }

  bool text(const Type& type, std::string& out) {
    std::size_t size = 0;
    if (!length(type.dim, size)) return false;
    std::string_view alphabet = type.alphabet.empty() ? "a-z" : std::string_view(type.alphabet);
    const std::string_view first = utf8_take(alphabet);
    std::string_view last = first;
    while (!alphabet.empty()) last = utf8_take(alphabet);
    for (std::size_t i = 0; i < size; ++i) {
      const bool use_last =
          content_ == Content::high || (content_ == Content::alternating && i % 2 == 1);
      out += use_last ? last : first;
    }
    return true;
  }

  // Empty, one node, or a chain of left children, which is what recursion fears.
  bool tree(const Type& type, List& out) const {
    double number_here = 0;
    const std::size_t nodes = size_ == Size::shortest ? 0 : size_ == Size::single ? 1 : 500;
    for (std::size_t i = 0; i < nodes; ++i) {
      if (!number(type, i, number_here)) return false;
      if (i > 1) out.items.emplace_back(Null{});
      out.items.emplace_back(whole(number_here));
    }
    return true;
  }

  bool items(const Type& type, std::size_t size, Values& out) {
    for (std::size_t i = 0; i < size; ++i) {
      if (!value(type, i, out.emplace_back())) return false;
    }
    return true;
  }

  bool value(const Type& type, std::size_t index, Value& out) {
    double n = 0;
    std::size_t size = 0;
    switch (type.kind) {
      case Kind::integer:
        if (!number(type, index, n)) return false;
        out = whole(n);
        return true;
      case Kind::bigint:
        if (!number(type, index, n)) return false;
        out = BigInt{std::to_string(whole(n))};
        return true;
      case Kind::real:
        if (!number(type, index, n)) return false;
        out = n;
        return true;
      case Kind::boolean:
        out = content_ == Content::high || (content_ == Content::alternating && index % 2 == 1);
        return true;
      case Kind::text: {
        std::string held;
        if (!text(type, held)) return false;
        out = std::move(held);
        return true;
      }
      case Kind::bytes:
        if (!length(type.dim, size)) return false;
        out = Bytes{std::string(size, content_ == Content::high ? '\xff' : '\0')};
        return true;
      case Kind::optional:
        if (content_ != Content::zero) return value(type.items[0], index, out);
        out = Null{};
        return true;
      case Kind::list:
      case Kind::stream:
      case Kind::linked_list:
        return list(type, out);
      case Kind::tree: {
        List held;
        if (!tree(type, held)) return false;
        out = std::move(held);
        return true;
      }
      case Kind::set:
      case Kind::map:
        return keyed(type, out);
      case Kind::tuple:
      case Kind::record:
        return fields(type, index, out);
      default:
        return false;  // any, tensor, table, model, function: no corners to speak of
    }
  }

  bool list(const Type& type, Value& out) {
    std::size_t size = 0;
    if (!length(type.dim, size)) return false;
    List held;
    Type integer;
    integer.kind = Kind::integer;
    integer.range = type.range;
    if (!items(type.kind == Kind::linked_list ? integer : type.items[0], size, held.items)) {
      return false;
    }
    out = std::move(held);
    return true;
  }

  // One entry at most: the corners of the bounds give no two different keys in general.
  bool keyed(const Type& type, Value& out) {
    Set set;
    Map map;
    if (size_ != Size::shortest) {
      if (type.kind == Kind::set && !value(type.items[0], 0, set.items.emplace_back()))
        return false;
      if (type.kind == Kind::map) {
        auto& [key, held] = map.entries.emplace_back();
        if (!value(type.items[0], 0, key) || !value(type.items[1], 0, held)) return false;
      }
    }
    if (type.kind == Kind::set) {
      out = std::move(set);
    } else {
      out = std::move(map);
    }
    return true;
  }

  bool fields(const Type& type, std::size_t index, Value& out) {
    Tuple tuple;
    Record record;
    for (std::size_t i = 0; i < type.items.size(); ++i) {
      if (!value(type.items[i], index, tuple.items.emplace_back())) return false;
      if (type.kind == Kind::record) {
        record.fields.emplace_back(type.names[i], std::move(tuple.items[i]));
      }
    }
    if (type.kind == Kind::record) {
      out = std::move(record);
    } else {
      out = std::move(tuple);
    }
    return true;
  }

  const std::vector<Parameter>& parameters_;
  Size size_;
  Content content_;
  Bound::Names names_;
  std::set<std::string> lengths_;
  bool is_length_ = false;
};

}  // namespace

std::vector<Value> edge_cases(const std::vector<Parameter>& parameters) {
  std::vector<Value> cases;
  for (const Size size : {Size::shortest, Size::single, Size::longest}) {
    for (const Content content :
         {Content::low, Content::high, Content::zero, Content::alternating}) {
      Value arguments;
      if (!CornerBuilder(parameters, size, content).build(arguments)) continue;
      if (!check_bounds(parameters, arguments).ok()) continue;
      const auto is_same = [&](const Value& other) { return identical(other, arguments); };
      if (std::none_of(cases.begin(), cases.end(), is_same)) cases.push_back(std::move(arguments));
    }
  }
  return cases;
}

}  // namespace assay
