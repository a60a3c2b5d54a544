// Attack: eight threads spin, so that each of them uses little time.
// Must get: time_limit
#include <string>
#include <thread>
#include <vector>
std::string mirror(const std::string& text) {
  std::vector<std::thread> all;
  for (int i = 0; i < 8; ++i) {
    all.emplace_back([] {
      for (volatile unsigned long n = 0;; n = n + 1) {
      }
    });
  }
  for (std::thread& each : all) each.join();
  return text;
}
