#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "numeric/stop.hpp"

namespace margincert::numeric {

/// How far a piece of work is. A new `what` or `total` is a new piece.
struct Progress {
  std::string what;  ///< what is being done, "" where nobody needs to be told
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::string unit = "tasks";
};

/// How work is run. No result depends on it, except that work which is stopped is not complete and says so.
struct RunControl {
  int threads = 0;         ///< 0: as many as the machine has
  StopQuestion stop = {};  ///< asked within tasks, too, from any thread; true ends the work within a second or so
  std::function<void(const Progress&)> progress = {};  ///< called from one thread at a time
  std::optional<double> seconds = {};                  ///< the work ends itself after so long

  int thread_count() const;
  bool asked_to_stop() const { return stop && stop(); }
  void show(const Progress& how_far) const {
    if (progress) progress(how_far);
  }

  /// The same, its clock running from now on: `stop` then says so when the seconds are over, too.
  RunControl started() const;
  /// The same for a part of the work that says for itself how far it is.
  RunControl silent() const;
  /// The same for a part of the work that does not know its own name: its progress says `what`, and counts `unit`
  /// where that is not empty.
  RunControl named(const std::string& what, const std::string& unit = "") const;
};

/// For what is done with what was found: it may go on for a second after an end was asked for.
StopQuestion a_second_after(StopQuestion asked);

}  // namespace margincert::numeric
