#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/report.hpp"

namespace margincert::reports {

// Certified findings that are known and tolerated for a while: margincert-baseline/1 (docs/formats.md). An entry is
// about one thing, by its fingerprint, whatever tasks show it; it ends with its date, and whatever is worse than it
// says is not tolerated.

/// The statements as they are asked for: without a hypothesis, or in another regime, they are others.
struct Question {
  std::vector<std::string> dropped;  ///< hypothesis ids, as Request has them
  std::string regime = "natural";

  friend bool operator==(const Question&, const Question&) = default;
};

/// FileError that names the place. Refuses besides what every reader refuses: an entry twice, a fingerprint that is not
/// that of its rule, model and source, an empty reason, a day that does not exist, more violated than applicable.
struct Baseline {
  Question question;  ///< what its entries violate: of a statement in another regime they say nothing
  std::vector<BaselineEntry> entries;
};
Baseline parse_baseline(std::string_view text, const std::string& name);
/// FileError also for a baseline of another question: it would tolerate what it has never seen.
Baseline read_baseline(const std::string& path, const Question& asked);

/// The file's text, entries sorted by rule, model and source. Standings are of a report and not written.
std::string baseline_json(Baseline baseline);

/// Gives the report these entries, each with its standing on `today` (YYYY-MM-DD). `expired` comes before all others.
void apply_baseline(Report& report, std::vector<BaselineEntry> entries, std::string_view today);

/// Gives the report's own entries their standings again, after its runs have changed: what has expired stays so.
void restate_baseline(Report& report);

/// What of the entries to be written is not in the report.
struct Tolerance {
  std::string reason;   ///< why what is found is tolerated
  std::string today;    ///< YYYY-MM-DD
  std::string expires;  ///< YYYY-MM-DD
};
/// An entry for each certified finding of the report, and for nothing else. One that `earlier` has keeps its reason and
/// the day on which it was first seen.
std::vector<BaselineEntry> baseline_of(const Report& report, const std::vector<BaselineEntry>& earlier,
                                       const Tolerance& tolerance);

}  // namespace margincert::reports
