#include "generators/last_bit.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace margincert::generators {

std::optional<Turn> turn(const Way& way) {
  if (way.meets(way.at(way.missed)) || !way.meets(way.at(way.met))) return std::nullopt;
  // Non-negative doubles are ordered as their bit patterns are.
  auto missed = std::bit_cast<std::uint64_t>(way.missed);
  auto met = std::bit_cast<std::uint64_t>(way.met);
  while (std::max(missed, met) - std::min(missed, met) > 1) {
    const std::uint64_t middle = std::min(missed, met) + (std::max(missed, met) - std::min(missed, met)) / 2;
    (way.meets(way.at(std::bit_cast<double>(middle))) ? met : missed) = middle;
  }
  return Turn{way.at(std::bit_cast<double>(missed)), way.at(std::bit_cast<double>(met))};
}

Vector between(const Vector& x, const Vector& y, double s) {
  Vector result = scaled(x, 1 - s);
  for (std::size_t i = 0; i < x.size(); ++i) result[i] += s * y[i];
  return result;
}

}  // namespace margincert::generators
