#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

class ParcelQueue {
 public:
  bool publish(long long now, const std::string& topic, long long parcel) {
    return add(now, topic, parcel, "");
  }

  std::optional<long long> poll(long long now, const std::string& topic) {
    Parcel* parcel = oldest(settled(now, topic));
    if (!parcel) return std::nullopt;
    parcel->state = State::done;
    return parcel->number;
  }

  long long waiting(long long now, const std::string& topic) {
    const auto& log = settled(now, topic).log;
    return std::count_if(log.begin(), log.end(),
                         [](const Parcel& parcel) { return parcel.state == State::waiting; });
  }

  std::optional<long long> lease(long long now, const std::string& topic, long long seconds) {
    Parcel* parcel = oldest(settled(now, topic));
    if (!parcel) return std::nullopt;
    parcel->state = State::leased;
    parcel->ends = now + seconds;
    ++parcel->leases;
    return parcel->number;
  }

  bool ack(long long now, const std::string& topic, long long parcel) {
    Parcel* found = find(settled(now, topic), parcel);
    if (!found || found->state != State::leased) return false;
    found->state = State::done;
    return true;
  }

  bool publish_keyed(long long now, const std::string& topic, long long parcel,
                     const std::string& key) {
    return add(now, topic, parcel, key);
  }

  std::vector<long long> dead(long long now, const std::string& topic) {
    std::vector<long long> numbers;
    for (const Parcel& parcel : settled(now, topic).log) {
      if (parcel.state == State::dead) numbers.push_back(parcel.number);
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
  }

  std::optional<long long> offset(long long now, const std::string& topic, long long parcel) {
    const Parcel* found = find(settled(now, topic), parcel);
    if (!found) return std::nullopt;
    return found->offset;
  }

  long long replay(long long now, const std::string& topic, long long first) {
    long long count = 0;
    for (Parcel& parcel : settled(now, topic).log) {
      if (parcel.offset < first || !parcel.finished()) continue;
      parcel.state = State::waiting;
      parcel.leases = 0;
      ++count;
    }
    return count;
  }

  long long compact(long long now, const std::string& topic) {
    auto& log = settled(now, topic).log;
    std::map<std::string, long long> newest;  // key -> offset
    for (const Parcel& parcel : log) newest[parcel.key] = parcel.offset;
    return static_cast<long long>(std::erase_if(log, [&newest](const Parcel& parcel) {
      return !parcel.key.empty() && parcel.finished() && newest[parcel.key] != parcel.offset;
    }));
  }

 private:
  enum class State { waiting, leased, done, dead };

  struct Parcel {
    long long number;
    std::string key;  // "": no key
    long long offset;
    State state = State::waiting;
    int leases = 0;
    long long ends = 0;  // of the last lease

    bool finished() const { return state == State::done || state == State::dead; }
  };

  struct Topic {
    std::vector<Parcel> log;  // in the order of publishing, whatever their state
    long long published = 0;
  };

  Topic& settled(long long now, const std::string& name) {
    Topic& topic = topics_[name];
    for (Parcel& parcel : topic.log) {
      if (parcel.state == State::leased && parcel.ends <= now) {
        const bool given_up = !parcel.key.empty() && parcel.leases == 3;
        parcel.state = given_up ? State::dead : State::waiting;
      }
    }
    return topic;
  }

  bool add(long long now, const std::string& name, long long number, const std::string& key) {
    Topic& topic = settled(now, name);
    if (find(topic, number)) return false;
    topic.log.push_back({.number = number, .key = key, .offset = topic.published});
    ++topic.published;
    return true;
  }

  static Parcel* find(Topic& topic, long long number) {
    const auto found =
        std::find_if(topic.log.begin(), topic.log.end(),
                     [number](const Parcel& parcel) { return parcel.number == number; });
    return found == topic.log.end() ? nullptr : &*found;
  }

  // The waiting parcel to hand out next.
  static Parcel* oldest(Topic& topic) {
    std::set<std::string> held_back;
    for (Parcel& parcel : topic.log) {
      if (parcel.state == State::leased && !parcel.key.empty()) held_back.insert(parcel.key);
      if (parcel.state == State::waiting && !held_back.contains(parcel.key)) return &parcel;
    }
    return nullptr;
  }

  std::map<std::string, Topic> topics_;
};
