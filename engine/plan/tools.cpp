#include "plan/tools.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/text.hpp"

namespace assay {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

bool is_program(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string find_tool(const std::vector<std::string>& names) {
  const char* path = std::getenv("PATH");
  std::vector<std::string> folders = split(path != nullptr ? path : "", ':');
  folders.insert(folders.end(), {"/usr/bin", "/bin"});
  for (const std::string& name : names) {
    if (name.starts_with('/')) {
      if (is_program(name)) return name;
      continue;
    }
    for (const std::string& folder : folders) {
      if (folder.starts_with('/') && is_program(fs::path(folder) / name)) {
        return fs::path(folder) / name;
      }
    }
  }
  return "";
}

std::string find_library(const std::vector<std::string>& names) {
  const char* path = std::getenv("LD_LIBRARY_PATH");
  std::vector<std::string> folders = split(path != nullptr ? path : "", ':');
  folders.insert(folders.end(), {"/usr/local/lib", "/usr/lib/x86_64-linux-gnu",
                                 "/usr/lib/aarch64-linux-gnu", "/usr/lib64"});
  std::error_code error;
  for (const std::string& name : names) {
    if (name.starts_with('/')) {
      if (fs::is_regular_file(name, error)) return fs::canonical(name, error);
      continue;
    }
    for (const std::string& folder : folders) {
      const fs::path file = fs::path(folder) / name;
      if (folder.starts_with('/') && fs::is_regular_file(file, error)) {
        return fs::canonical(file, error);
      }
    }
  }
  return "";
}

std::string stamp_of(const fs::path& file) {
  struct stat facts {};
  if (::stat(file.c_str(), &facts) != 0) return "";
  return file.string() + ' ' + std::to_string(facts.st_size) + ' ' +
         std::to_string(facts.st_mtim.tv_sec) + '.' + std::to_string(facts.st_mtim.tv_nsec);
}

ToolAnswers::ToolAnswers(fs::path file, AskTool ask)
    : file_(std::move(file)), ask_(std::move(ask)) {
  const Result<std::string> bytes = read_file(file_);
  if (!bytes.ok()) return;
  const json kept = json::parse(*bytes, nullptr, false);
  if (!kept.is_object()) return;
  for (const auto& [key, value] : kept.items()) {
    if (value.is_string()) known_[key] = value.get<std::string>();
  }
}

Result<std::string> ToolAnswers::ask(const std::vector<std::string>& argv,
                                     const std::vector<std::string>& env) {
  std::string key;
  for (const std::string& argument : argv) {
    if (argument.starts_with('/')) key += stamp_of(argument) + '\n';
  }
  key += join(argv, " ");
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  ASSAY_TRY(const std::string printed, ask_(argv, env));
  std::string answer(trim(printed.substr(0, printed.find('\n'))));
  known_[std::move(key)] = answer;
  changed_ = true;
  return answer;
}

void ToolAnswers::save() {
  if (!changed_) return;
  changed_ =
      !write_file(file_, json(known_).dump(1, ' ', false, json::error_handler_t::replace)).ok();
}

}  // namespace assay
