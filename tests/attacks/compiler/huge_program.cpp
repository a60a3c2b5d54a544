// Attack: an initialised array of gigabytes.
// Must get: compile_error or memory_limit
#include <string>
char room[3u << 30] = {1};
char* use = room;
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
