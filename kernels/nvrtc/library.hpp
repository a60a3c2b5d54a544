#pragma once
// The calls of NVIDIA's libnvrtc that a compilation needs, found at run time: no header of the
// toolkit is needed, and nothing is linked.

#include <cstddef>
#include <string>
#include <vector>

#include "base/status.hpp"

namespace assay::nvrtc {

struct Header {
  std::string name, text;  // as #include has it
};

struct Request {
  std::string source, name;  // what errors call it
  std::vector<Header> headers;
  std::vector<std::string> options;
};

struct Answer {
  std::string ptx;  // "" if it does not compile
  std::string log;  // the compiler's words
};

class Library {
 public:
  // unavailable, with the loader's words: no such library, or one that lacks a call.
  static Result<Library> open(const std::string& path);
  // A Status means that the compiler itself failed.
  Result<Answer> compile(const Request& request) const;

 private:
  using Program = void*;
  std::string words(int error) const;

  int (*create_)(Program*, const char* source, const char* name, int headers,
                 const char* const* texts, const char* const* names) = nullptr;
  int (*compile_)(Program, int count, const char* const* options) = nullptr;
  int (*destroy_)(Program*) = nullptr;
  int (*log_bytes_)(Program, std::size_t*) = nullptr;
  int (*log_)(Program, char*) = nullptr;
  int (*ptx_bytes_)(Program, std::size_t*) = nullptr;
  int (*ptx_)(Program, char*) = nullptr;
  const char* (*words_)(int) = nullptr;
};

}  // namespace assay::nvrtc
