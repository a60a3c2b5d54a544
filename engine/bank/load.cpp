#include "bank/load.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/private_file.hpp"
#include "base/text.hpp"
#include "lua/scan.hpp"
#include "value/utf8.hpp"
#include "value/wire.hpp"

namespace assay {
namespace fs = std::filesystem;
namespace {

// A file that a problem names must lie beside it or below, also when links are followed.
Result<std::string> read_beside(const fs::path& folder, const std::string& name) {
  const auto outside = [](const fs::path& relative) {
    return relative.is_absolute() || relative.empty() || *relative.begin() == "..";
  };
  const fs::path relative = fs::path(name).lexically_normal();
  std::error_code error;
  const fs::path top = fs::canonical(folder, error);
  const fs::path target = fs::weakly_canonical(top / relative, error);
  if (error || outside(relative) || outside(target.lexically_relative(top))) {
    return not_found(name + " lies outside the problem's folder");
  }
  return read_file(target, kMostSourceBytes);
}

// Makes every example once: that checks its arguments and gives their values.
Status fill_examples(Script& script, Problem* problem, Findings* findings) {
  for (std::size_t group = 0; group < problem->groups.size(); ++group) {
    if (problem->groups[group].source != Group::Source::example) continue;
    for (std::size_t i = 0; i < problem->examples.size(); ++i) {
      Example& example = problem->examples[i];
      const Result<Case> made = script.make_case(static_cast<int>(group), static_cast<int>(i));
      if (!made.ok()) {
        if (made.status().code() != Code::bad_problem)
          return Status(made.status().code(), made.status().message());
        findings->push_back(load_finding(problem->path, made.status().message()));
        findings->back().code = "E026";
        continue;
      }
      ASSAY_TRY(example.arguments,
                decode_arguments(problem->signature.parameters, made->arguments));
      if (!problem->secret.empty()) {
        ASSAY_TRY(example.secret, decode_arguments(problem->secret, made->secret));
      }
      if (made->expected) {
        ASSAY_TRY(example.returns, decode(*problem->signature.returns, *made->expected));
      }
    }
  }
  return {};
}

// Definitions are kept by content: a file that was without errors once need not be evaluated again
// to know what it says.  Raise the number when dumps change.
fs::path kept_definition(const fs::path& path, std::string_view source) {
  const std::string key = "definition 1 " + path.filename().string() + " " + std::string(source);
  return cache_dir() / "definitions" / sha256(key);
}

// Some editors write it.
void drop_byte_order_mark(std::string* text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text->starts_with(kMark)) text->erase(0, kMark.size());
}

// The first line that is not UTF-8, counted from 1; 0 if all are.
int first_broken_line(std::string_view source) {
  if (is_utf8(source)) return 0;
  int number = 0;
  for (const std::string& line : split(source, '\n')) {
    ++number;
    if (!is_utf8(line)) return number;
  }
  return 0;
}

Result<std::string> definition(const fs::path& path, const std::string& source, Script& script) {
  Result<std::string> kept = read_file(kept_definition(path, source));
  if (!kept.ok()) return script.load_problem(path.string(), source);
  script.load_problem_later(path.string(), source);
  return kept;
}

// Lua keeps the last of two settings in silence.  True if there is no error at all.
bool note_repeated(std::string_view source, const std::string& file, Findings* findings) {
  for (const Repeated& setting : repeated_settings(source)) {
    findings->push_back({file, setting.again, "E018",
                         "`" + setting.name + "` stands twice in one table, on line " +
                             std::to_string(setting.first) + " too: Lua would take the last"});
  }
  return std::none_of(findings->begin(), findings->end(),
                      [](const Finding& finding) { return finding.is_error(); });
}

void keep_definition(const fs::path& path, const std::string& source, const std::string& dump) {
  const fs::path place = kept_definition(path, source);
  std::error_code error;
  if (fs::exists(place, error)) return;
  // Failing to keep it is no error: it is made again.
  const Status written = write_private_file(place, dump);
  static_cast<void>(written);
}

}  // namespace

bool ReadFrom::unchanged() const {
  return std::all_of(files.begin(), files.end(), [](const auto& file) {
    const Result<std::string> now = read_file(file.first, kMostSourceBytes);
    return now.ok() && *now == file.second;
  });
}

Result<Examined> examine_problem(const fs::path& path, Script script) {
  ASSAY_TRY(std::string source, read_file(path, kMostSourceBytes));
  ReadFrom from{{{path, source}}};
  drop_byte_order_mark(&source);
  Examined examined;
  if (const int line = first_broken_line(source); line > 0) {
    examined.findings.push_back(
        {path.string(), line, "E001", "the line is not UTF-8: save the file with that encoding"});
    return examined;
  }
  const Result<std::string> dump = definition(path, source, script);
  if (!dump.ok()) {
    if (dump.status().code() != Code::bad_problem)
      return Status(dump.status().code(), dump.status().message());
    examined.findings.push_back(load_finding(path.string(), dump.status().message()));
    return examined;
  }
  Reading reading = read_problem(*dump, path.string(), source, [&](const std::string& name) {
    Result<std::string> bytes = read_beside(path.parent_path(), name);
    if (!bytes.ok()) return bytes;
    from.files.emplace_back(path.parent_path() / name, *bytes);
    drop_byte_order_mark(&*bytes);
    return bytes;
  });
  examined.findings = std::move(reading.findings);
  const bool readable = note_repeated(source, path.filename().string(), &examined.findings);
  if (!readable) return examined;
  Problem& problem = reading.problem;
  if (problem.unsupported.empty()) {
    const Status bound = script.bind(problem);
    if (bound.code() == Code::bad_problem) {
      examined.findings.push_back(load_finding(path.string(), bound.message()));
      return examined;
    }
    if (!bound.ok()) return Status(bound.code(), bound.message());
    ASSAY_CHECK(fill_examples(script, &problem, &examined.findings));
  }
  for (const Finding& finding : examined.findings) {
    if (finding.is_error()) return examined;
  }
  keep_definition(path, source, *dump);
  examined.loaded.emplace(
      Loaded{std::move(problem), std::move(script), examined.findings, std::move(from)});
  return examined;
}

Result<Loaded> load_problem(const fs::path& path, Script script) {
  ASSAY_TRY(Examined examined, examine_problem(path, std::move(script)));
  if (examined.loaded) return std::move(*examined.loaded);
  int more = -1;
  const Finding* first = nullptr;
  for (const Finding& finding : examined.findings) {
    if (!finding.is_error()) continue;
    if (first == nullptr) first = &finding;
    ++more;
  }
  std::string message = (path.parent_path().filename() / first->text()).string();
  if (more > 0) message += " (and " + std::to_string(more) + " more)";
  return bad_problem(message);
}

}  // namespace assay
