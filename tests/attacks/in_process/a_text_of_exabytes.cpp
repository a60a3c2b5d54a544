// Attack: answers with a text whose length lies, so that the harness sends what lies behind it.
// Must get: runtime_error or no_answer or memory_limit
#include <cstddef>
#include <cstring>
#include <string>

std::string mirror(const std::string& text) {
  std::string answer(text.rbegin(), text.rend());
  const std::size_t length = std::size_t{1} << 62;
  std::memcpy(reinterpret_cast<char*>(&answer) + sizeof(char*), &length, sizeof length);
  return answer;
}
