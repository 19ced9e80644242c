#include "numeric/affine_kernels.hpp"

#include <array>
#include <cmath>

// The same text compiled for wider vectors, too, of which the machine's is taken when the program starts. Operations
// and their order are the text's: partial sums run in eight places whatever the width, and products are not fused with
// sums.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define MARGINCERT_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define MARGINCERT_WIDE
#endif

namespace margincert::numeric::kernels {
namespace {

constexpr std::size_t lanes = 8;
using Partial = std::array<double, lanes>;

[[gnu::always_inline]] inline double total(const Partial& part) {
  return ((part[0] + part[4]) + (part[1] + part[5])) + ((part[2] + part[6]) + (part[3] + part[7]));
}

/// Σ_i |term(i)|; term may store what it computes.
template <class Term>
[[gnu::always_inline]] inline double sum_of_moduli(std::size_t count, const Term& term) {
  Partial part{};
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    for (std::size_t k = 0; k < lanes; ++k) part[k] += std::abs(term(i + k));
  }
  for (std::size_t k = 0; i < count; ++i, ++k) part[k] += std::abs(term(i));
  return total(part);
}

}  // namespace

MARGINCERT_WIDE double combine(std::size_t count, const double* a, double p, const double* b, double q,
                               double* __restrict out) {
  return sum_of_moduli(count, [=](std::size_t i) { return out[i] = p * a[i] + q * b[i]; });
}

MARGINCERT_WIDE double scale(std::size_t count, const double* a, double p, double* __restrict out) {
  return sum_of_moduli(count, [=](std::size_t i) { return out[i] = p * a[i]; });
}

MARGINCERT_WIDE double accumulate(std::size_t count, const double* a, double p, const double* b, double q,
                                  double* __restrict sum) {
  return sum_of_moduli(count, [=](std::size_t i) { return sum[i] += p * a[i] + q * b[i]; });
}

MARGINCERT_WIDE double accumulate(std::size_t count, const double* a, double p, double* __restrict sum) {
  return sum_of_moduli(count, [=](std::size_t i) { return sum[i] += p * a[i]; });
}

MARGINCERT_WIDE double distance(std::size_t count, const double* a, double weight, const double* b) {
  return sum_of_moduli(count, [=](std::size_t i) { return a[i] - weight * b[i]; });
}

MARGINCERT_WIDE double sum_of_moduli(std::size_t count, const double* a) {
  return sum_of_moduli(count, [=](std::size_t i) { return a[i]; });
}

}  // namespace margincert::numeric::kernels
