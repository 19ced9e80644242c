#pragma once

#include <optional>
#include <string>

#include "replay/replay.hpp"
#include "search/hunt.hpp"

namespace margincert::reports {

/// A witness that Arb derived again from the text of its file.
struct ConfirmedWitness {
  search::Witness witness;
  std::string file;  ///< where it was saved; "" where it was not
  replay::Replay replay;
};

/// All that a search has to tell.
struct SearchReport {
  search::Request request;
  std::string parameters;  ///< what they are called; "" when they are drawn
  search::Result result;
  std::optional<ConfirmedWitness> worst, simplest;
  bool interrupted = false, out_of_time = false;
  bool unconfirmed = false;  ///< the end came before Arb had derived a witness again, which is left out

  /// Ids of the statement's own hypotheses that were not required.
  std::vector<std::string> dropped() const;
  bool found() const { return worst.has_value(); }
  /// At no point were the required hypotheses certified: nothing was tested.
  bool vacuous() const;
};

std::string to_text(const SearchReport& report);
/// margincert-search/1 (docs/formats.md).
std::string to_json(const SearchReport& report);
/// "FOUND …", "NONE-FOUND …", "NOTHING-CHECKED …" or "INCONCLUSIVE …".
std::string last_line(const SearchReport& report);

}  // namespace margincert::reports
