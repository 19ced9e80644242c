#pragma once

#include <functional>

#include "margincert/work/campaigns.hpp"
#include "replay/replay.hpp"

namespace margincert::work {

/// Derives a case again; replay_as_written is the one that counts, tests have others.
using Replayer = std::function<replay::Replay(const files::Case&)>;

/// Makes two witnesses of the worst violation of every statement in every run, as it stands and as simple as shrinking
/// gets it, and derives each again from its file text by the replay.
///
/// Where the replay cannot decide the worst one, the violation stays unconfirmed, with its reason, and has no cases. So
/// does one that numeric::Stopped came before, and then the answer is false; shrinking ends as soon as `stop` says so.
/// Where it certifies that a witness is none, either the first derivation or the replay is wrong and nothing may be
/// reported: proofs::Contradiction.
bool confirm_violations(Campaigns& campaigns, const Selection& selection, const Replayer& derive_again,
                        const numeric::StopQuestion& stop = {});

}  // namespace margincert::work
