#pragma once

#include <optional>

#include "proofs_check/evidence.hpp"

/// When a bound is met with equality for a reason that needs no enclosure to be seen. Each predicate states an identity
/// of the definitions, or an inequality that is one (a member of a set against its maximum), with its reason; it looks
/// at exact inputs only. All of them take fully labelled tasks for granted and say no on others.
namespace margincert::proofs {

/// All points of class c are one vector. They then pay and receive the same attention, so they stay one vector in
/// either regime, and are the class's average.
template <class S>
bool is_one_vector(const EvidenceIn<S>& evidence, int c);
template <class S>
bool classes_are_vectors(const EvidenceIn<S>& evidence);

/// Two classes of one vector each: own mass and logit gap are functions of one product difference each.
template <class S>
bool is_pair_of_vectors(const EvidenceIn<S>& evidence);
/// A vector for each class, all of one length, all products between classes one number, and all products of the probe
/// with other classes one number: one-hot points, for example.
template <class S>
bool is_simplex(const EvidenceIn<S>& evidence);
/// A vector for the probe's class, and one for all other classes together: they pay the probe alike.
template <class S>
bool is_one_against_another(const EvidenceIn<S>& evidence);
/// No logit sees features (α_t = 0), and labels either not (γ_t = 0) or as they started: attention is by class alone,
/// and masses, leakage and logit gaps are functions of class sizes and γ_t, as their bounds are.
template <class S>
bool attends_by_class_alone(const EvidenceIn<S>& evidence, int t);
/// The same for leakage, which the class-pure regime has none of.
template <class S>
bool leaks_by_class_alone(const EvidenceIn<S>& evidence, int t);
/// The probe's logit gap to every other class is one and the same number, without a spread of products within classes:
/// a pair of vectors, a simplex with other classes of one size, two classes under α_t = 0, or other classes of one size
/// under α = 0 up to here, or one vector against another with other classes of one size.
template <class S>
bool has_one_gap(const EvidenceIn<S>& evidence, int t);
/// A pair of vectors or a simplex at rest until layer t, or attention by class alone: with nothing to average over, the
/// leakage and the masses of Theorems B and C at t are the observed ones, or the worst over the classes of such.
template <class S>
bool masses_are_exact(const EvidenceIn<S>& evidence, int t);
/// The probe's own mass at t as Theorems B and C bound it is the observed one: masses_are_exact, or one vector against
/// another at rest (whose leakage is not exact, as other classes leak into each other).
template <class S>
bool own_mass_is_exact(const EvidenceIn<S>& evidence, int t);
/// The layer of the one step that labels took before t, if they took one only and masses were exact there.
template <class S>
std::optional<int> exact_label_step(const EvidenceIn<S>& evidence, int t);
/// The same for the probe's label alone, which its own mass decides.
template <class S>
std::optional<int> exact_probe_label_step(const EvidenceIn<S>& evidence, int t);

/// Labels took one step before t, forward and by class alone: the smallest label difference is then γ' times that of
/// two shares of the points, as its bound is if no class is larger than the probe's (or there are two classes).
template <class S>
bool label_margin_is_by_class_alone(const EvidenceIn<S>& evidence, int t);
/// Likewise the largest deviation of a training label, where attention leaks.
template <class S>
bool label_deviation_is_by_class_alone(const EvidenceIn<S>& evidence, int t);

/// In the class-pure regime a class of one vector only scales: x^t = N_t x^0. These say that such classes hold an
/// extreme of layer 0, so that the extreme of layer t is N_t (N_t²) times it, for α' >= 0 before t: N̂ (at least 1), and
/// a given end of the same-class or of the cross-class products.
template <class S>
bool longest_vector_scales(const EvidenceIn<S>& evidence, int t);
template <class S>
bool same_class_product_scales(const EvidenceIn<S>& evidence, End extreme, int t);
template <class S>
bool cross_class_product_scales(const EvidenceIn<S>& evidence, End extreme, int t);
/// N̂_0 <= 1, certainly.
template <class S>
bool starts_within_unit_ball(const EvidenceIn<S>& evidence);

/// Two classes at v and -v and the probe at one of them: every product is as large as Cauchy-Schwarz allows, in the
/// class-pure regime at every layer and in the full one at rest, for α' >= 0.
template <class S>
bool lies_on_an_axis(const EvidenceIn<S>& evidence, int t);

/// s_c* - s_c - log(n_c*/n_c) = α(R - q_c) + γG(y_*,c* - y_*,c) for classes of one vector (or α = 0) with equal labels;
/// that it is at least αΔ + γGΔ_y is then the definition of L̂ and Δ_y, for α >= 0 and γG >= 0.
template <class S>
bool gap_floor_is_definition(const EvidenceIn<S>& evidence, int t, int c);

}  // namespace margincert::proofs
