#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "numeric/interval.hpp"

namespace margincert::transformer {

/// A class, or none where the arithmetic did not tell which.
using Prediction = std::optional<int>;

/// argmax_c y[c], the first of equals. None unless every entry is a finite number: where one is not, an overflow and
/// not the label would decide.
inline Prediction predicted_class(std::span<const double> y) {
  if (!std::ranges::all_of(y, [](double entry) { return std::isfinite(entry); })) return std::nullopt;
  return static_cast<int>(std::ranges::max_element(y) - y.begin());
}

/// The same of the enclosed real numbers: none unless it is certain which entry is the first of the largest.
inline Prediction predicted_class(std::span<const numeric::Interval> y) {
  using numeric::Truth;
  for (std::size_t c = 0; c < y.size(); ++c) {
    Truth is_first = Truth::yes;
    for (std::size_t other = 0; other < y.size(); ++other) {
      if (other < c) is_first = is_first & is_less(y[other], y[c]);
      if (other > c) is_first = is_first & is_less_equal(y[other], y[c]);
    }
    if (is_first == Truth::yes) return static_cast<int>(c);
  }
  return std::nullopt;
}

}  // namespace margincert::transformer
