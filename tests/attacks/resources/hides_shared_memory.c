// Attack: fills shared memory through a window and lets go of what it has filled: nobody's resident set then, and not freed.
// Must get: accepted
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <string>
static const size_t window = 1 << 20, many = 128;  // twice the limit
static void fill(void* at) {
  if (at == MAP_FAILED) return;
  for (size_t i = 0; i < many; ++i) {
    char* here = (char*)at + i * window;
    memset(here, 1, window);
    if (madvise(here, window, MADV_DONTNEED) != 0 || *here != 1) return;  // not kept: no harm done
  }
  _exit(__LINE__);
}
std::string mirror(const std::string& text) {
  const size_t all = window * many;
  fill(mmap(0, all, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  fill(mmap(0, all, PROT_READ | PROT_WRITE, MAP_SHARED_VALIDATE | MAP_ANONYMOUS, -1, 0));
  const int zero = open("/dev/zero", O_RDWR);
  if (zero >= 0) fill(mmap(0, all, PROT_READ | PROT_WRITE, MAP_SHARED, zero, 0));
  return std::string(text.rbegin(), text.rend());
}
