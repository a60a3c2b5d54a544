// Attack: replaces functions of the C library that the harness calls.
// Must get: no_answer or runtime_error or compile_error
#include <string>
#include <unistd.h>
extern "C" long recv(int, void*, unsigned long, int) { _exit(0); }
extern "C" long send(int, const void*, unsigned long, int) { _exit(0); }
extern "C" long read(int, void*, unsigned long) { _exit(0); }
extern "C" long write(int, const void*, unsigned long n) { return long(n); }
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
