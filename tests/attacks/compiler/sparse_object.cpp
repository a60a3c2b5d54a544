// Attack: an object of exabytes, of which nothing is written.
// Must get: compile_error
#include <string>
asm(".section .hole, \"aw\", @progbits\n.org 0x7fffffffffff0000\n.byte 1\n.text\n");
static char everything[0x7ffffffff0000000] __attribute__((used)) = {1};
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()) + everything[text.size()]; }
