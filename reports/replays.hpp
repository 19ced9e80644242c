#pragma once

#include <optional>
#include <string>
#include <vector>

#include "replay/replay.hpp"
#include "reports/report.hpp"

namespace margincert::reports {

/// What the replay of one case came to.
struct ReplayedCase {
  std::string file;  ///< or the name of a case that the program carries
  replay::Replay outcome;
  std::optional<files::Case> recorded;  ///< none when the file could not be read
  bool unreadable = false;              ///< not a well-formed case at all
};

/// What the replays of several cases came to, in the order they were asked for.
struct Replays {
  std::vector<ReplayedCase> cases;
  bool interrupted = false;

  long count(replay::Decision decision) const;
  bool any_unreadable() const;
  /// fail: a case was rejected, one that could not be read among them.
  Status status() const;
};

/// A line: "ACCEPTED <file>: <what it claims>, slack in <enclosure>, by Arb at <n> bits", or the reason why not.
std::string to_text(const ReplayedCase& replayed);
/// All these lines and the last one.
std::string to_text(const Replays& replays);
/// margincert-replay/1 (docs/formats.md).
std::string to_json(const Replays& replays);
/// "PASS accepted=… rejected=… failed=…"
std::string last_line(const Replays& replays);

}  // namespace margincert::reports
