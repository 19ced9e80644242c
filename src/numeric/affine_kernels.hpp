#pragma once

#include <array>
#include <cmath>
#include <cstddef>

/// The loops over slopes, in round-to-nearest, and what they may be off by. Partial sums run in eight places so that
/// the compiler can use vectors whatever their length; the order of operations, and so every result, is that of the
/// text.
namespace margincert::numeric::kernels {

inline constexpr std::size_t lanes = 8;

inline double total(const std::array<double, lanes>& part) {
  return ((part[0] + part[4]) + (part[1] + part[5])) + ((part[2] + part[6]) + (part[3] + part[7]));
}

/// Σ_i |term(i)|; term may store what it computes.
template <class Term>
double sum_of_moduli(std::size_t count, const Term& term) {
  std::array<double, lanes> part{};
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    for (std::size_t k = 0; k < lanes; ++k) part[k] += std::abs(term(i + k));
  }
  for (std::size_t k = 0; i < count; ++i, ++k) part[k] += std::abs(term(i));
  return total(part);
}

/// out_i = p a_i + q b_i. Returns the computed Σ |out_i|.
inline double combine(std::size_t count, const double* a, double p, const double* b, double q, double* out) {
  return sum_of_moduli(count, [=](std::size_t i) { return out[i] = p * a[i] + q * b[i]; });
}
/// out_i = p a_i.
inline double scale(std::size_t count, const double* a, double p, double* out) {
  return sum_of_moduli(count, [=](std::size_t i) { return out[i] = p * a[i]; });
}
/// sum_i += p a_i + q b_i.
inline double accumulate(std::size_t count, const double* a, double p, const double* b, double q, double* sum) {
  return sum_of_moduli(count, [=](std::size_t i) { return sum[i] += p * a[i] + q * b[i]; });
}
/// sum_i += p a_i.
inline double accumulate(std::size_t count, const double* a, double p, double* sum) {
  return sum_of_moduli(count, [=](std::size_t i) { return sum[i] += p * a[i]; });
}
/// Σ |a_i - weight b_i|, as computed.
inline double distance(std::size_t count, const double* a, double weight, const double* b) {
  return sum_of_moduli(count, [=](std::size_t i) { return a[i] - weight * b[i]; });
}

// Error bounds, with u = 2^-53. A product rounds to p a (1 + e) + η with |e| <= u, |η| <= 2^-1075; a sum has no η.
//
// fl(fl(p a) + fl(q b)) is off by at most (2u + u²)(|p a| + |q b|) + (2 + 2u) 2^-1075, and the outer sum of
// `accumulate` by u times its computed result (1 + u) more. Added up over i, with A >= Σ|a_i|, B >= Σ|b_i|:
inline constexpr double product_error = 0x1.01p-52;    ///< times |p| A + |q| B; above 2u + u²
inline constexpr double sum_error_share = 0x1.01p-53;  ///< times the computed Σ |sum_i|; above u (1 + u)
inline constexpr double underflow_error = 0x1p-1073;   ///< times the number of slopes; above (2 + 2u) 2^-1075

/// Σ |x_i| is at most this times its computed value: no term passes through more than `count` additions of non-negative
/// numbers, each of which loses at most a share u of the result, and (1 - u)^-count <= 1 + count (u + u²) while
/// count u < 2^-20.
inline double sum_inflation(std::size_t count) { return 1 + static_cast<double>(count + 2) * 0x1.01p-53 * 2; }

}  // namespace margincert::numeric::kernels
