#pragma once

#include <optional>
#include <string>
#include <vector>

#include "arb/real.hpp"
#include "arb/to_interval.hpp"
#include "numeric/interval.hpp"
#include "recursion/observables.hpp"

namespace margincert::recursion_tests {

using arb::Real;
using numeric::Interval;
using numeric::Precision;

/// The ball as an enclosure; everything where it is poison, which is all that balls have for half-lines and beyond.
inline Interval enclosure_of(const Real& ball, Precision precision) {
  return ball.is_poisoned() ? Interval::entire(precision) : arb::to_interval(ball, precision);
}

/// Is the ball so thin that another arithmetic's rounding errors are huge beside it? Balls around zero are not.
inline bool is_thin(const Real& ball, slong relative_bits = 300) {
  return !ball.is_poisoned() && (ball.is_point() || arb_rel_accuracy_bits(ball.get()) >= relative_bits);
}

/// One number of a layer's observables, with a name to print; empty where the observable is absent.
template <class S>
struct Field {
  std::string name;
  std::optional<S> value;
};

template <class S>
void append_extent(std::vector<Field<S>>& fields, const std::string& name,
                   const std::optional<recursion::Extent<S>>& extent) {
  fields.push_back({name + ".min", extent ? std::optional(extent->min) : std::nullopt});
  fields.push_back({name + ".max", extent ? std::optional(extent->max) : std::nullopt});
}

template <class S, class Values>
void append_all(std::vector<Field<S>>& fields, const std::string& name, const Values& values) {
  int c = 0;
  for (const auto& value : values) fields.push_back({name + "[" + std::to_string(c++) + "]", value});
}

/// Every number of one layer in a fixed order, absent ones included.
template <class S>
std::vector<Field<S>> fields_of(const recursion::Observables<S>& seen) {
  std::vector<Field<S>> fields{{"norm_squared", seen.norm_squared},
                               {"geometric_margin", seen.geometric_margin},
                               {"label_spread", seen.label_spread},
                               {"label_deviation", seen.label_deviation}};
  append_extent(fields, "same_class", seen.same_class);
  append_extent(fields, "cross_class", seen.cross_class);
  append_extent(fields, "probe_in_class", seen.probe_in_class);
  append_extent(fields, "probe_cross_class", seen.probe_cross_class);
  append_extent(fields, "label_difference", seen.label_difference);
  append_all(fields, "probe_label", seen.probe_label);
  if (!seen.attention) return fields;
  const auto& attention = *seen.attention;
  fields.push_back({"leakage", attention.leakage});
  fields.push_back({"class_logit_gap", attention.class_logit_gap});
  append_all(fields, "class_mass", attention.class_mass);
  append_all(fields, "class_logit", attention.class_logit);
  append_all(fields, "geometric_logit", attention.geometric_logit);
  append_extent(fields, "probe_pull_in_class", attention.probe_pull_in_class);
  append_extent(fields, "probe_pull_cross_class", attention.probe_pull_cross_class);
  append_extent(fields, "train_pull_in_class", attention.train_pull_in_class);
  append_extent(fields, "train_pull_cross_class", attention.train_pull_cross_class);
  return fields;
}

using Layers = std::vector<recursion::Observables<Interval>>;

/// "layer 1 leakage": the first field on which two runs do not agree, "" when they do. Agreement: both absent, or both
/// present and `agree` says so.
template <class S, class Agree>
std::string first_difference(const Layers& left, const std::vector<recursion::Observables<S>>& right, Agree agree) {
  if (left.size() != right.size()) return "depth";
  for (std::size_t t = 0; t < left.size(); ++t) {
    const auto a = fields_of(left[t]);
    const auto b = fields_of(right[t]);
    const std::string layer = "layer " + std::to_string(t) + " ";
    if (left[t].layer != right[t].layer || a.size() != b.size()) return layer + "shape";
    for (std::size_t k = 0; k < a.size(); ++k) {
      if (a[k].value.has_value() != b[k].value.has_value()) return layer + a[k].name + " (present in one only)";
      if (a[k].value && !agree(*a[k].value, *b[k].value)) return layer + a[k].name;
    }
  }
  return "";
}

/// As above for two runs of the enclosing recursion: poison agrees with nothing.
inline std::string first_disjoint(const Layers& left, const Layers& right) {
  return first_difference(left, right, [](const Interval& a, const Interval& b) { return overlap(a, b); });
}

/// The first poisoned field, "" when there is none.
inline std::string first_poisoned(const Layers& layers) {
  return first_difference(layers, layers, [](const Interval& a, const Interval&) { return !a.is_poisoned(); });
}

}  // namespace margincert::recursion_tests
