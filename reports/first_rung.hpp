#pragma once

#include <map>
#include <string>

#include "reports/report.hpp"

namespace margincert::reports {

/// How many of the verdicts on applicable tasks fell on the ladder's first rung.
struct FirstRung {
  long decided = 0, applicable = 0;

  FirstRung& operator+=(const FirstRung& other);
  /// "99.7 %", rounded down: 100 % is all of them. Of nothing, "–".
  std::string percent() const;
};

FirstRung first_rung_of(const Request& request, const Tally& tally);
/// Of all runs together: by statement, and over all statements.
std::map<std::string, FirstRung> first_rung_by_statement(const Report& report);
FirstRung first_rung_of(const Report& report);

/// "the first rung (binary64 engine)", or with the bits of its balls or enclosures.
std::string first_rung_name(const Request& request);

}  // namespace margincert::reports
