#pragma once

#include <memory>
#include <vector>

#include "engine/error_terms.hpp"
#include "engine/frame.hpp"
#include "recursion/parameters.hpp"

namespace margincert::engine {

/// A number as its nearest binary64 and what that is off by.
struct Rounded {
  double value = 0, error = 0;
};

/// What coefficients need of a recursion's parameters and takes more than binary64 to know.
struct ParameterBounds {
  explicit ParameterBounds(const recursion::Parameters& parameters);

  recursion::Parameters parameters;
  Rounded delta;
  double mixing_norm;                 ///< >= ‖I + δ 11ᵀ‖₂ = max(1, |1 + K δ|)
  std::vector<Rounded> label_growth;  ///< G_t = Π_{s<t} (1 + γ'_s), t = 0..T
  bool in_range;                      ///< all of them are
};

/// Tasks of one model have them in common.
using SharedBounds = std::shared_ptr<const ParameterBounds>;

/// Layer t for one lane, with `points` training points; t = T stands for a layer that is only looked at.
void set_coefficients(Coefficients& coefficients, std::size_t lane, const ParameterBounds& bounds, int t,
                      std::size_t points, const ErrorTerms& terms);

}  // namespace margincert::engine
