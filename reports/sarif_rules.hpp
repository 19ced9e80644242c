#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace margincert::reports {

/// SARIF's rules: every statement of the ledger in its order, then what else a finding may be about. They are the same
/// in every report, so that services can compare runs.
nlohmann::json sarif_rules();

/// Index in sarif_rules(), -1 for a rule that is not among them.
int sarif_rule_index(const std::string& rule);

}  // namespace margincert::reports
