#pragma once
// What was made once and is kept as long as there is room.

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace assay {

// Values by key, shared with whoever asked for them; the one longest unused goes first.
// Threads: any.
template <class T>
class Lru {
 public:
  // One that is larger than `most_bytes` stays until the next one comes.
  Lru(std::size_t most_items, std::size_t most_bytes)
      : most_items_(most_items), most_bytes_(most_bytes) {}

  // Null if it is not there.
  std::shared_ptr<const T> find(const std::string& key) {
    const std::lock_guard lock(mutex_);
    for (auto kept = items_.begin(); kept != items_.end(); ++kept) {
      if (kept->key != key) continue;
      items_.splice(items_.begin(), items_, kept);
      return kept->value;
    }
    return nullptr;
  }

  std::shared_ptr<const T> keep(const std::string& key, T value, std::size_t bytes) {
    auto shared = std::make_shared<const T>(std::move(value));
    const std::lock_guard lock(mutex_);
    items_.push_front({key, shared, bytes});
    bytes_ += bytes;
    while ((bytes_ > most_bytes_ || items_.size() > most_items_) && items_.size() > 1) {
      bytes_ -= items_.back().bytes;
      items_.pop_back();
    }
    return shared;
  }

 private:
  struct Kept {
    std::string key;
    std::shared_ptr<const T> value;
    std::size_t bytes;
  };

  const std::size_t most_items_, most_bytes_;
  std::mutex mutex_;
  std::list<Kept> items_;  // the last used first
  std::size_t bytes_ = 0;
};

}  // namespace assay
