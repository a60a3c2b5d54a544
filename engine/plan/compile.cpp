#include "plan/compile.hpp"

#include <fmt/format.h>

#include <mutex>

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "plan/compile_cache.hpp"
#include "plan/compile_errors.hpp"
#include "plan/signature_json.hpp"

namespace assay {
namespace fs = std::filesystem;
namespace {

constexpr auto kPreparedLives = std::chrono::hours(24 * 30);  // after its last use

std::string key_of(const BuildPlan& build) {
  ByteWriter all;
  all.put_string(build.identity);
  for (const std::string& argument : build.step.argv) all.put_string(argument);
  for (const std::string& variable : build.env) all.put_string(variable);
  for (const auto& [name, bytes] : build.step.files) {
    all.put_string(name);
    all.put_string(bytes);
  }
  return sha256(all.bytes());
}

// Why a step that could not end well did not.
std::string what_stopped(const Outcome& facts) {
  switch (facts.ending) {
    case Ending::cpu_limit:
    case Ending::wall_limit:
      return fmt::format("the compiler was stopped after {}", human_ms(facts.wall_ms));
    case Ending::memory_limit:
      return "the compiler needed more memory than it may have";
    case Ending::output_limit:
      return "the compiler printed more than it may";
    case Ending::denied:
      return "the compiler made a system call that it may not make";
    case Ending::signalled:
      return fmt::format("the compiler ended with signal {}", facts.code);
    default:
      return "the compiler left no program";
  }
}

// Removes what no tool chain has used for long.
void forget_old(const fs::path& folder) {
  std::error_code error;
  const auto oldest = fs::file_time_type::clock::now() - kPreparedLives;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const fs::file_time_type used = entry.last_write_time(error);
    if (!error && used < oldest) fs::remove_all(entry.path(), error);
  }
}

// Builds with what is shared between compiles, which it builds where it is missing.
class Builder {
 public:
  Builder(Runner& runner, const BuildPlan& build, const fs::path& cache, std::stop_token stop)
      : runner_(runner),
        build_(build),
        prepared_(cache / "prepared"),
        folder_(prepared_ / build.identity.substr(0, 32)),
        stop_(std::move(stop)) {}

  // Makes the step with {name} replaced by the folder of that shared step.
  Result<CompileOutcome> make(CompileStep step) {
    std::vector<std::string> readable = build_.readable;
    for (const SharedStep& shared : build_.prepare) {
      const std::string name = "{" + shared.name + "}";
      for (std::string& argument : step.argv) {
        const std::size_t at = argument.find(name);
        if (at == std::string::npos) continue;
        ASSAY_TRY(const std::string folder, prepared(shared));
        argument.replace(at, name.size(), folder);
        readable.push_back(folder);
      }
    }
    return runner_.compile(step, build_.env, readable, stop_);
  }

 private:
  Result<std::string> prepared(const SharedStep& shared) {
    static std::recursive_mutex mutex;  // one builder at a time; processes may both build
    const std::lock_guard lock(mutex);
    std::error_code error;
    fs::last_write_time(folder_, fs::file_time_type::clock::now(), error);
    const fs::path folder = folder_ / shared.name;
    if (fs::exists(folder / shared.output, error)) return folder.string();
    CompileStep step;
    step.argv = shared.argv;
    step.output = shared.output;
    step.limits = build_.prepare_limits;
    ASSAY_TRY(const CompileOutcome made, make(std::move(step)));
    if (made.facts.ending == Ending::cancelled) return Status(Code::cancelled, "stopped");
    if (made.output.empty()) {
      return unavailable(shared.output + " could not be built: " + what_stopped(made.facts) + "\n" +
                         first_errors(made.facts.err, "assay.hpp", ""));
    }
    ASSAY_CHECK(write_file(folder / shared.output, made.output));
    forget_old(prepared_);
    return folder.string();
  }

  Runner& runner_;
  const BuildPlan& build_;
  const fs::path prepared_, folder_;
  const std::stop_token stop_;
};

// What was built becomes what is run, or what our harness is given.
Status put_image(const Planned& planned, std::string image, Compiled* compiled) {
  if (planned.harness.empty()) {
    compiled->program.image = std::move(image);
    return {};
  }
  compiled->program.load = with_source(planned.program.load, image);
  ASSAY_TRY(compiled->program.image, read_file(planned.harness));
  return {};
}

}  // namespace

Result<Compiled> compile(Runner& runner, const Planned& planned, const fs::path& cache,
                         std::stop_token stop) {
  Compiled compiled;
  compiled.program = planned.program;
  if (!planned.build) return compiled;

  const CompileCache programs(cache / "compiled");
  const std::string key = key_of(*planned.build);
  if (std::optional<std::string> image = programs.find(key)) {
    ASSAY_CHECK(put_image(planned, std::move(*image), &compiled));
    compiled.cached = true;
    return compiled;
  }
  Builder builder(runner, *planned.build, cache, std::move(stop));
  ASSAY_TRY(CompileOutcome made, builder.make(planned.build->step));
  if (made.facts.ending == Ending::cancelled) return Status(Code::cancelled, "stopped");
  compiled.cpu_ms = made.facts.cpu_ms;
  compiled.wall_ms = made.facts.wall_ms;
  if (made.output.empty()) {
    compiled.ok = false;
    const bool refused = made.facts.ending == Ending::exited && made.facts.code != 0;
    const std::string& source = planned.build->step.files.front().second;
    if (refused) compiled.message = first_errors(made.facts.err, planned.file, source);
    if (compiled.message.empty()) compiled.message = what_stopped(made.facts);
    return compiled;
  }
  // A cache that cannot be written costs time, not the verdict.
  (void)programs.put(key, made.output);
  ASSAY_CHECK(put_image(planned, std::move(made.output), &compiled));
  return compiled;
}

}  // namespace assay
