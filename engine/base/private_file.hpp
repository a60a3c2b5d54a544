#pragma once
// Files that hold hidden tests or candidates' work: nobody but the user of the engine reads them.

#include <filesystem>
#include <string_view>

#include "base/status.hpp"

namespace assay {

// As write_file(), but closed to others.
Status write_private_file(const std::filesystem::path& path, std::string_view bytes);

// Makes the folder, or closes one that is there, to others; its parents are made as usual.  Fails
// only where others can read what we would write: in one that cannot be made or written to is
// nothing of ours.
Status close_folder(const std::filesystem::path& folder);

}  // namespace assay
