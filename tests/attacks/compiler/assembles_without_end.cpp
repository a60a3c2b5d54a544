// Attack: has the assembler write terabytes.
// Must get: compile_error
#include <string>
asm(".section .data\n.rept 1000000\n.fill 1000000, 8, 1\n.endr\n");
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
