#pragma once

#include "proofs_check/campaign.hpp"
#include "reports/report.hpp"

namespace margincert::reports {

// From live enclosures to the plain data that a report holds.

Enclosure record(const numeric::Interval& x);
Comparison record(const proofs::Evaluation& evaluation);
Witness record(const proofs::Witness& witness);
/// A violation is recorded as not yet confirmed.
Tally record(const proofs::Tally& tally);
/// What the campaign of a run found: its counts and tallies.
void record(const proofs::CampaignResult& result, Run& run);

}  // namespace margincert::reports
