#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/contrast.hpp"
#include "reports/finding.hpp"
#include "reports/report.hpp"

// What became of one report's findings and numbers in a later one.
namespace margincert::reports {

enum class Change {
  appeared,  ///< found now, and not before
  worse,     ///< a violation on a larger share of the tasks that its statement applies to
  unchanged,
  resolved,  ///< found before; what it is about was decided again, and is not found
  unchecked  ///< found before, and nothing that was checked now could find it again or resolve it
};
std::string to_string(Change change);  // "new", "worse", "unchanged", "resolved", "unchecked"

/// One finding by its fingerprint, with all of its tasks together.
struct FindingChange {
  Change change = Change::appeared;
  Finding finding;  ///< as it is found now; as it was found before when it is not
  long violated_before = 0, violated_now = 0;
  long applicable_before = 0, applicable_now = 0;
};

/// What is known of a statement under one model on one source of tasks.
struct Numbers {
  long tasks = 0, applicable = 0;        ///< judged; and to which it applies
  std::optional<double> smallest_slack;  ///< its middle
  std::optional<double> tightest_ratio;

  friend bool operator==(const Numbers&, const Numbers&) = default;
};
struct NumbersChange {
  std::string statement, model, source;
  Numbers before, now;

  /// It was tested, and is no longer.
  bool lost() const { return before.applicable > 0 && now.applicable == 0; }
};

struct Diff {
  Status before = Status::nothing_checked, now = Status::nothing_checked;
  std::vector<FindingChange> findings;  ///< of now in their order, then those of before that are not found now
  std::vector<NumbersChange> numbers;   ///< those that differ, in the order of runs and statements
  std::vector<std::string> lost;        ///< what was checked before and is not now, in words
  std::vector<Contrast> asked;          ///< what was asked otherwise, and models that changed

  long count(Change change) const;
  /// fail: something certified is new or worse. inconclusive: coverage was lost, an uncertified finding is new, or the
  /// later report is less conclusive. nothing_checked: neither report checked anything.
  Status status() const;
  /// "PASS new=… worse=… resolved=… unchanged=… unchecked=… lost=…"
  std::string line() const;
};

Diff diff(const Report& before, const Report& now);

std::string to_text(const Diff& diff);
/// margincert-diff/1.
std::string to_json(const Diff& diff);

}  // namespace margincert::reports
