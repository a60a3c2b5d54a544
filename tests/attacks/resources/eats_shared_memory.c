// Attack: takes shared anonymous memory, which is nobody's heap, and drops the mappings of half of it.
// Must get: memory_limit
#include <string.h>
#include <sys/mman.h>
#include <string>
std::string mirror(const std::string& text) {
  for (int i = 0;; ++i) {
    void* at = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) break;
    memset(at, 1, 1 << 20);
    if (i % 2) munmap(at, 1 << 20);
  }
  return text;
}
