// Attack: uses the 256 MiB of stack as memory that no allocator sees.
// Must get: memory_limit or runtime_error
// Problem: mirror-at-leisure
#include <string.h>
#include <string>
static int deep(int n) {
  char room[65536];
  memset(room, n, sizeof room);
  return n == 0 ? room[9] : deep(n - 1) + room[n % 9];
}
std::string mirror(const std::string& text) { return deep(3800) == 7 ? text : ""; }
