// Attack: has the assembler loop.
// Must get: compile_error
#include <string>
asm(".macro again\nagain\nagain\n.endm\nagain\n");
asm(".rept 2000000000\n.rept 2000000000\nnop\n.endr\n.endr\n");
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
