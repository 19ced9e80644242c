#include "margincert/check.hpp"

#include "cli/box_check.hpp"
#include "cli/campaign_options.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/outputs.hpp"
#include "cli/progress.hpp"
#include "margincert/work/checkout.hpp"

namespace margincert::cli {
namespace {

CheckRequest request_of(const CheckCommand& command, std::vector<TaskSource> sources, const std::string& params) {
  const CampaignOptions& options = command.campaign;
  CheckRequest request;
  request.models = {{work::Checkout().name_of_model(params, params), load_model(params).parameters}};
  request.sources = std::move(sources);
  request.seed = options.seed;
  request.parameter_draw = options.parameter_draw;
  request.required_applicable = options.required_applicable.value_or(1);
  return request;
}

}  // namespace

int run(const CheckCommand& command) {
  if (command.radius) return check_boxes(command);
  const CampaignOptions& options = command.campaign;
  const Baseline baseline(options.baseline, select_hypotheses(options.drop), find_regime(options.regime));
  const std::string params = command.params.empty() ? "reference" : command.params;
  CheckRequest request = request_of(command, sources_of(command, 100), params);
  std::vector<std::string> inputs = command.tasks;
  inputs.push_back(params);
  for (const std::string& file : baseline.files()) inputs.push_back(file);
  const Outputs outputs(options.outputs, inputs);
  request.selection = selection_of(options);
  request.selection.version = command.twins ? proofs::Version::corrupted : proofs::Version::stated;
  if (!options.shard.empty()) request.part = part_of(options.shard);
  const Check check(std::move(request));
  outputs.prepare();
  catch_interrupts();
  CheckResult result = check.run(run_control(options.jobs, options.outputs.quiet, options.time_budget));
  settle(baseline.settle(result.report));
  return outputs.deliver(result.report, result.violations);
}

}  // namespace margincert::cli
