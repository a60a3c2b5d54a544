// Attack: nesting that uses up the compiler's stack.
// Must get: compile_error or accepted or memory_limit
#include <string>
#define P(x) ((((((((((((((((((((x))))))))))))))))))))
#define Q(x) P(P(P(P(P(P(P(P(P(P(x))))))))))
#define R(x) Q(Q(Q(Q(Q(Q(Q(Q(Q(Q(x))))))))))
#define S(x) R(R(R(R(R(R(R(R(R(R(x))))))))))
int deep = S(S(S(S(S(1)))));
static_assert(S(S(0)));
std::string mirror(const std::string& text) { return std::string(text.rbegin(), text.rend()); }
