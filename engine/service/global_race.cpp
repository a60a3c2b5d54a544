#include "service/global_race.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "plan/signature_json.hpp"
#include "service/candidate.hpp"
#include "service/simulation.hpp"

namespace assay {
using nlohmann::json;

std::string with_global_races(Workbench& bench, const Problem& problem, const Built& built,
                              const Case& test, const Limits& limits, std::string simulation,
                              std::stop_token stop, double* cpu_ms) {
  Program program = built.program;
  std::optional<Program> driver = built.driver;
  Program& simulator = driver ? *driver : program;
  simulator.load = with_races(simulator.load);
  Candidate candidate(bench.runner, bench.scripts, problem, std::move(program), std::move(driver),
                      std::move(stop));
  const Result<Attempted> ran = candidate.test(test, limits);
  if (!ran.ok()) return simulation;
  *cpu_ms += ran->outcome.cpu_ms;
  if (ran->outcome.ending != Ending::answered) return simulation;
  json told = json::parse(simulation, nullptr, false);
  const json report = simulation_in(problem, ran->outcome.answer);
  if (!told.is_object() || !report.is_object()) return simulation;
  for (const json& finding : report.value("findings", json::array())) {
    if (finding.value("check", "") == "global_race") told["findings"].push_back(finding);
  }
  told["checks"] = "races";
  return told.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace assay
