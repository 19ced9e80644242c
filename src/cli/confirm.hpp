#pragma once

#include "cli/campaigns.hpp"

namespace margincert::cli {

/// Re-derives the worst violation of every statement and run from its written form: the task and the parameters are
/// turned into file text, read back, and judged by MPFR intervals from 256 bits up, not by the balls that found it.
/// Throws proofs::Contradiction when one of them does not come out again.
void confirm_violations(Campaigns& campaigns, const Selection& selection, proofs::Version version);

}  // namespace margincert::cli
