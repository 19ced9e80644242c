#pragma once

#include <string>
#include <vector>

#include "reports/coverage.hpp"
#include "reports/report.hpp"

namespace margincert::reports {

/// One theorem on one model, beside the recursion that the model must be like. A theorem covers a recursion when each
/// of its checked statements applies to as many tasks as it must, and to one at least, whatever else is required.
struct Likeness {
  std::string model, theorem, reference;
  bool covers_reference = false, covers_model = false;
  std::string because;  ///< why it does not cover the model; "" when it does

  bool lost() const { return covers_reference && !covers_model; }
  /// What of the model a finding is about.
  std::string subject() const { return "Theorem " + theorem + " as on " + reference; }
  /// "soft: Theorem A covers textbook and not this model: …"
  std::string sentence() const;
};

inline constexpr const char* likeness_heading = "Held against the reference that the models must be like";

/// Every model by every theorem of which something was checked. Empty without a reference, and where no task was
/// judged.
std::vector<Likeness> likenesses(const Report& report);

/// Their sentences, for whoever shows the report.
std::vector<std::string> likeness_sentences(const Report& report);

/// A gap for every theorem that covers the reference and not the model.
std::vector<CoverageGap> likeness_gaps(const Report& report);

}  // namespace margincert::reports
