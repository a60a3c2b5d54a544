#include "base/status.hpp"

#include <array>
#include <cerrno>
#include <cstring>

namespace assay {

std::string_view name(Code code) {
  static constexpr std::array<std::string_view, 9> kNames = {
      "ok", "invalid_argument", "not_found", "bad_problem", "unavailable",
      "io", "internal",         "cancelled", "script_lost"};
  return kNames.at(static_cast<std::size_t>(code));
}

Status::Status(Code code, std::string message)
    : failure_(code == Code::ok ? nullptr
                                : std::make_unique<Failure>(Failure{code, std::move(message)})) {}

const std::string& Status::message() const {
  static const std::string none;
  return failure_ ? failure_->message : none;
}

Status Status::in(const std::string& where) && {
  if (failure_) failure_->message = where + ": " + failure_->message;
  return std::move(*this);
}

Status errno_status(const std::string& what) {
  return {Code::io, what + ": " + std::strerror(errno)};
}

}  // namespace assay
