#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "search/hunt.hpp"

namespace margincert::search {

/// What one restart of a search found.
struct Restart {
  std::size_t engine = 0;  ///< index into the request's engines
  std::size_t evaluations = 0, outside = 0;
  Score best = worst_score;
  std::optional<std::size_t> first_violation;
  std::vector<Improvement> trace;
  std::optional<Witness> witness;    ///< the best point, where the ladder decided
  bool false_alarm = false;          ///< it looked violated and is not
  bool open = false;                 ///< it looked violated, or binary64 could not look, and the ladder did not decide
  std::optional<Witness> undecided;  ///< the best point, where `open`
};

/// Restart `index` of a request with its engine, engines[index mod their number]: draws some instances, hands the best
/// to the engine, and has the ladder judge what came out. A function of the arguments alone.
Restart run_restart(const Request& request, const std::vector<std::string>& engines, std::uint64_t index,
                    std::size_t budget);

}  // namespace margincert::search
