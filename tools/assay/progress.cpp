#include "progress.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "printable.hpp"

namespace assay::cli {

void Progress::event(const nlohmann::json& event) {
  if (!screen_.terminal()) return;
  const std::string what = event.value("event", "");
  if (what == "started") {
    tests_ = event.value("tests", std::int64_t{0});
  } else if (what == "phase") {
    draw(event.value("phase", "") + " ...");
  } else if (what == "case") {
    ++finished_;
    show(fmt::format("{} of {}  {}", finished_, tests_, event.value("group", "")));
  }
}

// Of many that come at once, a few.
void Progress::show(const std::string& text) {
  using namespace std::chrono_literals;
  const auto now = std::chrono::steady_clock::now();
  if (!drawn_ || now - drawn_at_ >= 100ms) draw(text);
}

void Progress::draw(const std::string& text) {
  screen_.raw("\r\033[K " + shorten(printable(text), screen_.width() - 2));
  drawn_ = true;
  drawn_at_ = std::chrono::steady_clock::now();
}

void Progress::clear() {
  if (std::exchange(drawn_, false)) screen_.raw("\r\033[K");
}

}  // namespace assay::cli
