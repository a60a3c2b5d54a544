#include <nlohmann/json.hpp>

#include "door.hpp"
#include "open_engine.hpp"

namespace assay::cli {
namespace {

class EngineDoor final : public Door {
 public:
  explicit EngineDoor(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}

  Result<nlohmann::json> call(std::string_view method, const nlohmann::json& params,
                              const OnEvent& on_event, std::stop_token stop) override {
    return engine_->call(method, params, on_event, stop);
  }

 private:
  std::unique_ptr<Engine> engine_;
};

}  // namespace

Result<std::unique_ptr<Door>> open_door(const EngineOptions& options) {
  ASSAY_TRY(std::unique_ptr<Engine> engine, open_engine(options));
  return std::unique_ptr<Door>(std::make_unique<EngineDoor>(std::move(engine)));
}

}  // namespace assay::cli
