// Attack: asks the preprocessor which files there are.
// Must get: accepted
// At landlock: compile_error
#include <string>
#if __has_include("@HOME@/.ssh/id_rsa") || __has_include("@BANK@/mirror/problem.lua")
#error it is there
#endif
#if __has_include("/etc/shadow") || __has_include("/root/.bashrc") || __has_include("/proc/self/environ")
#error it is there
#endif
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
