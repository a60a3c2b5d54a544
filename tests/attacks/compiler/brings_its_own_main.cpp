// Attack: defines main and the harness itself.
// Must get: compile_error
#include <string>
#include <unistd.h>
namespace assay {
int serve(Test* (*)()) { _exit(0); }
}  // namespace assay
int main() { _exit(0); }
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
