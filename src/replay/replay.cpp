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

constexpr int rungs[] = {256, 512, 1024, 2048, 4096};
/// What is certainly not so; ends the replay.
struct Refusal {
  std::string reason;
};

const proofs::Statement& statement_of(const files::Case& recorded) {
  const proofs::Statement* statement = proofs::find_statement(recorded.statement);
  if (!statement) throw Refusal{fmt::format("no statement is called '{}'", recorded.statement)};
  return *statement;
}

bool is_among(const std::vector<std::string>& ids, const std::string& id) {
  return std::ranges::find(ids, id) != ids.end();
}

/// Every hypothesis of the statement has to be accounted for, and every named one to exist.
void check_domain(const files::Case& recorded, const proofs::Statement& statement) {
  for (const auto* ids : {&recorded.hypotheses, &recorded.dropped}) {
    for (const std::string& id : *ids) {
      if (!is_among(proofs::hypothesis_ids(id), id)) throw Refusal{fmt::format("no hypothesis is called '{}'", id)};
    }
  }
  for (const std::string& id : statement.hypotheses) {
    if (!is_among(recorded.hypotheses, id) && !is_among(recorded.dropped, id)) {
      throw Refusal{fmt::format("{} needs {}, which the case neither certifies nor drops", statement.id, id)};
    }
  }
}

/// For people: six digits, rounded outward.
std::string decimal(const Real& x) { return numeric::decimal_text(arb::to_interval(x, numeric::Precision(64)), 6); }

/// The replay at one precision; nothing where that does not decide.
class Rung {
 public:
  Rung(const files::Case& recorded, const proofs::Statement& statement, int bits)
      : recorded_(recorded),
        statement_(statement),
        bits_(bits),
        evidence_(proofs::evidence_by_arb({recorded.task, recorded.parameters, recorded.regime}, bits)) {}

  /// Throws Refusal.
  std::optional<Replay> decide() {
    const bool top = bits_ == rungs[std::size(rungs) - 1];
    const auto verdict = judge(statement_, evidence_, recorded_.hypotheses, bits_, version(),
                               top ? proofs::Rung::top : proofs::Rung::lower);
    if (!supports(verdict)) return std::nullopt;
    const auto comparison = recorded_comparison();
    const Real slack = slack_of(comparison);
    // All of them are asked, whatever the first one says: each may exclude the case by itself.
    bool is_told = agrees("greater", recorded_.greater, comparison.greater);
    is_told = agrees("lesser", recorded_.lesser, comparison.lesser) && is_told;
    is_told = agrees("slack", recorded_.slack, slack) && is_told;
    if (!has_the_sign(slack)) return std::nullopt;
    // Recorded ends as sharp as the top rung's overlap for ever where they are the very number; the verdict stands by
    // itself.
    if (!is_told && !top) return std::nullopt;
    return Replay{Decision::accepted, "", bits_, decimal(slack)};
  }

  const std::string& open() const { return open_; }

 private:
  proofs::Version version() const {
    return recorded_.corrupted ? proofs::Version::corrupted : proofs::Version::stated;
  }

  /// Is the verdict the recorded one? Throws Refusal when it is another.
  bool supports(const proofs::VerdictIn<Real>& verdict) {
    open_ = verdict.reason;
    if (verdict.outcome == Outcome::error) return false;
    const bool sides_in_order_or_open = verdict.outcome == Outcome::holds || verdict.outcome == Outcome::undecided;
    if (recorded_.verdict == "tight" && sides_in_order_or_open) return hypotheses_are_true();
    if (verdict.outcome == Outcome::undecided) return false;
    if (to_string(verdict.outcome) == recorded_.verdict) return true;
    const std::string why = verdict.reason.empty() ? "" : " (" + verdict.reason + ")";
    throw Refusal{fmt::format("the verdict is {}{}, not {}", to_string(verdict.outcome), why, recorded_.verdict)};
  }

  bool hypotheses_are_true() const {
    return std::ranges::all_of(recorded_.hypotheses, [&](const std::string& id) {
      return proofs::hypothesis(id).check(evidence_) == numeric::Truth::yes;
    });
  }

  proofs::ComparisonIn<Real> recorded_comparison() const {
    const int last = statement_.layers == proofs::Layers::all ? evidence_.depth() : evidence_.depth() - 1;
    const proofs::Claim& claim = recorded_.corrupted ? statement_.twin : statement_.claim;
    if (recorded_.layer <= last) {
      for (auto& comparison : claim(evidence_, recorded_.layer)) {
        const bool equal = comparison.relation == proofs::Relation::equal;
        if (comparison.part == recorded_.part && equal == (recorded_.relation == "equal")) return comparison;
      }
    }
    throw Refusal{fmt::format("{} has no comparison '{}' ({}) at layer {}", statement_.id, recorded_.part,
                              recorded_.relation, recorded_.layer)};
  }

  /// Throws Refusal when the two exclude each other.
  bool agrees(const char* name, const files::Enclosure& recorded, const Real& derived) {
    const Agreement found = agreement(recorded, derived);
    if (found == Agreement::apart) {
      throw Refusal{fmt::format("the {} is in {}, not in the recorded enclosure", name, decimal(derived))};
    }
    if (found == Agreement::overlapping) {
      open_ = fmt::format("the recorded enclosure of {} is too narrow to be told from Arb's", name);
    }
    return found == Agreement::inside;
  }

  /// A violation names a comparison that is violated.
  bool has_the_sign(const Real& slack) {
    if (recorded_.verdict != "violated") return true;
    if (!is_below_zero(recorded_.slack)) throw Refusal{"the recorded slack does not exclude 0"};
    const numeric::Truth holds = is_nonnegative(slack);
    if (holds == numeric::Truth::yes) throw Refusal{fmt::format("the slack is in {}: not violated", decimal(slack))};
    if (holds == numeric::Truth::unknown) open_ = "the sign of the slack";
    return holds == numeric::Truth::no;
  }

  const files::Case& recorded_;
  const proofs::Statement& statement_;
  int bits_;
  proofs::EvidenceIn<Real> evidence_;
  std::string open_;
};

Replay climb(const files::Case& recorded) {
  const proofs::Statement& statement = statement_of(recorded);
  check_domain(recorded, statement);
  Replay failed{Decision::failed, "", 0, ""};
  for (const int bits : rungs) {
    Rung rung(recorded, statement, bits);
    if (auto decided = rung.decide()) return *std::move(decided);
    failed.bits = bits;
    failed.reason = rung.open();
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
  } catch (const Refusal& refusal) {
    return {Decision::rejected, refusal.reason, 0, ""};
  }
}

}  // namespace margincert::replay
