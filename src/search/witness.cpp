#include "search/witness.hpp"

#include <algorithm>
#include <cmath>

#include "numeric/exact_text.hpp"
#include "numeric/stop.hpp"
#include "proofs_check/certify.hpp"
#include "proofs_check/hypotheses.hpp"
#include "files/version.hpp"

namespace margincert::search {
namespace {

using generators::Instance;
using numeric::Interval;
using proofs::Outcome;

/// x to the nearest multiple of 2^-m.
double on_grid(double x, int m) {
  const double snapped = std::ldexp(std::nearbyint(std::ldexp(x, m)), -m);
  return std::isfinite(snapped) ? snapped : x;
}

Instance on_grid(const Instance& given, int m, Freedom freedom) {
  recursion::Draft instance = given.draft();
  for (std::size_t i = 0; i < instance.task.features.rows(); ++i) {
    for (double& x : instance.task.features[i]) x = on_grid(x, m);
  }
  for (double& x : instance.task.probe) x = on_grid(x, m);
  if (freedom == Freedom::task_only) return Instance(std::move(instance));
  for (auto& layer : instance.parameters.layers) {
    for (double* x : {&layer.alpha, &layer.gamma, &layer.alpha_prime, &layer.gamma_prime}) *x = on_grid(*x, m);
  }
  return Instance(std::move(instance));
}

files::Enclosure enclosure(const Interval& x) { return {numeric::hex_text(x.lo()), numeric::hex_text(x.hi())}; }

std::vector<std::string> dropped_hypotheses(const Target& target) {
  std::vector<std::string> dropped;
  for (const std::string& id : target.statement->hypotheses) {
    if (!target.requires_hypothesis(id)) dropped.push_back(id);
  }
  return dropped;
}

}  // namespace

proofs::Verdict certify(const Instance& instance, const Target& target) {
  proofs::Questions questions{{target.statement}, {}, {}, target.version, target.required};
  proofs::Verdict verdict = proofs::certify({instance, target.regime}, questions,
                                            numeric::Ladder::standard(), target.engine)
                                .verdicts.front();
  if (target.dominance_share > 0) {
    const Interval reached = dominance_share(instance, target);
    const Interval asked = Interval::exact(target.dominance_share, reached.precision());
    if (is_less_equal(asked, reached) != numeric::Truth::yes) {
      verdict.outcome = Outcome::not_applicable;
      verdict.reason = "dominance";
    }
  }
  return verdict;
}

bool is_violation(const Instance& instance, const Target& target) {
  return certify(instance, target).outcome == Outcome::violated;
}

double scaled_slack(const proofs::Verdict& verdict) {
  const proofs::Comparison& comparison = verdict.worst->comparison;
  const Interval least = Interval::exact(least_size, comparison.greater.precision());
  return slack_of(comparison).mid_double() / natural_size(comparison.greater, comparison.lesser, least).mid_double();
}

Witness snapped(Witness witness, const Target& target, Freedom freedom) {
  constexpr int finest_grid = 40;
  constexpr double kept_share = 0.9;
  for (int m = 1; m <= finest_grid; ++m) {
    Instance candidate = on_grid(witness.instance, m, freedom);
    const proofs::Verdict verdict = certify(candidate, target);
    if (verdict.outcome != Outcome::violated) continue;
    if (scaled_slack(verdict) > kept_share * scaled_slack(witness.verdict)) continue;
    witness.instance = std::move(candidate);
    witness.verdict = verdict;
    return witness;
  }
  return witness;
}

Witness simplified(Witness witness, const Target& target, Freedom freedom, long budget) {
  const recursion::Parameters given = witness.instance.parameters();
  std::optional<proofs::Verdict> last;  // of the simplest so far
  bool stopped = false;
  const auto still_fails = [&](const Instance& candidate) {
    const bool allowed = freedom == Freedom::task_and_parameters || candidate.parameters() == given;
    if (stopped || !allowed) return false;
    try {
      proofs::Verdict verdict = certify(candidate, target);
      if (verdict.outcome != Outcome::violated) return false;
      last = std::move(verdict);
      return true;
    } catch (const numeric::Stopped&) {
      stopped = true;
      return false;
    }
  };
  witness.instance = generators::shrink(witness.instance, still_fails, budget);
  if (last) witness.verdict = *std::move(last);
  witness.kind = "simplest";
  return witness;
}

Interval dominance_share(const Instance& instance, const Target& target) {
  constexpr numeric::Precision precision{256};
  const proofs::Evidence evidence({instance, target.regime}, precision);
  const auto reading = proofs::dominance_at(evidence, 0, 1);
  const auto* conditions = std::get_if<std::vector<proofs::ConditionIn<Interval>>>(&reading);
  if (!conditions) return Interval::poisoned(precision);
  return conditions->front().greater / conditions->front().lesser;
}

files::Case to_case(const Witness& witness, const Target& target, const std::string& command, std::uint64_t seed) {
  const bool tightest = witness.kind == "tightest" && witness.verdict.tightest;
  const proofs::Evaluation& shown = tightest ? *witness.verdict.tightest : *witness.verdict.worst;
  files::Case result;
  result.tool = std::string("margincert ") + program_version;
  result.statement = target.statement->id;
  result.corrupted = target.version == proofs::Version::corrupted;
  result.regime = target.regime;
  result.hypotheses = target.required;
  result.dropped = dropped_hypotheses(target);
  result.verdict = tightest ? "tight" : to_string(witness.verdict.outcome);
  result.layer = shown.layer;
  result.part = shown.comparison.part;
  result.relation = shown.comparison.relation == proofs::Relation::equal ? "equal" : "at-least";
  result.greater = enclosure(shown.comparison.greater);
  result.lesser = enclosure(shown.comparison.lesser);
  result.slack = enclosure(slack_of(shown.comparison));
  result.rung = witness.verdict.rung;
  result.origin = {command, witness.engine,  witness.family,      {},
                   seed,    witness.restart, witness.evaluations, witness.kind};
  result.parameters = witness.instance.parameters();
  result.task = witness.instance.task();
  return result;
}

}  // namespace margincert::search
