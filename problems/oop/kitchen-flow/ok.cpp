#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

class KitchenFlow {
 public:
  bool add(long long, const std::string& task) {
    if (find(task)) return false;
    board_.push_back(std::make_unique<Task>(Task{.name = task}));
    return true;
  }

  bool depends(long long, const std::string& task, const std::string& first) {
    Task* later = find(task, State::waiting);
    Task* earlier = find(first);
    if (!later || !earlier || later == earlier || needed(earlier).contains(later)) return false;
    later->first.insert(earlier);
    return true;
  }

  std::vector<std::string> ready(long long now) {
    std::vector<std::string> names;
    for (const Task* task : in_order(now)) names.push_back(task->name);
    return names;
  }

  std::optional<std::string> start(long long now) {
    if (in_state(State::running).size() == 2) return std::nullopt;
    for (Task* task : in_order(now)) {
      if (!has_room(*task)) continue;
      task->state = State::running;
      ++attempts_[task->name];
      return task->name;
    }
    return std::nullopt;
  }

  bool finish(long long, const std::string& task) {
    Task* found = find(task, State::running);
    if (!found) return false;
    for (auto& other : board_) other->first.erase(found);
    std::erase_if(board_, [found](const auto& other) { return other.get() == found; });
    done_.emplace_back(task, attempts_[task]);
    return true;
  }

  std::optional<long long> fail(long long now, const std::string& task) {
    Task* found = find(task, State::running);
    if (!found) return std::nullopt;
    ++found->failures;
    if (found->failures == 3) {
      found->state = State::spoiled;
      return -1;
    }
    found->state = State::waiting;
    found->paused_until = now + (found->failures == 1 ? 2 : 6);
    return found->paused_until;
  }

  std::vector<std::string> lost(long long) {
    std::vector<std::string> names;
    for (const auto& task : board_) {
      if (task->state == State::spoiled || (task->state == State::waiting && is_lost(*task))) {
        names.push_back(task->name);
      }
    }
    return names;
  }

  long long pool(long long, const std::string& name, long long places) {
    pools_[name] = places;
    return free(name);
  }

  bool takes(long long, const std::string& task, const std::string& name, long long places) {
    Task* found = find(task, State::waiting);
    if (!found || !pools_.contains(name)) return false;
    found->takes[name] = places;
    return true;
  }

  bool prefer(long long, const std::string& task, long long urgency) {
    Task* found = find(task);
    if (!found) return false;
    found->urgency = urgency;
    return true;
  }

  long long cancel(long long, const std::string& unwanted) {
    Task* found = find(unwanted);
    long long count = 0;
    for (const auto& task : board_) {
      if (task->state == State::cancelled) continue;
      if (task.get() != found && !needed(task.get()).contains(found)) continue;
      task->state = State::cancelled;
      ++count;
    }
    return count;
  }

  long long resume(long long, const std::string& wanted) {
    Task* found = find(wanted);
    if (!found) return 0;
    std::set<Task*> chances = needed(found);
    chances.insert(found);
    long long count = 0;
    for (Task* task : chances) {
      if (task->state == State::running) continue;
      if (task->state != State::waiting) ++count;
      task->state = State::waiting;
      task->failures = 0;
      task->paused_until = 0;
    }
    return count;
  }

  bool report(long long now, const std::string& task, long long attempt) {
    const std::pair<std::string, long long> message(task, attempt);
    if (std::find(done_.begin(), done_.end(), message) != done_.end()) return true;
    return attempts_[task] == attempt && finish(now, task);
  }

  std::vector<std::string> served(long long) {
    std::vector<std::string> lines;
    for (const auto& [name, attempt] : done_) lines.push_back(name + " " + std::to_string(attempt));
    return lines;
  }

 private:
  enum class State { waiting, running, spoiled, cancelled };

  struct Task {
    std::string name;
    State state = State::waiting;
    std::set<Task*> first{};                   // the tasks that it needs directly
    std::map<std::string, long long> takes{};  // pool -> places
    long long urgency = 0;
    int failures = 0;
    long long paused_until = 0;
  };

  Task* find(const std::string& name) {
    for (auto& task : board_) {
      if (task->name == name) return task.get();
    }
    return nullptr;
  }

  Task* find(const std::string& name, State state) {
    Task* task = find(name);
    return task && task->state == state ? task : nullptr;
  }

  std::vector<Task*> in_state(State state) {
    std::vector<Task*> tasks;
    for (auto& task : board_) {
      if (task->state == state) tasks.push_back(task.get());
    }
    return tasks;
  }

  // All tasks that it needs, directly or through others.
  static std::set<Task*> needed(const Task* task) {
    std::set<Task*> found;
    std::vector<Task*> open(task->first.begin(), task->first.end());
    while (!open.empty()) {
      Task* next = open.back();
      open.pop_back();
      if (found.insert(next).second)
        open.insert(open.end(), next->first.begin(), next->first.end());
    }
    return found;
  }

  static bool is_lost(const Task& task) {
    const std::set<Task*> all = needed(&task);
    return std::any_of(all.begin(), all.end(),
                       [](const Task* other) { return other->state == State::spoiled; });
  }

  std::vector<Task*> in_order(long long now) {
    std::vector<Task*> ready;
    for (Task* task : in_state(State::waiting)) {
      if (now >= task->paused_until && task->first.empty()) ready.push_back(task);
    }
    std::stable_sort(ready.begin(), ready.end(),
                     [](const Task* a, const Task* b) { return a->urgency > b->urgency; });
    return ready;
  }

  long long free(const std::string& pool) {
    long long places = pools_[pool];
    for (const Task* task : in_state(State::running)) {
      const auto taken = task->takes.find(pool);
      if (taken != task->takes.end()) places -= taken->second;
    }
    return places;
  }

  bool has_room(const Task& task) {
    return std::all_of(task.takes.begin(), task.takes.end(), [this](const auto& item) {
      return item.second == 0 || free(item.first) >= item.second;
    });
  }

  std::vector<std::unique_ptr<Task>> board_;  // in the order of adding
  std::map<std::string, long long> pools_;    // name -> places, free or not
  std::map<std::string, long long> attempts_;
  std::vector<std::pair<std::string, long long>> done_;  // name, attempt
};
