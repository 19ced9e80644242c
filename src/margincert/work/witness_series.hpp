#pragma once

#include "margincert/work/campaigns.hpp"

namespace margincert::work {

/// Gives the witnesses that a reader looks at, where a statement comes closest and where it is violated worst, all
/// comparisons of their statement, layer by layer: Witness::layers. Each task's trajectory is enclosed once more, at
/// the rung at which it was decided; tasks that are too large for that keep none, nor do those left when it is stopped.
void add_series(Campaigns& campaigns, const Selection& selection, int jobs);

}  // namespace margincert::work
