#include <stdlib.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "author/methods.hpp"
#include "base/file.hpp"
#include "service/engine.hpp"
#include "support/temporary.hpp"

using namespace assay;
using nlohmann::json;

namespace {

// Each run of it takes two boxes: the submission's, and one for the assertions.
constexpr char kProblem[] = R"(return problem "ID" {
  title = "Twice", round = "coding", difficulty = 1, minutes = 5,
  license = "Apache-2.0", written = "2026-11-22", review_by = "2028-11-22", ai = "forbidden",
  sources = { "Original." },
  statement = [[Return twice the number.]],
  fn = "twice(n: int in 0..9) -> int",
  asserts { code = [=[
def check(candidate):
    assert candidate(4) == 8
]=] },
  solution { "doubles.py", [=[
def twice(n):
    return 2 * n]=] },
}
)";
constexpr char kSolution[] = "def twice(n):\n    return 2 * n\n";
constexpr int kProblems = 12;  // the engine below has four boxes

std::string id_of(int i) { return "twice-" + std::to_string(i); }

struct Place {
  Place() {
    for (int i = 0; i < kProblems; ++i) {
      const std::filesystem::path problem = folder / "bank" / id_of(i);
      std::filesystem::create_directories(problem);
      std::string text = kProblem;
      text.replace(text.find("ID"), 2, id_of(i));
      REQUIRE(write_file(problem / "problem.lua", text).ok());
    }
    ::setenv("XDG_CACHE_HOME", (folder / "cache").c_str(), 1);
    EngineOptions options;
    options.banks = {folder / "bank"};
    options.graders = ASSAY_SOURCE_DIR "/graders";
    options.jobs = 1;
    engine = Engine::open(options).value();
    add_author_methods(*engine);
  }

  // What each call came to, "" if all is well; ended after a minute.
  std::vector<std::string> call_at_once(const std::string& method, const json& params,
                                        const char* key, const std::vector<json>& values) {
    std::vector<std::string> results(values.size(), "not run");
    std::size_t left = values.size();
    std::mutex mutex;
    std::condition_variable ended;
    std::stop_source stop;
    {
      std::vector<std::jthread> takers;
      for (std::size_t i = 0; i < values.size(); ++i) {
        takers.emplace_back([&, i] {
          json own = params;
          own[key] = values[i];
          const Result<json> result = engine->call(method, own, {}, stop.get_token());
          results[i] = result.ok() ? "" : result.status().message();
          const std::lock_guard lock(mutex);
          if (--left == 0) ended.notify_one();
        });
      }
      // Nobody waits for ever, not even here.
      std::unique_lock lock(mutex);
      ended.wait_for(lock, std::chrono::seconds(60), [&] { return left == 0; });
      stop.request_stop();
    }
    return results;
  }

  Temporary folder;
  std::unique_ptr<Engine> engine;
};

}  // namespace

TEST_CASE("more who judge again than there are boxes all come to their end") {
  Place place;
  std::vector<json> submissions;
  for (int i = 0; i < kProblems; ++i) {
    const Result<json> graded = place.engine->call(
        "grade/run", {{"problem", id_of(i)}, {"language", "python"}, {"source", kSolution}});
    REQUIRE(graded.ok());
    CHECK((*graded)["verdict"] == "accepted");
    submissions.push_back((*graded)["submission"]);
  }
  std::filesystem::remove_all(place.folder / "cache");  // so that limits are measured anew

  const auto results =
      place.call_at_once("history/rejudge", json::object(), "submission", submissions);

  CHECK(results == std::vector<std::string>(kProblems));
}

TEST_CASE("an edit counts at once, of the file and of those that it names") {
  Place place;
  const std::filesystem::path folder = place.folder / "bank" / id_of(0);
  const auto title = [&] {
    const Result<json> problem = place.engine->call("problem/get", {{"id", id_of(0)}});
    return problem.ok() ? (*problem)["title"].get<std::string>() : problem.status().message();
  };
  const auto edit = [&](const std::string& before, const std::string& after) {
    std::string text = read_file(folder / "problem.lua").value();
    text.replace(text.find(before), before.size(), after);
    REQUIRE(write_file(folder / "problem.lua", text).ok());
  };
  CHECK(title() == "Twice");
  CHECK(title() == "Twice");
  edit("Twice", "Again");
  CHECK(title() == "Again");

  REQUIRE(write_file(folder / "named.py", kSolution).ok());
  edit("  solution", "  solution { \"named.py\", file = \"named.py\" },\n  solution");
  CHECK(title() == "Again");
  std::filesystem::remove(folder / "named.py");
  CHECK(title().find("named.py") != std::string::npos);
  REQUIRE(write_file(folder / "named.py", kSolution).ok());
  CHECK(title() == "Again");
}

TEST_CASE("more linters than there are boxes all come to their end") {
  Place place;
  std::vector<json> paths;
  for (int i = 0; i < kProblems; ++i) {
    paths.push_back(json::array({(place.folder / "bank" / id_of(i)).string()}));
  }

  const auto results = place.call_at_once("problem/lint", json::object(), "paths", paths);

  CHECK(results == std::vector<std::string>(kProblems));
}

TEST_CASE("what the engine keeps of tests and submissions is closed to others") {
  namespace fs = std::filesystem;
  const Temporary folder;
  const fs::path cache = folder / "cache";
  ::setenv("XDG_CACHE_HOME", cache.c_str(), 1);
  for (const char* name : {"cases", "compiled"}) {  // of an older engine
    fs::create_directories(cache / "assay" / name);
    fs::permissions(cache / "assay" / name, fs::perms(0755));
  }
  EngineOptions options;
  options.banks = {ASSAY_SOURCE_DIR "/tests/attacks/bank"};
  options.graders = ASSAY_SOURCE_DIR "/graders";
  options.store = folder / "data" / "assay.db";
  {
    const auto engine = Engine::open(options).value();
    const json source = "def mirror(text):\n    return text[::-1]\n";
    const Result<json> graded = engine->call(
        "grade/run", {{"problem", "mirror"}, {"language", "python"}, {"source", source}});
    REQUIRE(graded.ok());
    REQUIRE((*graded)["verdict"] == "accepted");

    std::size_t seen = 0;
    for (const fs::path& root : {cache / "assay", folder / "data"}) {
      for (const auto& entry : fs::recursive_directory_iterator(root)) {
        const std::string path = entry.path().string();
        if (entry.is_directory() || path.ends_with("tools.json")) continue;
        CAPTURE(path);
        bool open = (entry.status().permissions() & fs::perms(0077)) != fs::perms::none;
        for (fs::path above = entry.path().parent_path(); open && above != root;
             above = above.parent_path()) {
          open = (fs::status(above).permissions() & fs::perms(0077)) != fs::perms::none;
        }
        CHECK_FALSE(open);
        ++seen;
      }
    }
    CHECK(seen >= 4);  // cases, a definition, limits, records
    CHECK(fs::status(cache / "assay" / "compiled").permissions() == fs::perms(0700));
  }

  if (::geteuid() != 0) return;  // then nothing here is another user's
  REQUIRE(::chown((cache / "assay" / "cases").c_str(), 4242, 4242) == 0);
  fs::permissions(cache / "assay" / "cases", fs::perms(0755));
  CHECK(Engine::open(options).ok());  // root may close it
  CHECK(fs::status(cache / "assay" / "cases").permissions() == fs::perms(0700));
}
