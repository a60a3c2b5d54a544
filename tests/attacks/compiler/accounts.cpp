// Attack: includes the host's accounts, so that the errors show them.
// Must get: compile_error
#include <string>
#include "/etc/passwd"
#include "/etc/shadow"
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
