#include "proofs_check/near_miss.hpp"

#include <algorithm>
#include <vector>

#include "proofs_check/hypotheses.hpp"
#include "proofs_check/verdict.hpp"

namespace margincert::proofs {
namespace {

using Conditions = std::vector<ConditionIn<Interval>>;

/// δ = −1/K as two inequalities: its hypothesis looks at exact numbers and has no sides.
Conditions centring(const Evidence& evidence) {
  const recursion::Parameters& parameters = evidence.problem().parameters;
  const Interval wanted = evidence.ratio(-1, parameters.classes);
  Interval given = wanted;
  if (const auto* fraction = std::get_if<recursion::Fraction>(&parameters.label_background)) {
    given = evidence.ratio(fraction->numerator, fraction->denominator);
  } else if (const auto* number = std::get_if<double>(&parameters.label_background)) {
    given = evidence.exact(*number);
  }
  return {{given, wanted}, {wanted, given}};
}

Conditions conditions_of(std::string_view id, const Evidence& evidence) {
  if (id == quantities_undefined) return {};
  if (id == "centred-labels") return centring(evidence);
  const ReadingIn<Interval> reading = hypothesis(id).read(evidence);
  const auto* conditions = std::get_if<Conditions>(&reading);
  return conditions ? *conditions : Conditions{};
}

/// Of |greater − lesser| / max(|greater|, |lesser|), rounded up; NaN for 0/0 and for what has no enclosure.
double relative_distance(const ConditionIn<Interval>& condition) {
  const Interval& greater = condition.greater;
  const Interval& lesser = condition.lesser;
  return (abs(greater - lesser) / max(abs(greater), abs(lesser))).hi_double();
}

}  // namespace

void NearMiss::add(const NearMiss& more) {
  tasks += more.tasks;
  largest = std::max(largest, more.largest);
}

std::optional<double> near_miss(std::string_view cause, const Evidence& evidence) {
  std::optional<double> largest;
  for (const ConditionIn<Interval>& condition : conditions_of(cause, evidence)) {
    if (truth_of(condition) == Truth::yes) continue;
    if (condition.exact && *condition.exact == 0) return std::nullopt;  // an equality is not missed by rounding
    const double distance = relative_distance(condition);
    const bool near = distance > 0 && distance <= nearest_miss;
    if (!near) return std::nullopt;
    largest = std::max(largest.value_or(0), distance);
  }
  return largest;
}

std::string near_miss_remedy(std::string_view id) {
  if (id == "unit-norm") return "divide every x by ‖x‖(1 + 2⁻⁵⁰), not by ‖x‖";
  if (id == "centred-labels") return "write δ as \"-1/K\", not as a decimal";
  return "choose inputs that meet it with room for rounding";
}

}  // namespace margincert::proofs
