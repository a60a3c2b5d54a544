#pragma once
// The languages that graders/languages describes, with their tool chains probed on this machine.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "lua/script.hpp"
#include "model/language.hpp"
#include "model/problem.hpp"
#include "plan/tools.hpp"
#include "runner/runner.hpp"

namespace assay {

// Threads: const methods may be called from any.
class Languages {
 public:
  // `graders` as for find_graders().  Tools are asked for their versions in a box.  The runner must
  // outlive the result.  A language whose tool chain is missing is listed with program == "".
  static Result<Languages> find(const std::filesystem::path& graders, Runner& runner);
  // With other means to run Lua and to ask tools; `answers`: the file that keeps what they said.
  static Result<Languages> find(const std::filesystem::path& graders, ScriptStarter starter,
                                AskTool ask, const std::filesystem::path& answers);
  Languages(Languages&&) noexcept;
  Languages& operator=(Languages&&) noexcept;
  ~Languages();

  const std::vector<Language>& all() const;  // by name
  // nullptr if there is none.
  const Language* find(std::string_view name) const;
  // That there is no language of this name, and which there are.
  Status no_such(const std::string& name) const;
  const Language* by_extension(std::string_view extension) const;  // "py"
  // By the longest ending that one has: "ok.numpy.py".
  const Language* of_file(std::string_view file) const;
  // The variant of the language whose library the source imports, else the language itself.
  const Language* importing(const Language& language, std::string_view source) const;
  // The variant of the language that the problem asks for: the one whose library the source
  // imports, else the first.  The language itself where the problem asks for none of its variants.
  const Language* for_problem(const Language& language, const Problem& problem,
                              std::string_view source) const;

  // Fails with unavailable, and says why, if the language cannot express the problem.
  Status accepts(const Language& language, const Problem& problem) const;
  // Whether candidates of this problem are shown the language: it takes the problem, and is no
  // variant that the problem does not name.
  bool offers(const Language& language, const Problem& problem) const;
  // What a candidate starts from.
  Result<std::string> stub(const std::string& language, const Problem& problem) const;
  // A text function of language.lua, given the problem's signature; "" if the file has none of that
  // name.
  Result<std::string> text(const Language& language, const std::string& function,
                           const Problem& problem) const;

 private:
  struct State;
  explicit Languages(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay
