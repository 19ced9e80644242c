#include "cli/baseline_use.hpp"
#include "cli/campaigns.hpp"
#include "cli/commands.hpp"
#include "cli/embedded.hpp"
#include "cli/exit_codes.hpp"
#include "cli/identification.hpp"
#include "cli/interrupt.hpp"
#include "cli/twins.hpp"
#include "files/case_file.hpp"
#include "replay/replay.hpp"

namespace margincert::cli {
namespace {

/// The committed witnesses come first: a program that cannot derive them again need not be asked anything else.
std::vector<reports::CaseTest> replay_cases() {
  std::vector<reports::CaseTest> tests;
  for (const EmbeddedText* shipped : embedded_with(case_suffix)) {
    if (interrupted()) break;
    const replay::Replay again = replay::replay(files::parse_case(shipped->text, shipped->name));
    tests.push_back({shipped->name, again.decision == replay::Decision::accepted, again.reason});
  }
  return tests;
}

constexpr std::uint64_t default_tasks_per_family = 300;
constexpr long default_required_applicable = 100;

/// The default campaign: the paper's own distribution, tight clusters of two geometries, cones with a guaranteed
/// margin, and tasks at the edge of the dominance hypothesis.
std::vector<TaskSource> default_sources(std::uint64_t tasks) {
  std::vector<TaskSource> sources{{"no-margin", {}, {}, tasks},
                                  {"prototype", {"geometry=orthonormal", "sigma=0.05"}, {}, tasks},
                                  {"prototype", {"geometry=simplex", "sigma=0.02"}, {}, tasks},
                                  {"cone", {}, {}, tasks},
                                  {"threshold", {}, {}, tasks}};
  // A model with fewer features than classes has no orthonormal prototypes; the rest of the campaign still stands.
  for (TaskSource& source : sources) source.may_be_left_out = true;
  return sources;
}

}  // namespace

int run(const GateCommand& command) {
  CampaignOptions options = command.campaign;
  const BaselineUse baseline(options.baseline);
  if (!options.outputs.writes_files()) options.outputs.folder = "reports/out";
  const std::uint64_t tasks = options.tasks.value_or(default_tasks_per_family);
  std::vector<TaskSource> sources;
  for (const std::string& family : options.families) sources.push_back({family, options.settings, {}, tasks});
  if (sources.empty()) {
    if (!options.settings.empty()) throw UsageError("--set needs --family; the default campaign has its own settings");
    sources = default_sources(tasks);
  }
  const std::vector<Model> models =
      command.file.empty() ? gated_models() : std::vector<Model>{load_model(command.file)};
  std::vector<std::string> inputs;
  for (const Model& model : models) inputs.push_back(model.name);
  baseline.name_files(inputs);
  const Outputs outputs(options.outputs, inputs);
  catch_interrupts();
  const std::vector<reports::CaseTest> cases = replay_cases();
  Campaigns campaigns = run_campaigns("gate", models, sources, options, outputs, proofs::Version::stated,
                                      options.required_applicable.value_or(default_required_applicable));
  campaigns.report.cases = cases;
  if (command.file.empty() && !interrupted()) {
    campaigns.report.identification = identify_reference(options.seed, jobs_of(options.jobs));
  }
  if (!interrupted()) {
    campaigns.report.twins =
        test_twins(resolve(options).statements, options.seed, {jobs_of(options.jobs), interrupted, {}});
  }
  campaigns.report.interrupted = interrupted();  // what came after the campaign may be missing, too
  baseline.settle(campaigns.report);
  return outputs.deliver(campaigns.report, campaigns.violations);
}

}  // namespace margincert::cli
