#pragma once

#include <cstddef>

/// The loops over slopes, in round-to-nearest, and what they may be off by.
namespace margincert::numeric::kernels {

/// out_i = p a_i + q b_i. This and the next three return the computed Σ_i |result_i|.
double combine(std::size_t count, const double* a, double p, const double* b, double q, double* out);
/// out_i = p a_i.
double scale(std::size_t count, const double* a, double p, double* out);
/// sum_i += p a_i + q b_i.
double accumulate(std::size_t count, const double* a, double p, const double* b, double q, double* sum);
/// sum_i += p a_i.
double accumulate(std::size_t count, const double* a, double p, double* sum);
/// Σ_i |a_i - weight b_i|, as computed.
double distance(std::size_t count, const double* a, double weight, const double* b);
/// Σ_i |a_i|, as computed.
double sum_of_moduli(std::size_t count, const double* a);

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
