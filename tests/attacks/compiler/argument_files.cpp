// Attack: has the compiler take arguments, plugins and linker scripts from the source or from files that it names.
// Must get: compile_error
#include <string>
#pragma GCC optimize("@/etc/passwd")
#pragma GCC optimize("-fplugin=/proc/self/exe")
#pragma GCC target("@/proc/self/environ")
#pragma comment(linker, "-T/etc/passwd")
asm(".section .drectve\n.ascii \"-T/etc/passwd\"\n.text\n.include \"/proc/self/environ\"\n");
asm(".section .data\nkept: .incbin \"/proc/self/cmdline\"\n.incbin \"/dev/stdin\"\n");
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
