#pragma once

#include <filesystem>
#include <string>

#include "base/fd.hpp"
#include "base/status.hpp"

namespace assay {

// Starts a program of ours with one option and a socket on descriptor 3, whose other end is the
// result; standard input and output are empty.  The program is to fork and end at once: whoever
// embeds the engine then has no child to reap, and sees its end on the socket.  `environment` ends
// with a null.
Result<Fd> start_process(const std::filesystem::path& program, std::string option,
                         char* const* environment);

}  // namespace assay
