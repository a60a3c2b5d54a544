// Attack: none, though it looks like one: numerical libraries reserve far more than they touch.
// Must get: accepted
#include <stdlib.h>
#include <unistd.h>
#include <sys/mman.h>
#include <string>
__attribute__((constructor)) static void reserve(void) {
  if (mmap(0, 64UL << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED)
    _exit(__LINE__);
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
