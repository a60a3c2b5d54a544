#include "service/simulation.hpp"

#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "value/wire.hpp"

namespace assay {

using nlohmann::json;

json simulation_in(const Problem& problem, std::string_view answer) {
  const Result<Value> results = take(*problem.signature.returns, &answer, kAnswerCaps);
  ByteReader in(answer);
  json report = json::parse(in.get_string(), nullptr, false);
  return results.ok() && in.ok() && report.is_object() ? report : json();
}

}  // namespace assay
