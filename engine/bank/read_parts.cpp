// The parts of a data modeling round beside the model: framing, quirks, audit, journal.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bank/reader_parts.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

using nlohmann::json;

constexpr int kMostRuns = 100;

void add_group(Fields& fields, Problem* problem, const char* name) {
  Group group;
  group.name = name;
  group.source = Group::Source::part;
  group.line = fields.line();
  group.points = read_points(fields);
  if (group.points <= 0) {
    fields.report(fields.line(), "E013", std::string(name) + " needs points above 0");
  }
  problem->groups.push_back(std::move(group));
}

void read_choices(Fields& fields, Question* question) {
  question->choices = fields.texts("choices");
  question->right = fields.texts("right");
  question->several = fields.value("right") != nullptr && fields.value("right")->is_array();
  if (question->choices.size() < 2) {
    fields.report(fields.line_of("choices"), "E012", "a question has two choices or more");
  }
  if (question->right.empty()) {
    fields.report(fields.line_of("right"), "E013",
                  "right is missing: one of the choices, or a list");
  }
  for (const std::string& right : question->right) {
    const auto& choices = question->choices;
    if (std::find(choices.begin(), choices.end(), right) != choices.end()) continue;
    fields.report(fields.line_of("right"), "E012",
                  "right is none of the choices: " + with_nearest(right, choices));
  }
}

Question read_question(Fields& fields) {
  Question question;
  question.line = fields.line();
  question.id = fields.item_text(0, "its name: question { \"metric\", \"Which ...?\", ... }");
  question.text = fields.item_text(1, "what is asked, after its name");
  if (fields.count() > 2) question.why = fields.item_text(2, "why that is right");
  if (fields.has("choices")) {
    read_choices(fields, &question);
  } else {
    const std::optional<double> number = fields.number("right");
    const std::optional<double> within = fields.number("within");
    if (!number || !within || *within < 0) {
      fields.report(fields.line(), "E013",
                    "a question has choices, or a number as right and how far off is right too: "
                    "right = 8, within = 1");
    }
    question.number = number.value_or(0);
    question.within = within.value_or(0);
  }
  fields.finish();
  return question;
}

void read_framing(Fields& fields, Problem* problem) {
  std::vector<Question>& framing = problem->parts.framing;
  for (std::size_t i = 0; i < fields.count(); ++i) {
    if (!is_declaration(fields.item(i), "question")) {
      fields.report(fields.item_line(i), "E014", "framing holds points and question { ... }");
      continue;
    }
    Fields nested = fields.nested(i);
    Question question = read_question(nested);
    const bool twice = std::any_of(framing.begin(), framing.end(),
                                   [&](const Question& other) { return other.id == question.id; });
    if (twice) {
      fields.report(question.line, "E018", "two questions are called \"" + question.id + "\"");
    }
    framing.push_back(std::move(question));
  }
  if (framing.empty()) fields.report(fields.line(), "E013", "framing has no question { ... }");
  add_group(fields, problem, kFraming);
  fields.finish();
}

// also = { minutes = "noise", branch = { "noise", "drift" } }: what fits beside column and kind.
void read_also(Fields& fields, std::vector<DataFinding>* fits) {
  const json* also = fields.value("also");
  if (also == nullptr) return;
  const bool map = also->is_object() && also->contains("record");
  const json columns = map ? (*also)["record"] : json::object();
  bool readable = map;
  for (const auto& [column, kinds] : columns.items()) {
    for (const json& kind : kinds.is_array() ? kinds : json::array({kinds})) {
      readable = readable && kind.is_string();
      if (kind.is_string()) fits->push_back({column, kind.get<std::string>()});
    }
  }
  if (readable) return;
  fields.report(fields.line_of("also"), "E011",
                "also must be like { minutes = \"noise\", branch = { \"noise\", \"drift\" } }");
}

void read_quirk(Fields& fields, Problem* problem) {
  Quirk quirk;
  quirk.line = fields.line();
  quirk.name = fields.item_text(0, "a name: quirk { \"grams\", column = ..., kind = \"unit\" }");
  const std::vector<std::string> columns = fields.texts("column"), kinds = fields.texts("kind");
  if (fields.count() > 1) quirk.why = fields.item_text(1, "what it is");
  if (columns.empty()) {
    fields.report(fields.line(), "E013",
                  std::string("column is missing: its name, or \"") + kWholeRows + '"');
  }
  if (kinds.empty()) fields.report(fields.line(), "E013", "kind is missing: kind = \"unit\"");
  for (const std::string& column : columns) {
    for (const std::string& kind : kinds) quirk.fits.push_back({column, kind});
  }
  read_also(fields, &quirk.fits);
  std::vector<std::string> known, unknown;
  for (const auto& [kind, meaning] : kQuirkKinds) known.emplace_back(kind);
  for (const DataFinding& fit : quirk.fits) {
    const bool said = std::find(unknown.begin(), unknown.end(), fit.kind) != unknown.end();
    if (said || std::find(known.begin(), known.end(), fit.kind) != known.end()) continue;
    unknown.push_back(fit.kind);
    fields.report(fields.line_of("kind"), "E012",
                  "there is no kind of quirk " + with_nearest(fit.kind, known));
  }
  fields.finish();
  problem->parts.quirks.push_back(std::move(quirk));
}

void read_journal(Fields& fields, Problem* problem) {
  JournalRule rule;
  rule.runs = static_cast<int>(fields.integer("runs", 1, kMostRuns).value_or(0));
  if (rule.runs == 0) {
    fields.report(fields.line(), "E013", "runs is missing: how many are expected after the first");
  }
  const std::optional<double> step = fields.number("step");
  if (!step || *step <= 0) {
    fields.report(fields.line(), "E013",
                  "step is missing: by how much the first metric moves if a change did something");
  }
  rule.step = step.value_or(0);
  problem->parts.journal = rule;
  add_group(fields, problem, kJournal);
  fields.finish();
}

// A finding that fits two quirks would say nothing of either.
void check_quirks(Fields& fields, const Problem& problem) {
  const std::vector<Quirk>& quirks = problem.parts.quirks;
  for (std::size_t i = 0; i < quirks.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (quirks[i].name == quirks[j].name) {
        fields.report(quirks[i].line, "E018", "two quirks are called \"" + quirks[i].name + "\"");
        continue;
      }
      const std::vector<DataFinding>&mine = quirks[i].fits, &others = quirks[j].fits;
      const auto both = std::find_first_of(mine.begin(), mine.end(), others.begin(), others.end());
      if (both == mine.end()) continue;
      fields.report(quirks[i].line, "E071",
                    "the finding " + both->column + ", " + both->kind + " fits \"" +
                        quirks[j].name + "\" and \"" + quirks[i].name + '"');
    }
  }
}

}  // namespace

bool read_part(Fields& fields, Problem* problem) {
  const std::string& kind = fields.kind();
  if (kind == kFraming) {
    read_framing(fields, problem);
  } else if (kind == "quirk") {
    read_quirk(fields, problem);
  } else if (kind == kAudit) {
    problem->parts.audit = true;
    add_group(fields, problem, kAudit);
    fields.finish();
  } else if (kind == kJournal) {
    read_journal(fields, problem);
  } else {
    return false;
  }
  return true;
}

void finish_parts(Fields& fields, Problem* problem) {
  const Parts& parts = problem->parts;
  if (!parts.any() && parts.quirks.empty()) return;
  const bool scored = problem->kind == Kind::function && problem->has_checker;
  if (problem->kind != Kind::model && !scored) {
    fields.report(
        fields.line(), "E013",
        "framing, quirk, audit and journal belong to fn = \"fit(train: table) -> model\", "
        "or to a function whose check gives scores");
    return;
  }
  if (parts.audit != !parts.quirks.empty()) {
    fields.report(fields.line(), "E071",
                  parts.audit ? "audit has nothing to find: no quirk { ... } is declared"
                              : "quirks are declared, and no audit { points = } asks for them");
  }
  check_quirks(fields, *problem);
  const bool worthless = std::none_of(
      problem->groups.begin(), problem->groups.end(),
      [](const Group& group) { return group.source != Group::Source::part && group.points > 0; });
  if (worthless) {
    fields.report(fields.line(), "E013", "beside parts a metric, or the tests, need points, too");
  }
  // Metrics are found by their places among the groups.
  std::stable_partition(problem->groups.begin(), problem->groups.end(),
                        [](const Group& group) { return group.source != Group::Source::part; });
}

}  // namespace assay
