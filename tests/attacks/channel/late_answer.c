// Attack: the main thread ends the process well while another one still works at the answer.
// Must get: no_answer
#include <stdlib.h>
#include <string>
#include <thread>
std::string mirror(const std::string& text) {
  std::thread([] {
    for (volatile long i = 0;; i = i + 1) {
    }
  }).detach();
  exit(0);
  return text;
}
