#include "proofs_check/judge.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "numeric/exact_text.hpp"
#include "proofs_check/hypotheses.hpp"

namespace margincert::proofs {
namespace {

struct HypothesisSummary {
  Truth all = Truth::yes;
  std::string decisive;   ///< the first false one, else the first undecided one
  std::string undecided;  ///< the first that is undecided before that
};

template <class S>
HypothesisSummary check_hypotheses(const std::vector<std::string>& ids, const EvidenceIn<S>& evidence) {
  HypothesisSummary summary;
  for (const std::string& id : ids) {
    const ReadingIn<S> reading = hypothesis(id).read(evidence);
    const bool undefined = std::holds_alternative<Undefined>(reading);
    const Truth truth = truth_of<S>(reading);
    if (truth < summary.all) {
      summary.all = truth;
      if (truth == Truth::unknown) summary.undecided = id;
      summary.decisive = undefined ? quantities_undefined : id;
    }
    if (truth == Truth::no) break;
  }
  return summary;
}

/// One comparison's outcome, with a reason for equality standing in for an enclosure too wide to see it.
template <class S>
Outcome outcome_of(const ComparisonIn<S>& comparison, const S& slack, Rung rung) {
  if (slack.is_poisoned()) return Outcome::error;
  if (comparison.form_is_open && rung == Rung::lower) return Outcome::undecided;
  const Truth holds = is_nonnegative(slack);
  if (holds == Truth::no && comparison.equality != Equality::none) {
    throw Contradiction("an enclosure refutes what is an equality by its reason; one of the two is wrong");
  }
  if (holds != Truth::unknown) return holds == Truth::yes ? Outcome::holds : Outcome::violated;
  const bool excused =
      comparison.equality == Equality::identity || (comparison.equality == Equality::attained && rung == Rung::top);
  return excused ? Outcome::holds : Outcome::undecided;
}

/// From best to worst: what one failing part does to the whole statement.
int severity(Outcome outcome) {
  switch (outcome) {
    case Outcome::holds:
      return 0;
    case Outcome::not_applicable:
      return 1;
    case Outcome::undecided:
      return 2;
    case Outcome::violated:
      return 3;
    case Outcome::error:
      break;
  }
  return 4;
}

std::string text_of(const Interval& x) { return decimal_text(x, 6); }
std::string text_of(const Real& x) { return fmt::format("[{:.6g}, {:.6g}]", x.lo_double(), x.hi_double()); }

/// Nothing but a hint for people, and no part of any verdict.
template <class S>
bool looks_like_an_equality(const S& slack) {
  constexpr double next_to_nothing = 1e-300;
  return -next_to_nothing < slack.lo_double() && slack.hi_double() < next_to_nothing;
}

template <class S>
std::string describe(const EvaluationIn<S>& evaluation) {
  const std::string part = evaluation.comparison.part.empty() ? "" : " (" + evaluation.comparison.part + ")";
  const S slack = slack_of(evaluation.comparison);
  const char* hint = looks_like_an_equality(slack)
                         ? ", as if both sides were equal, which no enclosure can confirm: if they are, give the "
                           "comparison its reason by identity_if or attained_if (docs/house.md)"
                         : "";
  return fmt::format("slack at layer {}{} is in {}{}", evaluation.layer, part, text_of(slack), hint);
}

/// How close greater is to lesser, as a factor; none where the sides differ in sign or are one number by definition.
template <class S>
std::optional<double> tightness(const ComparisonIn<S>& comparison) {
  if (comparison.equality == Equality::identity || comparison.relation == Relation::equal) return std::nullopt;
  const S &greater = comparison.greater, &lesser = comparison.lesser;
  if (is_positive(greater) == Truth::yes && is_positive(lesser) == Truth::yes) return (greater / lesser).hi_double();
  if (is_positive(-greater) == Truth::yes && is_positive(-lesser) == Truth::yes) return (lesser / greater).hi_double();
  return std::nullopt;
}

/// Keeps the most severe outcome, then the smallest slack. Equalities have nothing to tell while they hold, so they are
/// kept only for want of a real inequality.
template <class S>
struct Worst {
  Rung rung;
  Outcome outcome = Outcome::holds;
  double slack = 0;
  std::optional<EvaluationIn<S>> evaluation = {};
  std::optional<double> tightest_ratio = {};
  std::optional<EvaluationIn<S>> tightest = {};

  void consider(int layer, const ComparisonIn<S>& comparison) {
    const S enclosure = slack_of(comparison);
    const Outcome candidate = outcome_of(comparison, enclosure, rung);
    const double value = enclosure.mid_double();
    if (const auto ratio = tightness(comparison); ratio && !(tightest_ratio && *tightest_ratio <= *ratio)) {
      tightest_ratio = ratio;
      tightest = EvaluationIn<S>{layer, comparison};
    }
    const bool uninformative = comparison.equality != Equality::none && candidate == Outcome::holds;
    const bool replaces = !evaluation || severity(candidate) > severity(outcome) ||
                          (candidate == outcome && !uninformative &&
                           (evaluation->comparison.equality != Equality::none || value < slack));
    if (!replaces) return;
    outcome = candidate;
    slack = value;
    evaluation = EvaluationIn<S>{layer, comparison};
  }
};

template <class S>
int last_layer(const Statement& statement, const EvidenceIn<S>& evidence) {
  return statement.layers == Layers::all ? evidence.depth() : evidence.depth() - 1;
}

const Claim& claim_of(const Statement& statement, Version version) {
  return version == Version::stated ? statement.claim : statement.twin;
}

template <class S>
Worst<S> worst_comparison(const Statement& statement, const EvidenceIn<S>& evidence, Version version, Rung rung) {
  Worst<S> worst{rung};
  for (int t = 0; t <= last_layer(statement, evidence); ++t) {
    for (const ComparisonIn<S>& comparison : claim_of(statement, version)(evidence, t)) {
      try {
        worst.consider(t, comparison);
      } catch (const Contradiction& contradiction) {
        const std::string part = comparison.part.empty() ? "" : ", " + comparison.part;
        throw Contradiction(fmt::format("{} at layer {}{}: {}", statement.id, t, part, contradiction.what()));
      }
    }
  }
  return worst;
}

/// A hypothesis is false. Which is the first of them is not known while one before it is undecided: a higher rung may
/// tell, so that the reason does not depend on where the ladder begins.
template <class S>
void rule_out(VerdictIn<S>& verdict, const HypothesisSummary& hypotheses, Rung rung) {
  const bool wait = rung == Rung::lower && !hypotheses.undecided.empty();
  verdict.outcome = wait ? Outcome::undecided : Outcome::not_applicable;
  verdict.reason = wait ? "hypothesis " + hypotheses.undecided : hypotheses.decisive;
}

}  // namespace

template <class S>
VerdictIn<S> judge(const Statement& statement, const EvidenceIn<S>& evidence, const std::vector<std::string>& required,
                   int bits, Version version, Rung rung) {
  VerdictIn<S> verdict{Outcome::not_applicable, "", bits, {}};
  const HypothesisSummary hypotheses = check_hypotheses(required, evidence);
  if (hypotheses.all == Truth::no) {
    rule_out(verdict, hypotheses, rung);
    return verdict;
  }
  if (!exist(statement.needs, evidence.task())) {
    verdict.reason = quantities_undefined;
    return verdict;
  }
  const Worst<S> worst = worst_comparison(statement, evidence, version, rung);
  verdict.worst = worst.evaluation;
  verdict.tightest_ratio = worst.tightest_ratio;
  verdict.tightest = worst.tightest;
  if (!worst.evaluation) {
    verdict.reason = quantities_undefined;
  } else if (worst.outcome == Outcome::error) {
    verdict.outcome = Outcome::error;
    verdict.reason = "failed evaluation: " + describe(*worst.evaluation);
  } else if (hypotheses.all == Truth::unknown) {
    verdict.outcome = Outcome::undecided;
    verdict.reason = "hypothesis " + hypotheses.decisive;
  } else {
    verdict.outcome = worst.outcome;
    if (worst.outcome == Outcome::undecided) verdict.reason = describe(*worst.evaluation);
  }
  return verdict;
}

template Verdict judge(const Statement&, const Evidence&, const std::vector<std::string>&, int, Version, Rung);
template VerdictIn<Real> judge(const Statement&, const EvidenceIn<Real>&, const std::vector<std::string>&, int, Version,
                               Rung);

std::vector<Comparison> comparisons_at(const Statement& statement, const Evidence& evidence, int t, Version version) {
  if (t > last_layer(statement, evidence)) return {};
  return claim_of(statement, version)(evidence, t);
}

std::vector<std::string> remaining_hypotheses(const Statement& statement, const std::set<std::string>& dropped) {
  std::vector<std::string> remaining = statement.hypotheses;
  std::erase_if(remaining, [&](const std::string& id) { return dropped.contains(id); });
  return remaining;
}

Verdict judge(const Guarantee& guarantee, const Evidence& evidence, int bits, Rung rung) {
  Verdict verdict{Outcome::not_applicable, "", bits, {}};
  const HypothesisSummary hypotheses = check_hypotheses(guarantee.hypotheses, evidence);
  if (hypotheses.all == Truth::no) {
    rule_out(verdict, hypotheses, rung);
    return verdict;
  }
  const Truth truth = hypotheses.all & guarantee.check(evidence);
  verdict.outcome = truth == Truth::yes ? Outcome::holds : truth == Truth::no ? Outcome::violated : Outcome::undecided;
  return verdict;
}

}  // namespace margincert::proofs
