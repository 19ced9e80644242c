#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "recursion/observables.hpp"

namespace margincert::recursion {

/// Observables with another scalar in every field.
template <class From, class Convert>
auto convert_observables(const Observables<From>& from, const Convert& to) {
  using To = std::invoke_result_t<Convert, const From&>;
  const auto optional = [&](const std::optional<From>& x) { return x ? std::optional<To>(to(*x)) : std::nullopt; };
  const auto extent = [&](const std::optional<Extent<From>>& x) {
    return x ? std::optional(Extent<To>{to(x->min), to(x->max)}) : std::nullopt;
  };
  const auto each = [](const auto& values, const auto& convert) {
    std::vector<std::invoke_result_t<decltype(convert), decltype(values[0])>> result;
    for (const auto& value : values) result.push_back(convert(value));
    return result;
  };
  std::optional<AttentionObservables<To>> attention;
  if (const auto& a = from.attention) {
    attention = AttentionObservables<To>{each(a->class_mass, to),           to(a->leakage),
                                         each(a->class_logit, optional),    each(a->geometric_logit, optional),
                                         optional(a->class_logit_gap),      extent(a->probe_pull_in_class),
                                         extent(a->probe_pull_cross_class), extent(a->train_pull_in_class),
                                         extent(a->train_pull_cross_class), each(a->train_pull, extent)};
  }
  return Observables<To>{from.layer,
                         to(from.norm_squared),
                         extent(from.same_class),
                         extent(from.cross_class),
                         extent(from.probe_in_class),
                         extent(from.probe_cross_class),
                         optional(from.geometric_margin),
                         extent(from.label_difference),
                         to(from.label_spread),
                         to(from.label_deviation),
                         std::move(attention),
                         each(from.probe_label, to)};
}

}  // namespace margincert::recursion
