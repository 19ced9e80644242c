#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "generators/shrinking.hpp"
#include "proofs_check/boxes/radii.hpp"
#include "search/nearby.hpp"

namespace margincert::search {

/// What to certify around each task: docs/rigor.md, "Boxes".
struct BoxRequest {
  std::vector<const proofs::Statement*> statements;
  std::set<std::string> dropped = {};
  std::optional<recursion::Regime> regime = {};  ///< default: each statement's own
  proofs::Version version = proofs::Version::stated;
  numeric::Ladder ladder = numeric::Ladder::standard();  ///< for single tasks
  proofs::Engine engine = proofs::Engine::on;            ///< likewise
  double radius = 0;
  int boxes = 32;  ///< that a box may be cut into, for all statements of a regime together
  double largest_cost = proofs::boxes::largest_cost;

  recursion::Regime regime_of(const proofs::Statement& statement) const {
    return regime.value_or(natural_regime(statement));
  }
  /// Throws Refusal of a radius that is no size, and of fewer than one box.
  void check() const;
  /// Radii are tried up to here.
  double farthest() const;
};

/// What is certain of one statement around one task.
struct BoxCertificate {
  const proofs::Statement* statement = nullptr;
  recursion::Regime regime = recursion::Regime::full;
  /// Of the box of the asked radius. holds: hypotheses imply the statement at every task of it, and they are true of
  /// the centre; violated: a task of it violates the statement; not_applicable: hypotheses imply the statement at every
  /// task, and no task is known of which they are true.
  proofs::Outcome outcome = proofs::Outcome::undecided;
  std::string reason;  ///< "" for holds and violated
  /// Of the box of the asked radius.
  proofs::Truth hypotheses = proofs::Truth::unknown;
  int boxes = 1;               ///< the box was cut into, where one was not enough
  proofs::boxes::Radii radii;  ///< the asked one among them where it is certain
  proofs::Verdict centre;      ///< of the task itself
  std::optional<NearbyViolation> violation;
};

struct BoxCertificates {
  std::vector<BoxCertificate> statements;  ///< in the order of the request
  bool plain = false;                      ///< too large for forms: plain enclosures
  bool complete = true;                    ///< not stopped
};

struct BoxWatch {
  int jobs = 1;
  numeric::StopQuestion stopped = [] { return false; };
};

/// In the order of the tasks; results do not depend on the number of jobs. Throws proofs::Contradiction where a
/// violation lies inside a certified box.
std::vector<BoxCertificates> certify_boxes(const std::vector<generators::Instance>& tasks, const BoxRequest& request,
                                           const BoxWatch& watch);

}  // namespace margincert::search
