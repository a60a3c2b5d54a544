#include "nvrtc/library.hpp"

#include <dlfcn.h>

#include <type_traits>

namespace assay::nvrtc {
namespace {

constexpr int kSuccess = 0, kCompilationError = 6;

std::vector<const char*> pointers(const std::vector<std::string>& texts) {
  std::vector<const char*> all;
  for (const std::string& text : texts) all.push_back(text.c_str());
  return all;
}

// What one of the calls for texts gives, without its zero.
template <class Program, class Bytes, class Text>
std::string text_of(Program program, Bytes bytes, Text text) {
  std::size_t size = 0;
  if (bytes(program, &size) != kSuccess || size == 0) return "";
  std::string whole(size, '\0');
  if (text(program, whole.data()) != kSuccess) return "";
  whole.resize(size - 1);
  return whole;
}

}  // namespace

Result<Library> Library::open(const std::string& path) {
  void* const handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return unavailable(::dlerror());
  Library library;
  bool whole = true;
  const auto find = [&](auto* call, const char* name) {
    *call = reinterpret_cast<std::remove_pointer_t<decltype(call)>>(::dlsym(handle, name));
    whole = whole && *call != nullptr;
  };
  find(&library.create_, "nvrtcCreateProgram");
  find(&library.compile_, "nvrtcCompileProgram");
  find(&library.destroy_, "nvrtcDestroyProgram");
  find(&library.log_bytes_, "nvrtcGetProgramLogSize");
  find(&library.log_, "nvrtcGetProgramLog");
  find(&library.ptx_bytes_, "nvrtcGetPTXSize");
  find(&library.ptx_, "nvrtcGetPTX");
  find(&library.words_, "nvrtcGetErrorString");
  if (!whole) return unavailable(path + " lacks a call of NVRTC");
  return library;
}

Result<Answer> Library::compile(const Request& request) const {
  std::vector<const char*> names, texts;
  for (const Header& header : request.headers) {
    names.push_back(header.name.c_str());
    texts.push_back(header.text.c_str());
  }
  Program program = nullptr;
  int error = create_(&program, request.source.c_str(), request.name.c_str(),
                      static_cast<int>(names.size()), texts.data(), names.data());
  if (error != kSuccess) return internal_error("nvrtcCreateProgram: " + words(error));
  const std::vector<const char*> options = pointers(request.options);
  error = compile_(program, static_cast<int>(options.size()), options.data());
  Answer answer;
  answer.log = text_of(program, log_bytes_, log_);
  if (error == kSuccess) answer.ptx = text_of(program, ptx_bytes_, ptx_);
  destroy_(&program);
  if (error == kSuccess || error == kCompilationError) return answer;
  return internal_error("nvrtcCompileProgram: " + words(error) + "\n" + answer.log);
}

std::string Library::words(int error) const {
  const char* const text = words_(error);
  return text != nullptr ? text : "error " + std::to_string(error);
}

}  // namespace assay::nvrtc
