#include "transformer/lane_passes.hpp"

// Tiles are arrays of vectors, which vectors without a fixed length cannot be; SSSE3 machines without SSE4 are no more.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "transformer/lane_passes.cpp"
#include <hwy/foreach_target.h>
// The above has to come first.
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include "numeric/stop.hpp"
#include "transformer/lane_multiply-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace margincert::transformer::lanes::HWY_NAMESPACE {

/// Queries first..end-1, at most queries_per_block of them.
struct Block {
  std::size_t first, end;
  std::size_t size() const { return end - first; }
};

template <class Act>
HWY_INLINE void for_each_block(const Workspace& w, std::size_t t, Act&& act) {
  for (std::size_t first = w.first_query(t); first < w.tokens(); first += queries_per_block) {
    numeric::stop_point();
    act(Block{first, std::min(first + queries_per_block, w.tokens())});
  }
}

/// Rows first, first+1, … of a table of tokens.
HWY_INLINE double* rows_from(double* table, const Workspace& w, std::size_t first) {
  return table + first * w.width() * lane_count();
}

/// exp(ℓ_ij - top_j) in place of ℓ_ij, top_j the largest, and the reciprocals of its sums over i, for columns
/// j = 0..columns-1 of a table of keys x stride. A logit that overflowed to -∞ would leave the sums as if it had been
/// one that is far below the others; 0 times each is added, which is 0 of every number and no number of what is none.
template <int C>
HWY_INLINE void softmax(std::size_t columns, std::size_t keys, std::size_t stride, double* table, double* reciprocals) {
  const std::size_t n = lane_count();
  for (; columns >= C; columns -= C) {
    Vector top[C], sum[C];
    for (int c = 0; c < C; ++c) top[c] = load(table + c * n), sum[c] = hn::Zero(Tag());
    for (std::size_t i = 1; i < keys; ++i) {
      for (int c = 0; c < C; ++c) top[c] = hn::Max(top[c], load(table + (i * stride + c) * n));
    }
    for (std::size_t i = 0; i < keys; ++i) {
      for (int c = 0; c < C; ++c) {
        double* element = table + (i * stride + c) * n;
        const Vector logit = load(element), exponential = hn::Exp(Tag(), hn::Sub(logit, top[c]));
        store(exponential, element);
        sum[c] = hn::Add(hn::MulAdd(logit, hn::Zero(Tag()), sum[c]), exponential);
      }
    }
    for (int c = 0; c < C; ++c) store(hn::Div(hn::Set(Tag(), 1.0), sum[c]), reciprocals + c * n);
    table += C * n;
    reciprocals += C * n;
  }
  if constexpr (C > 1) {
    if (columns > 0) softmax<C / 2>(columns, keys, stride, table, reciprocals);
  }
}

/// ℓ_ij = z_iᵀ W_QK z_j and its softmax, of a block's queries.
HWY_NOINLINE void attend(Workspace& w, std::size_t t, const Block& block) {
  const std::size_t width = w.width();
  double* table = w.exponentials(t, block.first);
  multiply(w.keys(), block.size(), width, {w.state(t), width, 1}, {rows_from(w.queries(t), w, block.first), width, 1},
           table, block.size(), Into::overwrite);
  softmax<4>(block.size(), w.keys(), block.size(), table, w.reciprocals(t) + block.first * lane_count());
}

/// row[k] *= factor
HWY_INLINE void scale(double* row, std::size_t width, Vector factor) {
  const std::size_t n = lane_count();
  for (std::size_t k = 0; k < width; ++k) store(hn::Mul(load(row + k * n), factor), row + k * n);
}

HWY_NOINLINE void forward_layer(Workspace& w, std::size_t t) {
  const std::size_t n = lane_count(), width = w.width(), first = w.first_query(t), queries = w.tokens() - first;
  double* z = rows_from(w.state(t), w, first);
  multiply(queries, width, width, {z, width, 1}, {w.qk(t), width, 1}, rows_from(w.queries(t), w, first), width,
           Into::overwrite);
  for_each_block(w, t, [&](const Block& block) HWY_ATTR {
    attend(w, t, block);
    double* averages = rows_from(w.averages(t), w, block.first);
    multiply(block.size(), width, w.keys(), {w.exponentials(t, block.first), 1, block.size()}, {w.state(t), 1, width},
             averages, width, Into::overwrite);
    for (std::size_t j = 0; j < block.size(); ++j) {
      scale(averages + j * width * n, width, load(w.reciprocals(t) + (block.first + j) * n));
    }
  });
  double* next = rows_from(w.state(t + 1), w, first);
  std::copy_n(z, queries * width * n, next);
  multiply(queries, width, width, {rows_from(w.averages(t), w, first), width, 1}, {w.ov(t), width, 1}, next, width,
           Into::add);
}

void forward(Workspace& w) {
  for (std::size_t t = 0; t < w.layers(); ++t) forward_layer(w, t);
}

/// gradient[e] += Σ over the lanes of matrix_gradient()[e], one after another.
void add_lanes(Workspace& w, std::span<double> gradient) {
  const double* element = w.matrix_gradient();
  for (double& sum : gradient) {
    for (std::size_t lane = 0; lane < lane_count(); ++lane) sum += element[lane];
    element += lane_count();
  }
}

/// Of a block's queries: ∂L/∂ℓ_ij = A_ij (∂L/∂A_ij - Σ_i A_ij ∂L/∂A_ij) with ∂L/∂A_ij = z_iᵀ g_j. The factor 1/Σ of
/// A_ij is already in g_j, and the sum is average_jᵀ g_j.
HWY_NOINLINE void logit_gradients(Workspace& w, std::size_t t, const Block& block) {
  const std::size_t n = lane_count(), width = w.width();
  const double* g = rows_from(w.average_gradient(), w, block.first);
  const double* averages = rows_from(w.averages(t), w, block.first);
  for (std::size_t j = 0; j < block.size(); ++j) {
    Vector sum = hn::Zero(Tag());
    for (std::size_t k = j * width; k < (j + 1) * width; ++k)
      sum = hn::MulAdd(load(averages + k * n), load(g + k * n), sum);
    store(sum, w.mean_gradient() + j * n);
  }
  multiply(w.keys(), block.size(), width, {w.state(t), width, 1}, {g, width, 1}, w.logit_gradient(), block.size(),
           Into::overwrite);
  const double* exponential = w.exponentials(t, block.first);
  double* slope = w.logit_gradient();
  for (std::size_t i = 0; i < w.keys(); ++i) {
    const double* mean = w.mean_gradient();
    for (std::size_t j = 0; j < block.size(); ++j, exponential += n, slope += n, mean += n) {
      store(hn::Mul(load(exponential), hn::Sub(load(slope), load(mean))), slope);
    }
  }
}

/// By the keys' tokens, from a block's queries: ∂L/∂z_i += Σ_j A_ij g_j + ∂L/∂ℓ_ij W_QK z_j.
HWY_NOINLINE void add_key_gradients(Workspace& w, std::size_t t, const Block& block) {
  const std::size_t width = w.width();
  multiply(w.keys(), width, block.size(), {w.exponentials(t, block.first), block.size(), 1},
           {rows_from(w.average_gradient(), w, block.first), 1, width}, w.state_gradient(), width, Into::add);
  multiply(w.keys(), width, block.size(), {w.logit_gradient(), block.size(), 1},
           {rows_from(w.queries(t), w, block.first), 1, width}, w.state_gradient(), width, Into::add);
}

/// ∂L/∂z^{t+1} in state_gradient() becomes ∂L/∂z^t, but for t = 0, where nobody asks for it.
HWY_NOINLINE void backward_layer(Workspace& w, std::size_t t, std::span<double> gradient) {
  const std::size_t n = lane_count(), width = w.width(), first = w.first_query(t), queries = w.tokens() - first;
  const std::span<double> by_qk = gradient.first(width * width), by_ov = gradient.subspan(width * width);
  const Table next{rows_from(w.state_gradient(), w, first), width, 1};
  double* g = rows_from(w.average_gradient(), w, first);
  multiply(queries, width, width, next, Table{w.ov(t), width, 1}.transposed(), g, width, Into::overwrite);
  multiply(width, width, queries, next.transposed(), {rows_from(w.averages(t), w, first), 1, width},
           w.matrix_gradient(), width, Into::overwrite);
  add_lanes(w, by_ov);

  for_each_block(w, t, [&](const Block& block) HWY_ATTR {
    if (!w.keeps_attention()) attend(w, t, block);
    for (std::size_t j = block.first; j < block.end; ++j) {
      scale(rows_from(w.average_gradient(), w, j), width, load(w.reciprocals(t) + j * n));
    }
    logit_gradients(w, t, block);
    multiply(block.size(), width, w.keys(), {w.logit_gradient(), 1, block.size()}, {w.state(t), 1, width},
             rows_from(w.query_gradient(), w, block.first), width, Into::overwrite);
    if (t > 0) add_key_gradients(w, t, block);
  });

  const Table by_query{rows_from(w.query_gradient(), w, first), width, 1};
  multiply(width, width, queries, by_query.transposed(), {rows_from(w.state(t), w, first), 1, width},
           w.matrix_gradient(), width, Into::overwrite);
  add_lanes(w, by_qk);
  if (t > 0) {
    multiply(queries, width, width, by_query, Table{w.qk(t), width, 1}.transposed(),
             rows_from(w.state_gradient(), w, first), width, Into::add);
  }
}

void backward(Workspace& w, std::span<double> gradient) {
  const std::size_t layer = 2 * w.width() * w.width();
  for (std::size_t t = w.layers(); t-- > 0;) backward_layer(w, t, gradient.subspan(t * layer, layer));
}

std::size_t lanes_here() { return lane_count(); }

/// Rounded apart, x² - x² would vanish; what rounding x² takes away is 2^-60.
const char* rounding_here() {
  const Vector x = hn::Set(Tag(), 1 + 0x1p-30);
  const bool fused = hn::GetLane(hn::MulSub(x, x, hn::Mul(x, x))) != 0;
  return fused ? "fused" : hwy::TargetName(HWY_TARGET);
}

}  // namespace margincert::transformer::lanes::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace margincert::transformer::lanes {

HWY_EXPORT(lanes_here);
HWY_EXPORT(rounding_here);
HWY_EXPORT(forward);
HWY_EXPORT(backward);

std::size_t lane_count() { return HWY_DYNAMIC_DISPATCH(lanes_here)(); }

const char* multiply_add() { return HWY_DYNAMIC_DISPATCH(rounding_here)(); }

void spread(std::span<const double> weights, Workspace& workspace) {
  const std::size_t matrix = workspace.width() * workspace.width();
  for (std::size_t t = 0; t < workspace.layers(); ++t) {
    double* qk = workspace.qk(t);
    double* ov = workspace.ov(t);
    for (const double weight : weights.subspan(2 * t * matrix, matrix)) qk = std::fill_n(qk, lane_count(), weight);
    for (const double weight : weights.subspan((2 * t + 1) * matrix, matrix))
      ov = std::fill_n(ov, lane_count(), weight);
  }
}

void forward(Workspace& workspace) { HWY_DYNAMIC_DISPATCH(forward)(workspace); }

void backward(Workspace& workspace, std::span<double> gradient) { HWY_DYNAMIC_DISPATCH(backward)(workspace, gradient); }

}  // namespace margincert::transformer::lanes
#endif
