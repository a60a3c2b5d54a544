// The little grammar of `expect`: clauses separated by `;`.

#include <algorithm>
#include <cstdlib>

#include "bank/reader_parts.hpp"
#include "base/text.hpp"
#include "model/verdict.hpp"

namespace assay {
namespace {

std::vector<std::string> verdict_words() {
  std::vector<std::string> words;
  for (int i = 0; i <= static_cast<int>(Verdict::internal_error); ++i) {
    words.emplace_back(name(static_cast<Verdict>(i)));
  }
  return words;
}

// "score >= 0.9"
bool read_score(std::string_view rest, Expectation* clause) {
  rest = trim(rest);
  for (const std::string_view sign : {">=", "<=", "="}) {
    if (rest.substr(0, sign.size()) != sign) continue;
    const std::string number(trim(rest.substr(sign.size())));
    char* end = nullptr;
    clause->score = std::strtod(number.c_str(), &end);
    clause->score_operator = sign;
    return !number.empty() && *end == '\0' && clause->score >= 0 && clause->score <= 1;
  }
  return false;
}

}  // namespace

std::vector<Expectation> read_expect(const std::string& text, int line, Fields& fields) {
  std::vector<Expectation> clauses;
  for (const std::string& part : split(text, ';')) {
    const std::string words(trim(part));
    if (words.empty()) continue;
    Expectation clause;
    clause.text = words;
    const std::size_t space = words.find(' ');
    const std::string first = words.substr(0, space);
    const std::string rest(space == std::string::npos ? "" : trim(words.substr(space)));
    if (first == "score") {
      if (!read_score(rest, &clause)) {
        fields.report(line, "E023",
                      "expect: \"" + words + "\" is not like \"score >= 0.9\", from 0 to 1");
        continue;
      }
    } else if (first == "limit") {
      static const std::vector<std::string> kLimits = {"params", "fit_seconds",
                                                       "predict_ms_per_row", "memory"};
      if (std::find(kLimits.begin(), kLimits.end(), rest) == kLimits.end()) {
        fields.report(line, "E023",
                      rest.empty() ? "expect: limit which? One of " + join(kLimits, ", ")
                                   : "expect: unknown limit " + with_nearest(rest, kLimits));
        continue;
      }
      clause.limit = rest;
    } else {
      const Result<Verdict> verdict = verdict_from(first);
      if (!verdict.ok()) {
        fields.report(line, "E023",
                      "expect: unknown verdict " + with_nearest(first, verdict_words()));
        continue;
      }
      clause.verdict = *verdict;
      if (rest.rfind("on ", 0) == 0) {
        clause.group = trim(rest.substr(3));
      } else if (!rest.empty()) {
        fields.report(line, "E023",
                      "expect: \"" + words + "\" is not like \"" + first + " on small\"");
        continue;
      }
    }
    clauses.push_back(std::move(clause));
  }
  return clauses;
}

}  // namespace assay
