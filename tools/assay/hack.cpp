#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/text.hpp"
#include "report_text.hpp"
#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

Result<json> read_input(const HackOptions& options) {
  if (options.input.empty() == options.file.empty()) {
    return invalid_argument("give the input: a FILE of JSON, or --input '{\"n\": 3}'");
  }
  std::string text = options.input;
  if (text.empty()) {
    std::error_code error;
    if (!std::filesystem::exists(options.file, error)) {
      return not_found("there is no file " + options.file.string());
    }
    ASSAY_TRY(text, read_file(options.file, std::size_t{64} << 20));
  }
  if (nests_too_deep(text)) return invalid_argument("the input nests too deep");
  try {
    json input = json::parse(text);
    if (input.is_object()) return input;
  } catch (const json::parse_error& error) {
    return invalid_argument(fmt::format("the input is not JSON at character {}", error.byte));
  } catch (const json::out_of_range&) {
    return invalid_argument("the input has a number that is too large");
  }
  return invalid_argument("the input is an object of arguments, as {\"n\": 3}");
}

std::string row_text(const json& row) {
  const std::string verdict = row.at("verdict"), why = row.at("why");
  const std::string name = row.at("solution");
  if (verdict == "accepted") return fmt::format("  {} gets it right", name);
  if (verdict == "unsupported") return fmt::format("  {} cannot run here", name);
  return fmt::format("  {} fails: {}{}", name, verdict, why.empty() ? "" : " (" + why + ")");
}

}  // namespace

int hack(App& app, const HackOptions& options) {
  const Result<json> input = read_input(options);
  if (!input.ok()) return app.fail(input.status());
  const Result<json> found = app.call(
      "problem/hack", {{"id", options.problem}, {"input", *input}, {"keep", options.keep}});
  if (!found.ok()) return app.fail(found.status());
  int broken = 0;
  for (const json& row : found->at("wrong")) {
    broken += row.at("verdict") != "accepted" && row.at("verdict") != "unsupported";
  }
  if (!app.text()) {
    app.print_json(*found);
    return broken > 0 ? kFine : kNotAccepted;
  }
  for (const json& row : found->at("wrong")) app.out.line(row_text(row));
  for (const json& row : found->at("refused")) {
    app.out.line(row_text(row) + ", and it should not");
  }
  const auto wrong = static_cast<int>(found->at("wrong").size());
  app.out.line(fmt::format("{} of {} broken.", broken, count_of(wrong, "wrong solution")));
  if (found->at("kept").is_string()) {
    app.out.line("Kept as a test in " + found->at("kept").get<std::string>());
  }
  return broken > 0 ? kFine : kNotAccepted;
}

}  // namespace assay::cli
