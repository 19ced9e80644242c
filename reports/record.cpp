#include "reports/record.hpp"

#include <cmath>

#include "numeric/exact_text.hpp"

namespace margincert::reports {
namespace {

using proofs::Outcome;

std::optional<double> if_finite(double value) { return std::isfinite(value) ? std::optional(value) : std::nullopt; }

template <class Live>
auto recorded(const std::optional<Live>& live) {
  return live ? std::optional(record(*live)) : std::nullopt;
}

std::vector<Tally> recorded(const std::vector<proofs::Tally>& live) {
  std::vector<Tally> tallies;
  for (const proofs::Tally& tally : live) tallies.push_back(record(tally));
  return tallies;
}

std::vector<LayerProfile> recorded(const proofs::Alignment& alignment) {
  std::vector<LayerProfile> profile;
  for (const proofs::LayerAlignment& at : alignment) {
    profile.push_back({static_cast<int>(profile.size()), at.tasks, at.margin_positive, at.label_margin_positive,
                       at.own_mass, at.own_mass_squares});
  }
  return profile;
}

}  // namespace

Enclosure record(const numeric::Interval& x) {
  return {numeric::hex_text(x.lo()), numeric::hex_text(x.hi()), if_finite(x.lo_double()), if_finite(x.hi_double())};
}

Comparison record(const proofs::Evaluation& evaluation) {
  const auto& [layer, comparison] = evaluation;
  return {layer,
          comparison.part,
          comparison.relation == proofs::Relation::equal,
          record(comparison.greater),
          record(comparison.lesser),
          record(slack_of(comparison))};
}

Witness record(const proofs::Witness& witness) {
  const proofs::Verdict& verdict = witness.verdict;
  Witness plain;
  plain.task = witness.task;
  plain.rung = verdict.rung;
  plain.reason = verdict.reason;
  plain.deciding = recorded(verdict.worst);
  if (verdict.worst) plain.slack_value = if_finite(slack_of(verdict.worst->comparison).mid_double());
  if (verdict.tightest_ratio) plain.tightest_ratio = if_finite(*verdict.tightest_ratio);
  return plain;
}

Tally record(const proofs::Tally& tally) {
  Tally plain;
  plain.id = tally.id;
  plain.regime = tally.regime;
  plain.holds = tally.count(Outcome::holds);
  plain.violated = tally.count(Outcome::violated);
  plain.undecided = tally.count(Outcome::undecided);
  plain.errors = tally.count(Outcome::error);
  plain.not_applicable = tally.count(Outcome::not_applicable);
  plain.not_applicable_because = tally.not_applicable_because;
  plain.near_misses = tally.near_misses;
  plain.rungs = tally.rungs;
  plain.slacks = tally.slacks;
  plain.closest = recorded(tally.closest);
  plain.tightest = recorded(tally.tightest);
  plain.first_open = recorded(tally.first_open);
  if (tally.worst_violation) {
    plain.violation.emplace().worst = record(*tally.worst_violation);
    plain.violation->first_task = tally.first_violation.value_or(tally.worst_violation->task);
  }
  return plain;
}

void record(const proofs::CampaignResult& result, Run& run) {
  run.tasks_done = result.tasks_done;
  run.statements = recorded(result.statements);
  run.guarantees = recorded(result.guarantees);
  run.profile = recorded(result.alignment);
  // A promise has no sides, so of its tasks there is nothing to show but how many.
  for (Tally& guarantee : run.guarantees) guarantee.first_open.reset();
}

}  // namespace margincert::reports
