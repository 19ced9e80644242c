#pragma once

#include "transformer/dynamics.hpp"

namespace margincert::transformer::rivals {

/// Nothing moves [O]: z_j <- z_j. Its relative residual is 1, the scale on which the others are read.
struct NoOp {
  static constexpr bool attends = false;
  recursion::Parameters parameters;  ///< only their number of layers

  int depth() const { return parameters.depth(); }
  Stillness stillness(int) const { return {true, true, true, false}; }

  template <Arithmetic A, class Watch, class S = typename A::Scalar>
  State<S> next(const State<S>& z, int, const A&, Watch&&) const {
    return z;
  }
};

}  // namespace margincert::transformer::rivals
