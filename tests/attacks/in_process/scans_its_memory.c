// Attack: reads the whole heap for answers that were freed.
// Must get: accepted
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <string>
__attribute__((constructor)) static void scan(void) {
  char mark[6] = {'w', 'V', '7', 'q', 'Z', 0};
  char* end = (char*)sbrk(0);
  char* start = end - mallinfo2().arena;
  for (char* at = start; at + 5 < end; ++at) {
    if (memcmp(at, mark, 5) == 0) _exit(__LINE__);
  }
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
