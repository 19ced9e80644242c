#pragma once

#include <cmath>
#include <optional>
#include <utility>

#include "recursion/observables.hpp"
#include "reports/trace.hpp"

namespace margincert::work {

/// A layer's observables as a trace has them. `to` makes an interval of a scalar; roots are taken before that.
template <class S, class ToInterval>
reports::TracedLayer traced_layer(const recursion::Observables<S>& layer, const ToInterval& to) {
  using std::sqrt;
  const auto value = [&](const std::optional<S>& x) { return x ? std::optional(to(*x)) : std::nullopt; };
  const auto min_of = [&](const auto& extent) { return extent ? std::optional(to(extent->min)) : std::nullopt; };
  const auto max_of = [&](const auto& extent) { return extent ? std::optional(to(extent->max)) : std::nullopt; };
  reports::TracedLayer traced{layer.layer,
                              {{"norm", "N̂", to(S(sqrt(layer.norm_squared)))},
                               {"in_class_floor", "ρ̂", min_of(layer.same_class)},
                               {"cross_class_ceiling", "Λ̂", max_of(layer.cross_class)},
                               {"probe_in_class", "R̂", min_of(layer.probe_in_class)},
                               {"probe_cross_class", "L̂", max_of(layer.probe_cross_class)},
                               {"geometric_margin", "Δ", value(layer.geometric_margin)}},
                              {}};
  if (layer.attention) {
    traced.quantities.push_back({"leakage", "ε̂", to(layer.attention->leakage)});
    traced.quantities.push_back({"class_logit_gap", "min s_c*−s_c", value(layer.attention->class_logit_gap)});
    for (const S& mass : layer.attention->class_mass) traced.attention_mass.push_back(to(mass));
  }
  traced.quantities.push_back({"label_margin", "Δ_y", min_of(layer.label_difference)});
  return traced;
}

}  // namespace margincert::work
