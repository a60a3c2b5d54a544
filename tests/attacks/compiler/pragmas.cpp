// Attack: gives the compiler options from within the source: plugins, dumps, other outputs.
// Must get: accepted or compile_error
#include <string>
#pragma GCC optimize("-fplugin=/tmp/x.so")
#pragma GCC optimize("O3", "-fdump-tree-all=@HOME@/open/dump")
#pragma GCC target("arch=native")
#pragma GCC system_header
#pragma GCC pch_preprocess "/etc/passwd"
#pragma GCC dependency "/etc/passwd" newer
#pragma GCC push_options
#pragma redefine_extname strlen system
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
