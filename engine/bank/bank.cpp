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
  const std::lock_guard lock(locks_->index);
  ASSAY_TRY(std::vector<IndexedFile> files, refresh());
  Listing listing;
  listing.problems.reserve(files.size());                         // its ids are viewed below
  std::unordered_map<std::string_view, const IndexedFile*> seen;  // by id
  seen.reserve(files.size());
  for (IndexedFile& file : files) {
    std::string path = root_.native() + "/" + file.path;
    if (!file.error.empty()) {
      listing.errors.push_back({std::move(path), file.error});
      continue;
    }
    if (file.summary.kind.empty()) continue;
    if (const auto other = seen.find(file.summary.id); other != seen.end()) {
      listing.errors.push_back({std::move(path), "the id \"" + file.summary.id +
                                                     "\" is also that of " + other->second->path});
      continue;
    }
    listing.problems.push_back({std::move(file.summary), std::move(path)});
    seen.emplace(listing.problems.back().summary.id, &file);
  }
  return listing;
}

std::optional<std::string> Bank::known_place(const std::string& id) const {
  const std::lock_guard lock(locks_->paths);
  const auto place = paths_.find(id);
  return place == paths_.end() ? std::nullopt : std::optional(place->second);
}

Result<Loaded> Bank::load(const std::string& id, Script script) {
  // Where the last list saw it, it mostly still is; looking through the whole bank costs more.
  if (const std::optional<std::string> place = known_place(id)) {
    Result<Loaded> loaded = load_problem(*place, std::move(script));
    const bool moved = loaded.ok() ? loaded->problem.id != id : loaded.status().code() == Code::io;
    if (!moved) return loaded;
    script = Script(starter_, options_.limits);
  }
  ASSAY_TRY(const std::string place, find(id));
  return load_problem(place, std::move(script));
}

Result<std::string> Bank::find(const std::string& id) {
  ASSAY_TRY(const Listing listing, list());
  std::map<std::string, std::string> paths;
  for (const ListedProblem& problem : listing.problems) {
    paths.emplace(problem.summary.id, problem.path);
  }
  const std::lock_guard lock(locks_->paths);
  paths_ = std::move(paths);
  if (const auto place = paths_.find(id); place != paths_.end()) return place->second;
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

Result<std::vector<IndexedFile>> Bank::refresh() {
  IndexContent known;
  ASSAY_TRY(const std::size_t count, index_.read_folders(&known));
  // Ten thousand looks are most of the time that a list takes.
  Looking looking(root_, known.folders, count);
  ASSAY_CHECK(index_.read_files(
      &known, [&](std::span<const IndexedFile> so_far) { looking.offer(so_far); }));
  const std::optional<std::vector<Stamp>> stamps = looking.finish();
  std::vector<IndexedFile> files;
  std::vector<std::string> gone;
  std::vector<IndexedFile*> changed;
  if (stamps) {
    files = std::move(known.files);
    for (std::size_t i = 0; i < files.size(); ++i) {
      const Stamp now = (*stamps)[i];
      if (now.mtime_ns == 0 || !(now == files[i].stamp)) changed.push_back(&files[i]);
      files[i].stamp = now;
    }
    if (changed.empty()) return files;
  } else {
    Walked walked = walk_bank(root_);
    known.folders = std::move(walked.folders);
    files.reserve(walked.files.size());
    auto old = known.files.begin();  // both lists are sorted by path
    for (FoundFile& found : walked.files) {
      for (; old != known.files.end() && old->path < found.path; ++old) gone.push_back(old->path);
      const bool is_known = old != known.files.end() && old->path == found.path;
      IndexedFile& file = files.emplace_back(is_known ? std::move(*old++) : IndexedFile{});
      const bool same = found.stamp.mtime_ns != 0 && file.stamp == found.stamp;
      file.path = std::move(found.path);
      file.stamp = found.stamp;
      if (!is_known || !same) changed.push_back(&file);
    }
    for (; old != known.files.end(); ++old) gone.push_back(old->path);
  }
  ASSAY_CHECK(evaluate(changed));
  ASSAY_CHECK(index_.write(changed, gone, known.folders));
  return files;
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
    Result<std::string> source = read_file(root_ / file->path, kMostSourceBytes);
    if (!source.ok()) {
      file->error = source.status().message();  // after the path, which whoever lists it says
      const std::string place = (root_ / file->path).string() + ": ";
      if (file->error.starts_with(place)) file->error.erase(0, place.size());
      file->hash.clear();
      continue;
    }
    ASSAY_TRY(const std::string known, index_.hash_of(file->path));
    file->hash = sha256(*source);
    if (file->hash == known) continue;
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
