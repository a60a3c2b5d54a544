// Attack: throws what has no words, what has hidden ones, what throws again when it is asked or copied, and unwinds without an exception.
// Must get: runtime_error or no_answer
#include <pthread.h>
#include <exception>
#include <stdexcept>
#include <string>
struct Silent : std::exception {
  const char* what() const noexcept override { return nullptr; }
};
struct Telling : std::exception {
  std::string text;
  explicit Telling(std::string said) : text(std::move(said)) {}
  const char* what() const noexcept override { return text.c_str(); }
};
struct Throwing : std::exception {
  const char* what() const noexcept(true) override { throw *this; }
};
struct Bare {
  std::string text;
};
std::string mirror(const std::string& text) {
  if (text == "shown") return "nwohs";
  if (text.back() == 't') throw Bare{text};
  if (text.back() == 'd' && text.size() % 2) throw Telling(text + std::string(1 << 20, '\xff'));
  if (text.back() == 'd') throw Silent();
  try {
    pthread_exit(nullptr);
  } catch (...) {
    throw Throwing();
  }
}
