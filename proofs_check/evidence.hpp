#pragma once

#include <optional>
#include <vector>

#include "numeric/interval.hpp"
#include "proofs_check/envelope.hpp"
#include "proofs_check/leaky_bounds.hpp"
#include "recursion/observables.hpp"
#include "recursion/parameters.hpp"
#include "recursion/task.hpp"

namespace margincert::proofs {

using Interval = numeric::Interval;
using LayerObservables = recursion::Observables<Interval>;

/// What a verdict is about: exact inputs only.
struct Problem {
  const recursion::Task& task;
  const recursion::Parameters& parameters;
  recursion::Regime regime;
};

/// Everything a hypothesis or a statement may look at, for one problem at one precision: the enclosed observables of
/// its trajectory, the exact parameters as points, and the bounds of Theorems B and C, made when first asked for.
class Evidence {
 public:
  Evidence(const Problem& problem, numeric::Precision precision);

  const Problem& problem() const { return problem_; }
  const recursion::Task& task() const { return problem_.task; }
  numeric::Precision precision() const { return precision_; }
  int depth() const { return problem_.parameters.depth(); }

  const LayerObservables& at(int t) const { return layers_[t]; }

  Interval alpha(int t) const { return exact(problem_.parameters.layers[t].alpha); }
  Interval gamma(int t) const { return exact(problem_.parameters.layers[t].gamma); }
  Interval alpha_prime(int t) const { return exact(problem_.parameters.layers[t].alpha_prime); }
  Interval gamma_prime(int t) const { return exact(problem_.parameters.layers[t].gamma_prime); }
  Interval exact(double x) const { return Interval::exact(x, precision_); }

  const Interval& feature_growth(int t) const { return feature_growth_[t]; }  ///< N_t = Π_{s<t} (1 + α'_s)
  const Interval& label_growth(int t) const { return label_growth_[t]; }      ///< G_t = Π_{s<t} (1 + γ'_s)

  int class_size(int c) const { return class_sizes_[c]; }  ///< n_c
  int own_class() const { return problem_.task.probe_class; }
  // Ratios of class sizes; all classes have points (Theorems B and C).
  Interval other_to_own_ratio() const;          ///< r* = (n - n_c*) / n_c*
  Interval largest_other_to_own_ratio() const;  ///< r = max_c (n - n_c) / n_c
  Interval own_to_largest_other_ratio() const;  ///< n_c* / max_{c≠c*} n_c
  /// Σ_{c≠c*} n_c / n_c*, Theorem A's: unlabelled points are in no class. Equal to r* on labelled tasks.
  Interval other_classes_to_own_ratio() const;

  // Definedness: a hypothesis that was dropped may leave these empty sets.
  bool has_products() const;                    ///< ρ̂, Λ̂, R̂, L̂ exist
  bool labels_are_equal_by_class(int t) const;  ///< exactly: training labels of a class are one vector at layer t

  /// True when every α'_s (γ'_s) before t is zero: features (labels) at t are the inputs, bit for bit.
  bool features_unmoved_until(int t) const;
  bool labels_unmoved_until(int t) const;
  bool unmoved_until(int t) const { return features_unmoved_until(t) && labels_unmoved_until(t); }

  // Quantities that exist under the hypotheses every-class and fully-labelled; callers guard with has_products().
  const Interval& in_class_floor(int t) const { return at(t).same_class->min; }            ///< ρ̂
  const Interval& cross_class_ceiling(int t) const { return at(t).cross_class->max; }      ///< Λ̂
  const Interval& probe_in_class(int t) const { return at(t).probe_in_class->min; }        ///< R̂
  const Interval& probe_cross_class(int t) const { return at(t).probe_cross_class->max; }  ///< L̂
  const Interval& geometric_margin(int t) const { return *at(t).geometric_margin; }        ///< Δ
  const Interval& label_margin(int t) const { return at(t).label_difference->min; }        ///< Δ_y
  const Interval& own_class_mass(int t) const;                                             ///< p_c*
  /// 1 - p_c*; on labelled tasks as Σ_{c≠c*} p_c, without the cancellation.
  Interval other_class_mass(int t) const;
  /// s_c* - s_c.
  Interval class_logit_gap(int t, int c) const;

  const std::vector<LeakyBounds>& leaky_bounds(Leakage leakage) const;  ///< Theorem B, layers 0..T
  const std::vector<Envelope>& envelopes(Leakage leakage) const;        ///< Theorem C, layers 0..T

 private:
  Problem problem_;
  numeric::Precision precision_;
  std::vector<LayerObservables> layers_;
  std::vector<Interval> feature_growth_, label_growth_;
  std::vector<int> class_sizes_;
  mutable std::optional<std::vector<LeakyBounds>> leaky_[2];
  mutable std::optional<std::vector<Envelope>> envelopes_[2];
};

}  // namespace margincert::proofs
