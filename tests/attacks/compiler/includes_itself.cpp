// Attack: a file that includes itself in two ways.
// Must get: compile_error
#include <string>
#include __FILE__
#include "solution.cpp"
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
