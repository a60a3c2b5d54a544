// Attack: ends well in the middle of a test, without the exit handlers.
// Must get: no_answer
#include <stdlib.h>
#include <string>
std::string mirror(const std::string& text) {
  quick_exit(0);
  return text;
}
