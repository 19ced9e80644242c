#include "replay/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "arb/to_interval.hpp"
#include "numeric/exact_text.hpp"
#include "proofs_check/evidence_sources.hpp"
#include "proofs_check/hypotheses.hpp"
#include "proofs_check/judge.hpp"
#include "replay/recorded.hpp"

namespace margincert::replay {
namespace {

using proofs::Outcome;
using proofs::Real;

constexpr int rungs[] = {fewest_bits, 512, 1024, 2048, 4096};

/// What is certainly not so; ends the replay.
struct Rejection {
  std::string reason;
};

const proofs::Statement& statement_of(const files::Case& recorded) {
  const proofs::Statement* statement = proofs::find_statement(recorded.statement);
  if (!statement) throw Rejection{fmt::format("no statement is called '{}'", recorded.statement)};
  return *statement;
}

bool is_among(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::find(ids, id) != ids.end();
}

/// Every hypothesis of the statement has to be accounted for, and every named one to exist.
void check_domain(const files::Case& recorded, const proofs::Statement& statement) {
  for (const auto* ids : {&recorded.hypotheses, &recorded.dropped}) {
    for (const std::string& id : *ids) {
      if (!is_among(proofs::hypothesis_ids(id), id)) throw Rejection{fmt::format("no hypothesis is called '{}'", id)};
    }
  }
  for (const std::string& id : statement.hypotheses) {
    if (!is_among(recorded.hypotheses, id) && !is_among(recorded.dropped, id)) {
      throw Rejection{fmt::format("{} needs {}, which the case neither certifies nor drops", statement.id, id)};
    }
  }
}

/// For people: six digits, rounded outward.
std::string decimal(const Real& x) { return numeric::decimal_text(arb::to_interval(x, numeric::Precision(64)), 6); }

/// The replay at one precision; nothing where that does not decide.
class Derivation {
 public:
  Derivation(const files::Case& recorded, const recursion::Instance& instance, const proofs::Statement& statement,
             int bits)
      : recorded_(recorded),
        statement_(statement),
        bits_(bits),
        evidence_(proofs::evidence_by_arb({instance, recorded.regime}, bits)) {}

  /// Throws Rejection.
  std::optional<Replay> decide() {
    const bool top = bits_ == rungs[std::size(rungs) - 1];
    const auto verdict = judge(statement_, evidence_, recorded_.hypotheses, bits_, version(),
                               top ? proofs::Rung::top : proofs::Rung::lower);
    if (!supports(verdict)) return std::nullopt;
    const auto comparison = recorded_comparison();
    if (!comparison) return std::nullopt;
    const Real slack = slack_of(*comparison), scale = max(abs(comparison->greater), abs(comparison->lesser));
    // All of them are asked, whatever the first one says: each may exclude the case by itself.
    bool agreed = agrees("greater", recorded_.greater, comparison->greater, scale, top);
    agreed = agrees("lesser", recorded_.lesser, comparison->lesser, scale, top) && agreed;
    agreed = agrees("slack", recorded_.slack, slack, scale, top) && agreed;
    if (!has_the_sign(slack) || !agreed) return std::nullopt;
    return Replay{Decision::accepted, "", bits_, decimal(slack)};
  }

  const std::string& open() const { return open_; }
  /// Did the statement make no such comparison here? A comparison with a premise is made once that is certified.
  bool lacks_the_comparison() const { return lacks_the_comparison_; }

 private:
  proofs::Version version() const { return recorded_.corrupted ? proofs::Version::corrupted : proofs::Version::stated; }

  /// Is the verdict the recorded one? Throws Rejection when it is another.
  bool supports(const proofs::VerdictIn<Real>& verdict) {
    open_ = verdict.reason;
    if (verdict.outcome == Outcome::error) return false;
    const bool sides_in_order_or_open = verdict.outcome == Outcome::holds || verdict.outcome == Outcome::undecided;
    if (recorded_.verdict == "tight" && sides_in_order_or_open) return hypotheses_are_true();
    if (verdict.outcome == Outcome::undecided) return false;
    if (to_string(verdict.outcome) == recorded_.verdict) return true;
    const std::string why = verdict.reason.empty() ? "" : " (" + verdict.reason + ")";
    throw Rejection{fmt::format("the verdict is {}{}, not {}", to_string(verdict.outcome), why, recorded_.verdict)};
  }

  bool hypotheses_are_true() const {
    return std::ranges::all_of(recorded_.hypotheses, [&](const std::string& id) {
      return proofs::hypothesis(id).check(evidence_) == numeric::Truth::yes;
    });
  }

  std::optional<proofs::ComparisonIn<Real>> recorded_comparison() {
    const int last = statement_.layers == proofs::Layers::all ? evidence_.depth() : evidence_.depth() - 1;
    const proofs::Claim& claim = recorded_.corrupted ? statement_.twin : statement_.claim;
    if (recorded_.layer <= last) {
      for (auto& comparison : claim(evidence_, recorded_.layer)) {
        const bool equal = comparison.relation == proofs::Relation::equal;
        if (comparison.part == recorded_.part && equal == (recorded_.relation == "equal")) return comparison;
      }
    }
    lacks_the_comparison_ = true;
    return std::nullopt;
  }

  /// Throws Rejection when the two exclude each other. Where the recorded ends are the very number, Arb's ball sticks out
  /// of them at every precision: at the top it is enough that the ball is all but a point.
  bool agrees(const char* name, const files::Enclosure& recorded, const Real& derived, const Real& scale, bool top) {
    const Agreement found = agreement(recorded, derived, scale);
    if (found == Agreement::apart) {
      throw Rejection{fmt::format("the {} is in {}, not in the recorded enclosure", name, decimal(derived))};
    }
    if (found == Agreement::inside || (found == Agreement::touching && top)) return true;
    open_ = fmt::format("Arb's enclosure of {}, {}, is wider than the recorded one", name, decimal(derived));
    return false;
  }

  /// A violation names a comparison that is violated.
  bool has_the_sign(const Real& slack) {
    if (recorded_.verdict != "violated") return true;
    if (!is_below_zero(recorded_.slack)) throw Rejection{"the recorded slack does not exclude 0"};
    const numeric::Truth holds = is_nonnegative(slack);
    if (holds == numeric::Truth::yes) throw Rejection{fmt::format("the slack is in {}: not violated", decimal(slack))};
    if (holds == numeric::Truth::unknown) open_ = "the sign of the slack";
    return holds == numeric::Truth::no;
  }

  const files::Case& recorded_;
  const proofs::Statement& statement_;
  int bits_;
  proofs::EvidenceIn<Real> evidence_;
  std::string open_;
  bool lacks_the_comparison_ = false;
};

Replay climb(const files::Case& recorded) {
  const recursion::Instance instance(recorded.task, recorded.parameters);
  const proofs::Statement& statement = statement_of(recorded);
  check_domain(recorded, statement);
  if (recorded.verdict == "tight" && !(is_finite(recorded.greater) && is_finite(recorded.lesser))) {
    throw Rejection{"an unbounded enclosure of a side says nothing of how tight the bound is"};
  }
  Replay failed{Decision::failed, "", 0, ""};
  bool lacks_the_comparison = false;
  for (const int bits : rungs) {
    Derivation derivation(recorded, instance, statement, bits);
    if (auto decided = derivation.decide()) return *std::move(decided);
    failed.bits = bits;
    failed.reason = derivation.open();
    lacks_the_comparison = derivation.lacks_the_comparison();
  }
  if (lacks_the_comparison) {
    throw Rejection{fmt::format("{} has no comparison '{}' ({}) at layer {}", statement.id, recorded.part,
                              recorded.relation, recorded.layer)};
  }
  return failed;
}

}  // namespace

std::string to_string(Decision decision) {
  switch (decision) {
    case Decision::accepted:
      return "accepted";
    case Decision::rejected:
      return "rejected";
    case Decision::failed:
      break;
  }
  return "failed";
}

Replay replay(const files::Case& recorded) {
  try {
    return climb(recorded);
  } catch (const Rejection& rejection) {
    return {Decision::rejected, rejection.reason, 0, ""};
  }
}

}  // namespace margincert::replay
