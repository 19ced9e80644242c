// Compiled once for each kind of vector; no #pragma once.
#if defined(MARGINCERT_ENGINE_ATTENTION_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef MARGINCERT_ENGINE_ATTENTION_INL
#undef MARGINCERT_ENGINE_ATTENTION_INL
#else
#define MARGINCERT_ENGINE_ATTENTION_INL
#endif

#include "engine/elementary-inl.hpp"
#include "engine/lanes-inl.hpp"
#include "engine/rounding.hpp"

/// The work that grows with n²: logits of a block of queries, their softmax, and the averages of the keys.
HWY_BEFORE_NAMESPACE();
namespace margincert::engine::lanes::HWY_NAMESPACE {

/// A tile of accumulators has to fit the registers beside its operands: 32 of them with AVX-512, 16 before.
inline constexpr int tile_keys = 4;
inline constexpr int tile_queries = HWY_TARGET <= HWY_AVX3 ? 4 : 2;

/// exp's arguments are raised to this; what is smaller counts as 0 and is paid for by underflow_allowance.
inline constexpr double least_exponent = -700;

/// Some queries and the keys they look at.
struct Block {
  std::size_t first, end;  ///< queries
  std::size_t size() const { return end - first; }
};

/// What a tile needs of a layer.
struct TileView {
  Keys keys;
  std::size_t features, classes;
  Vector alpha;
  bool masked;  ///< not every query attends to every key
  bool class_pure;
};

/// The midpoints' extent of products within a class, and between classes.
struct PairExtents {
  Vector same_min, same_max, cross_min, cross_max;
};

/// May this query attend to that key? Class-pure, a query of a class attends to its class, any other one to all.
HWY_INLINE hn::Mask<Tag> is_allowed(bool class_pure, Vector key_label, Vector query_label) {
  const auto present = hn::Ne(key_label, set(label::no_key));
  if (!class_pure) return present;
  return hn::Or(hn::Eq(key_label, query_label), hn::And(present, hn::Lt(query_label, zero())));
}

/// Takes products of one key with some queries into the extents, where both are of a class.
template <int C>
HWY_INLINE void include_products(Vector key_label, const double* query_labels, const Vector* products,
                                 PairExtents& seen) {
  const Vector most = set(HUGE_VAL), least = set(-HUGE_VAL);
  const auto key_of_a_class = hn::Ge(key_label, zero());
  for (int b = 0; b < C; ++b) {
    const Vector query_label = load(query_labels + b * lane_count());
    const auto same = hn::Eq(key_label, query_label);  // never true of what has no class
    const auto cross = hn::AndNot(same, hn::And(key_of_a_class, hn::Ge(query_label, zero())));
    seen.same_min = hn::Min(seen.same_min, hn::IfThenElse(same, products[b], most));
    seen.same_max = hn::Max(seen.same_max, hn::IfThenElse(same, products[b], least));
    seen.cross_min = hn::Min(seen.cross_min, hn::IfThenElse(cross, products[b], most));
    seen.cross_max = hn::Max(seen.cross_max, hn::IfThenElse(cross, products[b], least));
  }
}

/// sums[a][b] += Σ_k keys[a][k] queries[b][k], k one after another.
template <Use use, int R, int C>
HWY_INLINE void add_inner_products(const double* keys, const double* queries, std::size_t width, Vector (&sums)[R][C]) {
  const std::size_t n = lane_count(), step = common_step<use>();
  for (std::size_t k = 0; k < width; ++k) {
    Vector row[R], column[C];
    for (int a = 0; a < R; ++a) row[a] = common<use>(keys + (a * width + k) * step);
    for (int b = 0; b < C; ++b) column[b] = load(queries + (b * width + k) * n);
    for (int a = 0; a < R; ++a) {
      for (int b = 0; b < C; ++b) sums[a][b] = add_product(row[a], column[b], sums[a][b]);
    }
  }
}

/// A block's queries, as the tiles read them.
struct QueryRows {
  const double* x;       ///< queries x features
  const double* mixed;   ///< γ C y_j, queries x classes
  const double* labels;  ///< an element for each
};

/// ⟨x_i, x_j⟩ and ℓ_ij = α ⟨x_i, x_j⟩ + Σ_c y_ic (γ C y_j)_c of R keys and C queries. Logits go to a table of keys x
/// stride.
template <Use use, int R, int C, bool observed>
HWY_INLINE void logit_tile(const TileView& v, std::size_t key, const QueryRows& rows, double* table, std::size_t stride,
                           double* tops, PairExtents* seen) {
  const std::size_t n = lane_count(), step = common_step<use>();
  Vector sums[R][C];
  for (auto& row : sums) {
    for (Vector& sum : row) sum = zero();
  }
  add_inner_products<use>(v.keys.x + key * v.features * step, rows.x, v.features, sums);
  if (observed && seen != nullptr) {
    for (int a = 0; a < R; ++a) {
      include_products<C>(common<use>(v.keys.labels + (key + a) * step), rows.labels, sums[a], *seen);
    }
  }
  for (auto& row : sums) {
    for (Vector& sum : row) sum = hn::Mul(v.alpha, sum);
  }
  add_inner_products<use>(v.keys.y + key * v.classes * step, rows.mixed, v.classes, sums);
  if (v.masked) {
    for (int a = 0; a < R; ++a) {
      const Vector key_label = common<use>(v.keys.labels + (key + a) * step);
      for (int b = 0; b < C; ++b) {
        const auto allowed = is_allowed(v.class_pure, key_label, load(rows.labels + b * n));
        sums[a][b] = hn::IfThenElse(allowed, sums[a][b], set(-HUGE_VAL));
      }
    }
  }
  for (int b = 0; b < C; ++b) {
    Vector top = load(tops + b * n);
    for (int a = 0; a < R; ++a) {
      top = hn::Max(top, sums[a][b]);
      store(sums[a][b], table + (a * stride + b) * n);
    }
    store(top, tops + b * n);
  }
}

template <Use use, int R, int C, bool observed>
HWY_INLINE void logit_row(const TileView& v, std::size_t key, QueryRows rows, std::size_t queries, double* table,
                          std::size_t stride, double* tops, PairExtents* seen) {
  const std::size_t n = lane_count();
  for (; queries >= C; queries -= C) {
    logit_tile<use, R, C, observed>(v, key, rows, table, stride, tops, seen);
    rows.x += C * v.features * n;
    rows.mixed += C * v.classes * n;
    rows.labels += C * n;
    table += C * n;
    tops += C * n;
  }
  if constexpr (C > 1) {
    if (queries > 0) logit_row<use, R, C / 2, observed>(v, key, rows, queries, table, stride, tops, seen);
  }
}

/// The logits of keys first..end-1 and a block's queries, and the largest of each query so far.
template <Use use, bool observed, int R = tile_keys>
HWY_INLINE void logits(const TileView& v, std::size_t first, std::size_t end, const QueryRows& rows,
                       std::size_t queries, double* table, double* tops, PairExtents* seen) {
  for (; first + R <= end; first += R) {
    logit_row<use, R, tile_queries, observed>(v, first, rows, queries, table + first * queries * lane_count(), queries,
                                              tops, seen);
  }
  if constexpr (R > 1) {
    if (first < end) logits<use, observed, R / 2>(v, first, end, rows, queries, table, tops, seen);
  }
}

/// e^t for t >= least_exponent, else 0: what exp makes of other arguments is dropped. No NaN comes here that matters:
/// logits are finite in every lane whose norms and radii are in range (see_ranges), and the others have no answer.
HWY_INLINE Vector weight_of(Vector t) {
  const Vector least = set(least_exponent);
  return hn::IfThenElseZero(hn::Ge(t, least), exp(Tag(), t));
}

/// Which sums of weights are wanted beside Σ_i w_i.
struct Wanted {
  bool spread;  ///< Σ_i w_i ‖x_i‖² and Σ_i w_i ‖y_i‖²
  bool leaked;  ///< Σ of the weights of keys whose label is not the query's
};

/// A block's sums of weights, one element for each query; two for the squares.
struct WeightSums {
  double* all;
  double* squares;
  double* leaked;
};

/// exp(ℓ_ij - top_j) in place of ℓ_ij for C queries and some keys; their sums are added to what `sums` holds.
template <Use use, int C, Wanted wanted>
HWY_INLINE void exponential_columns(std::size_t keys, std::size_t stride, double* table, const double* tops,
                                    const Keys& of_keys, const double* query_labels, const WeightSums& sums) {
  const std::size_t n = lane_count(), step = common_step<use>();
  Vector top[C], sum[C], leaked[C], features[C], labels[C];
  for (int b = 0; b < C; ++b) {
    top[b] = load(tops + b * n), sum[b] = leaked[b] = features[b] = labels[b] = zero();
  }
  for (std::size_t i = 0; i < keys; ++i) {
    for (int b = 0; b < C; ++b) {
      double* element = table + (i * stride + b) * n;
      const Vector weight = weight_of(hn::Sub(load(element), top[b]));
      store(weight, element);
      sum[b] = hn::Add(sum[b], weight);
      if constexpr (wanted.spread) {
        features[b] = add_product(weight, common<use>(of_keys.squares + 2 * i * step), features[b]);
        labels[b] = add_product(weight, common<use>(of_keys.squares + (2 * i + 1) * step), labels[b]);
      }
      if constexpr (wanted.leaked) {
        const auto other = hn::Ne(common<use>(of_keys.labels + i * step), load(query_labels + b * n));
        leaked[b] = hn::Add(leaked[b], hn::IfThenElseZero(other, weight));
      }
    }
  }
  const auto add_to = [&](double* element, Vector part) HWY_ATTR { store(hn::Add(load(element), part), element); };
  for (int b = 0; b < C; ++b) {
    add_to(sums.all + b * n, sum[b]);
    if constexpr (wanted.spread) {
      add_to(sums.squares + 2 * b * n, features[b]);
      add_to(sums.squares + (2 * b + 1) * n, labels[b]);
    }
    if constexpr (wanted.leaked) add_to(sums.leaked + b * n, leaked[b]);
  }
}

/// The same for all of a block's queries.
template <Use use, Wanted wanted, int C = tile_queries>
HWY_INLINE void exponentials(std::size_t keys, std::size_t queries, std::size_t stride, double* table,
                             const double* tops, const Keys& of_keys, const double* query_labels, WeightSums sums) {
  const std::size_t n = lane_count();
  for (; queries >= C; queries -= C) {
    exponential_columns<use, C, wanted>(keys, stride, table, tops, of_keys, query_labels, sums);
    table += C * n, tops += C * n, query_labels += C * n;
    sums = {sums.all + C * n, sums.squares + 2 * C * n, sums.leaked + C * n};
  }
  if constexpr (C > 1) {
    if (queries > 0) {
      exponentials<use, wanted, C / 2>(keys, queries, stride, table, tops, of_keys, query_labels, sums);
    }
  }
}

/// out[b][k] += Σ_i weights[i][b] values[i][k] of C queries and W coordinates; the sum over these keys comes first, one
/// key after another, and is then added.
template <Use use, int C, int W>
HWY_INLINE void average_tile(std::size_t keys, std::size_t stride, std::size_t width, const double* weights,
                             const double* values, double* out) {
  const std::size_t n = lane_count(), step = common_step<use>();
  Vector sums[C][W];
  for (auto& row : sums) {
    for (Vector& sum : row) sum = zero();
  }
  for (std::size_t i = 0; i < keys; ++i) {
    Vector weight[C], value[W];
    for (int b = 0; b < C; ++b) weight[b] = load(weights + (i * stride + b) * n);
    for (int k = 0; k < W; ++k) value[k] = common<use>(values + (i * width + k) * step);
    for (int b = 0; b < C; ++b) {
      for (int k = 0; k < W; ++k) sums[b][k] = add_product(weight[b], value[k], sums[b][k]);
    }
  }
  for (int b = 0; b < C; ++b) {
    for (int k = 0; k < W; ++k) {
      double* element = out + (b * width + k) * n;
      store(hn::Add(load(element), sums[b][k]), element);
    }
  }
}

template <Use use, int C, int W>
HWY_INLINE void average_columns(std::size_t keys, std::size_t stride, std::size_t width, std::size_t columns,
                                const double* weights, const double* values, double* out) {
  const std::size_t n = lane_count(), step = common_step<use>();
  for (; columns >= W; columns -= W) {
    average_tile<use, C, W>(keys, stride, width, weights, values, out);
    values += W * step;
    out += W * n;
  }
  if constexpr (W > 1) {
    if (columns > 0) average_columns<use, C, W / 2>(keys, stride, width, columns, weights, values, out);
  }
}

/// out[j][k] += Σ_i weights[i][j] values[i][k] over some keys, for a block's queries and all coordinates.
template <Use use, int C = tile_queries>
HWY_INLINE void averages(std::size_t keys, std::size_t queries, std::size_t stride, std::size_t width,
                         const double* weights, const double* values, double* out) {
  const std::size_t n = lane_count();
  for (; queries >= C; queries -= C) {
    average_columns<use, C, tile_keys>(keys, stride, width, width, weights, values, out);
    weights += C * n;
    out += C * width * n;
  }
  if constexpr (C > 1) {
    if (queries > 0) averages<use, C / 2>(keys, queries, stride, width, weights, values, out);
  }
}

}  // namespace margincert::engine::lanes::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
