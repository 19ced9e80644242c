#include "engine/assembly.hpp"

#include <algorithm>
#include <cmath>

#include "engine/rounding.hpp"

namespace margincert::engine {
namespace {

using recursion::AttentionObservables;
using recursion::Extent;
using recursion::Observables;
using OptionalExtent = std::optional<Extent<Enclosure>>;

// At least one binary64 outward: |x| 2^-52 is a unit in the last place of x or more, and of the least numbers 2^-1074
// is.
double below(double x) { return x - (std::abs(x) * 0x1p-52 + 0x1p-1074); }
double above(double x) { return x + (std::abs(x) * 0x1p-52 + 0x1p-1074); }

/// a - b.
Enclosure difference(const Enclosure& a, const Enclosure& b) { return {below(a.lo - b.hi), above(a.hi - b.lo)}; }
Enclosure least(const Enclosure& a, const Enclosure& b) { return {std::min(a.lo, b.lo), std::min(a.hi, b.hi)}; }

/// A number that was computed as `middle`, rounded once, and is off by at most `error` before that. Exact zeros stay.
Enclosure around(double middle, double error) {
  const double radius = (error + unit_roundoff * std::abs(middle)) * growth;
  if (radius == 0) return {middle, middle};
  return {below(middle - radius), above(middle + radius)};
}

/// One lane of what was seen.
class Lane {
 public:
  Lane(const Run& run, const Question& question, std::size_t lane, const Seen& seen, const Tokens& tokens)
      : run_(run), question_(question), lane_(lane), seen_(seen), tokens_(tokens) {}

  Observables<Enclosure> observables(int t) const {
    Observables<Enclosure> layer{t,
                                 range(seen_.norm_squared),
                                 pairs(seen_.same_class),
                                 pairs(seen_.cross_class),
                                 extent(seen_.probe_in_class),
                                 extent(seen_.probe_cross_class),
                                 {},
                                 {},
                                 {},
                                 range(seen_.label_deviation),
                                 {},
                                 {}};
    if (layer.probe_in_class && layer.probe_cross_class) {
      layer.geometric_margin = difference(layer.probe_in_class->min, layer.probe_cross_class->max);
    }
    see_probe_label(layer);
    if (t < question_.parameters.depth()) layer.attention = attention();
    return layer;
  }

  /// Is all that was read off an interval with finite ends?
  bool is_sound() const { return sound_; }

 private:
  Enclosure checked(const Enclosure& x) const {
    sound_ = sound_ && std::isfinite(x.lo) && std::isfinite(x.hi) && x.lo <= x.hi;
    return x;
  }
  Enclosure range(const RangeLanes& range) const { return checked({range.lo.of[lane_], range.hi.of[lane_]}); }

  OptionalExtent extent(const ExtentLanes& extent) const {
    if (extent.min.lo.of[lane_] == HUGE_VAL) return std::nullopt;
    return Extent<Enclosure>{range(extent.min), range(extent.max)};
  }

  /// Of computed products, all off by at most the same.
  OptionalExtent pairs(const MidpointExtent& extent) const {
    const double min = extent.min.of[lane_], max = extent.max.of[lane_], radius = seen_.pair_radius.of[lane_];
    if (min == HUGE_VAL) return std::nullopt;
    return Extent<Enclosure>{checked({below(min - radius), above(min + radius)}),
                             checked({below(max - radius), above(max + radius)})};
  }

  /// y_* and its differences. Two coordinates of a vector that is off by σ differ by at most √2 σ more or less.
  void see_probe_label(Observables<Enclosure>& layer) const {
    const recursion::Task& task = question_.task;
    const auto classes = static_cast<std::size_t>(task.classes), probe = static_cast<std::size_t>(task.points());
    const double radius = tokens_.label_radius.data()[run_.place(lane_, probe)];
    const double of_difference = radius * (std::sqrt(2.0) * growth);
    const auto label = [&](std::size_t c) { return tokens_.y.data()[run_.place(lane_, probe, classes, c)]; };
    const double own = label(static_cast<std::size_t>(task.probe_class));
    double lowest = HUGE_VAL, highest = -HUGE_VAL, least_gap = HUGE_VAL, greatest_gap = -HUGE_VAL;
    for (std::size_t c = 0; c < classes; ++c) {
      layer.probe_label.push_back(checked(around(label(c), radius)));
      lowest = std::min(lowest, label(c));
      highest = std::max(highest, label(c));
      if (c == static_cast<std::size_t>(task.probe_class)) continue;
      least_gap = std::min(least_gap, own - label(c));
      greatest_gap = std::max(greatest_gap, own - label(c));
    }
    layer.label_spread = around(highest - lowest, of_difference);
    layer.label_spread.lo = std::max(layer.label_spread.lo, 0.0);
    if (classes < 2) return;
    layer.label_difference = Extent<Enclosure>{around(least_gap, of_difference), around(greatest_gap, of_difference)};
  }

  AttentionObservables<Enclosure> attention() const {
    const recursion::Task& task = question_.task;
    const std::vector<int> sizes = recursion::class_sizes(task);
    AttentionObservables<Enclosure> result;
    // Nothing is attended to outside the class, nor on a class without points: these are zeros.
    result.leakage = run_.frame().class_pure ? Enclosure{} : range(seen_.leakage);
    for (std::size_t c = 0; c < sizes.size(); ++c) {
      const bool present = sizes[c] > 0;
      const auto if_present = [&](const RangeLanes& x) { return present ? std::optional(range(x)) : std::nullopt; };
      result.class_mass.push_back(present ? range(seen_.class_mass[c]) : Enclosure{});
      result.class_logit.push_back(if_present(seen_.class_logit[c]));
      result.geometric_logit.push_back(if_present(seen_.geometric_logit[c]));
      result.train_pull.push_back(extent(seen_.train_pull[c]));
    }
    result.class_logit_gap = class_logit_gap(result.class_logit);
    result.probe_pull_in_class = extent(seen_.probe_pull_in_class);
    result.probe_pull_cross_class = extent(seen_.probe_pull_cross_class);
    result.train_pull_in_class = extent(seen_.train_pull_in_class);
    result.train_pull_cross_class = extent(seen_.train_pull_cross_class);
    return result;
  }

  std::optional<Enclosure> class_logit_gap(const std::vector<std::optional<Enclosure>>& logits) const {
    const auto own_class = static_cast<std::size_t>(question_.task.probe_class);
    std::optional<Enclosure> least_gap;
    if (!logits[own_class]) return least_gap;
    for (std::size_t c = 0; c < logits.size(); ++c) {
      if (c == own_class || !logits[c]) continue;
      const Enclosure gap = difference(*logits[own_class], *logits[c]);
      least_gap = least_gap ? least(*least_gap, gap) : gap;
    }
    return least_gap;
  }

  const Run& run_;
  const Question& question_;
  std::size_t lane_;
  const Seen& seen_;
  const Tokens& tokens_;
  mutable bool sound_ = true;
};

}  // namespace

std::optional<Observables<Enclosure>> assemble(const Run& run, const Question& question, std::size_t lane, int t,
                                               const Seen& seen, const Tokens& tokens) {
  if (seen.valid.of[lane] != 1) return std::nullopt;
  const Lane of_question(run, question, lane, seen, tokens);
  Observables<Enclosure> layer = of_question.observables(t);
  if (!of_question.is_sound()) return std::nullopt;
  return layer;
}

}  // namespace margincert::engine
