#include "app.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/file.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

Format format_of(const std::string& text) {
  if (text.empty()) return Format::text;
  return text == "lines" ? Format::lines : Format::document;
}

fs::path path_from(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? fs::path() : fs::path(value);
}

fs::path store_path(const Common& common) {
  if (!common.store.empty()) return fs::absolute(common.store);
  const fs::path named = path_from("ASSAY_STORE");
  return named.empty() ? data_dir() / "assay.db" : fs::absolute(named);
}

}  // namespace

App::App(std::string verb, const Common& options, std::stop_token token)
    : out(stdout, options.color),
      err(stderr, options.color),
      format(format_of(options.json)),
      stop(std::move(token)),
      common(options),
      verb_(std::move(verb)) {}

Result<std::optional<Started>> App::started() const {
  std::error_code error;
  return find_started(fs::current_path(error));
}

Result<EngineOptions> App::engine_options() {
  ASSAY_TRY(const std::optional<Started> here, started());
  Result<std::vector<fs::path>> banks = find_banks(common.banks, here);
  if (!banks.ok() && needs_bank_) return std::move(banks).status();

  EngineOptions options;
  if (banks.ok()) {
    options.banks = *banks;
    bank_ = options.banks.front();
  }
  if (keeps_records_) options.store = store_path(common);
  options.runner = path_from("ASSAY_RUNNER");
  options.graders = path_from("ASSAY_GRADERS");
  options.jobs = common.jobs;
  options.fresh = common.fresh;
  if (!common.tier.empty()) {
    ASSAY_TRY(const Tier tier, tier_from(common.tier));
    options.tier = tier;
  }
  return options;
}

Result<Door*> App::door() {
  if (door_) return door_.get();
  ASSAY_TRY(const EngineOptions options, engine_options());
  ASSAY_TRY(door_, open_door(options));
  return door_.get();
}

Result<json> App::call(std::string_view method, const json& params, const OnEvent& on_event,
                       std::stop_token also) {
  ASSAY_TRY(Door* const opened, door());
  std::stop_source either;
  const auto forward = [&] { either.request_stop(); };
  const std::stop_callback on_interrupt(stop, forward), on_other(std::move(also), forward);
  return opened->call(method, params, on_event, either.get_token());
}

void App::print_json(const json& value) {
  const int indent = format == Format::lines ? -1 : 2;
  out.raw(value.dump(indent, ' ', false, json::error_handler_t::replace) + "\n");
}

int App::fail(const Status& status) {
  if (status.code() == Code::cancelled && text()) {
    err.line("stopped.");
  } else if (format == Format::lines) {
    print_json({{"event", "error"}, {"code", name(status.code())}, {"message", status.message()}});
  } else if (format == Format::document) {
    print_json({{"error", {{"code", name(status.code())}, {"message", status.message()}}}});
  } else {
    const bool far = status.code() == Code::not_found &&
                     status.message().rfind("there is no problem", 0) == 0 &&
                     status.message().find("did you mean") == std::string::npos;
    err.line(err.paint(Style::red, "assay " + verb_ + ":") + " " + status.message() +
             (far ? "; assay list has the ids" : ""));
  }
  return exit_code(status.code());
}

}  // namespace assay::cli
