#include <unistd.h>

#include <nlohmann/json.hpp>

#include "open_engine.hpp"
#include "rpc.hpp"
#include "verbs.hpp"

namespace assay::cli {

int rpc(App& app) {
  app.bank_is_optional();
  const Result<EngineOptions> options = app.engine_options();
  if (!options.ok()) return app.fail(options.status());
  const Result<std::unique_ptr<Engine>> engine = open_engine(*options);
  if (!engine.ok()) return app.fail(engine.status());
  return serve_rpc(**engine, STDIN_FILENO, STDOUT_FILENO);
}

}  // namespace assay::cli
