#pragma once
// The tests of classes: a constructor and a row of calls (docs/wire.md, kind class).

#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "value/type.hpp"
#include "value/value.hpp"

namespace assay {

struct ClassCall {
  int method = 0;   // index into all methods, level after level
  Value arguments;  // Record
};

struct ClassScript {
  Value constructor;  // Record
  std::vector<ClassCall> calls;
};

struct ClassShape {
  Signature constructor;
  std::vector<Signature> methods;

  int find(std::string_view method) const;  // or -1
};

Result<std::string> encode_script(const ClassShape& shape, const ClassScript& script);
Result<ClassScript> decode_script(const ClassShape& shape, std::string_view bytes);
// What the calls answered, in order; methods without a result are left out.
Result<std::string> encode_results(const ClassShape& shape, const ClassScript& script,
                                   const Values& results);
// One value a call, null for a method without a result.
Result<Values> decode_results(const ClassShape& shape, const ClassScript& script,
                              std::string_view bytes);

// "copy(\"a\", \"b\")"
std::string display(const ClassShape& shape, const ClassCall& call);

}  // namespace assay
