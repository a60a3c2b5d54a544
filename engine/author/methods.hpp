#pragma once

#include "service/engine.hpp"

namespace assay {

// Adds what authors and pools do: problem/lint, problem/new, bank/import, bank/export, bank/audit.
void add_author_methods(Engine& engine);

}  // namespace assay
