#pragma once

#include <cstddef>

namespace assay {

// Walks the level order of a binary tree: children of absent nodes are left out.
class LevelOrder {
 public:
  // False if no node can stand here: every place below the nodes so far is taken.
  bool next(bool present) {
    if (open_ == 0) return false;
    open_ = present ? open_ + 1 : open_ - 1;
    return true;
  }

 private:
  std::size_t open_ = 1;
};

}  // namespace assay
