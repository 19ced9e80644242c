#pragma once

#include <optional>
#include <span>
#include <vector>

#include "numeric/interval.hpp"
#include "recursion/task.hpp"

namespace margincert::generators {

/// A vector of binary64 numbers as points at 256 bits. Their inner products are all but exact at this width; two sides
/// of a hypothesis that agree to nearly as many bits would come out as unknown, which the families take for "not met".
/// No verdict rests on it.
std::vector<numeric::Interval> exact_coordinates(std::span<const double> x);

/// A vector with its coordinates as they are and as enclosures.
struct ExactVector {
  explicit ExactVector(std::span<const double> x) : plain(x.begin(), x.end()), enclosed(exact_coordinates(x)) {}

  std::vector<double> plain;
  std::vector<numeric::Interval> enclosed;
};

/// min over same-class products - max over different-class products, gathered one product at a time.
class ClassGap {
 public:
  /// ⟨x, y⟩; enclosed only where binary64 does not show that it is neither.
  void see(const ExactVector& x, const ExactVector& y, bool same_class);
  /// Needs a product of each kind.
  numeric::Interval value() const { return least_same_.value() - greatest_cross_.value(); }

 private:
  void see(const numeric::Interval& product, bool same_class);

  std::optional<numeric::Interval> least_same_;
  std::optional<numeric::Interval> greatest_cross_;
};

/// Δ_0 = R_0 - L_0 as a function of the probe. Needs a training point of the probe's class and one of another.
class MarginOfProbe {
 public:
  explicit MarginOfProbe(const recursion::Task& task);
  numeric::Interval at(std::span<const double> probe) const;

 private:
  std::vector<ExactVector> points_;
  std::vector<bool> shares_probe_class_;
};

/// ρ_0 - Λ_0 as a function of one of the training points; the pairs of all others are looked at once.
class SeparationOfPoint {
 public:
  SeparationOfPoint(const recursion::Task& task, std::size_t moving);
  numeric::Interval at(std::span<const double> x) const;

 private:
  std::vector<ExactVector> others_;
  std::vector<bool> shares_class_;
  ClassGap among_others_;
};

}  // namespace margincert::generators
