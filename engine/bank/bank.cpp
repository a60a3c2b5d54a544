#include "bank/bank.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "bank/walk.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"

namespace assay {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kBatchFiles = 500;
constexpr std::size_t kBatchBytes = std::size_t{8} << 20;

// Other Lua files (loops, libraries of a bank) may lie about.
bool returns_problem(const std::string& path, std::string_view source) {
  if (fs::path(path).filename() == "problem.lua") return true;
  for (const std::string_view kind : {"problem", "quiz", "rubric"}) {
    if (source.find("return " + std::string(kind) + " ") != std::string_view::npos) return true;
  }
  return false;
}

void take(const Summarized& result, IndexedFile* file) {
  file->summary = result.summary.value_or(Summary{});
  file->error = result.error;
  if (file->error.empty() && file->summary.id.empty()) file->error = "the problem has no id";
}

}  // namespace

Bank::Bank(fs::path root, ScriptStarter starter, Options options, Index index)
    : root_(std::move(root)),
      starter_(std::move(starter)),
      options_(std::move(options)),
      index_(std::move(index)) {}

Result<Bank> Bank::open(const fs::path& root, ScriptStarter starter, Options options) {
  std::error_code error;
  const fs::path absolute = fs::canonical(root, error);
  if (error || !fs::is_directory(absolute, error)) {
    return not_found("there is no bank at " + root.string());
  }
  ASSAY_TRY(Index index, Index::open(absolute, options.index_folder));
  return Bank(absolute, std::move(starter), std::move(options), std::move(index));
}

Result<Listing> Bank::list() {
  std::vector<IndexedFile> files;
  ASSAY_CHECK(refresh(&files));
  Listing listing;
  listing.problems.reserve(files.size());
  std::unordered_map<std::string, std::string> first_of;  // id -> path
  for (IndexedFile& file : files) {
    std::string path = root_.native() + "/" + file.path;
    if (!file.error.empty()) {
      listing.errors.push_back({std::move(path), file.error});
      continue;
    }
    if (file.summary.kind.empty()) continue;
    const auto [other, fresh] = first_of.try_emplace(file.summary.id, file.path);
    if (!fresh) {
      listing.errors.push_back(
          {std::move(path), "the id \"" + file.summary.id + "\" is also that of " + other->second});
      continue;
    }
    listing.problems.push_back({std::move(file.summary), std::move(path)});
  }
  return listing;
}

Result<Loaded> Bank::load(const std::string& id, Script script) {
  // Where the last list saw it, it mostly still is; looking through the whole bank costs more.
  if (const auto place = paths_.find(id); place != paths_.end()) {
    Result<Loaded> loaded = load_problem(place->second, std::move(script));
    const bool moved = loaded.ok() ? loaded->problem.id != id
                                   : loaded.status().code() == Code::io;
    if (!moved) return loaded;
    script = Script(starter_, options_.limits);
  }
  ASSAY_TRY(const Listing listing, list());
  paths_.clear();
  for (const ListedProblem& problem : listing.problems) {
    paths_.emplace(problem.summary.id, problem.path);
  }
  if (const auto place = paths_.find(id); place != paths_.end()) {
    return load_problem(place->second, std::move(script));
  }
  std::vector<std::string> known;
  for (const auto& [other, path] : paths_) known.push_back(other);
  for (const ListingError& error : listing.errors) {
    const fs::path path = error.path;
    const bool named =
        path.filename() == "problem.lua" ? path.parent_path().filename() == id : path.stem() == id;
    if (named) return bad_problem(error.message);
  }
  const std::string near = nearest(id, known);
  return not_found("there is no problem \"" + id + "\"" +
                   (near.empty() ? "" : " (did you mean \"" + near + "\"?)"));
}

Status Bank::refresh(std::vector<IndexedFile>* files) {
  ASSAY_TRY(IndexContent known, index_.read());
  const Walked walked = walk_bank(root_, known);
  std::vector<std::string> gone;
  std::vector<const IndexedFile*> stamped;
  std::vector<std::size_t> changed;
  // Both lists are sorted by path.
  auto old = known.files.begin();
  files->reserve(walked.files.size());
  for (const FoundFile& found : walked.files) {
    for (; old != known.files.end() && old->path < found.path; ++old) gone.push_back(old->path);
    if (old != known.files.end() && old->path == found.path) {
      const bool same = found.stamp.mtime_ns != 0 && old->stamp == found.stamp;
      files->push_back(std::move(*old++));
      if (!same) changed.push_back(files->size() - 1);
    } else {
      files->push_back({found.path, {}, {}, {}, {}});
      changed.push_back(files->size() - 1);
    }
    files->back().stamp = found.stamp;
  }
  for (; old != known.files.end(); ++old) gone.push_back(old->path);
  if (changed.empty() && gone.empty() && !walked.folders_changed) return {};

  std::vector<IndexedFile*> to_read;
  for (const std::size_t place : changed) {
    to_read.push_back(&(*files)[place]);
    stamped.push_back(&(*files)[place]);
  }
  ASSAY_CHECK(evaluate(to_read));
  return index_.write(stamped, gone, walked.folders);
}

// Reads the files, and evaluates those whose bytes changed, many in one request.
Status Bank::evaluate(const std::vector<IndexedFile*>& files) {
  Script script(starter_, options_.limits);
  std::vector<IndexedFile*> batch;
  std::vector<std::pair<std::string, std::string>> sources;
  std::size_t bytes = 0;
  const auto flush = [&]() -> Status {
    if (batch.empty()) return {};
    Result<std::vector<Summarized>> all = script.summarize(sources);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      if (all.ok()) {
        take((*all)[i], batch[i]);
        continue;
      }
      // One of them brought the process down: each gets one of its own.
      Result<std::vector<Summarized>> one = script.summarize({sources[i]});
      if (!one.ok() && one.status().code() != Code::bad_problem) {
        return std::move(one).status();
      }
      take(one.ok() ? (*one)[0] : Summarized{std::nullopt, one.status().message()}, batch[i]);
    }
    batch.clear();
    sources.clear();
    bytes = 0;
    return {};
  };
  for (IndexedFile* file : files) {
    Result<std::string> source = read_file(root_ / file->path);
    if (!source.ok()) {
      file->error = source.status().message();
      file->hash.clear();
      continue;
    }
    std::string hash = sha256(*source);
    if (hash == file->hash) continue;
    file->hash = std::move(hash);
    file->summary = {};
    file->error.clear();
    if (!returns_problem(file->path, *source)) continue;
    bytes += source->size();
    batch.push_back(file);
    sources.emplace_back(fs::path(file->path).filename().string(), std::move(source).value());
    if (batch.size() >= kBatchFiles || bytes >= kBatchBytes) ASSAY_CHECK(flush());
  }
  return flush();
}

}  // namespace assay
