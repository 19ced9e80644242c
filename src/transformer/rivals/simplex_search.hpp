#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace margincert::transformer::rivals {

struct Minimum {
  std::vector<double> x;
  double value = 0;
  int evaluations = 0;  ///< of the function
};

/// The least value found of a function of one or two numbers, by exactly `evaluations` evaluations, in binary64: a
/// quarter of them on a grid over [-reach, reach]^p that is finer towards 0, the rest on Nelder-Mead searches (Nelder
/// and Mead 1965, their coefficients) from the best point so far, started anew each time the simplex has collapsed.
/// A function of no numbers is evaluated once. No randomness; a NaN counts as worst.
Minimum minimise(const std::function<double(std::span<const double>)>& function, std::size_t numbers, double reach,
                 int evaluations);

}  // namespace margincert::transformer::rivals
