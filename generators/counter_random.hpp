#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "numeric/fnv1a.hpp"

namespace margincert::generators {

using numeric::fnv1a;

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel Random Numbers: As Easy as 1, 2, 3", SC11): one bijection of
/// 128 bits per key.
PhiloxCounter philox4x32_10(PhiloxCounter counter, PhiloxKey key);

/// The random stream of one task: a function of (seed, stream name, index) alone, bit-identical on every machine.
///
/// key = philox(seed)(fnv1a(name)) cut to 64 bits; block b of the stream is philox(key)(b, index). Streams of one
/// (seed, name) and different indices never share a block, as the blocks are values of a bijection at distinct points.
class Random {
 public:
  Random(std::uint64_t seed, std::string_view stream_name, std::uint64_t index);

  std::uint64_t index() const { return index_; }

  std::uint64_t bits();
  /// Uniform on {0, 1, ..., 2^53 - 1} / 2^53.
  double uniform();
  /// Uniform on {0, ..., bound - 1}, without bias; bound > 0.
  std::uint64_t below(std::uint64_t bound);
  /// Standard normal.
  double normal();
  /// Uniform among the orders of 0..size-1.
  std::vector<int> permutation(int size);

 private:
  PhiloxKey key_;
  std::uint64_t index_;
  std::uint64_t block_ = 0;
  std::optional<std::uint64_t> second_half_;  ///< the unread half of the last block
  std::optional<double> second_normal_;       ///< the polar method makes two at a time
};

}  // namespace margincert::generators
