// Nearly all answers are right, so the common path only proves that: it runs over blocks, adds up
// in vector registers how many elements are outside, and looks closer only at blocks that have
// some.
#include "value/tensor_compare.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace assay {
namespace {

constexpr std::size_t kBlock = 1024;

// Where the processor has registers of four doubles, and the linker can choose, they are used.
#if defined(__x86_64__) && defined(__GLIBC__)
#define ASSAY_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define ASSAY_WIDE
#endif

// Four lanes: one AVX register of doubles, two SSE2 or NEON ones.
constexpr std::size_t kLanes = 4;
using Doubles = double __attribute__((vector_size(32)));
using Floats = float __attribute__((vector_size(16)));
using Masks = std::int64_t __attribute__((vector_size(32)));

// By reference: a vector returned by value would depend on the processor's registers.
void load(const float* from, Doubles& into) {
  Floats floats;
  std::memcpy(&floats, from, sizeof floats);
  into = __builtin_convertvector(floats, Doubles);
}

void load(const double* from, Doubles& into) { std::memcpy(&into, from, sizeof into); }

void absolute(Doubles& x) {
  x = reinterpret_cast<Doubles>(reinterpret_cast<Masks>(x) & (Masks{} + INT64_MAX));
}

// How many of `count` (a multiple of kLanes) elements are not within the tolerance.  NaN and
// infinities count as outside: the closer look knows better.
template <class T>
[[gnu::always_inline]] inline std::size_t count_outside(const char* want, const char* got,
                                                        std::size_t count, double rtol,
                                                        double atol) {
  const auto* a = reinterpret_cast<const T*>(want);
  const auto* b = reinterpret_cast<const T*>(got);
  const Doubles zero = {};
  Masks inside = {};
  for (std::size_t i = 0; i < count; i += kLanes) {
    Doubles x, y;
    load(a + i, x);
    load(b + i, y);
    Doubles distance = y - x;
    absolute(distance);
    absolute(x);
    // inf <= inf would hold where only `want` is infinite: inf - inf is NaN and never less.
    inside -= (distance <= atol + rtol * x) & (x - x == zero);
  }
  const std::int64_t total = inside[0] + inside[1] + inside[2] + inside[3];
  return count - static_cast<std::size_t>(total);
}

ASSAY_WIDE std::size_t floats_outside(const char* want, const char* got, std::size_t count,
                                      double rtol, double atol) {
  return count_outside<float>(want, got, count, rtol, atol);
}

ASSAY_WIDE std::size_t doubles_outside(const char* want, const char* got, std::size_t count,
                                       double rtol, double atol) {
  return count_outside<double>(want, got, count, rtol, atol);
}

// The position of a float among all floats of its dtype, in order.
std::int64_t rank(const Tensor& tensor, std::size_t index, Dtype dtype) {
  const auto ordered = [](std::uint64_t bits, int width) {
    const std::uint64_t sign = std::uint64_t{1} << (width - 1);
    const auto size = static_cast<std::int64_t>(bits & (sign - 1));
    return (bits & sign) != 0 ? -size : size;
  };
  if (dtype == Dtype::f64) {
    return ordered(std::bit_cast<std::uint64_t>(element(tensor, index)), 64);
  }
  if (dtype == Dtype::f32) {
    return ordered(std::bit_cast<std::uint32_t>(static_cast<float>(element(tensor, index))), 32);
  }
  Tensor one = make_tensor(dtype, {});
  set_element(one, 0, element(tensor, index));
  std::uint16_t bits;
  std::memcpy(&bits, one.raw.data(), sizeof bits);
  return ordered(bits, 16);
}

class Comparison {
 public:
  Comparison(const TensorRules& rules, const Tensor& want, const Tensor& got)
      : rules_(rules), want_(want), got_(got) {}

  TensorDifference run() {
    const std::size_t count = got_.count();
    const bool same_dtype = want_.dtype == got_.dtype;
    if (same_dtype && !is_float(got_.dtype) && want_.raw == got_.raw) return {};
    for (std::size_t begin = 0; begin < count; begin += kBlock) {
      const std::size_t size = std::min(kBlock, count - begin);
      const bool vectors = same_dtype && size % kLanes == 0 &&
                           (got_.dtype == Dtype::f32 || got_.dtype == Dtype::f64);
      if (vectors && outside_block(begin, size) == 0) continue;
      for (std::size_t i = begin; i < begin + size; ++i) look(i);
    }
    return found_;
  }

 private:
  std::size_t outside_block(std::size_t begin, std::size_t size) const {
    const std::size_t offset = begin * size_of(got_.dtype);
    const char* want = want_.raw.data() + offset;
    const char* got = got_.raw.data() + offset;
    return got_.dtype == Dtype::f32 ? floats_outside(want, got, size, rules_.rtol, rules_.atol)
                                    : doubles_outside(want, got, size, rules_.rtol, rules_.atol);
  }

  void look(std::size_t index) {
    if (!is_float(got_.dtype)) {
      const std::int64_t want = whole_element(want_, index), got = whole_element(got_, index);
      if (want != got) note(index, std::abs(static_cast<double>(got) - static_cast<double>(want)));
      return;
    }
    const double want = element(want_, index), got = element(got_, index);
    if (!std::isfinite(got)) {
      const bool same = std::isnan(got) ? rules_.nan_equal && std::isnan(want) : got == want;
      if (same && !rules_.finite) return;
      if (!found_.not_finite) found_.not_finite = index;
      return note(index, HUGE_VAL);
    }
    const double distance = std::abs(got - want);
    if (distance <= rules_.atol + rules_.rtol * std::abs(want) && std::isfinite(want)) return;
    if (rules_.ulp > 0 && std::isfinite(want)) {
      const std::int64_t a = rank(want_, index, got_.dtype), b = rank(got_, index, got_.dtype);
      // Unsigned: the distance between the ends does not fit the signed type.
      const std::uint64_t apart =
          a > b ? static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b)
                : static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a);
      if (apart <= static_cast<std::uint64_t>(rules_.ulp)) return;
    }
    note(index, std::isnan(distance) ? HUGE_VAL : distance);
  }

  void note(std::size_t index, double distance) {
    if (found_.outside++ == 0 || distance > worst_) {
      found_.worst = index;
      worst_ = distance;
    }
  }

  const TensorRules& rules_;
  const Tensor& want_;
  const Tensor& got_;
  TensorDifference found_;
  double worst_ = 0;
};

}  // namespace

double usual_tolerance(Dtype dtype) {
  switch (dtype) {
    case Dtype::f16:
      return 1e-2;
    case Dtype::bf16:
      return 5e-2;
    case Dtype::f32:
      return 1e-5;
    case Dtype::f64:
      return 1e-9;
    default:
      return 0;  // integers and bools are exact
  }
}

TensorDifference compare_tensors(const TensorRules& rules, const Tensor& want, const Tensor& got) {
  return Comparison(rules, want, got).run();
}

}  // namespace assay
