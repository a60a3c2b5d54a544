#include "service/cases.hpp"

#include "base/bytes.hpp"
#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/private_file.hpp"

namespace assay {
namespace {

// Raise it when the generator or the wire changes what a problem's tests are.
constexpr char kGeneration[] = "cases 1";

std::filesystem::path place(const Problem& problem, int group) {
  return cache_dir() / "cases" / cases_key(problem) / (std::to_string(group) + ".bin");
}

}  // namespace

std::string cases_key(const Problem& problem) {
  return sha256(kGeneration + problem.id + problem.hash).substr(0, 32);
}

std::optional<Cases> load_cases(const Problem& problem, int group) {
  Result<std::string> file = read_file(place(problem, group));
  if (!file.ok() || file->size() < 64) return std::nullopt;
  const std::string_view body = std::string_view(*file).substr(64);
  if (sha256(body) != std::string_view(*file).substr(0, 64)) return std::nullopt;

  ByteReader in(body);
  Cases cases(in.get<std::uint32_t>());
  for (Case& test : cases) {
    test.arguments = in.get_string();
    test.secret = in.get_string();
    if (in.get<std::uint8_t>() != 0) test.expected = std::string(in.get_string());
    test.name = in.get_string();
  }
  if (!in.ok()) return std::nullopt;
  return cases;
}

void save_cases(const Problem& problem, int group, const Cases& cases) {
  ByteWriter out;
  out.put(static_cast<std::uint32_t>(cases.size()));
  for (const Case& test : cases) {
    out.put_string(test.arguments);
    out.put_string(test.secret);
    out.put(static_cast<std::uint8_t>(test.expected.has_value()));
    if (test.expected) out.put_string(*test.expected);
    out.put_string(test.name);
  }
  const Status saved = write_private_file(place(problem, group), sha256(out.bytes()) + out.bytes());
  static_cast<void>(saved);
}

Result<Cases> make_cases(Script& script, const Problem& problem, int group) {
  Cases cases;
  const int count = problem.groups[static_cast<std::size_t>(group)].count;
  cases.reserve(static_cast<std::size_t>(count));
  for (int index = 0; index < count; ++index) {
    ASSAY_TRY(Case test, script.make_case(group, index));
    cases.push_back(std::move(test));
  }
  return cases;
}

std::size_t answer_by_reference(Script& script, const Problem& problem, Cases& cases) {
  std::size_t missing = 0;
  bool in_time = problem.has_reference;  // one call past the limit, and the group is too large
  for (Case& test : cases) {
    if (test.expected) continue;
    if (in_time) {
      Result<std::string> answer = script.reference(test.arguments, test.secret);
      in_time = answer.ok();
      if (in_time) {
        test.expected = std::move(*answer);
        continue;
      }
    }
    ++missing;
  }
  return missing;
}

}  // namespace assay
