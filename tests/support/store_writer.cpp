// Writes submissions into a store for ever and says on standard output what was acknowledged:
// "s ID" for a submission, "g ID" for its result.  The store test kills it at odd moments.

#include <unistd.h>

#include <cstdio>

#include "store/store.hpp"

namespace {

// One write each: a line that was read is a line that was acknowledged.
void say(const char* what, std::int64_t id) {
  char line[32];
  const int size = std::snprintf(line, sizeof line, "%s %lld\n", what, static_cast<long long>(id));
  if (::write(STDOUT_FILENO, line, static_cast<std::size_t>(size)) != size) ::_exit(3);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  say("open", 0);
  auto store = assay::Store::open(argv[1]);
  if (!store.ok()) {
    std::fprintf(stderr, "%s\n", store.status().message().c_str());
    return 1;
  }
  assay::Submission submission;
  submission.problem = "echo-pairs";
  submission.language = "python";
  submission.source.assign(20'000, 'x');
  assay::Report report;
  report.problem = submission.problem;
  report.verdict = assay::Verdict::accepted;
  for (int i = 0; i < 20; ++i) report.tests.push_back({.group = "small", .index = i});
  for (;;) {
    const auto id = (*store)->add_submission(submission);
    if (!id.ok()) return 1;
    say("s", *id);
    if (!(*store)->add_result(*id, report, "{}").ok()) return 1;
    say("g", *id);
  }
}
