#include "cli/campaigns.hpp"
#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/models.hpp"

namespace margincert::cli {

int run(const CheckCommand& command) {
  const CampaignOptions& options = command.campaign;
  if (command.tasks.empty() && options.families.empty()) {
    throw UsageError("check needs tasks; give --task FILE… or --family F");
  }
  std::vector<TaskSource> sources;
  if (!command.tasks.empty()) {
    sources.push_back({"files", {}, command.tasks, {}});
  }
  for (const std::string& family : options.families) {
    sources.push_back({family, options.settings, {}, {}, options.tasks.value_or(100)});
  }
  const std::vector<Model> models{load_model(command.params.empty() ? "reference" : command.params)};
  const auto version = command.twins ? proofs::Version::corrupted : proofs::Version::stated;
  const long required = options.required_applicable.value_or(1);
  return deliver(run_campaigns("check", models, sources, options, version, required), options);
}

}  // namespace margincert::cli
