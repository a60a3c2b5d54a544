#include "plan/graders.hpp"

#include <dlfcn.h>

#include <cstdlib>
#include <vector>

namespace assay {
namespace fs = std::filesystem;
namespace {

constexpr int kLevels = 5;  // build/<preset>/lib/python/assay.so is the deepest of ours

bool holds_languages(const fs::path& folder) {
  std::error_code error;
  return fs::is_directory(folder / "languages", error);
}

// The files that may be the engine's: the library that this code is in, and the running program.
// Of a program that was found by its bare name, dladdr says that name, which is no path.
std::vector<fs::path> own_files() {
  std::vector<fs::path> files;
  std::error_code error;
  Dl_info here{};
  if (::dladdr(reinterpret_cast<const void*>(&find_graders), &here) != 0 && here.dli_fname) {
    const fs::path file = here.dli_fname;
    if (file.has_parent_path()) files.push_back(fs::canonical(file, error));
    if (error) files.clear();
  }
  files.push_back(fs::canonical("/proc/self/exe", error));
  return files;
}

}  // namespace

Result<fs::path> find_graders(const fs::path& option) {
  std::error_code error;
  if (!option.empty()) {
    if (holds_languages(option)) return fs::canonical(option, error);
    return not_found(option.string() + ": there is no folder languages/ in it");
  }
  if (const char* given = std::getenv("ASSAY_GRADERS"); given != nullptr && *given != '\0') {
    if (holds_languages(given)) return fs::canonical(given, error);
    return not_found("$ASSAY_GRADERS: there is no folder languages/ in " + std::string(given));
  }
  for (const fs::path& file : own_files()) {
    fs::path folder = file.parent_path();
    for (int level = 0; level < kLevels && !folder.empty(); ++level) {
      for (const char* place : {"graders", "share/assay/graders"}) {
        if (holds_languages(folder / place)) return folder / place;
      }
      folder = folder.parent_path();
    }
  }
  return not_found("the folder graders/ was not found near the library; set $ASSAY_GRADERS");
}

std::string find_own_program(const std::string& name) {
  std::error_code error;
  for (const fs::path& file : own_files()) {
    const fs::path folder = file.parent_path();
    for (const char* place :
         {".", "../bin", "../libexec/assay", "../../bin", "../../libexec/assay"}) {
      const fs::path program = folder / place / name;
      if (fs::is_regular_file(program, error)) return fs::canonical(program, error);
    }
  }
  return "";
}

}  // namespace assay
