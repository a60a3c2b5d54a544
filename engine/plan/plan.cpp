#include "plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "base/text.hpp"
#include "plan/signature_json.hpp"

namespace assay {
namespace {

// The language that the code of `asserts` declarations is written in.
constexpr char kDriverLanguage[] = "python";

Result<const Language*> usable(const Languages& languages, const std::string& name) {
  const Language* language = languages.find(name);
  if (language == nullptr) return languages.no_such(name);
  if (language->program.empty()) {
    return unavailable(fmt::format("{} needs {} ({})", language->title,
                                   language->programs.empty() ? "?" : language->programs.back(),
                                   language->install));
  }
  return language;
}

Program program_in(const Language& language) {
  Program program;
  program.language = language.name;
  program.argv = language.run_argv;
  program.env = language.env;
  program.readable = language.readable;
  program.warm = language.warm;
  program.maps = language.maps;
  return program;
}

Program interpreted(const Language& language, std::string load) {
  Program program = program_in(language);
  program.readable.push_back(language.folder);
  program.load = std::move(load);
  return program;
}

// Generous: a compiler that hits these is given a submission that attacks it.
Limits build_limits(double cpu_ms, std::int64_t memory_bytes, std::int64_t file_bytes) {
  Limits limits;
  limits.cpu_ms = cpu_ms;
  limits.wall_ms = 5 * cpu_ms;
  limits.memory_bytes = memory_bytes;
  limits.file_bytes = file_bytes;
  limits.open_files = 256;
  limits.processes = 64;  // threads of linkers count
  return limits;
}

std::vector<std::string> compile_argv(const Language& language, const std::string& source) {
  const SourceOption& option = language.by_source;
  const bool mentioned =
      std::any_of(option.mentions.begin(), option.mentions.end(),
                  [&](const std::string& text) { return source.find(text) != std::string::npos; });
  std::vector<std::string> argv;
  for (const std::string& argument : language.compile_argv) {
    if (argument != "{by_source}") {
      argv.push_back(argument);
      continue;
    }
    const auto& flags = mentioned ? option.flags : option.otherwise;
    argv.insert(argv.end(), flags.begin(), flags.end());
  }
  return argv;
}

BuildPlan build_of(const Language& language, const std::string& file, const std::string& source,
                   const std::string& glue) {
  constexpr std::int64_t kMiB = 1 << 20;
  BuildPlan build;
  build.step.argv = compile_argv(language, source);
  build.step.files = {{file, source}, {"glue." + language.extension, glue}};
  build.step.output = language.output;
  build.step.limits = build_limits(20'000, 2048 * kMiB, 256 * kMiB);
  build.prepare = language.prepare;
  build.prepare_limits = build_limits(60'000, 4096 * kMiB, 1024 * kMiB);
  build.env = language.env;
  build.readable = language.readable;
  // One harness may build on another's.
  build.readable.push_back(std::filesystem::path(language.folder).parent_path());
  build.identity = language.identity;
  return build;
}

}  // namespace

Result<Planned> plan(const Languages& languages, const Problem& problem, const std::string& name,
                     const std::string& source, BuildKind kind) {
  ASSAY_TRY(const Language* language, usable(languages, name));
  ASSAY_CHECK(languages.accepts(*language, problem));
  if (kind == BuildKind::checked && language->checked.compile.empty()) {
    return unavailable(language->title + " has no build that checks itself");
  }
  Planned planned;
  planned.toolchain = language->version;
  planned.file = "solution." + language->extension;
  if (language->compile_argv.empty()) {
    planned.program = interpreted(*language, load_json(problem, planned.file, source));
    return planned;
  }
  ASSAY_TRY(const std::string glue, languages.text(*language, "glue", problem));
  planned.build = build_of(*language, planned.file, source, glue);
  if (kind == BuildKind::checked) planned.build->step.argv = language->checked.compile;
  planned.program = program_in(*language);
  planned.program.frames = problem.kind != Kind::program;
  planned.program.load = compiled_load_json(problem);
  if (language->harness.empty() || !problem.kernel) return planned;
  if (problem.kernel->form == Kernel::Form::kernel) {
    planned.harness = language->harness;
    planned.program.load = kernel_load_json(problem);
    return planned;
  }
  Program& driver = planned.driver.emplace(program_in(*language));
  driver.argv = {language->harness, "--serve"};
  driver.load = kernel_load_json(problem);
  ASSAY_TRY(driver.image, read_file(language->harness));
  return planned;
}

Result<Program> plan_driver(const Languages& languages, const Problem& problem) {
  const Language* python = languages.find(kDriverLanguage);
  const std::string imports = problem.assert_setup + "\n" + problem.assert_code;
  const std::string name =
      python != nullptr ? languages.importing(*python, imports)->name : kDriverLanguage;
  ASSAY_TRY(const Language* language, usable(languages, name));
  return interpreted(*language, driver_load_json(problem));
}

}  // namespace assay
