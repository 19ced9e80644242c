#pragma once

#include <concepts>
#include <optional>
#include <vector>

#include "proofs_check/envelope.hpp"
#include "proofs_check/exact_start.hpp"
#include "proofs_check/leaky_bounds.hpp"
#include "recursion/instance.hpp"
#include "recursion/observables.hpp"
#include "recursion/parameters.hpp"
#include "recursion/step.hpp"
#include "recursion/task.hpp"

namespace margincert::recursion {
class Box;
}

namespace margincert::proofs {

/// What a verdict is about: exact inputs only.
struct Problem {
  /// The instance has to outlive the problem. Throws Refusal where there is no layer or one class
  /// alone: nothing would be claimed.
  Problem(const recursion::Instance& instance, recursion::Regime in);
  /// About the tasks of a box, by its centre. Throws Refusal likewise.
  Problem(const recursion::Box& box, recursion::Regime in);

  const recursion::Task& task;
  const recursion::Parameters& parameters;
  recursion::Regime regime;

  /// std::logic_error where it is about a box.
  const recursion::Instance& instance() const;

 private:
  const recursion::Instance* instance_;  ///< null: about a box
};

/// Do the observables speak of the problem's task, or of all tasks of a box around it?
enum class About { task, box };

/// Everything a hypothesis or a statement may look at, for one problem at one precision: the enclosed observables of
/// its trajectory, the parameters, and the bounds of Theorems B and C, made when first asked for.
template <class S>
class EvidenceIn {
 public:
  using LayerObservables = recursion::Observables<S>;
  using Layer = recursion::Layer<S>;

  /// Enclosures by our own arithmetic.
  template <std::same_as<Interval> Enclosure = S>
  EvidenceIn(const Problem& problem, numeric::Precision precision);
  /// From observables made elsewhere, of T + 1 layers, and the T layers' parameters as the scalar sees them.
  EvidenceIn(const Problem& problem, ArithmeticOf<S> arithmetic, std::vector<LayerObservables> observables,
             std::vector<Layer> layers, About about = About::task);

  const Problem& problem() const { return problem_; }
  const recursion::Task& task() const { return problem_.task; }
  int depth() const { return problem_.parameters.depth(); }

  const LayerObservables& at(int t) const { return observables_[t]; }

  const S& alpha(int t) const { return layers_[t].alpha; }
  const S& gamma(int t) const { return layers_[t].gamma; }
  const S& alpha_prime(int t) const { return layers_[t].alpha_prime; }
  const S& gamma_prime(int t) const { return layers_[t].gamma_prime; }
  const ArithmeticOf<S>& arithmetic() const { return arithmetic_; }
  S exact(double x) const { return arithmetic_.exact(x); }
  S ratio(long numerator, long denominator) const { return arithmetic_.ratio(numerator, denominator); }

  const S& feature_growth(int t) const { return feature_growth_[t]; }  ///< N_t = Π_{s<t} (1 + α'_s)
  const S& label_growth(int t) const { return label_growth_[t]; }      ///< G_t = Π_{s<t} (1 + γ'_s)

  int class_size(int c) const { return class_sizes_[c]; }  ///< n_c
  int labelled_points() const;                             ///< Σ_c n_c
  int own_class() const { return problem_.task.probe_class; }
  // Ratios of class sizes; all classes have points (Theorems B and C).
  S other_to_own_ratio() const;            ///< r* = (n - n_c*) / n_c*
  S largest_other_to_own_ratio() const;    ///< r = max_c (n - n_c) / n_c
  S own_to_largest_other_ratio() const;    ///< n_c* / max_{c≠c*} n_c
  int largest_other_class() const;         ///< a c≠c* with the most points
  const S& log_own_to_other(int c) const;  ///< log(n_c* / n_c), c and c* having points; made when first asked for
  /// Σ_{c≠c*} n_c / n_c*, Theorem A's: unlabelled points are in no class. Equal to r* on labelled tasks.
  S other_classes_to_own_ratio() const;

  /// What can be known of layer 0 without enclosures; null where the evidence is of a box, or nothing is certified.
  const ExactStart* exact_start() const;

  bool labels_are_equal_by_class(int t) const;  ///< exactly: training labels of a class are one vector at layer t

  /// True when every α'_s (γ'_s) before t is zero: features (labels) at t are the inputs, bit for bit.
  bool features_unmoved_until(int t) const;
  bool labels_unmoved_until(int t) const;
  bool unmoved_until(int t) const { return features_unmoved_until(t) && labels_unmoved_until(t); }

  // Each exists only where the task has points for it; callers ask exist(Needs, task) first.
  const S& in_class_floor(int t) const { return at(t).same_class->min; }            ///< ρ̂
  const S& cross_class_ceiling(int t) const { return at(t).cross_class->max; }      ///< Λ̂
  const S& probe_in_class(int t) const { return at(t).probe_in_class->min; }        ///< R̂
  const S& probe_cross_class(int t) const { return at(t).probe_cross_class->max; }  ///< L̂
  const S& geometric_margin(int t) const { return *at(t).geometric_margin; }        ///< Δ
  const S& label_margin(int t) const { return at(t).label_difference->min; }        ///< Δ_y
  const S& own_class_mass(int t) const;                                             ///< p_c*
  /// 1 - p_c*; on labelled tasks as Σ_{c≠c*} p_c, without the cancellation.
  S other_class_mass(int t) const;
  /// s_c* - s_c.
  S class_logit_gap(int t, int c) const;

  const std::vector<LeakyBoundsIn<S>>& leaky_bounds(Leakage leakage) const;  ///< Theorem B, layers 0..T
  const std::vector<EnvelopeIn<S>>& envelopes(Leakage leakage) const;        ///< Theorem C, layers 0..T

 private:
  Problem problem_;
  ArithmeticOf<S> arithmetic_;
  std::vector<LayerObservables> observables_;
  std::vector<Layer> layers_;
  About about_;
  mutable std::optional<ExactStart> exact_start_;
  std::vector<S> feature_growth_, label_growth_;
  std::vector<int> class_sizes_;
  mutable std::vector<std::optional<S>> log_own_to_other_;
  mutable std::optional<std::vector<LeakyBoundsIn<S>>> leaky_[2];
  mutable std::optional<std::vector<EnvelopeIn<S>>> envelopes_[2];
};

using Evidence = EvidenceIn<Interval>;

/// The parameters of a problem's layers as the scalar sees them.
std::vector<recursion::Layer<Interval>> exact_layers(const Problem& problem,
                                                     const recursion::IntervalArithmetic& arithmetic);

}  // namespace margincert::proofs
