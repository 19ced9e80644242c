#include "tests/engine/comparison.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <optional>

#include "recursion/trajectory.hpp"

namespace margincert::engine_tests {
namespace {

using engine::Enclosure;
using numeric::Interval;
using numeric::Precision;
using recursion::Observables;

/// act(kind, number) for every number a layer may have, the absent ones too, always in the same order.
template <class S, class Act>
void for_each_number(const Observables<S>& layer, const Act& act) {
  const auto extent = [&](const char* kind, const std::optional<recursion::Extent<S>>& x) {
    act(kind, x ? std::optional(x->min) : std::nullopt);
    act(kind, x ? std::optional(x->max) : std::nullopt);
  };
  act("norm_squared", std::optional(layer.norm_squared));
  extent("same_class", layer.same_class);
  extent("cross_class", layer.cross_class);
  extent("probe_in_class", layer.probe_in_class);
  extent("probe_cross_class", layer.probe_cross_class);
  act("geometric_margin", layer.geometric_margin);
  extent("label_difference", layer.label_difference);
  act("label_spread", std::optional(layer.label_spread));
  act("label_deviation", std::optional(layer.label_deviation));
  for (const S& x : layer.probe_label) act("probe_label", std::optional(x));
  if (!layer.attention) return;
  const auto& attention = *layer.attention;
  for (const S& x : attention.class_mass) act("class_mass", std::optional(x));
  act("leakage", std::optional(attention.leakage));
  for (const auto& x : attention.class_logit) act("class_logit", x);
  for (const auto& x : attention.geometric_logit) act("geometric_logit", x);
  act("class_logit_gap", attention.class_logit_gap);
  extent("probe_pull", attention.probe_pull_in_class);
  extent("probe_pull", attention.probe_pull_cross_class);
  extent("train_pull", attention.train_pull_in_class);
  extent("train_pull", attention.train_pull_cross_class);
  for (const auto& x : attention.train_pull) extent("train_pull", x);
}

template <class S>
struct Number {
  const char* kind;
  std::optional<S> value;
};
template <class S>
std::vector<Number<S>> numbers_of(const Observables<S>& layer) {
  std::vector<Number<S>> numbers;
  for_each_number(layer, [&](const char* kind, const std::optional<S>& x) { numbers.push_back({kind, x}); });
  return numbers;
}

bool contains(const Enclosure& x, const Interval& point) {
  return !point.is_poisoned() && mpfr_cmp_d(point.lo(), x.lo) >= 0 && mpfr_cmp_d(point.hi(), x.hi) <= 0;
}

/// 1 is at an end. Ends that are the quantity's own, such as a mass's 0, say nothing of a bound.
double distance_from_middle(const Enclosure& x, const Interval& point) {
  if (x.lo == x.hi || x.lo == 0) return 0;
  const Interval lo = Interval::exact(x.lo, point.precision()), hi = Interval::exact(x.hi, point.precision());
  return (abs(2 * point - lo - hi) / (hi - lo)).mid_double();
}

/// ‖computed - true‖² of one row.
Interval square_distance(std::span<const double> computed, std::span<const Interval> truth, Precision precision) {
  Interval sum(precision);
  for (std::size_t k = 0; k < computed.size(); ++k) sum += sqr(Interval::exact(computed[k], precision) - truth[k]);
  return sum;
}

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

}  // namespace

Layers reference(const engine::Question& question, Precision precision) {
  return recursion::enclose_observables({question.task, question.parameters}, question.regime, precision);
}

void Comparison::compare(const engine::Trajectory& seen, const Layers& reference, const std::string& where) {
  ++tasks;
  if (seen.size() != reference.size()) misses.push_back(where + ": depth");
  for (std::size_t t = 0; t < std::min(seen.size(), reference.size()); ++t) {
    const auto ours = numbers_of(seen[t]);
    const auto theirs = numbers_of(reference[t]);
    const std::string layer = fmt::format("{}, layer {}: ", where, t);
    if (seen[t].layer != reference[t].layer || ours.size() != theirs.size()) misses.push_back(layer + "shape");
    for (std::size_t k = 0; k < std::min(ours.size(), theirs.size()); ++k) {
      const std::optional<Enclosure>& x = ours[k].value;
      const std::optional<Interval>& truth = theirs[k].value;
      if (x.has_value() != truth.has_value()) misses.push_back(layer + ours[k].kind + " is there in one only");
      if (!x || !truth) continue;
      ++numbers;
      const Interval middle = mid(*truth);
      if (!contains(*x, middle)) {
        misses.push_back(fmt::format("{}{}: {:.17g} is not in [{:.17g}, {:.17g}]", layer, ours[k].kind,
                                     middle.mid_double(), x->lo, x->hi));
      }
      const double distance = distance_from_middle(*x, middle);
      auto& worst = furthest[ours[k].kind];
      if (distance > worst.distance) worst = {distance, layer + fmt::format("[{:.17g}, {:.17g}]", x->lo, x->hi)};
    }
  }
}

void Comparison::compare(const std::optional<engine::Trajectory>& seen, const Layers& reference,
                         const std::string& where) {
  if (seen) {
    compare(*seen, reference, where);
  } else {
    ++unanswered;
  }
}

void Comparison::compare(const engine::States& seen, const engine::Question& question, Precision precision,
                         const std::string& where) {
  const auto truth = recursion::final_state({question.task, question.parameters}, question.regime,
                                            recursion::IntervalArithmetic(precision));
  const auto token = [&](const char* kind, std::size_t j, std::span<const double> computed,
                         std::span<const Interval> row, double radius) {
    ++numbers;
    const Interval distance = sqrt(square_distance(computed, row, precision));
    if (!(is_less_equal(inf(distance), Interval::exact(radius, precision)) == numeric::Truth::yes)) {
      misses.push_back(fmt::format("{}, {} of token {}: off by {:.17g}, more than {:.17g}", where, kind, j,
                                   distance.mid_double(), radius));
    }
    auto& worst = furthest[kind];
    if (distance.mid_double() > worst.distance * radius) worst = {distance.mid_double() / radius, where};
  };
  for (std::size_t j = 0; j <= truth.probe(); ++j) {
    token("state of features", j, seen.features[j], truth.features[j], seen.feature_radius[j]);
    token("state of labels", j, seen.labels[j], truth.labels[j], seen.label_radius[j]);
  }
}

std::string Comparison::complaint() const {
  if (misses.empty()) return "";
  std::string text = fmt::format("{} of {} numbers missed", misses.size(), numbers);
  for (std::size_t k = 0; k < std::min<std::size_t>(misses.size(), 5); ++k) text += "\n  " + misses[k];
  return text;
}

bool same_bits(const std::optional<engine::Trajectory>& a, const std::optional<engine::Trajectory>& b) {
  if (!a || !b) return !a && !b;
  if (a->size() != b->size()) return false;
  for (std::size_t t = 0; t < a->size(); ++t) {
    const auto left = numbers_of((*a)[t]), right = numbers_of((*b)[t]);
    if (left.size() != right.size()) return false;
    for (std::size_t k = 0; k < left.size(); ++k) {
      const auto &x = left[k].value, &y = right[k].value;
      if (x.has_value() != y.has_value()) return false;
      if (x && !(same_bits(x->lo, y->lo) && same_bits(x->hi, y->hi))) return false;
    }
  }
  return true;
}

}  // namespace margincert::engine_tests
