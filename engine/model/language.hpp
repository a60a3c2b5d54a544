#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay {

// One thing that compiles of a language share, such as a precompiled header.  {name} in an argv
// stands for the folder of what it left; it is built when it is first named.
struct SharedStep {
  std::string name;
  std::vector<std::string> argv;
  std::string output;
};

// Arguments that depend on the source: `flags` if it holds one of these texts.
struct SourceOption {
  std::vector<std::string> mentions, flags, otherwise;
};

// A slower program that looks for its own mistakes, to explain why a test failed.
struct CheckedBuild {
  std::vector<std::string> compile;  // in place of compile_argv; empty if the language has none
  // Followed by addresses of the mistake, prints the places in the source that these are of.
  std::vector<std::string> lines;
};

// A language folder (graders/languages/<name>/language.lua) as data, with its tool chain probed.
struct Language {
  std::string name, title, extension;
  std::vector<std::string> programs;  // candidates for {program}; the first that exists is taken
  std::string program;                // absolute path, or "" when none was found
  std::string version;                // "g++ 12.2.0", or ""
  std::string install;                // what to do when it is missing: "apt install g++"
  std::vector<std::string> version_argv, run_argv, env, readable;
  bool warm = false;
  bool maps = false;  // takes large arguments as memory files
  double factor = 1;  // time of typical code over C++'s
  std::string line_comment = "//";
  std::vector<std::string> reserved;  // words that nothing may be named by
  // Compiled languages only.
  std::vector<std::string> compile_argv;
  SourceOption by_source;  // stands for {by_source} in compile_argv
  CheckedBuild checked;
  std::vector<SharedStep> prepare;
  std::string output;  // what the compile step leaves
  // What runs instead of the output, which it gets as the load frame's `source`: a program that is
  // built with the engine, absolute.  "" for none.
  std::string harness;
  std::string folder;                  // absolute
  std::vector<std::string> functions;  // that language.lua has: "stub", "glue", "refuses"
  std::string base;                    // of a variant: the language it is one of; else ""
  std::string module;    // of a variant: what it adds, by the name that programs import
  std::string identity;  // changes with the folder's files and with the tool chain; SHA-256
};

}  // namespace assay
