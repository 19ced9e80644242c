#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "margincert/gate.hpp"

namespace margincert::work {

/// One gate run, from request and configuration: what the request says counts, then what the configuration says for the
/// profile, then what it says for all, then the default.
struct GatePlan {
  std::string config;  ///< the file's path; ""
  std::optional<Profile> profile;
  bool fresh_seed = false;
  /// Named by what reports call them: by their paths from the checkout's root, or as shipped models.
  NamedPath model, recursion, transformer, like, cases;
  Selection selection;
  std::vector<TaskSource> sources;  ///< none where the configuration selects nothing
  reports::Part part;
  std::uint64_t seed = 1;
  std::string parameter_draw;
  std::optional<double> time_budget;
  BaselineRequest baseline;
  long required_applicable = 0, required_moving_layers = 0;
  std::map<std::string, reports::Requirement> required;
  std::vector<std::string> fail_on;
  GateThresholds thresholds;
  std::uint64_t compared = 0, predicted = 0;
  std::uint64_t search = 0;  ///< evaluations for each statement; 0: no search
  std::optional<double> search_time;
  std::vector<std::string> empty_selections;  ///< "gate.toml, line 3, column 1: 'statements' selects nothing"
};

/// FileError for a configuration that contradicts itself, Refusal where it contradicts the rest of the request.
GatePlan plan_gate(const GateRequest& request);

}  // namespace margincert::work
