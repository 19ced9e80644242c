#pragma once

#include <string>
#include <vector>

#include "charts/look.hpp"

namespace margincert::charts {

struct ReasonCount {
  std::string reason;  ///< may be empty: none in particular
  long count = 0;
};

/// What a statement's verdicts were on the tasks of one family.
struct FamilyCounts {
  std::string family;
  long holds = 0, violated = 0, undecided = 0;
  std::vector<ReasonCount> not_applicable;  ///< disjoint, by reason
};

struct ApplicabilityChart {
  std::vector<FamilyCounts> families;
  std::string unit = "task";  ///< what is counted, in the singular
};

/// A bar for every family, cut by verdict, with all counts in words. What occurs at all can be seen: no part is thinner
/// than three pixels.
std::string applicability_chart(const ApplicabilityChart& chart, const Look& look);

}  // namespace margincert::charts
