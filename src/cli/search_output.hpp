#pragma once

#include <optional>
#include <string>

#include "replay/replay.hpp"
#include "search/hunt.hpp"

namespace margincert::cli {

/// A witness with the file it went to and what its replay said.
struct SavedWitness {
  search::Witness witness;
  std::string file;
  replay::Replay replay;
};

/// All that a search has to tell.
struct SearchReport {
  search::Request request;
  std::string parameters;  ///< as named on the command line; "" when they are drawn
  search::Result result;
  std::optional<SavedWitness> worst, simplest;
  bool interrupted = false, out_of_time = false;
  bool unconfirmed = false;  ///< the end came before Arb had derived a witness again, which is left out

  bool found() const { return worst.has_value(); }
  /// At no point were the required hypotheses certified: nothing was tested.
  bool vacuous() const;
};

std::string to_text(const SearchReport& report);
std::string to_json(const SearchReport& report);
/// "FOUND …", "NONE-FOUND …", "NOTHING-CHECKED …" or "INCONCLUSIVE …".
std::string last_line(const SearchReport& report);

}  // namespace margincert::cli
