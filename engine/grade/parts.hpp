#pragma once
// The parts of a data modeling round beside the model -> what they are worth.

#include <string>
#include <vector>

#include "model/parts.hpp"

namespace assay {

struct PartScore {
  double score = 0;   // 0..1
  std::string words;  // for the candidate; names nothing that is right
};

// The share of the questions that are answered right; where several choices are right, the F1 of
// those that were made.
PartScore framing_score(const std::vector<Question>& questions, const Answers& answers);

// The F1 of the findings against the registry.  Findings that fit the same quirk count as one.
PartScore audit_score(const std::vector<Quirk>& quirks, const Answers& answers);

// What the runs that changed the source are worth, over those that are expected or that there were.
// A run without a hypothesis of its own brings nothing, one whose hypothesis was wrong a half.
// The first run has nothing to be compared with, and does not count.
PartScore journal_score(const JournalRule& rule, bool larger_is_better,
                        const std::vector<JournalEntry>& entries);

}  // namespace assay
