#pragma once

#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <cstddef>

#include "transformer/kernel.hpp"

namespace margincert::transformer {

/// Queries whose attention is worked on together: their vectors and the keys stay in the first cache.
inline constexpr std::size_t queries_per_block = 12;
/// Attention weights are kept from the forward for the backward pass up to this size: reading them from the caches is
/// cheaper than their exponentials.
inline constexpr std::size_t kept_attention_bytes = std::size_t{8} << 20;

/// What a kernel writes to. Everything is an array of elements, and an element is one number for each lane, that is,
/// for each task in hand; tables of tokens have width() elements a row.
class Workspace {
 public:
  enum class Purpose { label_logits, gradient };

  Workspace(const Shape& shape, Purpose purpose)
      : shape_(shape),
        purpose_(purpose),
        keeps_attention_(purpose == Purpose::gradient &&
                         attention_elements() * element * sizeof(double) <= kept_attention_bytes),
        states_(allocate((gradient() ? layers() + 1 : 2) * table())),
        queries_(allocate(kept_layers() * table())),
        averages_(allocate(kept_layers() * table())),
        reciprocals_(allocate(kept_layers() * tokens())),
        exponentials_(allocate(keeps_attention_ ? attention_elements() : block())),
        weights_(allocate(2 * layers() * matrix())),
        gradients_(allocate(gradient() ? 3 * table() + block() + queries_per_block + matrix() : 0)) {}

  const Shape& shape() const { return shape_; }
  Purpose purpose() const { return purpose_; }
  std::size_t layers() const { return static_cast<std::size_t>(shape_.layers); }
  std::size_t keys() const { return static_cast<std::size_t>(shape_.context); }
  std::size_t tokens() const { return keys() + 1; }
  std::size_t width() const { return static_cast<std::size_t>(shape_.width()); }
  /// No later layer sees what the last one makes of the training points: there only the probe is a query.
  std::size_t first_query(std::size_t t) const { return t + 1 == layers() ? keys() : 0; }
  bool keeps_attention() const { return keeps_attention_; }

  // What the forward pass leaves of layer t; for label logits alone, layers share their places.
  double* state(std::size_t t) { return at(states_, (gradient() ? t : t % 2) * table()); }  ///< z_j, tokens x width
  double* queries(std::size_t t) { return at(queries_, kept(t) * table()); }                ///< W_QK z_j
  double* averages(std::size_t t) { return at(averages_, kept(t) * table()); }              ///< Σ_i A_ij z_i
  double* reciprocals(std::size_t t) { return at(reciprocals_, kept(t) * tokens()); }  ///< 1 / Σ_i exp(ℓ_ij - top_j)
  /// exp(ℓ_ij - top_j) for the block of queries from `query` on: keys x (queries of the block).
  double* exponentials(std::size_t t, std::size_t query) {
    return at(exponentials_, keeps_attention_ ? (t * tokens() + query - first_query(t)) * keys() : 0);
  }

  double* qk(std::size_t t) { return at(weights_, 2 * t * matrix()); }
  double* ov(std::size_t t) { return at(weights_, (2 * t + 1) * matrix()); }

  // What the backward pass writes; L is the loss.
  double* state_gradient() { return gradients_.get(); }                      ///< ∂L/∂z_j, tokens x width
  double* average_gradient() { return at(gradients_, table()); }             ///< ∂L/∂(Σ_i A_ij z_i)
  double* query_gradient() { return at(gradients_, 2 * table()); }           ///< ∂L/∂(W_QK z_j)
  double* logit_gradient() { return at(gradients_, 3 * table()); }           ///< ∂L/∂ℓ_ij of one block
  double* mean_gradient() { return at(gradients_, 3 * table() + block()); }  ///< Σ_i A_ij ∂L/∂A_ij of one block
  double* matrix_gradient() { return mean_gradient() + element * queries_per_block; }  ///< of one layer's matrix

 private:
  using Elements = hwy::AlignedFreeUniquePtr<double[]>;
  static constexpr std::size_t element = tasks_per_group;  ///< room for the longest vectors

  static Elements allocate(std::size_t elements) {
    return elements == 0 ? Elements() : hwy::AllocateAligned<double>(elements * element);
  }
  static double* at(const Elements& elements, std::size_t index) { return elements.get() + index * element; }

  bool gradient() const { return purpose_ == Purpose::gradient; }
  std::size_t kept_layers() const { return gradient() ? layers() : 1; }
  std::size_t kept(std::size_t t) const { return gradient() ? t : 0; }
  std::size_t table() const { return tokens() * width(); }
  std::size_t matrix() const { return width() * width(); }
  std::size_t block() const { return keys() * queries_per_block; }
  std::size_t attention_elements() const { return ((layers() - 1) * tokens() + 1) * keys(); }

  Shape shape_;
  Purpose purpose_;
  bool keeps_attention_;
  Elements states_, queries_, averages_, reciprocals_, exponentials_, weights_, gradients_;
};

}  // namespace margincert::transformer
