// Attack: takes memory that is nobody's pages: the tables of a terabyte of which nothing is written.
// Must get: memory_limit
// Problem: mirror-at-leisure
#include <sys/mman.h>
#include <string>
std::string mirror(const std::string& text) {
  const size_t size = (size_t)1 << 40;
  volatile char* at = (volatile char*)mmap(0, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) return text;
  madvise((void*)at, size, MADV_NOHUGEPAGE);
  for (size_t i = 0; i < size; i += 2 << 20) (void)at[i];
  return text;
}
