#pragma once

#include <stdexcept>
#include <string>

namespace margincert::numeric {

/// How many bits the endpoints of an enclosure carry.
///
/// Every enclosure states its precision when it is made; there is no default to fall back on, neither ours nor a
/// library's. At 53 bits and above every binary64 is represented exactly, which is what inputs rely on.
class Precision {
 public:
  static constexpr int minimum = 53;
  static constexpr int maximum = 1024;

  constexpr explicit Precision(int bits) : bits_(bits) {
    if (bits < minimum || bits > maximum) {
      throw std::out_of_range("precision of " + std::to_string(bits) + " bits is outside " + std::to_string(minimum) +
                              ".." + std::to_string(maximum));
    }
  }

  constexpr int bits() const { return bits_; }
  friend constexpr auto operator<=>(Precision, Precision) = default;

 private:
  int bits_;
};

}  // namespace margincert::numeric
