// assay-nvrtc: CUDA kernels to PTX by NVIDIA's libnvrtc, in the box that compilers run in.
//
//   assay-nvrtc LIBRARY --version                    "nvrtc 13.0.88"
//   assay-nvrtc LIBRARY OPTIONS... SOURCE -o FILE    files that lie beside SOURCE may be included
//
// NVRTC sees device code only: it knows no header of the host.  Those that kernels are used to name
// are empty here, because prelude.cuh has what device code wants of them; those whose contents work
// in device code come from the toolkit's own library, where that is.

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "nvrtc/library.hpp"

namespace {

using namespace assay;
using namespace assay::nvrtc;
namespace fs = std::filesystem;

constexpr const char* kEmpty[] = {"assert.h",
                                  "cassert",
                                  "cfloat",
                                  "climits",
                                  "cmath",
                                  "cstddef",
                                  "cstdint",
                                  "cstdio",
                                  "cstdlib",
                                  "cstring",
                                  "cuda.h",
                                  "float.h",
                                  "iostream",
                                  "limits.h",
                                  "math.h",
                                  "stddef.h",
                                  "stdint.h",
                                  "stdio.h",
                                  "stdlib.h",
                                  "string.h",
                                  "cuda_runtime_api.h",
                                  "device_launch_parameters.h"};
constexpr const char* kOfToolkit[] = {"algorithm", "array", "bit",         "functional", "limits",
                                      "numeric",   "tuple", "type_traits", "utility"};

int fail(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  return 1;
}

std::optional<std::string> text_in(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return in ? std::optional(text.str()) : std::nullopt;
}

// Includes of the toolkit that the library is of, where there are any.
std::vector<std::string> include_options(const fs::path& library) {
  std::error_code error;
  const fs::path folder = fs::canonical(library, error).parent_path().parent_path() / "include";
  std::vector<std::string> options;
  for (const fs::path& place : {folder, folder / "cccl"}) {
    if (fs::is_directory(place, error)) options.push_back("-I" + place.string());
  }
  return options;
}

std::vector<Header> headers_of(const fs::path& source, bool with_toolkit) {
  std::vector<Header> headers;
  for (const char* name : kEmpty) headers.push_back({name, "\n"});
  if (!with_toolkit) headers.push_back({"cuda_runtime.h", "\n"});
  for (const char* name : kOfToolkit) {
    headers.push_back({name, "#include <cuda/std/" + std::string(name) +
                                 ">\nnamespace std { using namespace cuda::std; }\n"});
  }
  std::error_code error;
  const fs::path folder = source.parent_path().empty() ? "." : source.parent_path();
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (!entry.is_regular_file(error) || entry.path().filename() == source.filename()) continue;
    if (const std::optional<std::string> text = text_in(entry.path())) {
      headers.push_back({entry.path().filename().string(), *text});
    }
  }
  return headers;
}

int print_version(const Library& library) {
  const Result<Answer> answer =
      library.compile({"__global__ void none() {}\n", "none.cu", {}, {"-arch=compute_80"}});
  if (!answer.ok()) return fail(answer.status().message());
  constexpr char kMark[] = ", V";
  const std::size_t at = answer->ptx.find(kMark);
  if (at == std::string::npos) return fail("libnvrtc does not say its version");
  const std::size_t begin = at + sizeof kMark - 1;
  std::printf("nvrtc %s\n", answer->ptx.substr(begin, answer->ptx.find('\n', at) - begin).c_str());
  return 0;
}

// What a candidate should know of a header that is not there.
std::string in_plain_words(std::string log, bool with_toolkit) {
  constexpr char kCatastrophe[] = "catastrophic error: c";
  for (const char* words : {"annot open source file", "ould not open source file"}) {
    const std::string found = kCatastrophe + std::string(words);
    const std::size_t at = log.find(found);
    if (at == std::string::npos) continue;
    const std::size_t end = log.find('\n', at);
    const std::size_t name = at + found.size(), last = log.find('"', log.find('"', name) + 1);
    log.insert(std::min(end, log.size()),
               with_toolkit ? ": NVRTC compiles device code, and this header is none of its"
                            : ": NVRTC has the toolkit's headers only where those are installed");
    log.erase(std::min(last + 1, log.size()),
              log.find(": NVRTC", at) - std::min(last + 1, log.size()));
    log.replace(at, found.size(), "error: there is no");
    break;
  }
  return log;
}

int compile(const Library& library, const fs::path& path, const std::vector<std::string>& words) {
  Request request;
  std::string output;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "-o" && i + 1 < words.size()) {
      output = words[++i];
    } else if (words[i].starts_with('-')) {
      request.options.push_back(words[i]);
    } else {
      request.name = words[i];
    }
  }
  const std::optional<std::string> source = text_in(request.name);
  if (!source || output.empty()) return fail("no source, or no -o");
  request.source = *source;
  const std::vector<std::string> includes = include_options(path);
  request.options.insert(request.options.end(), includes.begin(), includes.end());
  request.headers = headers_of(request.name, !includes.empty());
  const Result<Answer> answer = library.compile(request);
  if (!answer.ok()) return fail(answer.status().message());
  std::fputs(in_plain_words(answer->log, !includes.empty()).c_str(), stderr);
  if (answer->ptx.empty()) return 1;
  std::ofstream out(output, std::ios::binary);
  out << answer->ptx << std::flush;
  return out ? 0 : fail(output + " could not be written");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("assay-nvrtc is started by the Assay library, not by hand\n", stderr);
    return 2;
  }
  const Result<Library> library = Library::open(argv[1]);
  if (!library.ok()) return fail(library.status().message());
  if (std::strcmp(argv[2], "--version") == 0) return print_version(*library);
  return compile(*library, argv[1], {argv + 2, argv + argc});
}
