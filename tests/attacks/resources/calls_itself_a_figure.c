// Attack: gives itself a name that reads as the figures of its memory, and then takes more than it may.
// Must get: memory_limit
// Problem: mirror-at-leisure
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <string>
std::string mirror(const std::string& text) {
  prctl(PR_SET_NAME, "VmRSS:0VmHWM:0");
  for (int i = 0; i < 200; ++i) {
    void* at = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at != MAP_FAILED) memset(at, 1, 1 << 20);
  }
  return std::string(text.rbegin(), text.rend());
}
