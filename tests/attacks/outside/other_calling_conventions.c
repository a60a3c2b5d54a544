// Attack: makes system calls by the numbers of 32-bit programs, which a careless filter reads as others.
// Must get: security_violation
#include <stdlib.h>
#include <unistd.h>
#include <string>
__attribute__((constructor)) static void call(void) {
#if defined(__x86_64__)
  long result;
  asm volatile("int $0x80" : "=a"(result) : "a"(2) /* fork */ : "memory");
#else
  _exit(__LINE__);
#endif
}
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
