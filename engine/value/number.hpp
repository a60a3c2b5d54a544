#pragma once

#include "value/value.hpp"

namespace assay {

// A bool, int, float or bigint.
bool is_number(const Value& value);

// Numbers by their exact values, whatever holds them: negative, 0 or positive.  true is 1, as in
// Python.  NaN comes after all others and is equal to itself here.
int order_numbers(const Value& a, const Value& b);

// The nearest float, infinite for a bigint beyond them.
double nearest_float(const Value& number);

// Bigints by their digits.
int order_digits(std::string_view a, std::string_view b);

// NaN comes after all others.
int order_floats(double a, double b);

}  // namespace assay
