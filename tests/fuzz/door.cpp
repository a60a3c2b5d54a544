// The doors of text: lines of a batch, messages of JSON-RPC, reports that come back from a file.

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "report/report_json.hpp"
#include "service/engine.hpp"
#include "value/display.hpp"
#include "value/type.hpp"

using namespace assay;
using nlohmann::json;

namespace {

// No bank, no runner: what is reached is the reading of parameters.
Engine& engine() {
  static const std::unique_ptr<Engine> opened = [] {
    EngineOptions options;
    options.runner = "/nonexistent";
    Result<std::unique_ptr<Engine>> result = Engine::open(options);
    if (!result.ok()) std::abort();
    return std::move(result).value();
  }();
  return *opened;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const json message =
      json::parse(std::string_view(reinterpret_cast<const char*>(data), size), nullptr, false);
  if (message.is_discarded()) return 0;
  (void)report_from_json(message);
  static const Signature signature =
      parse_signature("f(a: int[], b: {x: str?}, c: map[str, any], d: tree)").value();
  (void)arguments_from_json(signature.parameters, message);
  if (!message.is_object()) return 0;
  const auto method = message.find("method");
  const auto params = message.find("params");
  if (method == message.end() || !method->is_string() || params == message.end()) return 0;
  (void)engine().call(method->get<std::string>(), *params);
  return 0;
}
