#pragma once

#include <arb.h>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "arb/real.hpp"
#include "arb/trajectory.hpp"
#include "recursion/parameters.hpp"
#include "recursion/rows.hpp"
#include "recursion/task.hpp"

namespace margincert::arb {

/// A bare ball for the tables of the recursion. Unlike Real it carries no precision, so that a row of them is the array
/// that Arb's vector functions walk. Default: the exact zero.
class Ball {
 public:
  Ball() noexcept { arb_init(value_); }
  /// The point x.
  explicit Ball(double x) : Ball() { arb_set_d(value_, x); }
  Ball(const Ball& other) : Ball() { arb_set(value_, other.value_); }
  Ball(Ball&& other) noexcept : Ball() { arb_swap(value_, other.value_); }
  Ball& operator=(const Ball& other) {
    arb_set(value_, other.value_);
    return *this;
  }
  Ball& operator=(Ball&& other) noexcept {
    arb_swap(value_, other.value_);
    return *this;
  }
  ~Ball() { arb_clear(value_); }

  arb_ptr get() { return value_; }
  arb_srcptr get() const { return value_; }

 private:
  arb_t value_;
};

/// A token, or part of one.
using Row = std::span<const Ball>;

/// Inner product of two rows of the same length, with a single rounding; zero for empty ones.
void dot(Ball& result, Row a, Row b, long bits);

/// The tokens of one layer, and the attention they pay; the probe is the last token. The task has to outlive it.
class Dynamics {
 public:
  Dynamics(const recursion::Task& task, const recursion::Parameters& parameters, recursion::Regime regime, long bits);

  /// Attention of the current tokens with the α, γ of a layer.
  void attend(const recursion::LayerParameters& layer);
  /// The residual update with α', γ'; follows attend.
  void update(const recursion::LayerParameters& layer);
  State state() const;

  std::size_t points() const { return points_; }
  long bits() const { return bits_; }
  const recursion::Task& task() const { return task_; }
  const std::optional<int>& label(std::size_t j) const { return task_.labels[j]; }
  Row token(std::size_t j) const { return tokens_[j]; }
  Row x(std::size_t j) const { return tokens_[j].first(features_); }
  Row y(std::size_t j) const { return tokens_[j].subspan(features_); }
  Row probe_query() const { return queries_[points_]; }
  Row probe_feature_query() const { return probe_query().first(features_); }
  Row average_x(std::size_t j) const { return averages_[j].first(features_); }
  const Ball& label_growth() const { return label_growth_; }

  /// Σ A_ij over the keys i that the predicate picks.
  template <class Predicate>
  Real attention_mass(std::size_t j, Predicate picks) const {
    Ball mass;
    for (std::size_t i = 0; i < points_; ++i) {
      if (picks(i)) arb_add(mass.get(), mass.get(), weights_[j][i].get(), bits_);
    }
    arb_div(mass.get(), mass.get(), totals_[j].get(), bits_);
    return Real::enclosing(mass.get(), bits_);
  }

 private:
  bool sees(std::size_t query, std::size_t key) const;
  void form_queries(const recursion::LayerParameters& layer);
  void weigh(std::size_t query, std::size_t key);
  void weigh_shifted(std::size_t query);
  void average(std::size_t query);

  const recursion::Task& task_;
  recursion::Regime regime_;
  long bits_;
  std::size_t points_;
  std::size_t features_;
  Ball one_{1.0};
  Ball background_;
  Ball label_growth_{1.0};                // G_t = Π_{s<t} (1 + γ'_s)
  recursion::Rows<Ball> tokens_;          // z_j = [x_j; y_j]
  recursion::Rows<Ball> keys_by_column_;  // z_i transposed, so that weighted sums read contiguous memory
  recursion::Rows<Ball> queries_;         // [α x_j; γ C y_j], so that ℓ_ij is one inner product with z_i
  recursion::Rows<Ball> weights_;   // row j: exp ℓ_ij over keys i, up to a factor; exact zero where j does not see i
  recursion::Rows<Ball> averages_;  // row j: Σ_i A_ij z_i
  std::vector<Ball> totals_;        // Σ_i exp ℓ_ij
  Ball scratch_;
};

}  // namespace margincert::arb
