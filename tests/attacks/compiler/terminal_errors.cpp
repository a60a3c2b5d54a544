// Attack: errors that carry sequences for the terminal.
// Must get: compile_error
#include <string>
#error "[2J]0;owned accepted"
#line 1 "[2Jother.cpp"
int x = ;
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
