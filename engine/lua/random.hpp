#pragma once
// The generator of test data: the same numbers on every machine and for all time.
//
// It is counter-based: the i-th number is a hash (splitmix64's finisher) of key + i, and the key is
// taken from SHA-256 over the problem's id, the group and the index.  So a test depends on nothing
// but its own name: adding a row changes no other.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay {

class Random {
 public:
  Random(std::string_view problem, std::string_view group, std::int64_t index);

  std::uint64_t next();
  // Uniform in [low, high]; ends the process unless low <= high.  Takes nothing from the sequence
  // if there is no choice.
  std::int64_t integer(std::int64_t low, std::int64_t high);
  // Uniform in [0, 1), a multiple of 2^-53.
  double unit();
  double real(double low, double high);
  bool chance(double probability);
  // Bell-shaped by summing twelve uniform numbers: exact arithmetic, tails end at 6 deviations.
  double normal(double mean, double deviation);
  // `count` different numbers of 1..n in random order; count <= n.
  std::vector<std::int64_t> distinct(std::int64_t count, std::int64_t n);

 private:
  std::uint64_t key_;
  std::uint64_t counter_ = 0;
};

// The letters of an alphabet as signatures write it: "a-z0-9", a "-" first or last is itself.
// Each letter is one code point of UTF-8.
std::vector<std::string> letters_of(std::string_view alphabet);

}  // namespace assay
