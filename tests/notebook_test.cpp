#include <catch2/catch.hpp>

#include "service/notebook.hpp"

namespace assay {
namespace {

std::string notebook(const std::string& cells) {
  return R"({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [)" + cells + "]}";
}

std::string code(const std::string& source) {
  return R"({"cell_type": "code", "outputs": [{"text": "x = 9"}], "source": )" + source + "}";
}

}  // namespace

TEST_CASE("code cells come in their order, whatever stands between them", "[notebook]") {
  const std::string text = notebook(code(R"(["import math\n", "y = 1"])") +
                                    R"(,{"cell_type": "markdown", "source": "def f(): no"},)" +
                                    code(R"("def f(x):\n    return x")"));
  REQUIRE(is_notebook(text));
  const Result<Notebook> read = read_notebook(text);
  REQUIRE(read.ok());
  CHECK(read->source == "# %% cell 1\nimport math\ny = 1\n# %% cell 2\ndef f(x):\n    return x\n");
  CHECK(read->skipped.empty());
}

TEST_CASE("magics are skipped, and each is told", "[notebook]") {
  const Result<Notebook> read = read_notebook(
      notebook(code(R"("%matplotlib inline\nif a:\n    !ls\nb % c\nmath.sqrt?")") + "," +
               code(R"("%%bash\nrm -r x")") + "," + code(R"("%%time\nx = 1")")));
  REQUIRE(read.ok());
  CHECK(read->source ==
        "# %% cell 1\npass\nif a:\n    pass\nb % c\npass\n# %% cell 2\npass\npass\n"
        "# %% cell 3\npass\nx = 1\n");
  CHECK(read->skipped == std::vector<std::string>{
                             "cell 1, line 1: `%matplotlib inline` is no Python and was skipped",
                             "cell 1, line 3: `!ls` is no Python and was skipped",
                             "cell 1, line 5: `math.sqrt?` is no Python and was skipped",
                             "cell 2, line 1: `%%bash` is no Python: the cell was skipped",
                             "cell 3, line 1: `%%time` is no Python and was skipped"});
}

TEST_CASE("a line is told by its cell", "[notebook]") {
  const std::string source = "# %% cell 1\na\nb\n# %% cell 2\nc\n";
  Report report;
  report.message = "SyntaxError: invalid syntax (line 5)";
  report.tests.resize(1);
  report.tests[0].feedback = "ValueError on line 2";
  report.tests[0].err = "  File \"solution.py\", line 3, in f\nline 3 of a file\n";
  report.groups.resize(1);
  report.groups[0].feedback = "(line 4) (line 77) (line 1) (line 99999999999) (line) on line 3";
  name_cells(source, report);
  CHECK(report.message == "SyntaxError: invalid syntax (cell 2, line 1)");
  CHECK(report.tests[0].feedback == "ValueError on cell 1, line 1");
  CHECK(report.tests[0].err == "  File \"solution.py\", cell 1, line 2, in f\nline 3 of a file\n");
  CHECK(report.groups[0].feedback ==
        "(line 4) (line 77) (line 1) (line 99999999999) (line) on cell 1, line 2");
}

TEST_CASE("what a candidate prints is read in one pass, however long it is", "[notebook]") {
  Report report;
  report.tests.resize(2);
  report.tests[0].err = "File \"solution" + std::string(1 << 20, 'a');
  std::string& lines = report.tests[1].err;
  while (lines.size() < 1 << 20) lines += "(line 30001)";
  std::string source = "# %% cell 1\n";
  for (int i = 0; i < 30'000; ++i) source += std::string(100, '#') + "\n";
  name_cells(source, report);
  CHECK(report.tests[0].err.size() == (1 << 20) + 14);
  CHECK(report.tests[1].err.starts_with("(cell 1, line 30000)(cell"));
}

TEST_CASE("what is no notebook is not taken for one", "[notebook]") {
  for (const char* text : {"def f(): pass", "{\"cells\": 1}", "{", "{1: 2}[1]"}) {
    CAPTURE(text);
    CHECK(!is_notebook(text));
  }
  CHECK(!read_notebook(R"({"nbformat": 3, "worksheets": []})").ok());
  CHECK(!read_notebook(notebook("")).ok());
  const std::string deep =
      R"({"nbformat": 4, "cells": )" + std::string(300'000, '[') + std::string(300'000, ']') + "}";
  CHECK(!is_notebook(deep));
  CHECK(!read_notebook(deep).ok());
}

}  // namespace assay
