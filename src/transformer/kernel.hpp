#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "recursion/task.hpp"
#include "transformer/weights.hpp"

namespace margincert::transformer {

/// Sizes that all tasks of a batch share.
struct Shape {
  int feature_dim = 1;  ///< d
  int classes = 2;      ///< K
  int context = 1;      ///< n, the training points of every task
  int layers = 1;       ///< T

  int width() const { return feature_dim + classes; }
  /// 2 T (d+K)²
  std::size_t weights() const;

  friend bool operator==(const Shape&, const Shape&) = default;
};

/// All weights in one line: layer by layer, W_QK then W_OV, row-major.
std::vector<double> flattened(const Weights& weights);
/// The inverse; context is the shape's. Throws std::invalid_argument unless there are shape.weights() of them.
Weights unflattened(std::span<const double> flat, const Shape& shape);

/// How many tasks a kernel takes at once: one vector register's worth where registers are longest.
inline constexpr std::size_t tasks_per_group = 8;

/// Sums over the tasks of a group, in their order.
struct GroupResult {
  double loss = 0;               ///< Σ -log softmax(y_*^T)[c*], natural logarithm
  int correct = 0;               ///< how many have argmax_c y_*^T[c] = c*, the first of equals
  std::vector<double> gradient;  ///< of the loss by every weight, flattened
};

/// -log softmax(y)[truth], natural logarithm, in binary64; no finite number where an entry of y is none.
double cross_entropy(std::span<const double> y, int truth);

class Workspace;

/// Loss, exact reverse-mode gradient and label logits of the softmax transformer (theory.md §1) in binary64, several
/// tasks to a vector. For training and statistics, never for a verdict.
///
/// A task's numbers do not depend on the other tasks of its group, and nothing depends on the number of threads: on one
/// machine every result is the same bit for bit. It is also the same on all machines whose vectors have fused
/// multiply-add and that share the C library's exp and log1p (the loss of eight labels uses them).
///
/// Memory: 64 bytes for each weight, for each of (3T + 4) (n+1) (d+K) numbers, T + 24 more for each token, and, if they
/// take at most 8 MiB together, for each of the (n+1) n attention weights of every layer (n of the last); beyond that
/// the backward pass computes them again, with the same result. So memory grows with n, not n². For label logits alone
/// it is (4 (d+K) + 13) (n+1) numbers and the weights.
///
/// A kernel belongs to one thread at a time. Everything throws std::invalid_argument if a task is not of the shape, the
/// group is empty or has more than tasks_per_group, or a span has the wrong length.
class Kernel {
 public:
  explicit Kernel(const Shape& shape);
  Kernel(Kernel&&) noexcept;
  Kernel& operator=(Kernel&&) noexcept;
  ~Kernel();

  const Shape& shape() const { return shape_; }

  GroupResult loss_and_gradient(std::span<const double> weights, std::span<const recursion::Task> group);
  /// y_*^T of each task, row by row: group.size() x K.
  void label_logits(std::span<const double> weights, std::span<const recursion::Task> group, std::span<double> logits);

 private:
  Shape shape_;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace margincert::transformer
