#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/campaigns.hpp"
#include "cli/command_line.hpp"
#include "cli/gate_config.hpp"
#include "cli/gate_thresholds.hpp"

namespace margincert::cli {

/// One gate run, from command line and configuration: what the command line says counts, then what the configuration
/// says for the profile, then what it says for all, then the default.
struct GatePlan {
  CampaignOptions campaign;
  std::string config;   ///< the file's path; ""
  std::string profile;  ///< "" without a configuration or --profile
  bool fresh_seed = false;
  /// Named by what reports call them: by their paths from the checkout's root, or as shipped models.
  NamedPath model, recursion, transformer, like, cases;
  std::vector<TaskSource> sources;  ///< none where the configuration selects nothing
  long required_applicable = 0, required_moving_layers = 0;
  std::map<std::string, reports::Requirement> required;
  std::vector<std::string> fail_on;
  GateThresholds thresholds;
  std::uint64_t compared = 0, predicted = 0;
  std::uint64_t search = 0;  ///< evaluations for each statement; 0: no search
  std::optional<double> search_time;
  std::vector<std::string> empty_selections;  ///< "gate.toml, line 3, column 1: 'statements' selects nothing"
};

/// FileError for a configuration that cannot be read or contradicts itself, UsageError where it contradicts the command
/// line.
GatePlan plan_gate(const GateCommand& command);

}  // namespace margincert::cli
