#pragma once

#include "numeric/rounded.hpp"
#include "recursion/scalar.hpp"

namespace margincert::recursion {

/// Plain numbers of a stated precision, rounded to nearest by MPFR: what DoubleArithmetic is at 53 bits, at any number
/// of them. Never the ground of a verdict.
class RoundedArithmetic {
 public:
  using Scalar = numeric::Rounded;
  explicit RoundedArithmetic(numeric::Precision precision) : precision_(precision) {}

  Scalar exact(double x) const { return Scalar::exact(x, precision_); }
  Scalar ratio(long numerator, long denominator) const { return Scalar::ratio(numerator, denominator, precision_); }
  double steering_value(const Scalar& s) const { return s.to_double(); }

 private:
  numeric::Precision precision_;
};

}  // namespace margincert::recursion
