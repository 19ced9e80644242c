#include "engine/merge_seen.hpp"

#include <algorithm>

namespace margincert::engine {
namespace {

struct Least {
  static double of(double a, double b) { return std::min(a, b); }
};
struct Greatest {
  static double of(double a, double b) { return std::max(a, b); }
};

template <class Extent, class Act>
void for_each_end(Extent& x, const Act& act) {
  act(x.min.lo, Least());
  act(x.min.hi, Least());
  act(x.max.lo, Greatest());
  act(x.max.hi, Greatest());
}

/// Calls act(field, which) for everything that is a least or a greatest over training queries: which is Least or
/// Greatest.
template <class SeenOrConst, class Act>
void for_each_extreme(SeenOrConst& seen, const Act& act) {
  act(seen.valid, Least());
  for (auto* range : {&seen.norm_squared, &seen.label_deviation, &seen.leakage}) {
    act(range->lo, Greatest());
    act(range->hi, Greatest());
  }
  for (auto* pairs : {&seen.same_class, &seen.cross_class}) {
    act(pairs->min, Least());
    act(pairs->max, Greatest());
  }
  for (auto* x : {&seen.probe_pull_in_class, &seen.probe_pull_cross_class, &seen.train_pull_in_class,
                  &seen.train_pull_cross_class}) {
    for_each_end(*x, act);
  }
  for (auto& x : seen.train_pull) for_each_end(x, act);
}

template <class Which>
void spread(Lanes& lanes, std::size_t count, Which) {
  double extreme = lanes.of[0];
  for (std::size_t k = 1; k < count; ++k) extreme = Which::of(extreme, lanes.of[k]);
  std::fill_n(lanes.of.begin(), count, extreme);
}

}  // namespace

void spread_greatest(Lanes& lanes, std::size_t count) { spread(lanes, count, Greatest()); }

void merge(Seen& seen, const Seen& part) {
  std::vector<const Lanes*> others;
  for_each_extreme(part, [&](const Lanes& field, auto) { others.push_back(&field); });
  auto other = others.begin();
  for_each_extreme(seen, [&](Lanes& field, auto which) {
    for (std::size_t k = 0; k < field.of.size(); ++k) field.of[k] = which.of(field.of[k], (*other)->of[k]);
    ++other;
  });
}

void bring_together(Seen& seen, std::size_t lanes) {
  for_each_extreme(seen, [&](Lanes& field, auto which) { spread(field, lanes, which); });
}

}  // namespace margincert::engine
