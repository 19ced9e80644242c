#include "arb/trajectory.hpp"

#include <algorithm>
#include <optional>

#include "arb/dynamics.hpp"
#include "numeric/stop.hpp"

namespace margincert::arb {
namespace {

using recursion::AttentionObservables;
using recursion::Extent;
using recursion::Instance;
using recursion::LayerParameters;
using recursion::Observables;
using recursion::Parameters;
using recursion::Regime;

Real zero(const Dynamics& dynamics) { return Real::integer(0, dynamics.bits()); }

Real real(const Dynamics& dynamics, const Ball& ball) { return Real::enclosing(ball.get(), dynamics.bits()); }

Real inner_product(const Dynamics& dynamics, Row a, Row b) {
  Ball result;
  dot(result, a, b, dynamics.bits());
  return real(dynamics, result);
}

void widen(std::optional<Extent<Real>>& extent, const Real& value) {
  if (!extent) {
    extent = Extent<Real>{value, value};
    return;
  }
  extent->min = min(extent->min, value);
  extent->max = max(extent->max, value);
}

template <class Visit>
void for_each_labelled(const Dynamics& dynamics, Visit visit) {
  for (std::size_t j = 0; j < dynamics.points(); ++j) {
    numeric::stop_point();
    if (dynamics.label(j)) visit(j, *dynamics.label(j));
  }
}

// For values that are never negative: zero where no point is labelled.
template <class Value>
Real largest_over_labelled(const Dynamics& dynamics, Value value) {
  Real largest = zero(dynamics);
  for_each_labelled(dynamics, [&](std::size_t j, int label) { largest = max(largest, value(j, label)); });
  return largest;
}

void observe_norms(const Dynamics& dynamics, Observables<Real>& seen) {
  seen.norm_squared = zero(dynamics);
  for (std::size_t j = 0; j <= dynamics.points(); ++j) {
    seen.norm_squared = max(seen.norm_squared, inner_product(dynamics, dynamics.x(j), dynamics.x(j)));
  }
}

void observe_training_pairs(const Dynamics& dynamics, Observables<Real>& seen) {
  for_each_labelled(dynamics, [&](std::size_t j, int label) {
    for (std::size_t i = 0; i <= j; ++i) {
      if (!dynamics.label(i)) continue;
      const Real product = inner_product(dynamics, dynamics.x(i), dynamics.x(j));
      widen(dynamics.label(i) == label ? seen.same_class : seen.cross_class, product);
    }
  });
}

void observe_probe_products(const Dynamics& dynamics, Observables<Real>& seen) {
  const Row probe = dynamics.x(dynamics.points());
  for_each_labelled(dynamics, [&](std::size_t j, int label) {
    const Real product = inner_product(dynamics, probe, dynamics.x(j));
    widen(label == dynamics.task().probe_class ? seen.probe_in_class : seen.probe_cross_class, product);
  });
  if (!seen.probe_in_class || !seen.probe_cross_class) return;
  seen.geometric_margin = seen.probe_in_class->min - seen.probe_cross_class->max;
}

void observe_probe_label(const Dynamics& dynamics, Observables<Real>& seen) {
  for (const Ball& coordinate : dynamics.y(dynamics.points())) seen.probe_label.push_back(real(dynamics, coordinate));
  const auto probe_class = static_cast<std::size_t>(dynamics.task().probe_class);
  std::optional<Extent<Real>> coordinates;
  for (std::size_t c = 0; c < seen.probe_label.size(); ++c) {
    widen(coordinates, seen.probe_label[c]);
    if (c != probe_class) widen(seen.label_difference, seen.probe_label[probe_class] - seen.probe_label[c]);
  }
  seen.label_spread = coordinates ? coordinates->max - coordinates->min : zero(dynamics);
}

// Π y - G Π e_c = Π (y - G e_c): the deviation is centred once.
Real label_deviation(const Dynamics& dynamics, std::size_t point, int label) {
  std::vector<Real> deviation;
  for (const Ball& coordinate : dynamics.y(point)) deviation.push_back(real(dynamics, coordinate));
  deviation[static_cast<std::size_t>(label)] -= real(dynamics, dynamics.label_growth());
  Real mean = zero(dynamics);
  for (const Real& coordinate : deviation) mean += coordinate;
  mean /= Real::integer(dynamics.task().classes, dynamics.bits());
  Real norm = zero(dynamics);
  for (const Real& coordinate : deviation) norm += abs(coordinate - mean);
  return norm;
}

Observables<Real> observe_state(const Dynamics& dynamics, int layer) {
  Observables<Real> seen;
  seen.layer = layer;
  observe_norms(dynamics, seen);
  observe_training_pairs(dynamics, seen);
  observe_probe_products(dynamics, seen);
  observe_probe_label(dynamics, seen);
  seen.label_deviation =
      largest_over_labelled(dynamics, [&](std::size_t j, int label) { return label_deviation(dynamics, j, label); });
  return seen;
}

// Σ exp ℓ = exp(m) Σ exp(ℓ - m), with m the largest midpoint: a point, so that taking it off and on costs no width.
std::optional<Real> log_sum_exp(const std::vector<Real>& logits, long bits) {
  if (logits.empty()) return std::nullopt;
  const auto lower = [](const Real& a, const Real& b) { return arf_cmp(arb_midref(a.get()), arb_midref(b.get())) < 0; };
  Ball middle;
  arb_get_mid_arb(middle.get(), std::ranges::max_element(logits, lower)->get());
  const Real shift = Real::enclosing(middle.get(), bits);
  Real sum = Real::integer(0, bits);
  for (const Real& logit : logits) sum += exp(logit - shift);
  return log(sum) + shift;
}

void observe_class(const Dynamics& dynamics, int wanted, AttentionObservables<Real>& seen) {
  const auto in_class = [&](std::size_t i) { return dynamics.label(i) == wanted; };
  std::vector<Real> logits;
  std::vector<Real> feature_logits;
  for (std::size_t i = 0; i < dynamics.points(); ++i) {
    if (!in_class(i)) continue;
    logits.push_back(inner_product(dynamics, dynamics.token(i), dynamics.probe_query()));
    feature_logits.push_back(inner_product(dynamics, dynamics.x(i), dynamics.probe_feature_query()));
  }
  seen.class_mass.push_back(dynamics.attention_mass(dynamics.points(), in_class));
  seen.class_logit.push_back(log_sum_exp(logits, dynamics.bits()));
  seen.geometric_logit.push_back(log_sum_exp(feature_logits, dynamics.bits()));
}

std::optional<Real> smallest_logit_gap(const AttentionObservables<Real>& seen, std::size_t probe_class) {
  const auto& own = seen.class_logit[probe_class];
  if (!own) return std::nullopt;
  std::optional<Extent<Real>> gaps;
  for (std::size_t c = 0; c < seen.class_logit.size(); ++c) {
    if (c != probe_class && seen.class_logit[c]) widen(gaps, *own - *seen.class_logit[c]);
  }
  return gaps ? std::optional(gaps->min) : std::nullopt;
}

void observe_pulls(const Dynamics& dynamics, AttentionObservables<Real>& seen) {
  const std::size_t probe = dynamics.points();
  seen.train_pull.resize(static_cast<std::size_t>(dynamics.task().classes));
  for_each_labelled(dynamics, [&](std::size_t j, int label) {
    const bool in_class = label == dynamics.task().probe_class;
    widen(in_class ? seen.probe_pull_in_class : seen.probe_pull_cross_class,
          inner_product(dynamics, dynamics.average_x(probe), dynamics.x(j)));
    const Real pull = inner_product(dynamics, dynamics.x(probe), dynamics.average_x(j));
    widen(in_class ? seen.train_pull_in_class : seen.train_pull_cross_class, pull);
    widen(seen.train_pull[static_cast<std::size_t>(label)], pull);
  });
}

AttentionObservables<Real> observe_attention(const Dynamics& dynamics) {
  AttentionObservables<Real> seen;
  for (int c = 0; c < dynamics.task().classes; ++c) observe_class(dynamics, c, seen);
  // An unlabelled key differs from every class.
  seen.leakage = largest_over_labelled(dynamics, [&](std::size_t j, int label) {
    return dynamics.attention_mass(j, [&](std::size_t i) { return dynamics.label(i) != label; });
  });
  seen.class_logit_gap = smallest_logit_gap(seen, static_cast<std::size_t>(dynamics.task().probe_class));
  observe_pulls(dynamics, seen);
  return seen;
}

}  // namespace

std::vector<State> states(const Instance& instance, Regime regime, long bits) {
  const Parameters& parameters = instance.parameters();
  Dynamics dynamics(instance.task(), parameters, regime, bits);
  std::vector<State> layers{dynamics.state()};
  for (const LayerParameters& layer : parameters.layers) {
    dynamics.attend(layer);
    dynamics.update(layer);
    layers.push_back(dynamics.state());
  }
  return layers;
}

std::vector<Observables<Real>> observables(const Instance& instance, Regime regime, long bits) {
  const Parameters& parameters = instance.parameters();
  Dynamics dynamics(instance.task(), parameters, regime, bits);
  std::vector<Observables<Real>> layers;
  for (const LayerParameters& layer : parameters.layers) {
    layers.push_back(observe_state(dynamics, static_cast<int>(layers.size())));
    dynamics.attend(layer);
    layers.back().attention = observe_attention(dynamics);
    dynamics.update(layer);
  }
  layers.push_back(observe_state(dynamics, parameters.depth()));
  return layers;
}

}  // namespace margincert::arb
