// Compiled once for each kind of vector; no #pragma once.
#if defined(MARGINCERT_LANE_MULTIPLY_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef MARGINCERT_LANE_MULTIPLY_INL
#undef MARGINCERT_LANE_MULTIPLY_INL
#else
#define MARGINCERT_LANE_MULTIPLY_INL
#endif

#include <hwy/highway.h>

#include <cstddef>

#include "transformer/kernel.hpp"

HWY_BEFORE_NAMESPACE();
namespace margincert::transformer::lanes::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<double, tasks_per_group>;
using Vector = hn::Vec<Tag>;

/// Numbers in an element.
HWY_INLINE std::size_t lane_count() { return hn::Lanes(Tag()); }
HWY_INLINE Vector load(const double* element) { return hn::Load(Tag(), element); }
HWY_INLINE void store(Vector v, double* element) { hn::Store(v, Tag(), element); }

/// A matrix of elements at any strides, so that its transpose is only another view.
struct Table {
  const double* first;
  std::size_t row_stride, column_stride;  ///< in elements

  Table transposed() const { return {first, column_stride, row_stride}; }
};

enum class Into { overwrite, add };

/// A tile of accumulators has to fit the registers beside its operands: 32 of them with AVX-512, 16 before.
inline constexpr int tile_rows = 4;
inline constexpr int tile_columns = HWY_TARGET <= HWY_AVX3 ? 4 : 2;

/// out[a][b] (+)= Σ_m x[a][m] y[b][m] for R x C entries; the sum runs over m one after another, whatever the tile.
template <int R, int C>
HWY_INLINE void multiply_tile(std::size_t inner, const Table& x, const Table& y, double* out, std::size_t out_stride,
                              Into into) {
  const std::size_t n = lane_count();
  Vector sum[R][C];
  for (int a = 0; a < R; ++a) {
    for (int b = 0; b < C; ++b) {
      sum[a][b] = into == Into::add ? load(out + (a * out_stride + b) * n) : hn::Zero(Tag());
    }
  }
  const double* x_at = x.first;
  const double* y_at = y.first;
  for (std::size_t m = 0; m < inner; ++m) {
    Vector row[R], column[C];
    for (int a = 0; a < R; ++a) row[a] = load(x_at + a * x.row_stride * n);
    for (int b = 0; b < C; ++b) column[b] = load(y_at + b * y.row_stride * n);
    for (int a = 0; a < R; ++a) {
      for (int b = 0; b < C; ++b) sum[a][b] = hn::MulAdd(row[a], column[b], sum[a][b]);
    }
    x_at += x.column_stride * n;
    y_at += y.column_stride * n;
  }
  for (int a = 0; a < R; ++a) {
    for (int b = 0; b < C; ++b) store(sum[a][b], out + (a * out_stride + b) * n);
  }
}

template <int R, int C>
HWY_INLINE void multiply_rows(std::size_t columns, std::size_t inner, const Table& x, Table y, double* out,
                              std::size_t out_stride, Into into) {
  const std::size_t n = lane_count();
  for (; columns >= C; columns -= C) {
    multiply_tile<R, C>(inner, x, y, out, out_stride, into);
    y.first += C * y.row_stride * n;
    out += C * n;
  }
  if constexpr (C > 1) {
    if (columns > 0) multiply_rows<R, C / 2>(columns, inner, x, y, out, out_stride, into);
  }
}

/// out = x yᵀ, or out += x yᵀ: x is rows x inner, y is columns x inner, out has out_stride elements a row. out must not
/// overlap x or y.
template <int R = tile_rows>
HWY_NOINLINE void multiply(std::size_t rows, std::size_t columns, std::size_t inner, Table x, const Table& y,
                           double* out, std::size_t out_stride, Into into) {
  const std::size_t n = lane_count();
  for (; rows >= R; rows -= R) {
    multiply_rows<R, tile_columns>(columns, inner, x, y, out, out_stride, into);
    x.first += R * x.row_stride * n;
    out += R * out_stride * n;
  }
  if constexpr (R > 1) {
    if (rows > 0) multiply<R / 2>(rows, columns, inner, x, y, out, out_stride, into);
  }
}

}  // namespace margincert::transformer::lanes::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
