#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

struct Account {
  long long opened = 0;
  long long balance = 0;
  long long spent = 0;
  std::vector<std::pair<long long, long long>> entries{};  // minute, change

  void change(long long minute, long long cents) {
    balance += cents;
    entries.emplace_back(minute, cents);
  }
  void spend(long long minute, long long cents) {
    change(minute, -cents);
    spent += cents;
  }
  long long balance_at(long long moment) const {
    long long sum = 0;
    for (const auto& [minute, cents] : entries) {
      if (minute <= moment) sum += cents;
    }
    return sum;
  }
};

struct Payment {
  std::string member;
  long long price;
  long long due;
};

class ClubLedger {
 public:
  bool join(long long now, const std::string& member) {
    settle(now);
    return accounts_.try_emplace(member, Account{.opened = now}).second;
  }

  std::optional<long long> deposit(long long now, const std::string& member, long long cents) {
    settle(now);
    const auto found = accounts_.find(member);
    if (found == accounts_.end()) return std::nullopt;
    found->second.change(now, cents);
    return found->second.balance;
  }

  std::optional<long long> transfer(long long now, const std::string& payer,
                                    const std::string& payee, long long cents) {
    settle(now);
    const auto source = accounts_.find(payer), target = accounts_.find(payee);
    if (source == accounts_.end() || target == accounts_.end() || source == target ||
        source->second.balance < cents) {
      return std::nullopt;
    }
    source->second.spend(now, cents);
    target->second.change(now, cents);
    return source->second.balance;
  }

  std::optional<long long> balance(long long now, const std::string& member) {
    settle(now);
    const auto found = accounts_.find(member);
    if (found == accounts_.end()) return std::nullopt;
    return found->second.balance;
  }

  std::vector<std::string> top_spenders(long long now, long long count) {
    settle(now);
    std::vector<std::pair<long long, std::string>> ranked;
    for (const auto& [name, account] : accounts_) ranked.emplace_back(-account.spent, name);
    std::sort(ranked.begin(), ranked.end());
    std::vector<std::string> lines;
    for (const auto& [spent, name] : ranked) {
      if (static_cast<long long>(lines.size()) == count) break;
      lines.push_back(name + " " + std::to_string(-spent));
    }
    return lines;
  }

  std::optional<long long> plan(long long now, const std::string& member, long long price,
                                long long delay) {
    settle(now);
    if (!accounts_.contains(member)) return std::nullopt;
    ++booked_;
    payments_[booked_] = {member, price, now + delay};
    due_.emplace(now + delay, booked_);
    return booked_;
  }

  bool cancel(long long now, const std::string& member, long long payment) {
    settle(now);
    const auto found = payments_.find(payment);
    if (found == payments_.end() || found->second.member != member) return false;
    due_.erase({found->second.due, payment});
    payments_.erase(found);
    return true;
  }

  std::vector<long long> paid(long long now, long long count) {
    settle(now);
    std::vector<long long> latest(made_.rbegin(), made_.rend());
    if (static_cast<long long>(latest.size()) > count) latest.resize(count);
    return latest;
  }

  bool merge(long long now, const std::string& keep, const std::string& gone) {
    settle(now);
    if (keep == gone || !accounts_.contains(keep) || !accounts_.contains(gone)) return false;
    Account& account = accounts_[keep];
    const Account other = accounts_.extract(gone).mapped();
    account.opened = std::min(account.opened, other.opened);
    account.balance += other.balance;
    account.spent += other.spent;
    account.entries.insert(account.entries.end(), other.entries.begin(), other.entries.end());
    for (auto& [number, payment] : payments_) {
      if (payment.member == gone) payment.member = keep;
    }
    return true;
  }

  std::optional<long long> balance_at(long long now, const std::string& member, long long ago) {
    settle(now);
    const auto found = accounts_.find(member);
    if (found == accounts_.end() || now - ago < found->second.opened) return std::nullopt;
    return found->second.balance_at(now - ago);
  }

  std::vector<std::string> statement(long long now, const std::string& member, long long count) {
    settle(now);
    const auto found = accounts_.find(member);
    if (found == accounts_.end()) return {};
    std::set<long long, std::greater<>> minutes;
    for (const auto& entry : found->second.entries) minutes.insert(entry.first);
    std::vector<std::string> lines;
    for (const long long minute : minutes) {
      if (static_cast<long long>(lines.size()) == count) break;
      lines.push_back(std::to_string(minute) + " " +
                      std::to_string(found->second.balance_at(minute)));
    }
    return lines;
  }

 private:
  void settle(long long now) {
    while (!due_.empty() && due_.begin()->first <= now) {
      const auto [minute, number] = *due_.begin();
      due_.erase(due_.begin());
      const Payment payment = payments_.extract(number).mapped();
      Account& account = accounts_.at(payment.member);
      if (account.balance >= payment.price) {
        account.spend(minute, payment.price);
        made_.push_back(number);
      }
    }
  }

  std::map<std::string, Account> accounts_;
  std::map<long long, Payment> payments_;          // by number, those still to come
  std::set<std::pair<long long, long long>> due_;  // minute, number
  std::vector<long long> made_;                    // numbers, in the order of payment
  long long booked_ = 0;
};
