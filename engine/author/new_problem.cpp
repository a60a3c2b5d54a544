#include "author/new_problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "author/lua_source.hpp"
#include "bank/reader.hpp"
#include "base/file.hpp"
#include "value/check.hpp"
#include "value/type.hpp"

namespace assay {
namespace {

// A type of which there are corners, and whose values are written alike: an int for `any`, lists of
// lists for a tensor.
Type plain(Type type) {
  if (type.kind == Type::Kind::any) type.kind = Type::Kind::integer;
  if (type.kind != Type::Kind::tensor) {
    for (Type& item : type.items) item = plain(item);
    return type;
  }
  Type nested;
  const bool whole = type.element[0] == 'i' || type.element[0] == 'u' || type.element[0] == 'b';
  nested.kind = whole && type.element != "bf16" ? Type::Kind::integer : Type::Kind::real;
  nested.range = type.range;
  for (std::size_t i = type.dims.size(); i-- > 0;) {
    Type list;
    list.kind = Type::Kind::list;
    list.items = {std::move(nested)};
    list.dim = type.dims[i];
    nested = std::move(list);
  }
  return nested;
}

// The shortest corner of the bounds: an example that is legal, if not yet telling.
std::string example_of(const Signature& signature) {
  std::vector<Parameter> parameters = signature.parameters;
  bool tensors = false;
  for (Parameter& parameter : parameters) {
    tensors |= parameter.type.kind == Type::Kind::tensor;
    parameter.type = plain(std::move(parameter.type));
  }
  std::string shortest;
  for (const Value& corner : edge_cases(parameters)) {
    const Record& arguments = *corner.as<Record>();
    if (arguments.fields.empty()) return "";
    const std::string fields = lua_fields(arguments);
    // {{}} has no second dimension.
    if (tensors && fields.find("{}") != std::string::npos) continue;
    if (shortest.empty() || fields.size() < shortest.size()) shortest = fields;
  }
  return shortest;
}

bool mentions(const Type& type, Type::Kind kind) {
  return type.kind == kind ||
         std::any_of(type.items.begin(), type.items.end(),
                     [kind](const Type& item) { return mentions(item, kind); });
}

bool mentions(const Signature& signature, Type::Kind kind) {
  return std::any_of(signature.parameters.begin(), signature.parameters.end(),
                     [kind](const Parameter& p) { return mentions(p.type, kind); });
}

// What functions that are arguments are answered from.
std::string answers_of(const Signature& signature) {
  std::string answers;
  for (const Parameter& parameter : signature.parameters) {
    if (parameter.type.kind != Type::Kind::function) continue;
    std::string given;
    for (const Parameter& one : parameters_of(parameter.type)) given += ", " + one.name;
    answers += fmt::format("    {} = {{ at_most = 100, function(a, secret{}) return nil end }},\n",
                           parameter.name, given);
  }
  if (answers.empty()) return "";
  return "  -- FILL the secret: what is sought, and no candidate is shown.\n"
         "  secret = \"sought: int in 0..1000\",\n"
         "  -- FILL the answer: what a call of the candidate's is told, from the secret.\n"
         "  answer = {\n" +
         answers + "  },\n\n";
}

// Arguments of which nothing is known cannot be drawn.
std::string make_of(const Signature& signature, const std::string& example, bool secret) {
  if (!mentions(signature, Type::Kind::any)) return "";
  return fmt::format(
      "  -- FILL the make: arguments of type any are drawn here, and so all are.\n"
      "  make = function(r)\n    return {{ {}{} }}\n  end,\n\n",
      example, secret ? ", secret = { sought = r:int(0, 1000) }" : "");
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
  const std::string answers = answers_of(signature), example = example_of(signature);
  const std::string separator = example.empty() ? "" : ", ";
  const bool tensors = mentions(signature, Type::Kind::tensor) ||
                       (signature.returns && mentions(*signature.returns, Type::Kind::tensor));
  return fmt::format(
      R"(return problem "{id}" {{
  title = "{title}", round = "coding", difficulty = 2, minutes = 20, pattern = "FILL",
  license = "Apache-2.0", written = "{today}", review_by = "{review}", sources = {{ "Original." }},

  statement = [[
FILL the statement: what is given, what is wanted, for a reader who is nervous and in a hurry.]],

  fn = {fn},{runtimes}

{answers}  -- FILL the example: arguments that teach something; `returns` comes from the reference.
  example {{ {example}}},

  reference = function({given})
    -- FILL the reference: the definition, slow and obviously right; `a` holds the arguments.
    return nil
  end,

{make}  random {{ "small", 40, points = 60 }},
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
      fmt::arg("runtimes", tensors ? " runtimes = { \"numpy\" }," : ""),
      fmt::arg("answers", answers),
      fmt::arg("example",
               example + separator + (answers.empty() ? "" : "secret = { sought = 7 }, ")),
      fmt::arg("given", answers.empty() ? "a" : "a, secret"),
      fmt::arg("make", make_of(signature, example, !answers.empty())),
      fmt::arg("name", signature.name), fmt::arg("parameters", parameters_of(signature)));
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
