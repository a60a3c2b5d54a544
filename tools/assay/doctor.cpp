#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "verbs.hpp"
#include "words.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

std::vector<std::string> texts(const json& object, const char* key) {
  return object.value(key, std::vector<std::string>());
}

void print_languages(Table& table, const json& languages) {
  std::string title = "languages";
  for (const json& language : languages) {
    const json version = language.value("version", json());
    const std::string notes = language.value("notes", "");
    if (version.is_null()) {
      const json missing = language.value("missing", json());
      table.add({{title, Style::bold},
                 {language.at("name")},
                 {missing.is_string() ? missing.get<std::string>() : "missing", Style::yellow}});
    } else {
      const std::string words = version.get<std::string>() + (notes.empty() ? "" : ", " + notes);
      table.add({{title, Style::bold}, {language.at("name")}, {words}});
    }
    title.clear();
  }
}

void print_cuda(Table& table, const json& cuda) {
  if (!cuda.is_object()) return;
  const json& gpu = cuda.at("gpu");
  if (gpu.is_object()) {
    const int mhz = gpu.value("clock_mhz", 0);
    table.add({{"gpu", Style::bold},
               {gpu.value("name", "")},
               {fmt::format("driver {}, compute capability {}, {}, {}{}", gpu.value("driver", ""),
                            gpu.value("compute", ""),
                            count_of(gpu.value("multiprocessors", 0), "multiprocessor"),
                            human_bytes(gpu.value("memory_bytes", 0.0)),
                            mhz > 0 ? fmt::format(", at {} MHz", mhz) : "")}});
  } else {
    const std::string missing = cuda.value("missing", "");
    table.add({{"gpu", Style::bold}, {"none", Style::yellow}, {missing}});
  }
  const auto compiler = [&](const char* name, const std::string& without) {
    const json& version = cuda.at(name);
    table.add({{}, {name}, {version.is_string() ? version.get<std::string>() : without}});
  };
  const bool nvcc = cuda.at("nvcc").is_string();
  compiler("nvrtc", nvcc ? "libnvrtc was not found: nvcc compiles kernels instead, which is slower"
                         : "libnvrtc was not found, and nvcc neither: no kernel can be compiled");
  compiler("nvcc", "was not found: problems where the candidate launches cannot be graded");
}

}  // namespace

int doctor(App& app) {
  app.bank_is_optional();
  Result<json> answer = app.call("doctor", json::object());
  int code = kFine;
  if (!answer.ok() && answer.status().code() != Code::cancelled) {  // the records, perhaps
    app.keeps_no_records();
    Result<json> other = app.call("doctor", json::object());
    if (!other.ok()) return app.fail(answer.status());
    (*other)["store"] = {{"path", nullptr}, {"message", answer.status().message()}};
    code = exit_code(answer.status().code());
    answer = std::move(other);
  }
  if (!answer.ok()) return app.fail(answer.status());
  const json& tier = answer->at("tier");
  const bool can_grade = tier.at("name").is_string();
  if (code == kFine && !can_grade) code = kUnavailable;
  if (!app.text()) {
    app.print_json(*answer);
    return code;
  }

  Table table({{}, {}, {}});
  const std::string name = can_grade ? tier["name"].get<std::string>() : "none works";
  table.add({{"sandbox", Style::bold},
             {name, can_grade ? Style::green : Style::red},
             {join(texts(tier, "features"), ", ")}});
  for (const std::string& missing : texts(tier, "missing")) {
    table.add({{}, {"missing", Style::yellow}, {missing}});
  }
  print_languages(table, answer->at("languages"));
  print_cuda(table, answer->value("cuda", json()));
  const json& store = answer->at("store");
  const std::string ailing = store.value("message", "");
  table.add({{"store", Style::bold},
             ailing.empty() ? Cell{store.value("path", "")} : Cell{"cannot be used", Style::red},
             {ailing.empty() ? fmt::format("{}, integrity {}",
                                           count_of(store.value("submissions", 0), "submission"),
                                           store.value("integrity", "unknown"))
                             : ailing}});
  const json bank = answer->value("bank", json());
  if (bank.is_object() && bank.at("path").is_string()) {
    table.add({{"bank", Style::bold},
               {shown(bank.value("path", ""))},
               {fmt::format("{}, index read in {}", count_of(bank.value("problems", 0), "problem"),
                            human_ms(bank.value("index_ms", 0.0)))}});
  } else {
    table.add({{"bank", Style::bold}, {"none found", Style::yellow}, {"name one: --bank DIR"}});
  }
  table.print(app.out);
  return code;
}

}  // namespace assay::cli
