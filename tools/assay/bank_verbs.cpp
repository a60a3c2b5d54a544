// What moves problems in and out of a bank: import, export, audit.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

Status check_file(const fs::path& file) {
  std::error_code error;
  if (fs::is_regular_file(file, error)) return {};
  return not_found("there is no file " + file.string());
}

}  // namespace

int import_bank(App& app, const ImportOptions& options) {
  app.bank_is_optional();
  app.keeps_no_records();
  if (const Status there = check_file(options.file); !there.ok()) return app.fail(there);
  const Result<json> done = app.call("bank/import", {{"format", options.format},
                                                     {"file", fs::absolute(options.file)},
                                                     {"into", fs::absolute(options.into)}});
  if (!done.ok()) return app.fail(done.status());
  const auto imported = done->at("imported").get<std::int64_t>();
  const json& skipped = done->at("skipped");
  if (!app.text()) {
    app.print_json(*done);
  } else {
    for (const json& line : skipped) {
      app.err.line(fmt::format("{}:{}: {}", shown(options.file), line.at("line").get<int>(),
                               line.at("message").get<std::string>()));
    }
    app.out.line(fmt::format("Imported {} into {}, skipped {}.", count_of(imported, "problem"),
                             shown(done->at("into").get<std::string>()), skipped.size()));
    if (imported > 0) app.out.line("See them: assay list --bank " + typed(options.into));
  }
  return imported == 0 ? kBadProblem : kFine;
}

int export_bank(App& app, const ExportOptions& options) {
  json params = {{"into", fs::absolute(options.into)}, {"candidate", options.candidate}};
  if (!options.ids.empty()) params["ids"] = options.ids;
  const Result<json> done = app.call("bank/export", params);
  if (!done.ok()) return app.fail(done.status());
  if (!app.text()) {
    app.print_json(*done);
    return kFine;
  }
  const json& files = done->at("files");
  const auto count =
      files.is_array() ? static_cast<std::int64_t>(files.size()) : files.get<std::int64_t>();
  app.out.line(
      fmt::format("Wrote {} into {}{}.", count_of(count, "file"), shown(options.into),
                  options.candidate ? ", with nothing that is hidden from candidates" : ""));
  return kFine;
}

int audit(App& app, const fs::path& file) {
  app.bank_is_optional();
  app.keeps_no_records();
  if (const Status there = check_file(file); !there.ok()) return app.fail(there);
  const Result<json> page = app.call("bank/audit", {{"file", fs::absolute(file)}});
  if (!page.ok()) return app.fail(page.status());
  if (app.text()) {
    app.out.line(trim(page->at("page").get<std::string>()));
  } else {
    app.print_json(*page);
  }
  return kFine;
}

}  // namespace assay::cli
