#include "service/turns.hpp"

#include <tuple>
#include <utility>

namespace assay {

Turns::Turn::Turn(Turn&& other) noexcept
    : turns_(std::exchange(other.turns_, nullptr)), candidate_(std::move(other.candidate_)) {}

Turns::Turn::~Turn() {
  if (turns_ != nullptr) turns_->give_back(candidate_);
}

Result<Turns::Turn> Turns::take(const Claim& claim, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  const auto place = waiting_.insert(waiting_.end(), {claim});
  call_next();
  const bool called = called_.wait(lock, stop, [&] { return place->called; });
  waiting_.erase(place);
  if (!called) return Status(Code::cancelled, "cancelled while waiting for its turn");
  return Turn(this, claim.candidate);
}

std::size_t Turns::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

void Turns::call_next() {
  while (free_ > 0) {
    const auto rank = [this](const Waiting& each) {
      const auto found = at_work_.find(each.claim.candidate);
      return std::tuple(each.called, each.claim.priority,
                        found == at_work_.end() ? 0 : found->second);
    };
    auto next = waiting_.begin();
    for (auto each = waiting_.begin(); each != waiting_.end(); ++each) {
      if (rank(*each) < rank(*next)) next = each;
    }
    if (next == waiting_.end() || next->called) return;
    next->called = true;
    --free_;
    ++at_work_[next->claim.candidate];
    called_.notify_all();
  }
}

void Turns::give_back(const std::string& candidate) {
  const std::lock_guard lock(mutex_);
  const auto found = at_work_.find(candidate);
  if (--found->second == 0) at_work_.erase(found);
  ++free_;
  call_next();
}

}  // namespace assay
