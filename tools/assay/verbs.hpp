#pragma once
// One function a verb: its options in, its exit code out.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app.hpp"
#include "work.hpp"

namespace assay::cli {

struct ListOptions {
  std::string round, tag, status;
  std::vector<std::string> words;  // in the title or the id
  int difficulty = 0;
  bool ids = false;  // nothing but the ids, for scripts and completions
};
int list(App& app, const ListOptions& options);

struct ShowOptions {
  std::string problem, language;
};
int show(App& app, const ShowOptions& options);

struct HintOptions {
  std::string problem;
};
int hint(App& app, const HintOptions& options);

struct NoteOptions {
  std::string problem, text, expect;  // no text: the journal is shown
};
int note(App& app, const NoteOptions& options);

struct StartOptions {
  std::string problem, language;  // "": what is usual for the problem
  int minutes = 0;
  std::filesystem::path dir;
};
int start(App& app, const StartOptions& options);

struct TestOptions {
  WorkOptions work;
  std::string input;  // a JSON object, or "" for the examples
};
int test(App& app, const TestOptions& options);

struct GradeOptions {
  WorkOptions work;
  std::filesystem::path batch;
};
int grade(App& app, const GradeOptions& options);
int grade_batch(App& app, const std::filesystem::path& file);

int watch(App& app, const WorkOptions& options);

struct HackOptions {
  std::string problem;
  std::filesystem::path file;  // of the input, a JSON object; or as a text:
  std::string input;
  bool keep = false;  // as a test of the problem
};
int hack(App& app, const HackOptions& options);

struct DiffOptions {
  std::int64_t from = 0, to = 0;  // 0 and 0: the newest two of the started problem
};
int diff(App& app, const DiffOptions& options);

struct HistoryOptions {
  std::string problem;
  int limit = 20;
  std::int64_t rejudge = 0;
};
int history(App& app, const HistoryOptions& options);

struct NewOptions {
  std::string problem, signature;
  std::filesystem::path into;
};
int new_problem(App& app, const NewOptions& options);

struct LintOptions {
  std::vector<std::filesystem::path> paths;
  bool mutate = false, watch = false;
};
int lint(App& app, const LintOptions& options);

int audit(App& app, const std::filesystem::path& file);

struct ImportOptions {
  std::string format;
  std::filesystem::path file, into;
};
int import_bank(App& app, const ImportOptions& options);

struct ExportOptions {
  std::filesystem::path into;
  bool candidate = false;
  std::vector<std::string> ids;
};
int export_bank(App& app, const ExportOptions& options);

struct SimulateOptions {
  std::string checks = "all";
  std::uint64_t seed = 0;
  std::vector<std::string> command;
};
int simulate(App& app, const SimulateOptions& options);

struct VerifyOptions {
  std::filesystem::path file;
  std::string line;  // "" for standard input
};
int verify(App& app, const VerifyOptions& options);

int doctor(App& app);

// Serves JSON-RPC on standard input and output.
int rpc(App& app);

// Prints the completion script of a shell.
int completions(App& app, const std::string& shell);

// What a bare `assay` says on a terminal.
int next_step(App& app);

}  // namespace assay::cli
