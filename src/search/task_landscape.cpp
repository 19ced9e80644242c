#include "search/task_landscape.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>

#include "proofs_check/evidence_sources.hpp"
#include "proofs_check/hypotheses.hpp"

namespace margincert::search {
namespace {

using proofs::ComparisonIn;
using proofs::ConditionIn;
using proofs::EvidenceIn;
using proofs::Interval;
using proofs::Slope;
using proofs::Truth;
using std::max;
using std::min;

constexpr double infinity = std::numeric_limits<double>::infinity();
/// What a strict inequality has to be true by, as a share of its sides, so that enclosures see it too.
constexpr double strict_margin = 0x1p-40;
/// Squared norms are kept this far below 1, so that rounding does not carry them past it.
constexpr double norm_margin = 0x1p-40;
constexpr std::size_t numbers_per_layer = 4;

/// How far one inequality is from true, as a share of its sides; 0 where it is true.
template <class S>
S shortfall(const ConditionIn<S>& condition, const EvidenceIn<S>& e) {
  const S size = natural_size(condition.greater, condition.lesser, e.exact(least_size));
  if (!std::isfinite(proofs::near_value(size))) {
    return e.exact(proofs::near_value(condition.greater) >= proofs::near_value(condition.lesser) ? 0 : 1);
  }
  const S missing = (condition.lesser - condition.greater) / size;
  return max(condition.strict ? missing + e.exact(strict_margin) : missing, e.exact(0));
}

/// Sum over the required hypotheses; a fact that does not hold makes it infinite.
template <class S>
S infeasibility(const EvidenceIn<S>& e, const Target& target) {
  S sum = e.exact(0);
  const auto add = [&](const proofs::ReadingIn<S>& reading) {
    if (const Truth* fact = std::get_if<Truth>(&reading)) {
      if (*fact != Truth::yes) sum = e.exact(infinity);
      return;
    }
    const auto* conditions = std::get_if<std::vector<ConditionIn<S>>>(&reading);
    if (!conditions) {
      sum = e.exact(infinity);  // a quantity does not exist
      return;
    }
    for (const auto& condition : *conditions) sum += shortfall(condition, e);
  };
  for (const std::string& id : target.required) add(proofs::hypothesis(id).read(e));
  if (target.dominance_share > 0) add(dominance_at(e, 0, target.dominance_share));
  return sum;
}

/// The smallest scaled slack; 0 where every comparison is an equality by reason, nothing where there is none.
/// Comparisons that binary64 overflows in are passed over, and what it knows nothing of is infinite: worse than any
/// number, and yet a point that the hypotheses allow. An enclosure has to be of all of them, and is none where one of
/// them is.
template <class S>
std::optional<S> smallest_slack(const EvidenceIn<S>& e, const Target& target) {
  const proofs::Statement& statement = *target.statement;
  const proofs::Claim& claim = target.version == proofs::Version::stated ? statement.claim : statement.twin;
  const int layers = statement.layers == proofs::Layers::all ? e.depth() + 1 : e.depth();
  std::optional<S> smallest;
  bool says_something = false, overflows = false;
  for (int t = 0; t < layers; ++t) {
    for (const ComparisonIn<S>& comparison : claim(e, t)) {
      says_something = true;
      if (comparison.equality != proofs::Equality::none) continue;
      const S scaled = slack_of(comparison) / natural_size(comparison.greater, comparison.lesser, e.exact(least_size));
      if (std::isnan(proofs::near_value(scaled))) {
        if constexpr (std::same_as<S, Interval>) return std::nullopt;
        overflows = true;
        continue;
      }
      smallest = smallest ? min(*smallest, scaled) : scaled;
    }
  }
  if (smallest) return smallest;
  return says_something ? std::optional(e.exact(overflows ? infinity : 0)) : std::nullopt;
}

template <class S>
struct ScoreIn {
  S infeasibility;
  S slack;
};

template <class S>
ScoreIn<S> score_of(const EvidenceIn<S>& e, const Target& target) {
  const ScoreIn<S> undefined{e.exact(infinity), e.exact(infinity)};
  if (!exist(target.statement->needs, e.task())) return undefined;
  const S distance = infeasibility(e, target);
  // Claims take some hypotheses for granted; away from them there is nothing to evaluate.
  if (std::isinf(proofs::near_value(distance))) return undefined;
  const std::optional<S> slack = smallest_slack(e, target);
  return slack ? ScoreIn<S>{distance, *slack} : undefined;
}

/// Seeds direction `first + k` of the input numbers with derivative 1, in the order of the landscape's coordinates.
void seed(recursion::Inputs<Slope>& inputs, std::size_t first, std::size_t dimensions) {
  for (std::size_t k = 0; k < recursion::directions_at_once && first + k < dimensions; ++k) {
    const std::size_t i = first + k, d = inputs.start.features.columns(),
                      coordinates = inputs.start.features.rows() * d;
    if (i < coordinates) {
      inputs.start.features[i / d][i % d].slope[k] = 1;
      continue;
    }
    auto& layer = inputs.layers[(i - coordinates) / numbers_per_layer];
    Slope* const numbers[] = {&layer.alpha, &layer.gamma, &layer.alpha_prime, &layer.gamma_prime};
    numbers[(i - coordinates) % numbers_per_layer]->slope[k] = 1;
  }
}

bool are_finite(std::span<const double> x) {
  return std::ranges::all_of(x, [](double number) { return std::isfinite(number); });
}

}  // namespace

TaskLandscape::TaskLandscape(generators::Instance instance, const Target& target, bool vary_parameters,
                             const Ranges& ranges)
    : instance_(std::move(instance)),
      target_(target),
      points_(instance_.task().labels.size()),
      dimension_(instance_.task().probe.size()),
      vary_parameters_(vary_parameters) {
  bound_coordinates(ranges);
  if (vary_parameters_) bound_parameters(ranges);
}

void TaskLandscape::bound_coordinates(const Ranges& ranges) {
  const double most = target_.requires_hypothesis("unit-norm") ? 1 : ranges.coordinate;
  bounds_.assign((points_ + 1) * dimension_, {-most, most});
}

void TaskLandscape::bound_parameters(const Ranges& ranges) {
  const Bounds attention{target_.requires_hypothesis("attention-signs") ? 0 : -ranges.attention, ranges.attention};
  const Bounds step{target_.requires_hypothesis("step-signs") ? ranges.least_step : -ranges.most_step,
                    ranges.most_step};
  for (std::size_t t = 0; t < instance_.parameters().layers.size(); ++t) {
    bounds_.insert(bounds_.end(), {attention, attention, step, step});
  }
}

std::vector<double> TaskLandscape::start() const {
  std::vector<double> x;
  for (std::size_t i = 0; i < points_; ++i)
    x.insert(x.end(), instance_.task().features[i].begin(), instance_.task().features[i].end());
  x.insert(x.end(), instance_.task().probe.begin(), instance_.task().probe.end());
  if (vary_parameters_) {
    for (const auto& p : instance_.parameters().layers)
      x.insert(x.end(), {p.alpha, p.gamma, p.alpha_prime, p.gamma_prime});
  }
  project(x);
  return x;
}

generators::Instance TaskLandscape::instance_at(std::span<const double> x) const {
  recursion::Draft moved = instance_.draft();
  for (std::size_t i = 0; i < points_; ++i) {
    std::ranges::copy(x.subspan(i * dimension_, dimension_), moved.task.features[i].begin());
  }
  std::ranges::copy(x.subspan(points_ * dimension_, dimension_), moved.task.probe.begin());
  if (vary_parameters_) {
    auto number = x.begin() + static_cast<std::ptrdiff_t>(parameters_begin());
    for (auto& p : moved.parameters.layers) {
      for (double* parameter : {&p.alpha, &p.gamma, &p.alpha_prime, &p.gamma_prime}) *parameter = *number++;
    }
  }
  return generators::Instance(std::move(moved));
}

void TaskLandscape::project(std::span<double> x) const {
  clamp_into(bounds_, x);
  if (target_.requires_hypothesis("unit-norm")) {
    for (std::size_t i = 0; i <= points_; ++i) {
      const auto point = x.subspan(i * dimension_, dimension_);
      double squared = 0;
      for (const double c : point) squared += c * c;
      if (squared <= 1 - norm_margin) continue;
      const double scale = (1 - norm_margin) / std::sqrt(squared);
      for (double& c : point) c *= scale;
    }
  }
  if (!vary_parameters_ || !target_.requires_hypothesis("growing-attention")) return;
  for (std::size_t i = parameters_begin() + numbers_per_layer; i < x.size(); ++i) {
    if ((i - parameters_begin()) % numbers_per_layer < 2) x[i] = std::max(x[i], x[i - numbers_per_layer]);
  }
}

Score TaskLandscape::score(std::span<const double> x) {
  if (!are_finite(x)) return worst_score;
  const generators::Instance here = instance_at(x);
  const auto found = score_of(proofs::approximate_evidence({here, target_.regime}), target_);
  return canonical({found.infeasibility, found.slack});
}

int TaskLandscape::gradient_cost() const {
  return static_cast<int>((bounds_.size() + recursion::directions_at_once - 1) / recursion::directions_at_once);
}

Score TaskLandscape::score_with_gradient(std::span<const double> x, std::span<double> gradient) {
  if (!are_finite(x)) {
    std::ranges::fill(gradient, 0.0);
    return worst_score;
  }
  const generators::Instance here = instance_at(x);
  Score score = worst_score;
  for (std::size_t first = 0; first < x.size(); first += recursion::directions_at_once) {
    auto inputs = recursion::exact_inputs(here.task(), here.parameters(), recursion::SlopeArithmetic());
    seed(inputs, first, x.size());
    const auto found = score_of(proofs::sloped_evidence({here, target_.regime}, std::move(inputs)), target_);
    score = canonical({found.infeasibility.value, found.slack.value});
    const Slope& descends = is_feasible(score) ? found.slack : found.infeasibility;
    for (std::size_t k = 0; k < recursion::directions_at_once && first + k < x.size(); ++k) {
      gradient[first + k] = descends.slope[k];
    }
  }
  return score;
}

numeric::Interval TaskLandscape::precise_slack(std::span<const double> x, numeric::Precision precision) {
  if (!are_finite(x)) return Interval::poisoned(precision);
  const generators::Instance here = instance_at(x);
  const proofs::Evidence evidence({here, target_.regime}, precision);
  const std::optional<Interval> slack = smallest_slack(evidence, target_);
  return slack ? *slack : Interval::poisoned(precision);
}

}  // namespace margincert::search
