#pragma once
// The command line's one way to the engine: the method table of docs/methods.md.

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <stop_token>
#include <string_view>

#include "service/engine.hpp"

namespace assay::cli {

// Implemented by the engine (engine_door.cpp) and by a script of canned answers
// (tests/support/scripted_door.cpp).  call() may be used from several threads at once.
class Door {
 public:
  virtual ~Door() = default;
  virtual Result<nlohmann::json> call(std::string_view method, const nlohmann::json& params,
                                      const OnEvent& on_event, std::stop_token stop) = 0;
};

// Which of the two, is decided by what the program is linked with.
Result<std::unique_ptr<Door>> open_door(const EngineOptions& options);

}  // namespace assay::cli
