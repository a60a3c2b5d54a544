#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

class DrawerStore {
 public:
  std::optional<long long> put(long long now, const std::string& drawer, const std::string& label,
                               long long value) {
    return set(now, drawer, label, {value, std::nullopt});
  }

  std::optional<long long> get(long long now, const std::string& drawer, const std::string& label) {
    bury(now);
    const Entry* entry = find(drawer, label);
    if (!entry) return std::nullopt;
    return entry->value;
  }

  bool remove(long long now, const std::string& drawer, const std::string& label) {
    bury(now);
    const auto labels = content_.find(drawer);
    if (labels == content_.end() || labels->second.erase(label) == 0) return false;
    if (labels->second.empty()) content_.erase(labels);
    return true;
  }

  std::vector<std::string> scan(long long now, const std::string& drawer,
                                const std::string& prefix) {
    bury(now);
    std::vector<std::string> lines;
    const auto labels = content_.find(drawer);
    if (labels == content_.end()) return lines;
    for (const auto& [label, entry] : labels->second) {
      if (label.starts_with(prefix)) lines.push_back(label + "=" + std::to_string(entry.value));
    }
    return lines;
  }

  std::vector<std::string> drawers(long long now, const std::string& prefix) {
    bury(now);
    std::vector<std::string> lines;
    for (const auto& [drawer, labels] : content_) {
      if (drawer.starts_with(prefix)) lines.push_back(drawer + " " + std::to_string(labels.size()));
    }
    return lines;
  }

  std::optional<long long> put_for(long long now, const std::string& drawer,
                                   const std::string& label, long long value, long long ttl) {
    return set(now, drawer, label, {value, now + ttl});
  }

  bool extend(long long now, const std::string& drawer, const std::string& label, long long more) {
    bury(now);
    Entry* entry = find(drawer, label);
    if (!entry || !entry->dies) return false;
    *entry->dies += more;
    return true;
  }

  std::optional<long long> left(long long now, const std::string& drawer,
                                const std::string& label) {
    bury(now);
    const Entry* entry = find(drawer, label);
    if (!entry) return std::nullopt;
    return entry->dies ? *entry->dies - now : 0;
  }

  long long snapshot(long long now) {
    bury(now);
    pictures_.push_front({now, content_});
    if (pictures_.size() > 3) pictures_.pop_back();
    long long count = 0;
    for (const auto& [drawer, labels] : content_) count += static_cast<long long>(labels.size());
    return count;
  }

  bool restore(long long now, long long back) {
    if (back >= static_cast<long long>(pictures_.size())) return false;
    const Picture& picture = pictures_[back];
    content_ = picture.content;
    for (auto& [drawer, labels] : content_) {
      for (auto& [label, entry] : labels) {
        if (entry.dies) *entry.dies += now - picture.taken;
      }
    }
    return true;
  }

 private:
  struct Entry {
    long long value;
    std::optional<long long> dies;  // none: it lives for ever
  };
  using Content = std::map<std::string, std::map<std::string, Entry>>;  // no drawer is empty
  struct Picture {
    long long taken;
    Content content;
  };

  void bury(long long now) {
    for (auto& [drawer, labels] : content_) {
      std::erase_if(
          labels, [now](const auto& item) { return item.second.dies && *item.second.dies <= now; });
    }
    std::erase_if(content_, [](const auto& item) { return item.second.empty(); });
  }

  Entry* find(const std::string& drawer, const std::string& label) {
    const auto labels = content_.find(drawer);
    if (labels == content_.end()) return nullptr;
    const auto entry = labels->second.find(label);
    return entry == labels->second.end() ? nullptr : &entry->second;
  }

  std::optional<long long> set(long long now, const std::string& drawer, const std::string& label,
                               const Entry& entry) {
    const std::optional<long long> before = get(now, drawer, label);
    content_[drawer][label] = entry;
    return before;
  }

  Content content_;
  std::deque<Picture> pictures_;  // newest first
};
