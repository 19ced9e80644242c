#include "generators/counter_random.hpp"

#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "generators/rounded_functions.hpp"

namespace margincert::generators {
namespace {

constexpr std::uint32_t low(std::uint64_t word) { return static_cast<std::uint32_t>(word); }
constexpr std::uint32_t high(std::uint64_t word) { return static_cast<std::uint32_t>(word >> 32); }
constexpr std::uint64_t join(std::uint32_t low_half, std::uint32_t high_half) {
  return low_half | std::uint64_t{high_half} << 32;
}

PhiloxCounter counter(std::uint64_t first, std::uint64_t second) {
  return {low(first), high(first), low(second), high(second)};
}

}  // namespace

PhiloxCounter philox4x32_10(PhiloxCounter x, PhiloxKey key) {
  constexpr std::uint64_t multiplier_0 = 0xD2511F53;
  constexpr std::uint64_t multiplier_1 = 0xCD9E8D57;
  constexpr std::uint32_t weyl_0 = 0x9E3779B9;  // the golden ratio
  constexpr std::uint32_t weyl_1 = 0xBB67AE85;  // sqrt(3) - 1
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product_0 = multiplier_0 * x[0];
    const std::uint64_t product_1 = multiplier_1 * x[2];
    x = {high(product_1) ^ x[1] ^ key[0], low(product_1), high(product_0) ^ x[3] ^ key[1], low(product_0)};
    key[0] += weyl_0;
    key[1] += weyl_1;
  }
  return x;
}

Random::Random(std::uint64_t seed, std::string_view stream_name, std::uint64_t index) : index_(index) {
  const PhiloxCounter derived = philox4x32_10(counter(fnv1a(stream_name), 0), {low(seed), high(seed)});
  key_ = {derived[0], derived[1]};
}

std::uint64_t Random::bits() {
  if (second_half_) return *std::exchange(second_half_, std::nullopt);
  const PhiloxCounter block = philox4x32_10(counter(block_++, index_), key_);
  second_half_ = join(block[2], block[3]);
  return join(block[0], block[1]);
}

double Random::uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

std::uint64_t Random::below(std::uint64_t bound) {
  if (bound == 0) throw std::invalid_argument("below(0): there is no number below 0");
  // 2^64 mod bound draws are left over; refusing that many leaves a whole number of draws for every result.
  const std::uint64_t leftover = (0 - bound) % bound;
  std::uint64_t draw = bits();
  while (draw < leftover) draw = bits();
  return draw % bound;
}

/// Marsaglia's polar method: for (u, v) uniform in the unit disc and s = u² + v², u √(-2 ln s / s) and v √(-2 ln s / s)
/// are independent standard normals. sqrt and division are IEEE operations and ln is correctly rounded, so is the
/// result the same everywhere; a libm's log would not be.
double Random::normal() {
  if (second_normal_) return *std::exchange(second_normal_, std::nullopt);
  double u = 0;
  double v = 0;
  double s = 0;
  while (s == 0 || s >= 1) {
    u = 2 * uniform() - 1;
    v = 2 * uniform() - 1;
    s = u * u + v * v;
  }
  const double stretch = std::sqrt(-2 * rounded_log(s) / s);
  second_normal_ = v * stretch;
  return u * stretch;
}

std::vector<int> Random::permutation(int size) {
  std::vector<int> order(static_cast<std::size_t>(size));
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t last = order.size(); last > 1; --last) std::swap(order[last - 1], order[below(last)]);
  return order;
}

}  // namespace margincert::generators
