#include "simdriver/script.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace assay::simdriver {
namespace {

bool read_values(std::istringstream& in, Cycle* cycle) {
  cycle->values.clear();
  for (double value = 0; in >> value;) cycle->values.push_back(value);
  return in.eof() && !cycle->values.empty();
}

bool read_statement(const std::string& line, Script* into) {
  std::istringstream in(line);
  std::string word, kernel;
  in >> word;
  if (word.empty() || word[0] == '#') return true;
  if (word == "device") return static_cast<bool>(std::getline(in >> std::ws, into->device));
  if (word == "compute") return static_cast<bool>(in >> into->major >> into->minor);
  if (word == "memory") return static_cast<bool>(in >> into->memory);
  if (word == "clock") return read_values(in, &into->clock);
  if (word == "slowed") return read_values(in, &into->slowed);
  if (word == "no_library") {
    into->library = false;
    return true;
  }
  if (word == "absent") {
    into->present = false;
    return true;
  }
  in >> kernel;
  if (word == "time") return read_values(in, &into->times[kernel]);
  Fault fault;
  in >> fault.launch >> (word == "fail" ? fault.error : fault.parameter);
  into->faults.emplace(kernel, fault);
  return in && (word == "fail" || word == "corrupt");
}

Script read_script() {
  Script read;
  const char* const path = std::getenv("ASSAY_SIMULATED_GPU");
  if (path == nullptr) return read;
  read.present = true;
  std::ifstream file(path);
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (read_statement(line, &read)) continue;
    std::fprintf(stderr, "%s:%d: no statement: %s\n", path, number, line.c_str());
    std::_Exit(1);
  }
  return read;
}

}  // namespace

Script& script() {
  static Script read = read_script();
  return read;
}

// When the library is opened: later its process may neither read files nor know its environment.
[[gnu::constructor]] static void read_early() { script(); }

}  // namespace assay::simdriver
