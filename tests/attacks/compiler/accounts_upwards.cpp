// Attack: the same by ways upwards and through /proc.
// Must get: compile_error
#include <string>
#include "../../../../../../../../../../etc/passwd"
#include </../etc/shadow>
#include "/proc/self/root/etc/passwd"
#include "/proc/self/environ"
#include "/proc/1/cmdline"
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
