// Attack: redefines keywords and the harness's names before its code is read.
// Must get: compile_error or accepted
#include <string>
#define class struct
#define private public
#define if(x) if (true)
#define assay std
#define main other
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
