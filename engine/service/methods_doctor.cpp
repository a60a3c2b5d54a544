// initialize, doctor.

#include <chrono>
#include <filesystem>

#include "service/replayer.hpp"
#include "service/state.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr char kProtocol[] = "1.0";

Result<json> initialize(Engine::State& state, const json& params, const OnEvent&, std::stop_token) {
  const std::string wanted = params.value("protocol_version", kProtocol);
  if (wanted.substr(0, wanted.find('.')) != "1") {
    return invalid_argument("protocol_version " + wanted + " is not spoken here, only " +
                            kProtocol);
  }
  json result = {{"protocol_version", kProtocol}, {"engine", "assay " ASSAY_VERSION}};
  ASSAY_TRY(Workbench * bench, state.workbench());
  ASSAY_TRY(const Isolation isolation, bench->runner.isolation());
  result["tier"] = name(isolation.tier);
  result["languages"] = json::array();
  for (const Language& language : bench->languages.all()) {
    if (!language.program.empty()) result["languages"].push_back(language.name);
  }
  return result;
}

// Which BLAS numpy and torch of the distribution are linked with: the one behind Debian's
// alternative.  "" if there is none.
std::string blas_name() {
  for (const char* folder : {"/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"}) {
    std::error_code error;
    const std::string file =
        std::filesystem::canonical(std::filesystem::path(folder) / "libblas.so.3", error);
    if (error) continue;
    for (const char* known : {"openblas", "mkl", "blis", "atlas"}) {
      if (file.find(known) != std::string::npos) return std::string("BLAS: ") + known;
    }
    return "BLAS: the reference one, which is slow (apt install libopenblas0-pthread)";
  }
  return "";
}

json languages_of(const Workbench& bench) {
  json rows = json::array();
  for (const Language& language : bench.languages.all()) {
    const bool here = !language.program.empty();
    rows.push_back({{"name", language.name},
                    {"version", here ? json(language.version) : json(nullptr)},
                    {"missing", here ? json(nullptr) : json(language.install)},
                    {"notes", !here                     ? ""
                              : language.module.empty() ? language.program
                                                        : blas_name()}});
  }
  return rows;
}

Result<json> bank_of(Engine::State& state) {
  const auto begin = std::chrono::steady_clock::now();
  ASSAY_TRY(const std::vector<Listing> listings, state.listings());
  std::size_t problems = 0, errors = 0;
  for (const Listing& listing : listings) {
    problems += listing.problems.size();
    errors += listing.errors.size();
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  const auto& banks = state.options.banks;
  return json{{"path", banks.empty() ? json(nullptr) : json(banks[0].string())},
              {"problems", problems},
              {"errors", errors},
              {"index_ms", took.count()}};
}

// Null if the language has another compiler.
json compiler(const Result<Workbench*>& bench, const char* language, std::string_view name) {
  const Language* known = bench.ok() ? (*bench)->languages.find(language) : nullptr;
  return known != nullptr && known->version.starts_with(name) ? json(known->version) : json();
}

json cuda_of(const Result<Workbench*>& bench, const std::stop_token& stop) {
  json found = {{"gpu", nullptr},
                {"missing", nullptr},
                {"nvrtc", compiler(bench, "cuda", "nvrtc ")},
                {"nvcc", compiler(bench, "cuda-solve", "nvcc ")}};
  Result<Replayer> replayer = Replayer::start(Replayer::With::device, stop);
  if (!replayer.ok()) {
    found["missing"] = replayer.status().message();
    return found;
  }
  if (const Result<Gpu>& gpu = replayer->gpu(); gpu.ok()) {
    found["gpu"] = {{"name", gpu->name},
                    {"driver", gpu->driver},
                    {"compute", gpu->compute},
                    {"multiprocessors", gpu->multiprocessors},
                    {"memory_bytes", gpu->memory_bytes},
                    {"clock_mhz", gpu->clock_mhz}};
  } else {
    found["missing"] = gpu.status().message();
  }
  return found;
}

Result<json> doctor(Engine::State& state, const json&, const OnEvent&, std::stop_token stop) {
  json result;
  Result<Workbench*> bench = state.workbench();
  const Result<Isolation> isolation =
      bench.ok() ? (*bench)->runner.isolation()
                 : Result<Isolation>(unavailable(bench.status().message()));
  using Texts = std::vector<std::string>;
  result["tier"] = {
      {"name", isolation.ok() ? json(name(isolation->tier)) : json(nullptr)},
      {"features", isolation.ok() ? isolation->features : Texts()},
      {"missing", isolation.ok() ? isolation->missing : Texts{isolation.status().message()}}};
  result["languages"] = bench.ok() ? languages_of(**bench) : json::array();
  result["cuda"] = cuda_of(bench, stop);
  ASSAY_TRY(const std::string integrity, state.store->integrity_check());
  ASSAY_TRY(const std::int64_t submissions, state.store->count_submissions());
  result["store"] = {{"path", state.options.store.string()},
                     {"submissions", submissions},
                     {"integrity", integrity}};
  Result<json> bank = bank_of(state);
  result["bank"] =
      bank.ok() ? std::move(*bank) : json{{"path", nullptr}, {"message", bank.status().message()}};
  return result;
}

}  // namespace

void add_doctor_methods(Engine::State& state) {
  state.methods["initialize"] = initialize;
  state.methods["doctor"] = doctor;
}

}  // namespace assay
