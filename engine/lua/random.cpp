#include "lua/random.hpp"

#include <cassert>
#include <cstdlib>
#include <unordered_map>

#include "base/digest.hpp"

namespace assay {
namespace {

constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15;  // splitmix64's

std::uint64_t finish(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// Of valid UTF-8; a stray byte counts as one.
std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> points;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    char32_t point = more == 0 ? lead : lead & (0x3fU >> more);
    for (int k = 0; k < more && i < text.size(); ++k) {
      point = (point << 6) | (static_cast<unsigned char>(text[i++]) & 0x3fU);
    }
    points.push_back(point);
  }
  return points;
}

std::string encode_utf8(char32_t point) {
  if (point < 0x80) return {static_cast<char>(point)};
  std::string text;
  if (point >= 0x10000) {
    text += static_cast<char>(0xf0 | (point >> 18));
    text += static_cast<char>(0x80 | ((point >> 12) & 0x3f));
  } else if (point >= 0x800) {
    text += static_cast<char>(0xe0 | (point >> 12));
  } else {
    text += static_cast<char>(0xc0 | (point >> 6));
    text += static_cast<char>(0x80 | (point & 0x3f));
    return text;
  }
  text += static_cast<char>(0x80 | ((point >> 6) & 0x3f));
  text += static_cast<char>(0x80 | (point & 0x3f));
  return text;
}

}  // namespace

Random::Random(std::string_view problem, std::string_view group, std::int64_t index) {
  std::string name(problem);
  name += '\0';
  name += group;
  name += '\0';
  name += std::to_string(index);
  key_ = std::stoull(sha256(name).substr(0, 16), nullptr, 16);
}

std::uint64_t Random::next() { return finish(key_ + kStep * ++counter_); }

std::int64_t Random::integer(std::int64_t low, std::int64_t high) {
  // In release builds too: what is drawn is mostly an index.
  if (low > high) std::abort();
  if (low == high) return low;
  const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  if (span == 0) return static_cast<std::int64_t>(next());  // all 2^64
  // Numbers below 2^64 mod span would make some results likelier.
  const std::uint64_t reject = (0 - span) % span;
  std::uint64_t drawn = next();
  while (drawn < reject) drawn = next();
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + drawn % span);
}

double Random::unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

double Random::real(double low, double high) {
  const double drawn = low + (high - low) * unit();
  return drawn > high ? high : drawn;
}

bool Random::chance(double probability) { return unit() < probability; }

double Random::normal(double mean, double deviation) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += unit();
  return mean + deviation * sum;
}

std::vector<std::int64_t> Random::distinct(std::int64_t count, std::int64_t n) {
  assert(0 <= count && count <= n);
  // A shuffle of 1..n of which only the first `count` places are ever touched.
  std::unordered_map<std::int64_t, std::int64_t> moved;
  const auto at = [&](std::int64_t i) {
    const auto found = moved.find(i);
    return found == moved.end() ? i : found->second;
  };
  std::vector<std::int64_t> drawn;
  drawn.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 1; i <= count; ++i) {
    const std::int64_t j = integer(i, n);
    drawn.push_back(at(j));
    moved[j] = at(i);
  }
  return drawn;
}

std::vector<std::string> letters_of(std::string_view alphabet) {
  const std::vector<char32_t> points = code_points(alphabet);
  std::vector<std::string> letters;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i + 2 < points.size() && points[i + 1] == U'-' && points[i] <= points[i + 2]) {
      for (char32_t c = points[i]; c <= points[i + 2]; ++c) letters.push_back(encode_utf8(c));
      i += 2;
    } else {
      letters.push_back(encode_utf8(points[i]));
    }
  }
  return letters;
}

}  // namespace assay
