// Attack: names a program of its choice as the interpreter and libraries of the program that comes out, and a core file's place.
// Must get: accepted or compile_error or runtime_error
#include <string>
#pragma GCC push_options
extern "C" const char interpreter[] __attribute__((section(".interp"), used)) = "/home/evil/ld.so";
asm(".section .note.GNU-stack, \"x\", @progbits\n.text\n");
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
