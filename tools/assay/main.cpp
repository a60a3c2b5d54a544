// Reads the command line, and calls the verb.  CLI11 stays in this file.

#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "interrupt.hpp"
#include "verbs.hpp"

namespace assay::cli {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 accepted or fine · 1 graded and not accepted, or errors found by lint · 2 usage "
    "·\n"
    "3 problem or bank invalid · 4 this machine cannot run it · 5 internal · 130 interrupted";

// CLI11's own validators put their inner workings into help and messages.
CLI::Validator one_of(const std::vector<std::string>& words) {
  return {[words](const std::string& text) {
            if (std::find(words.begin(), words.end(), text) != words.end()) return std::string();
            const std::string near = nearest(text, words);
            return "\"" + text + "\" is none of " + join(words, ", ") +
                   (near.empty() ? "" : " (did you mean \"" + near + "\"?)");
          },
          ""};
}

// A shell's variable that is not set, say.
CLI::Validator not_empty() {
  return {[](const std::string& text) { return text.empty() ? "it is empty" : std::string(); }, ""};
}

CLI::Validator positive() {
  return {[](const std::string& text) {
            const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
            return digits && text.size() < 10 && std::atoi(text.c_str()) > 0
                       ? std::string()
                       : "\"" + text + "\" is not a whole number above 0";
          },
          ""};
}

// The whole command line, parsed into plain structs; `run` is the verb that was named.
class CommandLine {
 public:
  CommandLine()
      : parser_("Practise for interviews: problems, tests and honest verdicts.", "assay") {
    parser_.set_version_flag("--version", "assay " ASSAY_VERSION)->description("Show the version");
    parser_.set_help_flag("-h,--help", "Show this help");
    parser_.require_subcommand(0, 1);
    parser_.footer(
        std::string("Begin with: assay list. Each verb explains itself: assay start --help\n") +
        kExitCodes);
    add_candidate_verbs();
    add_history_verbs();
    add_author_verbs();
    add_bank_verbs();
  }

  int main(int argc, char** argv) {
    if (argc > 1 && argv[1][0] != '-' && !known(argv[1])) return unknown_verb(argv[1]);
    // Last first, as CLI11 wants them.  --json alone means the whole document.
    std::vector<std::string> arguments;
    for (int i = argc - 1; i > 0; --i) {
      const std::string argument = argv[i];
      arguments.push_back(argument == "--json" ? "--json=document" : argument);
    }
    try {
      parser_.parse(std::move(arguments));
    } catch (const CLI::Success& asked) {  // --help, --version
      return parser_.exit(asked);
    } catch (const CLI::ExtrasError&) {
      return misused(unexpected());
    } catch (const CLI::ParseError& error) {
      return misused(error.what());
    }
    if (!run_) return bare();
    return run(verb_name(), run_);
  }

 private:
  using Run = std::function<int(App&)>;

  CLI::App* verb(const std::string& name, const std::string& what, const std::string& examples,
                 Run run) {
    CLI::App* const sub = parser_.add_subcommand(name, what);
    sub->set_help_flag("-h,--help", "Show this help");
    sub->footer("Examples:\n" + examples + "\n" + kExitCodes);
    option(sub, "--bank", common_.banks, "DIR", "Folder of problems (else ASSAY_BANK, or found)")
        ->allow_extra_args(false);
    option(sub, "--store", common_.store, "FILE", "The records (else ASSAY_STORE)");
    option(sub, "--json", common_.json, "",
           "Print JSON; --json=lines also prints events as they come")
        ->check(one_of({"document", "lines"}));
    option(sub, "--color", common_.color, "WHEN", "auto, always or never")
        ->check(one_of({"auto", "always", "never"}));
    sub->callback([this, run = std::move(run)] { run_ = run; });
    return sub;
  }

  template <class T>
  static CLI::Option* option(CLI::App* sub, const std::string& name, T& value,
                             const std::string& kind, const std::string& what) {
    return sub->add_option(name, value, what)->type_name(kind);
  }

  void add_running(CLI::App* sub) {
    option(sub, "--tier", common_.tier, "TIER", "Isolation: none, landlock, namespaces or full")
        ->check(one_of({"none", "landlock", "namespaces", "full"}));
    option(sub, "--jobs", common_.jobs, "N",
           "Submissions that run tests at once; the next is made ready meanwhile")
        ->check(positive());
    sub->add_flag("--fresh", common_.fresh,
                  "Each test in a process of its own, begun by exec: slower, nothing is shared");
  }

  static void add_work(CLI::App* sub, WorkOptions& work) {
    option(sub, "file", work.file, "FILE", "The solution (in a started folder: the one there)");
    option(sub, "--problem", work.problem, "ID",
           "Its problem (in a started folder: the one there)");
    option(sub, "--lang", work.language, "LANG", "Its language (else by the file's ending)");
  }

  void add_candidate_verbs() {
    CLI::App* sub = verb("list", "List the problems",
                         "  assay list --round coding --status new\n  assay list window",
                         [this](App& app) { return list(app, list_); });
    option(sub, "words", list_.words, "WORD", "Words in the title or the id");
    option(sub, "--round", list_.round, "ROUND", "coding, oop, ...");
    option(sub, "--difficulty", list_.difficulty, "N", "1 to 5")
        ->check(one_of({"1", "2", "3", "4", "5"}));
    option(sub, "--tag", list_.tag, "TAG", "One tag");
    option(sub, "--status", list_.status, "STATUS", "new, tried or solved")
        ->check(one_of({"new", "tried", "solved"}));
    sub->add_flag("--ids", list_.ids, "Print the ids only, one a line");

    sub = verb("show", "Show a problem", "  assay show cool-down-ledger",
               [this](App& app) { return show(app, show_); });
    option(sub, "id", show_.problem, "ID", "The problem (in a started folder: the one there)");
    option(sub, "--lang", show_.language, "LANG", "With the signature in this language");

    sub = verb("start", "Start a problem: writes its folder, and starts the clock",
               "  assay start cool-down-ledger --lang cpp --minutes 25",
               [this](App& app) { return start(app, start_); });
    option(sub, "id", start_.problem, "ID", "The problem")->required()->check(not_empty());
    option(sub, "--lang", start_.language, "LANG",
           "python, cpp, ... (else python, or what the problem is solved with)");
    option(sub, "--minutes", start_.minutes, "N", "Time on the clock (else none runs)")
        ->check(positive());
    option(sub, "--dir", start_.dir, "DIR", "Folder to write (else the id)");

    sub = verb(
        "test", "Run the examples, or an input of your own, as often as you like",
        "  assay test\n  assay test --input '{\"prices\": [3, 1], \"window\": 2, \"carry\": 0}'",
        [this](App& app) { return test(app, test_); });
    add_work(sub, test_.work);
    option(sub, "--input", test_.input, "JSON", "A JSON object of arguments to run instead");
    add_running(sub);

    sub = verb("watch", "Run the examples at every save", "  assay watch",
               [this](App& app) { return watch(app, watch_); });
    add_work(sub, watch_);
    add_running(sub);

    sub = verb("grade", "Grade against the hidden tests and keep the result",
               "  assay grade\n  assay grade --problem cool-down-ledger queue.py\n"
               "  assay grade --bank bank --batch answers.jsonl --jobs 4 --json=lines\n"
               "    (a line: {\"id\": 1, \"problem\": \"...\", \"language\": \"python\", "
               "\"source\": \"...\"})",
               [this](App& app) { return grade(app, grade_); });
    add_work(sub, grade_.work);
    option(sub, "--batch", grade_.batch, "FILE", "Grade each line of a file; nothing is stored");
    add_running(sub);

    sub = verb("hint", "Take the next hint, at its cost", "  assay hint",
               [this](App& app) { return hint(app, hint_); });
    option(sub, "id", hint_.problem, "ID", "The problem (in a started folder: the one there)");

    sub = verb("note", "Write into the journal what the next change will do, or show it",
               "  assay note \"grams and kilograms are mixed\" --expect better\n  assay note",
               [this](App& app) { return note(app, note_); });
    option(sub, "text", note_.text, "TEXT", "What is expected, and why");
    option(sub, "--expect", note_.expect, "WHAT", "better or worse than the run before")
        ->check(one_of({"better", "worse"}));
    option(sub, "--problem", note_.problem, "ID",
           "The problem (in a started folder: the one there)");

    sub = verb("hack", "Find an input on which a shipped wrong solution fails",
               "  assay hack night-bus --input '{\"stops\": 3}'\n  assay hack night-bus found.json",
               [this](App& app) { return hack(app, hack_); });
    option(sub, "id", hack_.problem, "ID", "The problem")->required();
    option(sub, "file", hack_.file, "FILE", "The input: a JSON object of arguments");
    option(sub, "--input", hack_.input, "JSON", "The same as a text");
    sub->add_flag("--keep", hack_.keep, "Write it into the problem as a test (authors)");
    add_running(sub);
  }

  void add_history_verbs() {
    CLI::App* sub = verb("history", "List what was graded, newest first",
                         "  assay history cool-down-ledger\n  assay history --rejudge 3",
                         [this](App& app) { return history(app, history_); });
    option(sub, "id", history_.problem, "ID", "Of one problem");
    option(sub, "--limit", history_.limit, "N", "At most so many")->check(positive());
    option(sub, "--rejudge", history_.rejudge, "N",
           "Judge a submission again from its stored facts")
        ->check(positive());

    sub = verb("diff", "Compare two submissions: sources and verdicts",
               "  assay diff 2 3\n  assay diff", [this](App& app) { return diff(app, diff_); });
    option(sub, "from", diff_.from, "N", "The older one")->check(positive());
    option(sub, "to", diff_.to, "N", "The newer one")->check(positive());
  }

  void add_author_verbs() {
    CLI::App* sub =
        verb("new", "Write a new problem from a signature",
             "  assay new lane-change --fn \"fewest(lanes: int[n=1..1000] in 0..9) -> int\"",
             [this](App& app) { return new_problem(app, new_); });
    option(sub, "id", new_.problem, "ID", "The id, in kebab-case")->required();
    option(sub, "--fn", new_.signature, "SIGNATURE", "The signature that candidates implement")
        ->required();
    option(sub, "--into", new_.into, "DIR",
           "Folder in which the problem's folder is made (else here)");

    sub = verb("lint", "Check problems: solutions, generators, limits, mutants",
               "  assay lint problems/coding/cool-down-ledger\n  assay lint problems --mutate\n"
               "  assay lint --watch lane-change",
               [this](App& app) { return lint(app, lint_); });
    option(sub, "paths", lint_.paths, "PATH", "Problems, or folders of them (else here)");
    sub->add_flag("--mutate", lint_.mutate, "Look for mutants that survive the tests");
    sub->add_flag("--watch", lint_.watch, "Again at every save");
    add_running(sub);

    sub = verb("audit", "Check a public set for broken references and weak tests",
               "  assay audit HumanEval.jsonl", [this](App& app) { return audit(app, audit_); });
    option(sub, "file", audit_, "FILE", "The set, one JSON object a line")->required();
    add_running(sub);
  }

  void add_bank_verbs() {
    CLI::App* sub = verb("import", "Turn a public set into a bank",
                         "  assay import jsonl HumanEval.jsonl --into bank",
                         [this](App& app) { return import_bank(app, import_); });
    option(sub, "format", import_.format, "FORMAT", "jsonl")->required();
    option(sub, "file", import_.file, "FILE", "The set")->required();
    option(sub, "--into", import_.into, "DIR", "Folder of the new bank")
        ->required()
        ->check(not_empty());

    sub = verb("export", "Copy problems for candidates, or whole",
               "  assay export --into for-candidates",
               [this](App& app) { return export_bank(app, export_); });
    option(sub, "ids", export_.ids, "ID", "Only these problems");
    option(sub, "--into", export_.into, "DIR", "Folder to write")->required()->check(not_empty());
    CLI::Option* const whole = sub->add_flag_callback(
        "--whole", [this] { export_.candidate = false; },
        "With hidden tests, solutions and ideas: not for candidates");
    sub->add_flag_callback(
           "--candidate", [this] { export_.candidate = true; },
           "What candidates may have, which is what it does anyway")
        ->excludes(whole);

    sub =
        verb("simulate", "Run a CUDA program with no GPU, and check what its kernels do",
             "  nvcc -lineinfo -cudart shared -gencode arch=compute_80,code=compute_80 scan.cu -o "
             "scan\n  assay simulate -- ./scan 1000\n  assay simulate --checks fast --seed 7 -- "
             "./scan",
             [this](App& app) { return simulate(app, simulate_); });
    option(
        sub, "--checks", simulate_.checks, "CHECKS",
        "all, fast (no races and no uninitialised reads), none, or races (all, and races in global "
        "memory)")
        ->check(one_of({"all", "fast", "none", "races"}));
    option(sub, "--seed", simulate_.seed, "N", "Another schedule of blocks and warps");
    option(sub, "command", simulate_.command, "PROGRAM", "The program and its arguments, after --")
        ->required();

    sub =
        verb("verify", "Grade a kernel again, and say whether a score line of it holds",
             "  assay verify saxpy.cu 'assay-score 1 saxpy@1a2b3c4d nvrtc-13.0.88 source@9f8e7d6c "
             "score=1'\n  assay verify saxpy.cu < line.txt\n"
             "    (0: it comes out the same; 1: it does not; 4: another compiler made it)",
             [this](App& app) { return verify(app, verify_); });
    option(sub, "file", verify_.file, "FILE", "The source, as it was graded")->required();
    option(sub, "line", verify_.line, "LINE",
           "What assay grade printed (else read from standard input)");
    add_running(sub);

    sub = verb("doctor", "Say what this machine can grade, and what is missing", "  assay doctor",
               [](App& app) { return doctor(app); });
    add_running(sub);

    sub = verb("rpc", "Serve editors and other programs: JSON-RPC 2.0 on standard input and output",
               "  assay rpc --bank problems", [](App& app) { return rpc(app); });
    add_running(sub);

    sub = verb("completions", "Print the completion script of a shell",
               "  assay completions bash > ~/.local/share/bash-completion/completions/assay",
               [this](App& app) { return completions(app, shell_); });
    option(sub, "shell", shell_, "SHELL", "bash, zsh or fish")->required();
  }

  std::vector<std::string> verbs() const {
    std::vector<std::string> names;
    for (const CLI::App* sub : parser_.get_subcommands({})) names.push_back(sub->get_name());
    return names;
  }

  bool known(const std::string& word) const {
    const std::vector<std::string> names = verbs();
    return std::find(names.begin(), names.end(), word) != names.end();
  }

  int unknown_verb(const std::string& word) const {
    const std::string near = nearest(word, verbs());
    std::fprintf(stderr, "assay: there is no verb \"%s\"%s\nThe verbs: %s\n", word.c_str(),
                 near.empty() ? "." : (" (did you mean \"" + near + "\"?)").c_str(),
                 join(verbs(), " ").c_str());
    return kUsage;
  }

  int misused(const std::string& what) const {
    const std::string verb = verb_name();
    std::fprintf(stderr, "assay%s%s: %s\nSee: assay%s%s --help\n", verb.empty() ? "" : " ",
                 verb.c_str(), what.c_str(), verb.empty() ? "" : " ", verb.c_str());
    return kUsage;
  }

  // Of what the parser left over, an option if there is one: the rest may have been its value.
  std::string unexpected() const {
    std::vector<std::string> left = parser_.remaining(true);
    const auto option = std::find_if(left.begin(), left.end(),
                                     [](const std::string& word) { return word.starts_with('-'); });
    if (option == left.end()) return "one word too many: \"" + left.front() + "\"";
    const std::string word = option->substr(0, option->find('='));
    const auto verb = parser_.get_subcommands();
    std::vector<std::string> known;
    for (const CLI::Option* each : (verb.empty() ? &parser_ : verb.front())->get_options()) {
      for (const std::string& name : each->get_lnames()) known.push_back("--" + name);
    }
    const std::string near = nearest(word, known);
    return "there is no option " + word + (near.empty() ? "" : " (did you mean " + near + "?)");
  }

  std::string verb_name() const {
    const auto named = parser_.get_subcommands();
    return named.empty() ? "" : named.front()->get_name();
  }

  int bare() {
    if (::isatty(STDOUT_FILENO) == 1) return run("", [](App& app) { return next_step(app); });
    std::fputs(parser_.help().c_str(), stderr);
    return kUsage;
  }

  int run(const std::string& name, const Run& what) {
    // A server has nothing to finish when it is asked to end.
    std::optional<Interrupt> interrupt;
    if (name != "rpc") interrupt.emplace();
    App app(name, common_, interrupt ? interrupt->token() : std::stop_token());
    try {
      return what(app);
    } catch (const std::exception& error) {
      // json's own, when an answer lacks a key that docs/methods.md promises.
      return app.fail(
          internal_error(std::string("unexpected answer of the engine: ") + error.what()));
    }
  }

  CLI::App parser_;
  Run run_;
  Common common_;
  ListOptions list_;
  ShowOptions show_;
  StartOptions start_;
  TestOptions test_;
  WorkOptions watch_;
  GradeOptions grade_;
  HackOptions hack_;
  HintOptions hint_;
  NoteOptions note_;
  HistoryOptions history_;
  DiffOptions diff_;
  NewOptions new_;
  LintOptions lint_;
  std::filesystem::path audit_;
  ImportOptions import_;
  ExportOptions export_{.candidate = true};
  SimulateOptions simulate_;
  VerifyOptions verify_;
  std::string shell_;
};

// A stream that the caller closed: else the next file that is opened would take its number, and get
// what is printed.  Opened the wrong way round, so that using it is still an error.
void hold_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) < 0) ::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

// What could not be printed is not taken for printed.
int checked(int code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  std::fprintf(stderr, "assay: what it says could not be written to the standard output\n");
  return kInternal;
}

}  // namespace
}  // namespace assay::cli

int main(int argc, char** argv) {
  assay::cli::hold_streams();
  return assay::cli::checked(assay::cli::CommandLine().main(argc, argv));
}
