#pragma once
// Runners of every tier that works here, shared by the tests of one program: a runner takes a while
// to start.

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "model/run.hpp"
#include "runner/runner.hpp"

namespace assay::boxes {

// Whether any user can get at the sources and the programs: root's boxes without namespaces run as
// users of their own, who are kept out of a checkout below /root.
inline bool open_to_others() {
  for (const char* place : {ASSAY_SOURCE_DIR, ASSAY_BINARY_DIR}) {
    for (std::filesystem::path folder = place; folder != folder.root_path();
         folder = folder.parent_path()) {
      const auto allowed = std::filesystem::status(folder).permissions();
      if ((allowed & std::filesystem::perms::others_exec) == std::filesystem::perms::none) {
        return false;
      }
    }
  }
  return true;
}

// Null if the tier does not work here.
inline Runner* runner(Tier tier) {
  static std::map<Tier, std::unique_ptr<Runner>> started;
  if (tier == Tier::landlock && ::geteuid() == 0 && !open_to_others()) {
    WARN("not run: landlock, because others cannot get to " ASSAY_SOURCE_DIR);
    return nullptr;
  }
  if (!started.contains(tier)) {
    RunnerOptions options;
    options.force = tier;
    Result<std::unique_ptr<Runner>> result = Runner::start(options);
    const bool works = result.ok() && (*result)->isolation().ok();
    started[tier] = works ? std::move(result).value() : nullptr;
  }
  return started[tier].get();
}

inline std::vector<Tier> tiers() {
  std::vector<Tier> working;
  for (const Tier tier : {Tier::full, Tier::namespaces, Tier::landlock}) {
    if (runner(tier) != nullptr) working.push_back(tier);
  }
  return working;
}

inline std::string bytes_of(const std::string& program) {
  Result<std::string> bytes = read_file(ASSAY_BINARY_DIR "/bin/" + program);
  REQUIRE(bytes.ok());
  return std::move(bytes).value();
}

inline Program frames_program() {
  Program program;
  program.language = "frames";
  program.argv = {"frames_program"};
  program.image = bytes_of("frames_program");
  return program;
}

inline Program plain_program(const std::string& name) {
  Program program;
  program.language = "plain";
  program.argv = {name};
  program.image = bytes_of(name);
  program.frames = false;
  return program;
}

inline Program warm_program(const std::string& kind, const std::string& source) {
  Program program;
  program.language = "warm";
  program.argv = {"/usr/bin/python3", "-I", "-S", ASSAY_SOURCE_DIR "/tests/support/warm_parent.py"};
  program.env = {"PYTHONDONTWRITEBYTECODE=1"};
  program.readable = {ASSAY_SOURCE_DIR "/tests/support"};
  program.warm = true;
  program.load = "{\"kind\": \"" + kind + "\", \"source\": \"" + source + "\"}";
  return program;
}

// A shell script as a compile step.
inline CompileStep shell_step(const std::string& script) {
  CompileStep step;
  step.argv = {"/bin/sh", "-c", script};
  step.output = "made";
  step.limits.processes = 16;
  return step;
}

template <class T>
T must(Result<T> result) {
  if (!result.ok()) FAIL(result.status().message());
  return std::move(result).value();
}

}  // namespace assay::boxes
