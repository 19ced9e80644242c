#include "proofs_check/identities.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "proofs_check/statement.hpp"

namespace margincert::proofs {
namespace {

using numeric::Truth;

template <class S>
bool is_class_pure(const EvidenceIn<S>& e) {
  return e.problem().regime == recursion::Regime::class_pure;
}

template <class S>
S initial_product(const EvidenceIn<S>& e, std::span<const double> a, std::span<const double> b) {
  S sum = e.exact(0);
  for (std::size_t k = 0; k < a.size(); ++k) sum += e.exact(a[k]) * e.exact(b[k]);
  return sum;
}

template <class S>
const recursion::Extent<S>& extent_of(const EvidenceIn<S>& e, Products products) {
  const auto& start = e.at(0);
  switch (products) {
    case Products::same_class:
      return *start.same_class;
    case Products::cross_class:
      return *start.cross_class;
    case Products::probe_in_class:
      return *start.probe_in_class;
    case Products::probe_cross_class:
      break;
  }
  return *start.probe_cross_class;
}

/// Is ⟨a, b⟩, certainly, that end of the products at layer 0?
template <class S>
bool is_extreme(const EvidenceIn<S>& e, std::span<const double> a, std::span<const double> b, Products products,
                End end) {
  if (const ExactStart* start = e.exact_start()) return start->is_extreme(a, b, products, end);
  const recursion::Extent<S>& extent = extent_of(e, products);
  return is_same_number(initial_product(e, a, b), end == End::smallest ? extent.min : extent.max);
}

/// One point of every class that is one vector.
template <class S>
std::vector<std::span<const double>> single_vectors(const EvidenceIn<S>& e) {
  std::vector<std::span<const double>> vectors;
  for (int c = 0; c < e.task().classes; ++c) {
    if (!is_one_vector(e, c)) continue;
    const auto first = std::ranges::find(e.task().labels, std::optional(c)) - e.task().labels.begin();
    vectors.push_back(e.task().features[first]);
  }
  return vectors;
}

bool is_opposite(std::span<const double> a, std::span<const double> b) {
  return std::ranges::equal(a, b, [](double x, double y) { return x == -y; });
}

template <class S>
bool features_never_shrink_until(const EvidenceIn<S>& e, int t) {
  const auto& layers = e.problem().parameters.layers;
  return std::all_of(layers.begin(), layers.begin() + t, [](const auto& layer) { return layer.alpha_prime >= 0; });
}

}  // namespace

template <class S>
bool is_one_vector(const EvidenceIn<S>& e, int c) {
  const recursion::Task& task = e.task();
  if (!recursion::is_fully_labelled(task) || e.class_size(c) == 0) return false;
  const auto first = std::ranges::find(task.labels, std::optional(c)) - task.labels.begin();
  for (int i = 0; i < task.points(); ++i) {
    if (task.labels[i] == c && !std::ranges::equal(task.features[i], task.features[first])) return false;
  }
  return true;
}

template <class S>
bool classes_are_vectors(const EvidenceIn<S>& e) {
  for (int c = 0; c < e.task().classes; ++c) {
    if (!is_one_vector(e, c)) return false;
  }
  return true;
}

template <class S>
bool is_pair_of_vectors(const EvidenceIn<S>& e) {
  return e.task().classes == 2 && classes_are_vectors(e);
}

template <class S>
bool attends_by_class_alone(const EvidenceIn<S>& e, int t) {
  const auto& layer = e.problem().parameters.layers[t];
  return recursion::is_fully_labelled(e.task()) && layer.alpha == 0 && (layer.gamma == 0 || e.labels_unmoved_until(t));
}

template <class S>
bool leaks_by_class_alone(const EvidenceIn<S>& e, int t) {
  return !is_class_pure(e) && attends_by_class_alone(e, t);
}

template <class S>
bool is_simplex(const EvidenceIn<S>& e) {
  const auto single = [&](Products products) {
    if (const ExactStart* start = e.exact_start()) {
      return start->compare(products, End::smallest, products, End::largest) == 0;
    }
    const recursion::Extent<S>& extent = extent_of(e, products);
    return is_same_number(extent.min, extent.max);
  };
  return classes_are_vectors(e) && exist(Needs::two_classes, e.task()) && single(Products::same_class) &&
         single(Products::cross_class) && single(Products::probe_cross_class);
}

/// All classes but the probe's have as many points.
template <class S>
bool others_have_one_size(const EvidenceIn<S>& e) {
  const int reference = e.class_size(e.own_class() == 0 ? 1 : 0);
  for (int c = 0; c < e.task().classes; ++c) {
    if (c != e.own_class() && e.class_size(c) != reference) return false;
  }
  return true;
}

template <class S>
bool has_one_gap(const EvidenceIn<S>& e, int t) {
  if (is_pair_of_vectors(e)) return true;
  // The other classes of a simplex, of one size, can be exchanged without changing any product; so they stay alike.
  if ((is_simplex(e) || is_one_against_another(e)) && others_have_one_size(e)) return true;
  const auto& layers = e.problem().parameters.layers;
  if (layers[t].alpha != 0) return false;
  if (e.task().classes == 2) return true;
  // While features are not seen, classes of one size are interchangeable, and so are the probe's label entries.
  if (!others_have_one_size(e)) return false;
  return std::all_of(layers.begin(), layers.begin() + t, [](const auto& layer) { return layer.alpha == 0; });
}

template <class S>
bool is_one_against_another(const EvidenceIn<S>& e) {
  if (!classes_are_vectors(e)) return false;
  const recursion::Task& task = e.task();
  const auto other = std::ranges::find_if(task.labels, [&](const auto& label) { return label != e.own_class(); });
  if (other == task.labels.end()) return false;
  const auto reference = task.features[static_cast<std::size_t>(other - task.labels.begin())];
  for (int i = 0; i < task.points(); ++i) {
    if (task.labels[i] != e.own_class() && !std::ranges::equal(task.features[i], reference)) return false;
  }
  return true;
}

template <class S>
bool own_mass_is_exact(const EvidenceIn<S>& e, int t) {
  return masses_are_exact(e, t) || (e.unmoved_until(t) && is_one_against_another(e));
}

template <class S>
bool masses_are_exact(const EvidenceIn<S>& e, int t) {
  return attends_by_class_alone(e, t) || (e.unmoved_until(t) && (is_pair_of_vectors(e) || is_simplex(e)));
}

/// The layer of the one step that labels took before t.
template <class S>
std::optional<int> only_label_step(const EvidenceIn<S>& e, int t) {
  const auto begin = e.problem().parameters.layers.begin();
  const auto moves = [](const auto& layer) { return layer.gamma_prime != 0; };
  if (std::count_if(begin, begin + t, moves) != 1) return std::nullopt;
  return static_cast<int>(std::find_if(begin, begin + t, moves) - begin);
}

template <class S>
std::optional<int> exact_label_step(const EvidenceIn<S>& e, int t) {
  const std::optional<int> step = only_label_step(e, t);
  return step && masses_are_exact(e, *step) ? step : std::nullopt;
}

template <class S>
std::optional<int> exact_probe_label_step(const EvidenceIn<S>& e, int t) {
  const std::optional<int> step = only_label_step(e, t);
  return step && own_mass_is_exact(e, *step) ? step : std::nullopt;
}

template <class S>
bool label_margin_is_by_class_alone(const EvidenceIn<S>& e, int t) {
  const std::optional<int> step = only_label_step(e, t);
  const bool own_is_largest = e.class_size(e.own_class()) >= e.class_size(e.largest_other_class());
  return step && attends_by_class_alone(e, *step) && e.problem().parameters.layers[*step].gamma_prime >= 0 &&
         (own_is_largest || e.task().classes == 2);
}

template <class S>
bool label_deviation_is_by_class_alone(const EvidenceIn<S>& e, int t) {
  const std::optional<int> step = only_label_step(e, t);
  return step && leaks_by_class_alone(e, *step) && e.problem().parameters.layers[*step].gamma_prime >= 0;
}

template <class S>
bool longest_vector_scales(const EvidenceIn<S>& e, int t) {
  if (!is_class_pure(e) || !features_never_shrink_until(e, t)) return false;
  return std::ranges::any_of(single_vectors(e), [&](std::span<const double> x) {
    if (const ExactStart* start = e.exact_start()) return start->is_longest_and_at_least_one(x);
    return is_less_equal(max(e.exact(1), e.at(0).norm_squared), initial_product(e, x, x)) == Truth::yes;
  });
}

template <class S>
bool starts_within_unit_ball(const EvidenceIn<S>& e) {
  const Truth enclosed = is_less_equal(e.at(0).norm_squared, e.exact(1));
  const ExactStart* start = enclosed == Truth::unknown ? e.exact_start() : nullptr;
  return start ? start->longest_against_one() <= 0 : enclosed == Truth::yes;
}

template <class S>
bool same_class_product_scales(const EvidenceIn<S>& e, End extreme, int t) {
  if (!is_class_pure(e) || !features_never_shrink_until(e, t)) return false;
  return std::ranges::any_of(
      single_vectors(e), [&](std::span<const double> x) { return is_extreme(e, x, x, Products::same_class, extreme); });
}

template <class S>
bool cross_class_product_scales(const EvidenceIn<S>& e, End extreme, int t) {
  if (!is_class_pure(e) || !features_never_shrink_until(e, t)) return false;
  const auto vectors = single_vectors(e);
  for (std::size_t a = 0; a < vectors.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      if (is_extreme(e, vectors[a], vectors[b], Products::cross_class, extreme)) return true;
    }
  }
  return false;
}

template <class S>
bool lies_on_an_axis(const EvidenceIn<S>& e, int t) {
  if (!is_pair_of_vectors(e) || !features_never_shrink_until(e, t + 1)) return false;
  if (!is_class_pure(e) && !e.unmoved_until(t)) return false;
  const auto vectors = single_vectors(e);
  return is_opposite(vectors[0], vectors[1]) &&
         (std::ranges::equal(vectors[0], e.task().probe) || std::ranges::equal(vectors[1], e.task().probe));
}

template <class S>
bool gap_floor_is_definition(const EvidenceIn<S>& e, int t, int c) {
  const auto& layer = e.problem().parameters.layers[t];
  // While labels are at rest every entry of y_* is 0 and the sign of γG is of no matter.
  const bool labels_follow =
      e.labels_unmoved_until(t) || (layer.gamma >= 0 && is_nonnegative(e.label_growth(t)) == Truth::yes);
  const bool features_follow =
      layer.alpha == 0 || (layer.alpha > 0 && is_one_vector(e, c) && is_one_vector(e, e.own_class()));
  return attends_by_class_alone(e, t) || (labels_follow && features_follow && e.labels_are_equal_by_class(t));
}

#define MARGINCERT_INSTANTIATE(S)                                                \
  template bool is_one_vector(const EvidenceIn<S>&, int);                        \
  template bool classes_are_vectors(const EvidenceIn<S>&);                       \
  template bool is_pair_of_vectors(const EvidenceIn<S>&);                        \
  template bool is_simplex(const EvidenceIn<S>&);                                \
  template bool attends_by_class_alone(const EvidenceIn<S>&, int);               \
  template bool leaks_by_class_alone(const EvidenceIn<S>&, int);                 \
  template bool has_one_gap(const EvidenceIn<S>&, int);                          \
  template bool masses_are_exact(const EvidenceIn<S>&, int);                     \
  template bool is_one_against_another(const EvidenceIn<S>&);                    \
  template bool own_mass_is_exact(const EvidenceIn<S>&, int);                    \
  template std::optional<int> exact_label_step(const EvidenceIn<S>&, int);       \
  template std::optional<int> exact_probe_label_step(const EvidenceIn<S>&, int); \
  template bool label_margin_is_by_class_alone(const EvidenceIn<S>&, int);       \
  template bool label_deviation_is_by_class_alone(const EvidenceIn<S>&, int);    \
  template bool longest_vector_scales(const EvidenceIn<S>&, int);                \
  template bool starts_within_unit_ball(const EvidenceIn<S>&);                   \
  template bool same_class_product_scales(const EvidenceIn<S>&, End, int);       \
  template bool cross_class_product_scales(const EvidenceIn<S>&, End, int);      \
  template bool lies_on_an_axis(const EvidenceIn<S>&, int);                      \
  template bool gap_floor_is_definition(const EvidenceIn<S>&, int, int);
MARGINCERT_FOR_EACH_SCALAR(MARGINCERT_INSTANTIATE)
#undef MARGINCERT_INSTANTIATE

}  // namespace margincert::proofs
