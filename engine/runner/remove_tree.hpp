#pragma once

#include <string>

namespace assay {

// Removes a folder that a candidate could write, after all processes that could are dead.  Goes by
// descriptors, follows no link, and takes any depth with a constant number of descriptors.
void remove_tree(const std::string& path);

}  // namespace assay
