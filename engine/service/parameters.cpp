#include "service/parameters.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bank/fields.hpp"
#include "bank/reader.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

using nlohmann::json;

enum class Shape : std::uint8_t { text, whole, minutes, flag, texts, object };

constexpr int kMostMinutes = 60 * 24 * 365;

struct Row {
  const char* name;
  Shape shape;
};

constexpr Row kRows[] = {
    {"protocol_version", Shape::text},
    {"round", Shape::text},
    {"difficulty", Shape::whole},
    {"tag", Shape::text},
    {"status", Shape::text},
    {"text", Shape::text},
    {"id", Shape::text},
    {"language", Shape::text},
    {"minutes", Shape::minutes},
    {"problem", Shape::text},
    {"source", Shape::text},
    {"path", Shape::text},
    {"mode", Shape::text},
    {"input", Shape::object},
    {"process", Shape::text},
    {"store", Shape::flag},
    {"priority", Shape::text},
    {"limit", Shape::whole},
    {"submission", Shape::whole},
    {"paths", Shape::texts},
    {"mutate", Shape::flag},
    {"fn", Shape::text},
    {"into", Shape::text},
    {"keep", Shape::flag},
    {"resume", Shape::flag},
    {"format", Shape::text},
    {"file", Shape::text},
    {"ids", Shape::texts},
    {"fields", Shape::texts},
};

struct Needed {
  const char *method, *name;
};

constexpr Needed kNeeded[] = {
    {"problem/lint", "paths"}, {"history/get", "submission"}, {"history/rejudge", "submission"}};

bool all_texts(const json& list) {
  return std::all_of(list.begin(), list.end(), [](const json& item) { return item.is_string(); });
}

// What the value is not, or "".
std::string wrong(const json& value, Shape shape) {
  switch (shape) {
    case Shape::text:
      return value.is_string() ? "" : "a text";
    case Shape::whole:
      return value.is_number_integer() ? "" : "a whole number";
    case Shape::minutes:
      return value.is_number_integer() && value > 0 && value <= kMostMinutes
                 ? ""
                 : "a whole number from 1 to " + std::to_string(kMostMinutes);
    case Shape::flag:
      return value.is_boolean() ? "" : "true or false";
    case Shape::texts:
      return value.is_array() && all_texts(value) ? "" : "a list of texts";
    case Shape::object:
      return value.is_object() ? "" : "an object";
  }
  return "";
}

// The one name that means two things.
Shape shape_of_candidate(std::string_view method) {
  return method == "bank/export" ? Shape::flag : Shape::text;
}

Status check(const json& params, const char* name, Shape shape) {
  const auto found = params.find(name);
  if (found == params.end()) return {};
  const std::string what = wrong(*found, shape);
  if (what.empty()) return {};
  return invalid_argument("\"" + std::string(name) + "\" must be " + what);
}

// A filter that nothing can match would look like an empty bank.
Status check_word(const json& params, const char* name, const std::vector<std::string>& words) {
  const auto found = params.find(name);
  if (found == params.end()) return {};
  const std::string word = *found;
  if (std::find(words.begin(), words.end(), word) != words.end()) return {};
  return invalid_argument("\"" + std::string(name) + "\" cannot be " + with_nearest(word, words) +
                          "; known: " + join(words, ", "));
}

Status check_filter(const json& params) {
  ASSAY_CHECK(check_word(params, "status", {"new", "tried", "solved"}));
  ASSAY_CHECK(check_word(params, "round", known_rounds()));
  const auto difficulty = params.find("difficulty");
  if (difficulty == params.end() || (*difficulty >= 1 && *difficulty <= 5)) return {};
  return invalid_argument("\"difficulty\" must be from 1 to 5");
}

}  // namespace

Status check_parameters(std::string_view method, const json& params) {
  for (const Needed& needed : kNeeded) {
    if (method == needed.method && !params.contains(needed.name)) {
      return invalid_argument("\"" + std::string(needed.name) + "\" is missing");
    }
  }
  for (const Row& row : kRows) ASSAY_CHECK(check(params, row.name, row.shape));
  ASSAY_CHECK(check(params, "candidate", shape_of_candidate(method)));
  return method == "problem/list" ? check_filter(params) : Status();
}

}  // namespace assay
