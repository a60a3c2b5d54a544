#pragma once
// The parts of a data modeling round beside the model: what candidates are given to fill in, what
// they filled in, and the tests of a report that come of it.

#include <string>

#include "model/parts.hpp"
#include "model/problem.hpp"
#include "model/report.hpp"
#include "value/value.hpp"

namespace assay {

// Whether there is anything for the candidate's file.
bool asks_answers(const Parts& parts);
// That file, to be filled in: JSON with the questions, the kinds of findings and no answers.
std::string answers_stub(const Parts& parts);
// What the file says.  Text that is no such file is a candidate's mistake: `unreadable` says what.
Answers read_answers(const Parts& parts, const std::string& text);
// What the statement says of them, in Markdown.
std::string parts_text(const Problem& problem);

// The journal's line for a trial run, whose `trial` is set; what it follows is in `before`.
JournalEntry run_entry(const Report& report, const std::vector<JournalEntry>& before);
// Of a finding whose column is none of the train table's: what is wrong with it.  Else "".
std::string unknown_column(const Answers& answers, const Record& train);

// Adds a test for each part; with `examples_only` one that says what is filled in.
void add_parts(const Problem& problem, const PartsDone& done, bool examples_only, Report& report);

}  // namespace assay
