// Attack: includes other people's files and the problem itself.
// Must get: compile_error
#include <string>
#include "@HOME@/.ssh/id_rsa"
#include "@HOME@/open/notes.txt"
#include "@BANK@/mirror/problem.lua"
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
