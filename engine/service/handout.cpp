#include "service/handout.hpp"

#include "service/drawing.hpp"
#include "service/parts.hpp"
#include "value/table.hpp"

namespace assay {

Result<std::vector<HandedFile>> handout(Workbench& bench, const Problem& problem) {
  std::vector<HandedFile> files;
  if (problem.kind == Kind::model) {
    ASSAY_TRY(const Drawing drawing, drawing_of(bench, problem, 0));
    files.push_back(
        {"train.csv", table_to_csv(without_columns(drawing.train, {problem.modeling.id}))});
  }
  if (asks_answers(problem.parts)) files.push_back({kAnswersFile, answers_stub(problem.parts)});
  return files;
}

}  // namespace assay
