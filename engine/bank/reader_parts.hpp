#pragma once
// The parts of the reader, one for each group of declarations.

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "bank/fields.hpp"
#include "bank/reader.hpp"

namespace assay {

// title, round, minutes, sources, ...: what every kind has.
void read_about(Fields& fields, Problem* problem);

// fn, class, program, secret, where, answer, check, ...
void read_interface(Fields& fields, Problem* problem);

// check: how answers are compared.
void read_check(Fields& fields, Problem* problem);
// Whether a value of that kind stands in one of this type.
bool uses(const Type& type, Type::Kind kind);

// kernel, form, launch, schedules; then, with the limits known, what a kernel has by default.
void read_kernel(Fields& fields, Problem* problem);
void finish_kernel(Fields& fields, Problem* problem);
// What a row of tests, by its settings, draws the sizes of a kernel from.
void note_sizes(const nlohmann::json& settings, Problem* problem);
// counters { ... }, and once the groups are known, the one that counters and times are of.
void read_counters(Fields& fields, Problem* problem);
void check_counters(Fields& fields, Problem* problem);
// perf { ... }, and once the solutions are known, those that it names.
void read_perf(Fields& fields, const nlohmann::json& declaration, Problem* problem);
void check_timings(Fields& fields, Problem* problem);

// One declaration that makes tests.  False if it is of another kind.
bool read_test(Fields& fields, const nlohmann::json& declaration, Problem* problem);
// Once all are read: names, points, counts.
void finish_tests(Fields& fields, Problem* problem);

// `data`, and what makes a problem one of kind model.
void read_data(Fields& fields, Problem* problem, const ReadBeside& read_beside);
// metric, slice, limit, probe.  False if it is of another kind.
bool read_modeling(Fields& fields, Problem* problem);
// Once all are read.
void finish_modeling(Fields& fields, Problem* problem);

// framing, quirk, audit, journal.  False if it is of another kind.
bool read_part(Fields& fields, Problem* problem);
// Once all are read.
void finish_parts(Fields& fields, Problem* problem);

// `memory` of the whole problem: "64 MiB".
void read_memory(Fields& fields, Problem* problem);
// `points`, 0 if there are none.
double read_points(Fields& fields);
constexpr double kMostPoints = 1e6;  // of anything; sums of them stay numbers

// solution, equivalent.  False if it is of another kind.
bool read_solution(Fields& fields, Problem* problem, const ReadBeside& read_beside);
// The groups of a problem whose candidates write tests.
void finish_suite(Fields& fields, Problem* problem);
// Why a file beside the problem cannot be read: "a.py (No such file or directory)".
std::string why_unread(const std::string& file, const Status& status);
// Once the groups are known.
void check_expectations(Fields& fields, const Problem& problem);
// Once the solutions are.
void check_equivalents(Fields& fields, const Problem& problem);

// "accepted on small; time_limit on large".  Findings name `line`.
std::vector<Expectation> read_expect(const std::string& text, int line, Fields& fields);

}  // namespace assay
