#pragma once

#include "value/value.hpp"

namespace assay {

// Simple changes of one value; of the same type, as code for one type often fails on another.
Values neighbours(const Value& value);
// The same of arguments: each time one of them changed.
Values changed_arguments(const Value& arguments);

}  // namespace assay
