#pragma once

#include <string>

#include "cli/campaigns.hpp"

namespace margincert::cli {

/// Creates the output folder, so that one that cannot be made is found out before the work and not after it.
void prepare_folder(const std::string& folder);

/// Writes report.json and the violating tasks into the output folder, if there is one, prints the table or the JSON,
/// and gives the exit status.
int deliver(const Campaigns& campaigns, const CampaignOptions& options);

}  // namespace margincert::cli
