#include "plan/languages.hpp"

#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "plan/graders.hpp"
#include "plan/signature_json.hpp"

namespace assay {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

const std::vector<std::string> kFields = {
    "name",   "title",    "extension", "line_comment", "program", "version",  "install",
    "run",    "env",      "warm",      "factor",       "compile", "prepare",  "by_source",
    "output", "options",  "stub",      "glue",         "refuses", "variants", "base",
    "module", "reserved", "harness",   "maps",         "library", "checked"};
const std::vector<std::string> kFunctions = {"stub", "glue", "refuses"};

// Where Debian and pip put what is installed for everybody.
constexpr const char* kModuleFolders[] = {"/usr/lib/python3/dist-packages",
                                          "/usr/local/lib/python3.11/dist-packages"};

std::string replace_all(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

// "g++ (Debian 12.2.0-14) 12.2.0" -> "12.2.0": the first run of digits with a dot in it.
std::string number_in(const std::string& text) {
  constexpr const char* kDigits = "0123456789";
  for (std::size_t at = text.find_first_of(kDigits); at != std::string::npos;
       at = text.find_first_of(kDigits, at)) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789.", at), text.size());
    std::string number = text.substr(at, end - at);
    if (number.find('.') != std::string::npos) return number;
    at = end;
  }
  return text;
}

// Whether a line of the source begins to import a module.
bool imports(std::string_view source, const std::string& module) {
  for (const char* word : {"import ", "from "}) {
    const std::string line = word + module;
    for (std::size_t at = 0; (at = source.find(line, at)) != std::string_view::npos; ++at) {
      const std::size_t begin = source.rfind('\n', at) + 1;  // npos + 1: the first line
      if (trim(source.substr(begin, at - begin)).empty()) return true;
    }
  }
  return false;
}

// "python3" -> "python"
std::string tool_name(const std::string& program) {
  std::string name = fs::path(program).filename();
  while (!name.empty() && name.back() >= '0' && name.back() <= '9') name.pop_back();
  return name;
}

// The folder of a library and of the headers beside it: /usr/local/cuda-13.0.
std::string toolkit_of(const std::string& library) {
  std::error_code error;
  return fs::canonical(library, error).parent_path().parent_path();
}

// All that a language consists of, in the order of names.  What Python keeps compiled is not.
std::vector<fs::directory_entry> entries_of(const fs::path& folder) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(folder, error);
       it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (it->path().filename() == "__pycache__") {
      it.disable_recursion_pending();
    } else {
      entries.push_back(*it);
    }
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

// Over the names and bytes of all files of the folder.
std::string digest_of(const fs::path& folder) {
  std::string whole;
  std::error_code error;
  for (const fs::directory_entry& entry : entries_of(folder)) {
    if (!entry.is_regular_file(error)) continue;
    const fs::path& file = entry.path();
    const Result<std::string> bytes = read_file(file);
    whole += file.lexically_relative(folder).string() + '\0' + sha256(bytes.ok() ? *bytes : "");
  }
  return sha256(whole);
}

// Reads one language.lua and probes its tools.
class Reader {
 public:
  Reader(const fs::path& folder, const json& fields, ToolAnswers& tools)
      : fields_(fields), tools_(tools) {
    language_.folder = folder;
  }

  Result<Language> read() {
    for (const auto& [key, unused] : fields_.items()) {
      if (std::find(kFields.begin(), kFields.end(), key) == kFields.end()) {
        return bad_problem("unknown field \"" + key + "\", nearest: \"" + nearest(key, kFields) +
                           "\"");
      }
    }
    read_plain_fields();
    find_program();
    if (!language_.program.empty()) ASSAY_CHECK(probe());
    if (!language_.module.empty()) probe_module();
    if (const std::string own = fields_.value("harness", ""); !own.empty()) find_harness(own);
    fill_all();
    language_.identity =
        sha256(digest_of(language_.folder) + language_.version + stamp_of(language_.program) +
               stamp_of(library_) + join(language_.compile_argv, " "));
    return std::move(language_);
  }

 private:
  void read_plain_fields() {
    language_.name = fields_.at("name").get<std::string>();
    language_.title = fields_.value("title", language_.name);
    language_.extension = fields_.value("extension", "");
    language_.line_comment = fields_.value("line_comment", language_.line_comment);
    language_.install = fields_.value("install", "");
    for (const std::string& word : split(fields_.value("reserved", ""), ' ')) {
      if (!word.empty()) language_.reserved.push_back(word);
    }
    language_.output = fields_.value("output", "");
    language_.base = fields_.value("base", "");
    language_.module = fields_.value("module", "");
    language_.warm = fields_.value("warm", false);
    language_.maps = fields_.value("maps", false);
    language_.factor = fields_.value("factor", 1.0);
    language_.programs = texts("program");
    language_.version_argv = texts("version");
    language_.run_argv = texts("run");
    language_.env = texts("env");
    language_.compile_argv = texts("compile");
    for (const json& step : fields_.value("prepare", json::array())) {
      language_.prepare.push_back({step.at("name").get<std::string>(),
                                   step.at("argv").get<std::vector<std::string>>(),
                                   step.at("output").get<std::string>()});
    }
    if (const auto option = fields_.find("by_source"); option != fields_.end()) {
      option->at("mentions").get_to(language_.by_source.mentions);
      option->at("flags").get_to(language_.by_source.flags);
      option->at("otherwise").get_to(language_.by_source.otherwise);
    }
    if (const auto checked = fields_.find("checked"); checked != fields_.end()) {
      checked->at("compile").get_to(language_.checked.compile);
      checked->at("lines").get_to(language_.checked.lines);
    }
    for (const std::string& function : kFunctions) {
      if (fields_.contains(function)) language_.functions.push_back(function);
    }
  }

  std::vector<std::string> texts(const char* field) const {
    return fields_.value(field, std::vector<std::string>());
  }

  // A compiler that is a library is run by a program of ours, whose name is the only one.
  void find_program() {
    if (!fields_.contains("library")) {
      language_.program = find_tool(language_.programs);
      return;
    }
    library_ = find_library(texts("library"));
    if (!library_.empty()) language_.program = find_own_program(language_.programs.at(0));
  }

  Status probe() {
    if (!library_.empty()) {
      language_.readable = {language_.program, toolkit_of(library_)};
      Result<std::string> told = tools_.ask(fill(language_.version_argv), language_.env);
      if (told.ok()) language_.version = std::move(*told);
      if (!told.ok()) language_.program.clear();  // of another machine, or in pieces
      return {};
    }
    const fs::path real = fs::weakly_canonical(language_.program);
    // The system's own folders are in every box; a tool kit in one of its own is added, without
    // the links that lead to it.
    const std::string root = real.parent_path().parent_path();
    const bool of_system = root == "/" || root == "/usr/local" ||
                           (root.starts_with("/usr") && !root.starts_with("/usr/local/"));
    if (!of_system) language_.readable.push_back(root);
    if (root.starts_with("/usr/local/")) language_.program = real;
    ASSAY_TRY(const std::string printed, tools_.ask(fill(language_.version_argv), language_.env));
    language_.version = tool_name(language_.program) + ' ' + number_in(printed);
    return {};
  }

  // What a variant adds may be missing where its language is not.
  void probe_module() {
    const auto without = [this] {
      language_.program.clear();
      language_.programs = {language_.module};
    };
    if (language_.program.empty()) return;
    std::error_code error;
    fs::path place;
    for (const char* folder : kModuleFolders) {
      const fs::path file = fs::path(folder) / language_.module / "__init__.py";
      if (place.empty() && fs::exists(file, error)) place = file;
    }
    if (place.empty()) return without();
    // The place is named so that the answer is asked for anew when it changes.
    const std::string program =
        "import " + language_.module + "; print(" + language_.module + ".__version__)";
    const Result<std::string> printed =
        tools_.ask({language_.program, "-s", "-B", "-c", program, place.string()}, language_.env);
    if (!printed.ok()) return without();
    language_.version += ", " + language_.module + ' ' + number_in(*printed);
  }

  // A program of ours that this build may lack.
  void find_harness(const std::string& name) {
    language_.harness = find_own_program(name);
    if (!language_.harness.empty() || language_.program.empty()) return;
    language_.program.clear();
    language_.programs = {name};
    language_.install = "a build of Assay that has " + name;
  }

  // The flags of `options` whose needs this machine meets.
  std::vector<std::string> options() const {
    std::vector<std::string> flags;
    if (language_.program.empty()) return flags;
    for (const json& option : fields_.value("options", json::array())) {
      bool here = false;
      if (option.contains("program")) {
        here = !find_tool({option["program"].get<std::string>()}).empty();
      } else {
        const Result<std::string> path =
            tools_.ask(fill(option.at("path").get<std::vector<std::string>>()), language_.env);
        std::error_code error;
        here = path.ok() && path->starts_with('/') && fs::exists(*path, error);
      }
      if (here) flags.push_back(option.at("flag").get<std::string>());
    }
    return flags;
  }

  std::vector<std::string> fill(const std::vector<std::string>& argv) const {
    std::vector<std::string> filled;
    for (const std::string& argument : argv) {
      if (argument == "{options}") {
        const std::vector<std::string> flags = options();
        filled.insert(filled.end(), flags.begin(), flags.end());
      } else {
        filled.push_back(argument);
        for (const auto& [name, value] :
             {std::pair("{program}", language_.program), std::pair("{library}", library_),
              std::pair("{folder}", language_.folder)}) {
          filled.back() = replace_all(std::move(filled.back()), name, value);
        }
      }
    }
    return filled;
  }

  void fill_all() {
    for (std::vector<std::string>* argv :
         {&language_.version_argv, &language_.run_argv, &language_.compile_argv,
          &language_.checked.compile, &language_.checked.lines}) {
      *argv = fill(*argv);
    }
    for (SharedStep& step : language_.prepare) step.argv = fill(step.argv);
  }

  const json& fields_;
  ToolAnswers& tools_;
  Language language_;
  std::string library_;  // "" if the language needs none
};

// The first of its tool chains that is here; as its own fields have it if none is.
Result<Language> read_language(const fs::path& folder, json fields, ToolAnswers& tools) {
  const json toolchains = fields.value("toolchains", json::array());
  fields.erase("toolchains");
  for (const json& toolchain : toolchains) {
    json whole = fields;
    whole.update(toolchain);
    Result<Language> language = Reader(folder, whole, tools).read();
    if (!language.ok() || !language->program.empty()) return language;
  }
  return Reader(folder, fields, tools).read();
}

// The language of a folder, then its variants, which say only what differs.
Result<std::vector<Language>> read_languages(Script& script, const fs::path& folder,
                                             ToolAnswers& tools) {
  const fs::path file = folder / "language.lua";
  ASSAY_TRY(const std::string source, read_file(file));
  ASSAY_TRY(const std::string text, script.load_language(file, source));
  try {
    json fields = json::parse(text);
    const json variants = fields.value("variants", json::object());
    fields.erase("variants");
    std::vector<json> all = {fields};
    for (const auto& [name, differing] : variants.items()) {
      all.push_back(fields);
      all.back().update(differing);
      if (differing.contains("program")) all.back().erase("toolchains");
      all.back()["base"] = fields.at("name");
      all.back()["name"] = name;
    }
    std::vector<Language> languages;
    for (const json& one : all) {
      Result<Language> language = read_language(folder, one, tools);
      if (!language.ok()) return std::move(language).status().in(file);
      languages.push_back(std::move(*language));
    }
    return languages;
  } catch (const json::exception& error) {  // a field of another type
    return bad_problem(file.string() + ": " + error.what());
  }
}

// A tool runs in a box as a compile step does.
Result<std::string> ask_in_box(Runner& runner, const std::vector<std::string>& argv,
                               const std::vector<std::string>& env) {
  CompileStep step;
  step.argv = argv;
  step.limits.processes = 32;
  const fs::path real = fs::weakly_canonical(argv.at(0));
  std::vector<std::string> readable = {real.parent_path().parent_path()};
  // Assay may share /usr/bin with the tools of the system: only a program of ours is told a
  // library.
  const bool told_library = argv.at(1).starts_with('/');
  if (told_library && find_own_program(real.filename()) == real) {
    readable = {real, toolkit_of(argv.at(1))};
  }
  ASSAY_TRY(CompileOutcome outcome, runner.compile(step, env, readable));
  if (outcome.facts.ending != Ending::exited || outcome.facts.code != 0) {
    return unavailable(join(argv, " ") + " failed: " + outcome.facts.err);
  }
  return std::move(outcome.facts.out);
}

// Root runs candidates as users of their own, who must be able to read the harnesses.
Status open_to_others(const fs::path& folder) {
  std::error_code error;
  for (const fs::directory_entry& entry : entries_of(folder)) {
    const fs::perms needed = entry.is_directory(error)
                                 ? fs::perms::others_read | fs::perms::others_exec
                                 : fs::perms::others_read;
    if ((entry.status(error).permissions() & needed) == needed) continue;
    return unavailable(entry.path().string() + " is closed to other users, and candidates run as " +
                       "one: chmod -R go+rX " + folder.string());
  }
  return {};
}

}  // namespace

struct Languages::State {
  State(ScriptStarter starter) : script(std::move(starter)) {}

  std::vector<Language> languages;
  std::mutex mutex;  // of what follows
  Script script;
  std::string loaded;  // the language whose file the script holds
};

Languages::Languages(std::unique_ptr<State> state) : state_(std::move(state)) {}
Languages::Languages(Languages&&) noexcept = default;
Languages& Languages::operator=(Languages&&) noexcept = default;
Languages::~Languages() = default;

Result<Languages> Languages::find(const fs::path& graders, Runner& runner) {
  ASSAY_TRY(const fs::path place, find_graders(graders));
  if (::geteuid() == 0) ASSAY_CHECK(open_to_others(place / "languages"));
  return find(
      place, [&runner] { return runner.start_script(); },
      [&runner](const std::vector<std::string>& argv, const std::vector<std::string>& env) {
        return ask_in_box(runner, argv, env);
      },
      cache_dir() / "tools.json");
}

Result<Languages> Languages::find(const fs::path& graders, ScriptStarter starter, AskTool ask,
                                  const fs::path& answers) {
  ASSAY_TRY(const fs::path place, find_graders(graders));
  auto state = std::make_unique<State>(std::move(starter));
  ToolAnswers tools(answers, std::move(ask));
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(place / "languages", error)) {
    if (!fs::exists(entry.path() / "language.lua", error)) continue;
    ASSAY_TRY(std::vector<Language> read, read_languages(state->script, entry.path(), tools));
    std::move(read.begin(), read.end(), std::back_inserter(state->languages));
  }
  tools.save();
  std::sort(state->languages.begin(), state->languages.end(),
            [](const Language& a, const Language& b) { return a.name < b.name; });
  return Languages(std::move(state));
}

const std::vector<Language>& Languages::all() const { return state_->languages; }

const Language* Languages::find(std::string_view name) const {
  for (const Language& language : state_->languages) {
    if (language.name == name) return &language;
  }
  return nullptr;
}

Status Languages::no_such(const std::string& name) const {
  std::vector<std::string> names;
  for (const Language& language : all()) {
    const bool usual = language.base.empty() && language.name != kReferenceLanguage;
    if (usual) names.push_back(language.name);
  }
  return not_found("there is no language " + with_nearest(name, names) + "; there are " +
                   join(names, ", "));
}

const Language* Languages::by_extension(std::string_view extension) const {
  for (const Language& language : state_->languages) {
    if (language.extension == extension) return &language;
  }
  return nullptr;
}

const Language* Languages::of_file(std::string_view file) const {
  const std::size_t slash = file.rfind('/');
  if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
  // The longest ending first: "ok.numpy.py" is of another language than "ok.py".
  for (std::size_t dot = file.find('.'); dot != std::string_view::npos;
       dot = file.find('.', dot + 1)) {
    const Language* language = by_extension(file.substr(dot + 1));
    if (language != nullptr) return language;
  }
  return nullptr;
}

const Language* Languages::importing(const Language& language, std::string_view source) const {
  for (const Language& variant : all()) {
    if (variant.base == language.name && imports(source, variant.module)) return &variant;
  }
  return &language;
}

const Language* Languages::for_problem(const Language& language, const Problem& problem,
                                       std::string_view source) const {
  const auto& runtimes = problem.runtimes;
  if (runtimes.empty() ||
      std::find(runtimes.begin(), runtimes.end(), language.name) != runtimes.end()) {
    return &language;
  }
  const Language* first = nullptr;
  for (const std::string& runtime : runtimes) {
    const Language* variant = find(runtime);
    if (variant == nullptr || variant->base != language.name) continue;
    if (first == nullptr) first = variant;
    if (imports(source, variant->module)) return variant;
  }
  return first != nullptr ? first : &language;
}

Result<std::string> Languages::text(const Language& language, const std::string& function,
                                    const Problem& problem) const {
  const auto& has = language.functions;
  if (std::find(has.begin(), has.end(), function) == has.end()) return std::string();
  const std::lock_guard lock(state_->mutex);
  if (state_->loaded != language.name) {
    const fs::path file = fs::path(language.folder) / "language.lua";
    ASSAY_TRY(const std::string source, read_file(file));
    state_->loaded.clear();
    ASSAY_TRY(const std::string fields, state_->script.load_language(file, source));
    state_->loaded = language.name;
  }
  Result<std::string> made = state_->script.language_text(function, spec_json(problem, language));
  if (!made.ok()) state_->loaded.clear();  // the process may be gone
  return made;
}

Result<std::string> Languages::stub(const std::string& language, const Problem& problem) const {
  const Language* known = find(language);
  if (known == nullptr) return no_such(language);
  ASSAY_CHECK(accepts(*known, problem));
  return text(*known, "stub", problem);
}

bool Languages::offers(const Language& language, const Problem& problem) const {
  const bool usual = language.base.empty() || !problem.runtimes.empty();
  return usual && language.name != kReferenceLanguage && accepts(language, problem).ok();
}

Status Languages::accepts(const Language& language, const Problem& problem) const {
  const auto& runtimes = problem.runtimes;
  const bool reference = problem.kernel && language.name == kReferenceLanguage;
  if (!reference && !runtimes.empty() &&
      std::find(runtimes.begin(), runtimes.end(), language.name) == runtimes.end()) {
    return unavailable("this problem is solved with " + join(runtimes, " or "));
  }
  ASSAY_TRY(const std::string refusal, text(language, "refuses", problem));
  if (refusal.empty()) return {};
  return unavailable(language.title + " cannot take this problem: " + refusal);
}

}  // namespace assay
