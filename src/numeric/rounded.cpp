#include "numeric/rounded.hpp"

#include <algorithm>

#include "numeric/scratch.hpp"

namespace margincert::numeric {

void Rounded::bind(mpfr_prec_t precision) { mpfr_custom_init_set(&number_, MPFR_ZERO_KIND, 0, precision, limbs_); }

void Rounded::copy_from(const Rounded& other) {
  bind(mpfr_get_prec(&other.number_));
  mpfr_set(&number_, &other.number_, MPFR_RNDN);
}

template <class Operation>
Rounded Rounded::of(Precision precision, Operation operation) {
  Rounded result(precision);
  operation(&result.number_);
  return result;
}

Rounded Rounded::exact(double x, Precision precision) {
  return of(precision, [&](mpfr_ptr result) { mpfr_set_d(result, x, MPFR_RNDN); });
}

Rounded Rounded::ratio(long numerator, long denominator, Precision precision) {
  Scratch above(8 * sizeof(long));
  mpfr_set_si(above, numerator, MPFR_RNDN);
  return of(precision, [&](mpfr_ptr result) { mpfr_div_si(result, above, denominator, MPFR_RNDN); });
}

Rounded Rounded::operator-() const {
  return of(precision(), [&](mpfr_ptr result) { mpfr_neg(result, &number_, MPFR_RNDN); });
}

Precision Rounded::wider(const Rounded& a, const Rounded& b) { return std::max(a.precision(), b.precision()); }

Rounded operator+(const Rounded& a, const Rounded& b) {
  return Rounded::of(Rounded::wider(a, b), [&](mpfr_ptr result) { mpfr_add(result, a.get(), b.get(), MPFR_RNDN); });
}

Rounded operator-(const Rounded& a, const Rounded& b) {
  return Rounded::of(Rounded::wider(a, b), [&](mpfr_ptr result) { mpfr_sub(result, a.get(), b.get(), MPFR_RNDN); });
}

Rounded operator*(const Rounded& a, const Rounded& b) {
  return Rounded::of(Rounded::wider(a, b), [&](mpfr_ptr result) { mpfr_mul(result, a.get(), b.get(), MPFR_RNDN); });
}

Rounded operator/(const Rounded& a, const Rounded& b) {
  return Rounded::of(Rounded::wider(a, b), [&](mpfr_ptr result) { mpfr_div(result, a.get(), b.get(), MPFR_RNDN); });
}

Rounded sqrt(const Rounded& a) {
  return Rounded::of(a.precision(), [&](mpfr_ptr result) { mpfr_sqrt(result, a.get(), MPFR_RNDN); });
}

Rounded exp(const Rounded& a) {
  return Rounded::of(a.precision(), [&](mpfr_ptr result) { mpfr_exp(result, a.get(), MPFR_RNDN); });
}

Rounded log(const Rounded& a) {
  return Rounded::of(a.precision(), [&](mpfr_ptr result) { mpfr_log(result, a.get(), MPFR_RNDN); });
}

Rounded abs(const Rounded& a) {
  return Rounded::of(a.precision(), [&](mpfr_ptr result) { mpfr_abs(result, a.get(), MPFR_RNDN); });
}

/// MPFR's own min and max pass over a NaN.
Rounded min(const Rounded& a, const Rounded& b) {
  const bool is_nan = mpfr_unordered_p(a.get(), b.get()) != 0;
  return Rounded::of(Rounded::wider(a, b), [&](mpfr_ptr result) {
    is_nan ? mpfr_set_nan(result) : void(mpfr_min(result, a.get(), b.get(), MPFR_RNDN));
  });
}

Rounded max(const Rounded& a, const Rounded& b) { return -min(-a, -b); }

Rounded dot(std::span<const Rounded> a, std::span<const Rounded> b) {
  Rounded sum = a[0] * b[0];
  for (std::size_t i = 1; i < a.size(); ++i) add_product(sum, a[i], b[i]);
  return sum;
}

}  // namespace margincert::numeric
