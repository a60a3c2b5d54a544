// The names of the runtime that we lack.  They must exist, or the loader would refuse programs that
// only mention them.  Their arguments do not matter, so the toolkit's headers stay out of this
// file.

namespace assay::cudart {
int lacking(const char* name);
}

extern "C" {
#define LACKING(name) \
  int name() { return assay::cudart::lacking(#name); }
#include "cudart/lacking.def"
}
