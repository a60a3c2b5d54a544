// Attack: code that runs before main plays the whole conversation.
// Must get: no_answer
#include <unistd.h>
#include <string>
__attribute__((constructor)) static void play(void) {
  const char all[] = "\1\0\0\0l\1\0\0\0r\12\0\0\0A\5\0\0\0nwohs";
  if (write(3, all, sizeof all - 1) < 0) _exit(__LINE__);
}
std::string mirror(const std::string& text) { return ""; }
