#pragma once

#include <optional>
#include <vector>

namespace margincert::recursion {

template <class S>
struct Extent {
  S min;
  S max;
};

/// What needs attention weights, hence a layer's parameters: defined at layers 0..T-1. S_c = training points of class
/// c.
template <class S>
struct AttentionObservables {
  std::vector<S> class_mass;                  ///< p_c = Σ_{i∈S_c} A_i*, probe's attention mass on class c
  S leakage;                                  ///< ε̂ = max over labelled j of Σ_{i: c_i≠c_j} A_ij
  std::vector<std::optional<S>> class_logit;  ///< s_c = log Σ_{i∈S_c} exp ℓ_i*; empty for a class without points
  std::vector<std::optional<S>> geometric_logit;  ///< log Z_c = log Σ_{i∈S_c} exp(α⟨x_i, x_*⟩)
  std::optional<S> class_logit_gap;               ///< min over present c≠c* of s_c* - s_c
  // The attention averages a_j = Σ_i A_ij x_i seen by the update bounds:
  std::optional<Extent<S>> probe_pull_in_class;      ///< ⟨a_*, x_j⟩ over j∈S_c*; U_j = α' times this
  std::optional<Extent<S>> probe_pull_cross_class;   ///< the same over j∉S_c*, labelled
  std::optional<Extent<S>> train_pull_in_class;      ///< ⟨x_*, a_j⟩ over j∈S_c*; V_j = α' times this
  std::optional<Extent<S>> train_pull_cross_class;   ///< the same over j∉S_c*, labelled
  std::vector<std::optional<Extent<S>>> train_pull;  ///< the same over j∈S_c, for every class c
};

/// The observables of one layer (theory.md §4). Absent where the set they range over is empty.
template <class S>
struct Observables {
  int layer = 0;
  S norm_squared;                              ///< N̂² = max ‖x_j‖² over training points and probe
  std::optional<Extent<S>> same_class;         ///< ⟨x_i, x_j⟩, same class, i = j included; ρ̂ is its min
  std::optional<Extent<S>> cross_class;        ///< ⟨x_i, x_j⟩, different classes; Λ̂ is its max
  std::optional<Extent<S>> probe_in_class;     ///< ⟨x_*, x_j⟩ over j∈S_c*; R̂ is its min
  std::optional<Extent<S>> probe_cross_class;  ///< ⟨x_*, x_j⟩ over j∉S_c*, labelled; L̂ is its max
  std::optional<S> geometric_margin;           ///< Δ = R̂ - L̂
  std::optional<Extent<S>> label_difference;   ///< y_{*,c*} - y_{*,c} over c≠c*; Δ_y is its min
  S label_spread;                              ///< max y_* - min y_*
  S label_deviation;                           ///< max over labelled j of ‖Π y_j - G_t Π e_{c_j}‖₁
  std::optional<AttentionObservables<S>> attention;
  std::vector<S> probe_label;  ///< y_*, K entries
};

}  // namespace margincert::recursion
