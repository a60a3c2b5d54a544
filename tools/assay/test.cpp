#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report_text.hpp"
#include "verbs.hpp"
#include "work.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

Result<json> parse_input(const std::string& text) {
  if (text.empty()) return json();
  if (nests_too_deep(text)) return invalid_argument("--input nests too deep");
  try {
    json input = json::parse(text);
    if (input.is_object()) return input;
  } catch (const json::parse_error& error) {
    return invalid_argument("--input is not JSON at character " + std::to_string(error.byte) +
                            ": write an object of arguments, as --input '{\"n\": 3}'");
  } catch (const json::out_of_range&) {
    return invalid_argument("--input has a number that is too large");
  }
  return invalid_argument("--input wants an object of arguments, as --input '{\"n\": 3}'");
}

}  // namespace

int test(App& app, const TestOptions& options) {
  const Result<json> input = parse_input(options.input);
  if (!input.ok()) return app.fail(input.status());
  const Result<Work> work = find_work(app, options.work);
  if (!work.ok()) return app.fail(work.status());

  const Result<json> report = run_work(app, *work, "test", *input);
  if (!report.ok()) return app.fail(report.status());
  if (!app.text()) {
    app.print_json(*report);
  } else {
    print_tests(app.out, *report, work->path);
    print_test_summary(app.out, *report,
                       work->started ? left_ms(app, work->problem) : std::nullopt);
  }
  return exit_code(report->at("verdict").get<std::string>());
}

}  // namespace assay::cli
