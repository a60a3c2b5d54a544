// Attack: says that its errors come from other files, so that these are quoted.
// Must get: compile_error
#include <string>
#line 1 "/etc/passwd"
int x = ;
#line 1 "@HOME@/.ssh/id_rsa"
int y = ;
#line 1 "/etc/shadow"
int z = ;
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
