#include "open_engine.hpp"

#include "author/methods.hpp"

namespace assay::cli {

Result<std::unique_ptr<Engine>> open_engine(const EngineOptions& options) {
  ASSAY_TRY(std::unique_ptr<Engine> engine, Engine::open(options));
  add_author_methods(*engine);
  return engine;
}

}  // namespace assay::cli
