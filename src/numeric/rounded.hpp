#pragma once

#include <mpfr.h>

#include <cstddef>
#include <span>

#include "numeric/precision.hpp"

namespace margincert::numeric {

/// A number of MPFR at a precision of its own, rounded to nearest in every operation: what a program computes that has
/// this many bits. An approximation, which says nothing of how far off it is; never the ground of a verdict.
///
/// Precision. Every number states it when it is made, and results carry the larger precision of their operands. No
/// default of MPFR's, of a thread's or of another library's is read or changed, so that what is computed depends on the
/// operands alone.
///
/// What is not finite. As IEEE 754 has it: overflow gives infinities, an undefined operation NaN, which every operation
/// passes on, min and max included.
///
/// Storage is inline; the type is copied, not shared.
class Rounded {
 public:
  /// Zero.
  explicit Rounded(Precision precision) { bind(precision.bits()); }
  Rounded(const Rounded& other) { copy_from(other); }
  Rounded& operator=(const Rounded& other) {
    if (this != &other) copy_from(other);
    return *this;
  }

  /// x as it is, which no precision rounds.
  static Rounded exact(double x, Precision precision);
  /// numerator / denominator, rounded once; not finite when the denominator is 0.
  static Rounded ratio(long numerator, long denominator, Precision precision);

  Precision precision() const { return Precision(static_cast<int>(mpfr_get_prec(&number_))); }
  mpfr_srcptr get() const { return &number_; }
  bool is_finite() const { return mpfr_number_p(&number_) != 0; }
  double to_double() const { return mpfr_get_d(&number_, MPFR_RNDN); }

  Rounded operator-() const;
  Rounded& operator+=(const Rounded& b) { return *this = *this + b; }
  Rounded& operator-=(const Rounded& b) { return *this = *this - b; }
  Rounded& operator*=(const Rounded& b) { return *this = *this * b; }
  Rounded& operator/=(const Rounded& b) { return *this = *this / b; }

  friend Rounded operator+(const Rounded& a, const Rounded& b);
  friend Rounded operator-(const Rounded& a, const Rounded& b);
  friend Rounded operator*(const Rounded& a, const Rounded& b);
  friend Rounded operator/(const Rounded& a, const Rounded& b);

  friend Rounded sqrt(const Rounded& a);
  friend Rounded exp(const Rounded& a);
  friend Rounded log(const Rounded& a);
  friend Rounded abs(const Rounded& a);
  friend Rounded min(const Rounded& a, const Rounded& b);
  friend Rounded max(const Rounded& a, const Rounded& b);

  /// The same number, of whatever precision; false of NaN.
  friend bool operator==(const Rounded& a, const Rounded& b) { return mpfr_equal_p(&a.number_, &b.number_) != 0; }
  /// Is a certainly the larger one? Where both are beyond binary64, too.
  friend bool reaches_higher(const Rounded& a, const Rounded& b) { return mpfr_greater_p(&a.number_, &b.number_) != 0; }

 private:
  /// The number of that precision that `operation` writes.
  template <class Operation>
  static Rounded of(Precision precision, Operation operation);
  static Precision wider(const Rounded& a, const Rounded& b);
  void bind(mpfr_prec_t precision);
  void copy_from(const Rounded& other);

  __mpfr_struct number_;
  mp_limb_t limbs_[Precision::maximum / GMP_NUMB_BITS];
};

/// sum += a * b, rounded twice.
inline void add_product(Rounded& sum, const Rounded& a, const Rounded& b) { sum += a * b; }
/// Inner product of two vectors of the same, positive length: products and sums in their order, each rounded.
Rounded dot(std::span<const Rounded> a, std::span<const Rounded> b);

}  // namespace margincert::numeric
