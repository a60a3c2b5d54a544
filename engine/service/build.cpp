#include "service/build.hpp"

#include "plan/compile.hpp"
#include "plan/plan.hpp"
#include "service/candidate.hpp"

namespace assay {
