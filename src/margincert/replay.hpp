#pragma once

#include <functional>
#include <string>
#include <vector>

#include "margincert/run_control.hpp"
#include "reports/replays.hpp"

namespace margincert {

/// Told of each case in the order they were asked for, as soon as those before it are done, too.
using OnReplayed = std::function<void(const reports::ReplayedCase&)>;

/// Derives the cases of these files again from their numbers alone, by Arb (replay/replay.hpp); without files, the
/// cases that the program carries. A file that cannot be read is rejected, with the reason, and said to be unreadable.
/// A case that a stop comes before stays undecided: failed. Progress counts cases.
reports::Replays replay_cases(const std::vector<std::string>& files, const numeric::RunControl& control = {},
                              const OnReplayed& on_replayed = {});

}  // namespace margincert
