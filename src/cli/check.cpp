#include "cli/baseline_use.hpp"
#include "cli/box_check.hpp"
#include "cli/campaigns.hpp"
#include "margincert/work/checkout.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "margincert/work/models.hpp"

namespace margincert::cli {

int run(const CheckCommand& command) {
  if (command.radius) return check_boxes(command);
  const CampaignOptions& options = command.campaign;
  const BaselineUse baseline(options);
  if (command.tasks.empty() && options.families.empty()) {
    throw UsageError("check needs tasks; give --task FILE… or --family F");
  }
  std::vector<TaskSource> sources;
  if (!command.tasks.empty()) {
    sources.push_back({"files", {}, command.tasks, command.tasks.size()});
  }
  for (const std::string& family : options.families) {
    sources.push_back({family, options.settings, {}, options.tasks.value_or(100)});
  }
  const std::string params = command.params.empty() ? "reference" : command.params;
  const std::vector<Model> models{{Checkout().name_of_model(params, params), load_model(params).parameters}};
  const auto version = command.twins ? proofs::Version::corrupted : proofs::Version::stated;
  const long required = options.required_applicable.value_or(1);
  std::vector<std::string> inputs = command.tasks;
  inputs.push_back(params);
  baseline.name_files(inputs);
  const Outputs outputs(options.outputs, inputs);
  Campaigns done = run_campaigns("check", models, sources, options, outputs, version, required);
  baseline.settle(done.report);
  return outputs.deliver(done.report, done.violations);
}

}  // namespace margincert::cli
