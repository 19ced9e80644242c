#include "transformer/comparison.hpp"

#include <algorithm>
#include <limits>

#include "numeric/parallel.hpp"

namespace margincert::transformer {
namespace {

using numeric::Interval;
using numeric::Precision;

constexpr std::uint64_t compared_at_once = 64;  // so that memory does not grow with the number of tasks

/// a / b of sizes, so that a = b = 0 has no ratio, and a / 0 one beyond all numbers where a is certainly not 0.
std::optional<Interval> ratio(const Interval& a, const Interval& b) {
  if (!b.is_zero()) return a / b;
  if (a.is_zero()) return std::nullopt;
  constexpr double largest = std::numeric_limits<double>::max(), infinity = std::numeric_limits<double>::infinity();
  return Interval::between(is_positive(a) == numeric::Truth::yes ? largest : 0, infinity, a.precision());
}

/// A maximum that grows task by task.
class RunningMaximum {
 public:
  void put(const Interval& value, std::uint64_t task) {
    if (!extreme_) {
      extreme_ = Extreme{value, task};
      return;
    }
    if (mpfr_greater_p(value.hi(), extreme_->value.hi())) extreme_->task = task;
    extreme_->value = max(extreme_->value, value);
  }
  const std::optional<Extreme>& value() const { return extreme_; }

 private:
  std::optional<Extreme> extreme_;
};

/// One quantity at one layer, gathered.
class Gathered {
 public:
  explicit Gathered(Precision precision) : difference_squares_(precision), own_squares_(precision) {}

  void put(const Measured& measured, std::uint64_t task) {
    forced_.put(measured.forced.largest, task);
    free_.put(measured.free.largest, task);
    own_.put(measured.own.largest, task);
    if (const auto relative = ratio(measured.forced.largest, measured.own.largest)) relative_.put(*relative, task);
    difference_squares_ += measured.forced.squares;
    own_squares_ += measured.own.squares;
  }

  /// Adds another layer's sums.
  void add_squares(const Gathered& other) {
    difference_squares_ += other.difference_squares_;
    own_squares_ += other.own_squares_;
  }

  std::optional<Interval> residual() const {
    const auto squared = ratio(difference_squares_, own_squares_);
    return squared ? std::optional(sqrt(*squared)) : std::nullopt;
  }
  QuantitySummary summary() const {
    return {*forced_.value(), *free_.value(), *own_.value(), relative_.value(), residual()};
  }

 private:
  RunningMaximum forced_, free_, own_, relative_;
  Interval difference_squares_, own_squares_;
};

using GatheredLayers = std::vector<PerQuantity<std::optional<Gathered>>>;

void put(GatheredLayers& gathered, const TaskComparison& compared, std::uint64_t task, Precision precision) {
  gathered.resize(compared.size());
  for (std::size_t t = 0; t < compared.size(); ++t) {
    for (const Quantity quantity : quantities()) {
      const std::optional<Measured>& measured = compared[t][quantity];
      if (!measured) continue;
      std::optional<Gathered>& so_far = gathered[t][quantity];
      if (!so_far) so_far.emplace(precision);
      so_far->put(*measured, task);
    }
  }
}

Summary summarise(const GatheredLayers& gathered, std::uint64_t tasks, Precision precision) {
  Summary summary{
      tasks, precision.bits(), std::vector<PerQuantity<std::optional<QuantitySummary>>>(gathered.size()), {}};
  for (const Quantity quantity : quantities()) {
    Gathered everywhere(precision);
    for (std::size_t t = 0; t < gathered.size(); ++t) {
      if (!gathered[t][quantity]) continue;
      summary.layers[t][quantity] = gathered[t][quantity]->summary();
      everywhere.add_squares(*gathered[t][quantity]);
    }
    summary.residual[quantity] = everywhere.residual();
  }
  return summary;
}

}  // namespace

std::string to_string(Quantity quantity) {
  static const std::array<const char*, quantity_count> names{
      "features",  "labels",          "centred-labels", "probe-features", "probe-label", "centred-probe-label",
      "attention", "probe-attention", "logits",         "probe-logits"};
  return names[static_cast<std::size_t>(quantity)];
}

const std::array<Quantity, quantity_count>& quantities() {
  static const auto all = [] {
    std::array<Quantity, quantity_count> values{};
    for (std::size_t k = 0; k < quantity_count; ++k) values[k] = static_cast<Quantity>(k);
    return values;
  }();
  return all;
}

bool is_sound(const TaskComparison& comparison) {
  const auto sound = [](const Size& size) { return !size.largest.is_poisoned() && !size.squares.is_poisoned(); };
  return std::ranges::all_of(comparison, [&](const PerQuantity<std::optional<Measured>>& layer) {
    return std::ranges::all_of(quantities(), [&](Quantity quantity) {
      const std::optional<Measured>& measured = layer[quantity];
      return !measured || (sound(measured->forced) && sound(measured->free) && sound(measured->own));
    });
  });
}

Summary compare_tasks(const TaskComparer& comparer, const TaskSource& task, std::uint64_t count, Precision precision,
                      const numeric::RunControl& control) {
  const numeric::RunControl run = control.started();
  GatheredLayers gathered;
  std::uint64_t done = 0;
  run.show({"", done, count});
  while (done < count && !run.asked_to_stop()) {
    std::vector<std::optional<TaskComparison>> some(std::min(compared_at_once, count - done));
    numeric::for_each_index_until_stopped(some.size(), run.thread_count(), run.stop,
                                          [&](std::uint64_t k) { some[k] = comparer(task(done + k), precision); });
    for (const std::optional<TaskComparison>& compared : some) {
      if (!compared) break;  // stopped: what was compared before it counts
      put(gathered, *compared, done++, precision);
    }
    run.show({"", done, count});
  }
  return summarise(gathered, done, precision);
}

}  // namespace margincert::transformer
