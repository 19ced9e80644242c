#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "margincert/models.hpp"
#include "margincert/selection.hpp"
#include "margincert/task_source.hpp"
#include "margincert/run_control.hpp"
#include "recursion/instance.hpp"
#include "reports/boxes.hpp"

namespace margincert {

/// Statements at all tasks whose coordinates are within a radius of given ones (docs/rigor.md, "Boxes").
struct BoxesRequest {
  Model model;
  std::vector<TaskSource> sources;
  Selection selection;
  double radius = 0;                     ///< in the max norm, of the box around each task; finite and not negative
  int boxes = 32;                        ///< that each box may be cut into
  std::uint64_t seed = 1;                ///< of the families and the parameter draw
  std::string parameter_draw = "given";  ///< how each task's parameters are drawn from the model's
};

/// Keeps the case of a violation near the task of that index, which Arb derived again, and says where ("" for nowhere).
using KeepBoxViolation = std::function<std::string(const files::Case& violation, std::size_t task)>;

/// A check of boxes that is set up and can be run.
class BoxesCheck {
 public:
  /// Makes or reads all of the tasks. Throws as Check does; Refusal, too, of a radius that is no size and of no boxes.
  explicit BoxesCheck(const BoxesRequest& request);

  /// Enclosures decide, whatever the rounding. Arb derives every violation again from the text of its case file
  /// (proofs::Contradiction where it certifies the opposite); one that it cannot decide counts as undecided. Task by
  /// task, so that a stop keeps what is done; it leaves a second for violations. Progress counts tasks.
  reports::BoxReport run(const numeric::RunControl& control = {}, const KeepBoxViolation& keep = {}) const;

 private:
  reports::BoxReport blank_;
  std::vector<recursion::Instance> instances_;
};

/// Both at once.
reports::BoxReport check_boxes(const BoxesRequest& request, const numeric::RunControl& control = {},
                               const KeepBoxViolation& keep = {});

}  // namespace margincert
