#pragma once
// How the engine reports its own failures.  A candidate's failure (wrong answer, crash, time limit)
// is never a Status: it is a Verdict, and grading it is a success.

#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace assay {

// Stored in SQLite and returned over the C ABI: append only, never renumber.
enum class Code : std::uint8_t {
  ok = 0,
  invalid_argument = 1,  // the caller broke the contract; a retry cannot help
  not_found = 2,         // a named problem, file or attempt does not exist
  bad_problem = 3,       // problem.lua or a grader is wrong; its author must act
  unavailable = 4,       // this machine lacks a compiler, a kernel feature or a library
  io = 5,                // the operating system or SQLite refused
  internal = 6,          // a bug in Assay or a process of ours that died
  cancelled = 7,         // the caller asked to stop
  script_lost = 8,       // the process of author code died or does not answer; the next is another
};

// "not_found": the spelling in JSON.
std::string_view name(Code code);

// Success, or a code with a sentence for a person.  Success allocates nothing.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Code code, std::string message);

  bool ok() const { return failure_ == nullptr; }
  Code code() const { return failure_ ? failure_->code : Code::ok; }
  const std::string& message() const;

  // Names the place as a failure travels up: "two-sum/problem.lua: no cases".
  Status in(const std::string& where) &&;

 private:
  struct Failure {
    Code code;
    std::string message;
  };
  std::unique_ptr<Failure> failure_;
};

inline Status invalid_argument(std::string message) {
  return {Code::invalid_argument, std::move(message)};
}
inline Status not_found(std::string message) { return {Code::not_found, std::move(message)}; }
inline Status bad_problem(std::string message) { return {Code::bad_problem, std::move(message)}; }
inline Status unavailable(std::string message) { return {Code::unavailable, std::move(message)}; }
inline Status io_error(std::string message) { return {Code::io, std::move(message)}; }
inline Status internal_error(std::string message) { return {Code::internal, std::move(message)}; }

// "open /x: No such file or directory", from errno as it stands at the call.
Status errno_status(const std::string& what);

// A value, or the Status that says why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Status status) : state_(std::in_place_index<1>, std::move(status)) {
    assert(!std::get<1>(state_).ok());
  }

  bool ok() const { return state_.index() == 0; }
  const T& value() const& { return std::get<0>(state_); }
  T& value() & { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  // The failure; call only when !ok().
  const Status& status() const& { return std::get<1>(state_); }
  Status&& status() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Status> state_;
};

#define ASSAY_CONCAT_(a, b) a##b
#define ASSAY_CONCAT(a, b) ASSAY_CONCAT_(a, b)

// ASSAY_TRY(const Problem problem, bank.load(id)): declares, or returns the Status.
#define ASSAY_TRY(declaration, expression)                      \
  auto ASSAY_CONCAT(result_, __LINE__) = (expression);          \
  if (!ASSAY_CONCAT(result_, __LINE__).ok())                    \
    return std::move(ASSAY_CONCAT(result_, __LINE__)).status(); \
  declaration = std::move(ASSAY_CONCAT(result_, __LINE__)).value()

// ASSAY_CHECK(file.write(bytes)): returns the Status if there is one.
#define ASSAY_CHECK(expression)                                                \
  do {                                                                         \
    if (::assay::Status status_ = (expression); !status_.ok()) return status_; \
  } while (false)

}  // namespace assay
