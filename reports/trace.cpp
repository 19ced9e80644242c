#include "reports/trace.hpp"

#include <algorithm>

namespace margincert::reports {

using numeric::Interval;

bool ArithmeticTrace::answers(const TracedLayer& layer) const {
  const auto is_answer = [](const Interval& value) { return !value.is_poisoned(); };
  return std::ranges::all_of(layer.attention_mass, is_answer) &&
         std::ranges::all_of(layer.quantities,
                             [&](const TracedQuantity& one) { return !one.value || is_answer(*one.value); });
}

Interval off_by(const Interval& value, const Interval& enclosure) {
  const Interval difference = value - enclosure;
  return Interval::outward(difference.lo(), difference.hi(), numeric::Precision(53));
}

}  // namespace margincert::reports
