// Attack: floods standard error, and standard output only if somebody reads the other.
// Must get: output_limit
#include <unistd.h>
#include <string>
std::string mirror(const std::string& text) {
  static char flood[65536];
  while (write(2, flood, sizeof flood) > 0) {
  }
  return text;
}
