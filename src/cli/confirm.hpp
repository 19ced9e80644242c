#pragma once

#include "cli/campaigns.hpp"

namespace margincert::cli {

/// Makes two witnesses of the worst violation of every statement in every run, as it stands and as simple as shrinking
/// gets it, and derives each again from its file text by the replay. Throws proofs::Contradiction when one does not
/// come out: then either the first derivation or the replay is wrong, and nothing may be reported.
void confirm_violations(Campaigns& campaigns, const Selection& selection, proofs::Version version);

}  // namespace margincert::cli
