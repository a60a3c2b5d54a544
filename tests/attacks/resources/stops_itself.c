// Attack: stops itself, so that it neither runs nor ends.
// Must get: time_limit
// Slow: the wall limit is 10 s
#include <signal.h>
#include <stdio.h>
#include <string>
__attribute__((constructor)) static void stop(void) { raise(SIGSTOP); }
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
