#include "margincert/gate.hpp"

#include "cli/campaign_options.hpp"
#include "cli/commands.hpp"
#include "cli/interrupt.hpp"
#include "cli/outputs.hpp"
#include "cli/progress.hpp"
#include "files/atomic_write.hpp"

namespace margincert::cli {
namespace {

GateRequest request_of(const GateCommand& command) {
  const CampaignOptions& options = command.campaign;
  const auto given = [&](const char* option) { return command.given.contains(option); };
  GateRequest request;
  if (!command.config.empty()) request.config = read_gate_config(command.config);
  request.profile = find_profile(command.profile);
  request.model = command.file;
  request.recursion = command.recursion;
  request.transformer = command.transformer;
  request.like = command.like;
  request.cases = command.cases;
  request.statements = options.statements;
  request.dropped = options.drop;
  if (given("--regime")) request.regime = find_regime(options.regime);
  request.families = options.families;
  request.settings = options.settings;
  request.tasks = options.tasks;
  if (given("--seed")) request.seed = options.seed;
  request.parameter_draw = options.parameter_draw;
  request.required_applicable = options.required_applicable;
  request.required_moving_layers = command.required_moving_layers;
  request.ladder = ladder_of(options.ladder);
  request.precision_budget = options.precision_budget;
  request.engine = engine_of(options);
  request.time_budget = options.time_budget;
  if (!options.shard.empty()) request.part = part_of(options.shard);
  request.baseline = options.baseline;
  return request;
}

}  // namespace

/// The report before the new cases: it must not be lost where their folder cannot be written.
int run(const GateCommand& command) {
  const Gate gate(request_of(command));
  OutputOptions options = command.campaign.outputs;
  if (!options.writes_files()) options.folder = "reports/out";
  const Outputs outputs(options, gate.files());
  outputs.prepare();
  catch_interrupts();
  const GateResult result = gate.run(run_control(command.campaign.jobs, options.quiet));
  settle(result.baseline);
  const int code = outputs.deliver(result.report, result.violations);
  for (const FileText& found : result.new_cases) files::write_file(found.path, found.text);
  return code;
}

}  // namespace margincert::cli
