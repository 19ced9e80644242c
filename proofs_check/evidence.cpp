#include "proofs_check/evidence.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "recursion/box.hpp"
#include "recursion/trajectory.hpp"

namespace margincert::proofs {

using recursion::LayerParameters;

static void require_a_claim(const recursion::Parameters& parameters) {
  if (parameters.classes < 2) throw Refusal("task: classes", "one class alone", "give at least two");
  if (parameters.layers.empty()) throw Refusal("parameters: layers", "no layer", "give at least one");
}

Problem::Problem(const recursion::Instance& instance, recursion::Regime in)
    : task(instance.task()), parameters(instance.parameters()), regime(in), instance_(&instance) {
  require_a_claim(parameters);
}

Problem::Problem(const recursion::Box& box, recursion::Regime in)
    : task(box.centre()), parameters(box.parameters()), regime(in), instance_(nullptr) {
  require_a_claim(parameters);
}

const recursion::Instance& Problem::instance() const {
  if (!instance_) throw std::logic_error("the problem is about a box, and a single task is wanted");
  return *instance_;
}

std::vector<recursion::Layer<Interval>> exact_layers(const Problem& problem,
                                                     const recursion::IntervalArithmetic& arithmetic) {
  std::vector<recursion::Layer<Interval>> layers;
  for (int t = 0; t < problem.parameters.depth(); ++t) {
    layers.push_back(recursion::layer_at(problem.parameters, t, arithmetic));
  }
  return layers;
}

template <class S>
template <std::same_as<Interval> Enclosure>
EvidenceIn<S>::EvidenceIn(const Problem& problem, numeric::Precision precision)
    : EvidenceIn(problem, recursion::IntervalArithmetic(precision),
                 recursion::enclose_observables(problem.instance(), problem.regime, precision),
                 exact_layers(problem, recursion::IntervalArithmetic(precision))) {}

template <class S>
EvidenceIn<S>::EvidenceIn(const Problem& problem, ArithmeticOf<S> arithmetic, std::vector<LayerObservables> observables,
                          std::vector<Layer> layers, About about)
    : problem_(problem),
      arithmetic_(std::move(arithmetic)),
      observables_(std::move(observables)),
      layers_(std::move(layers)),
      about_(about),
      feature_growth_{exact(1)},
      label_growth_{exact(1)},
      class_sizes_(recursion::class_sizes(problem.task)),
      log_own_to_other_(class_sizes_.size()) {
  for (int t = 0; t < depth(); ++t) {
    feature_growth_.push_back(feature_growth_[t] + feature_growth_[t] * alpha_prime(t));
    label_growth_.push_back(label_growth_[t] + label_growth_[t] * gamma_prime(t));
  }
}

template <class S>
int EvidenceIn<S>::labelled_points() const {
  return std::accumulate(class_sizes_.begin(), class_sizes_.end(), 0);
}

template <class S>
S EvidenceIn<S>::other_to_own_ratio() const {
  const long own = class_sizes_[own_class()];
  return ratio(task().points() - own, own);
}

template <class S>
S EvidenceIn<S>::largest_other_to_own_ratio() const {
  const long smallest = *std::ranges::min_element(class_sizes_);
  return ratio(task().points() - smallest, smallest);
}

template <class S>
S EvidenceIn<S>::own_to_largest_other_ratio() const {
  return ratio(class_sizes_[own_class()], class_sizes_[largest_other_class()]);
}

template <class S>
int EvidenceIn<S>::largest_other_class() const {
  int largest = own_class() == 0 ? 1 : 0;
  for (int c = largest + 1; c < task().classes; ++c) {
    if (c != own_class() && class_sizes_[c] > class_sizes_[largest]) largest = c;
  }
  return largest;
}

template <class S>
const S& EvidenceIn<S>::log_own_to_other(int c) const {
  std::optional<S>& slot = log_own_to_other_[c];
  if (!slot) slot = log(ratio(class_sizes_[own_class()], class_sizes_[c]));
  return *slot;
}

template <class S>
S EvidenceIn<S>::other_classes_to_own_ratio() const {
  const long own = class_sizes_[own_class()];
  return ratio(labelled_points() - own, own);
}

template <class S>
const ExactStart* EvidenceIn<S>::exact_start() const {
  constexpr bool certifies = std::same_as<S, Interval> || std::same_as<S, Real>;
  if (!certifies || about_ == About::box) return nullptr;
  if (!exact_start_) exact_start_.emplace(task());
  return &*exact_start_;
}

template <class S>
bool EvidenceIn<S>::labels_are_equal_by_class(int t) const {
  // Class-pure attention averages equal labels to the same label again; in the full regime only labels at rest are
  // sure.
  return recursion::is_fully_labelled(task()) &&
         (problem_.regime == recursion::Regime::class_pure || labels_unmoved_until(t));
}

template <class S>
bool EvidenceIn<S>::features_unmoved_until(int t) const {
  const auto& layers = problem_.parameters.layers;
  return std::all_of(layers.begin(), layers.begin() + t, [](const LayerParameters& p) { return p.alpha_prime == 0; });
}

template <class S>
bool EvidenceIn<S>::labels_unmoved_until(int t) const {
  const auto& layers = problem_.parameters.layers;
  return std::all_of(layers.begin(), layers.begin() + t, [](const LayerParameters& p) { return p.gamma_prime == 0; });
}

template <class S>
const S& EvidenceIn<S>::own_class_mass(int t) const {
  return at(t).attention->class_mass[own_class()];
}

template <class S>
S EvidenceIn<S>::other_class_mass(int t) const {
  if (!recursion::is_fully_labelled(task())) return 1 - own_class_mass(t);
  S sum = exact(0);
  for (int c = 0; c < task().classes; ++c) {
    if (c != own_class()) sum += at(t).attention->class_mass[c];
  }
  return sum;
}

template <class S>
S EvidenceIn<S>::class_logit_gap(int t, int c) const {
  const auto& logits = at(t).attention->class_logit;
  return *logits[own_class()] - *logits[c];
}

template <class S>
const std::vector<LeakyBoundsIn<S>>& EvidenceIn<S>::leaky_bounds(Leakage leakage) const {
  auto& slot = leaky_[leakage == Leakage::accounted ? 0 : 1];
  if (!slot) slot = bound_with_leakage(*this, leakage);
  return *slot;
}

template <class S>
const std::vector<EnvelopeIn<S>>& EvidenceIn<S>::envelopes(Leakage leakage) const {
  auto& slot = envelopes_[leakage == Leakage::accounted ? 0 : 1];
  if (!slot) slot = envelop(*this, leakage);
  return *slot;
}

#define MARGINCERT_INSTANTIATE(S) template class EvidenceIn<S>;
MARGINCERT_FOR_EACH_SCALAR(MARGINCERT_INSTANTIATE)
#undef MARGINCERT_INSTANTIATE
template EvidenceIn<Interval>::EvidenceIn(const Problem&, numeric::Precision);

}  // namespace margincert::proofs
