#pragma once
// A problem's signature for the other side of the wire: docs/wire.md's load frame.

#include <string>

#include "model/language.hpp"
#include "model/problem.hpp"

namespace assay {

// The load frame of a submission in a language that reads the source at run time.
std::string load_json(const Problem& problem, const std::string& file, const std::string& source);
// The same for a program that was compiled with its glue: it needs only `kind` and `seed`.
std::string compiled_load_json(const Problem& problem);
// The load frame of a kernel, whose `source` is still to come; and with it.
std::string kernel_load_json(const Problem& problem);
// The load frame of a simulator that is also to look for races in global memory, under one
// schedule.
std::string with_races(const std::string& load);
std::string with_source(const std::string& load, const std::string& source);
// The load frame of the code of an `asserts` declaration.
std::string driver_load_json(const Problem& problem);

// What a language.lua's text functions get: kind, name, parameters, returns, methods with their
// levels, and `runtime`: the variant of the language.  What is absent is left out: in Lua a null
// would be true.
std::string spec_json(const Problem& problem, const Language& language);

}  // namespace assay
