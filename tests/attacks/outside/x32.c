// Attack: makes system calls by the numbers of the x32 convention.
// Must get: security_violation or accepted
#include <stdlib.h>
#include <unistd.h>
#include <sys/syscall.h>
#include <string>
__attribute__((constructor)) static void call(void) {
  for (int number = 0; number < 600; ++number) {
    if (number == 60 || number == 231 || number == 15) continue;
    if (syscall(0x40000000 | number, -1, -1, -1, -1, -1, -1) >= 0) _exit(__LINE__);
  }
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
