// Attack: has the assembler read files into the program.
// Must get: compile_error
#include <string>
asm(".incbin \"/etc/passwd\"\n");
asm(".section .data\nstolen: .incbin \"@BANK@/mirror/problem.lua\"\n");
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
