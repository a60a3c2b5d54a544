// Attack: has the assembler include files and show them in its errors.
// Must get: compile_error
#include <string>
asm(".include \"/etc/passwd\"\n");
asm(".include \"@HOME@/.ssh/id_rsa\"\n.print \"shown\"\n.error \"stop\"\n");
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
