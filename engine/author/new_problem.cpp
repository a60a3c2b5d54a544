#include "author/new_problem.hpp"

#include <fmt/format.h>

#include <chrono>

#include "author/lua_source.hpp"
#include "bank/reader.hpp"
#include "base/file.hpp"
#include "value/check.hpp"
#include "value/display.hpp"
#include "value/type.hpp"

namespace assay {
namespace {

// The shortest corner of the bounds: an example that is legal, if not yet telling.
std::string example_of(const Signature& signature) {
  const std::vector<Value> corners = edge_cases(signature.parameters);
  const Value* smallest = nullptr;
  for (const Value& corner : corners) {
    if (smallest == nullptr || display(corner, 10'000).size() < display(*smallest, 10'000).size()) {
      smallest = &corner;
    }
  }
  if (smallest == nullptr || smallest->as<Record>()->fields.empty()) return "";
  return lua_fields(*smallest->as<Record>()) + ", ";
}

std::string today_plus_years(int years) {
  using namespace std::chrono;
  const year_month_day today{floor<days>(system_clock::now())};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(today.year()) + years,
                     static_cast<unsigned>(today.month()), static_cast<unsigned>(today.day()));
}

std::string title_of(const std::string& id) {
  std::string title = id;
  title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
  for (char& letter : title) {
    if (letter == '-') letter = ' ';
  }
  return title;
}

std::string parameters_of(const Signature& signature) {
  std::string text;
  for (const Parameter& parameter : signature.parameters) {
    text += (text.empty() ? "" : ", ") + parameter.name;
  }
  return text;
}

std::string text_of(const std::string& id, const Signature& signature) {
  return fmt::format(
      R"(return problem "{id}" {{
  title = "{title}", round = "coding", difficulty = 2, minutes = 20, pattern = "FILL",
  license = "Apache-2.0", written = "{today}", review_by = "{review}", sources = {{ "Original." }},

  statement = [[
FILL the statement: what is given, what is wanted, for a reader who is nervous and in a hurry.]],

  fn = {fn},

  -- FILL the example: arguments that teach something; `returns` comes from the reference.
  example {{ {example}}},

  reference = function(a)
    -- FILL the reference: the definition, slow and obviously right; `a` holds the arguments.
    return nil
  end,

  random {{ "small", 40, points = 60 }},
  random {{ "large", 4, points = 40 }},

  solution {{ "right.py", [=[
def {name}({parameters}):
    raise NotImplementedError  # FILL the solution that must be accepted
]=] }},
  solution {{ "wrong.py", expect = "wrong_answer on small", [=[
def {name}({parameters}):
    return None  # FILL a mistake that a good candidate could make
]=] }},
}}
)",
      fmt::arg("id", id), fmt::arg("title", title_of(id)), fmt::arg("today", today_plus_years(0)),
      fmt::arg("review", today_plus_years(2)), fmt::arg("fn", lua_text(signature.text)),
      fmt::arg("example", example_of(signature)), fmt::arg("name", signature.name),
      fmt::arg("parameters", parameters_of(signature)));
}

}  // namespace

std::vector<Blank> blanks_of(const std::string& text) {
  std::vector<Blank> blanks;
  int line = 1;
  for (std::size_t begin = 0; begin < text.size(); ++line) {
    const std::size_t end = text.find('\n', begin);
    const std::string row = text.substr(begin, end - begin);
    constexpr std::string_view kMark = "FILL the ", kOther = "FILL a ";
    std::size_t mark = row.find(kMark);
    if (mark != std::string::npos) {
      const std::size_t word = mark + kMark.size();
      blanks.push_back({line, row.substr(word, row.find_first_of(": ", word) - word)});
    } else if (mark = row.find(kOther); mark != std::string::npos) {
      blanks.push_back({line, "a wrong solution"});
    } else if (row.find("\"FILL\"") != std::string::npos) {
      blanks.push_back({line, "pattern"});
    }
    if (end == std::string::npos) break;
    begin = end + 1;
  }
  return blanks;
}

Result<NewProblem> new_problem(const std::string& id, const std::string& signature,
                               const std::filesystem::path& into) {
  if (!is_kebab(id)) {
    return invalid_argument("\"" + id +
                            "\" is no id: use lower-case letters, digits and single dashes");
  }
  Result<Signature> parsed = parse_signature(signature);
  if (!parsed.ok()) return std::move(parsed).status().in("--fn");
  parsed->text = signature;

  NewProblem created;
  created.path = into / id / "problem.lua";
  std::error_code error;  // of what cannot be there, write_file() tells
  if (std::filesystem::exists(created.path, error)) {
    return invalid_argument(created.path.string() + " is there already; it was not touched");
  }
  const std::string text = text_of(id, *parsed);
  ASSAY_CHECK(write_file(created.path, text));
  created.blanks = blanks_of(text);
  return created;
}

}  // namespace assay
