#pragma once

#include <memory>

#include "service/engine.hpp"

namespace assay::cli {

// The engine with every method there is: those of candidates and those of authors.
Result<std::unique_ptr<Engine>> open_engine(const EngineOptions& options);

}  // namespace assay::cli
