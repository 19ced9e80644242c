#include "margincert/work/twins.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generators/family.hpp"
#include "proofs_check/campaign.hpp"

namespace margincert::work {
namespace {

Model uniform_model(const char* name, recursion::LayerParameters layer, int depth) {
  recursion::Parameters parameters;
  parameters.feature_dim = 5;
  parameters.classes = 3;
  parameters.layers.assign(depth, layer);
  return {name, parameters};
}

}  // namespace

std::vector<Arena> twin_arenas() {
  const Model sharp = uniform_model("sharp", {2.5, 4.0, 0.4, 0.5}, 3);
  const Model soft = uniform_model("soft", {1.0, 0.5, 0.4, 0.5}, 3);
  const Model negative = uniform_model("negative-step", {2.0, 1.0, -0.2, -0.3}, 3);
  return {{sharp, "prototype", {"n=12", "sigma=0.05"}},
          {sharp, "cone", {"n=12"}},
          {soft, "cone", {"n=12"}},
          {soft, "no-margin", {"n=12"}},
          {soft, "prototype", {"n=12", "sigma=0.3"}},
          {negative, "prototype", {"n=12", "sigma=0.3"}}};
}

std::vector<reports::TwinTest> test_twins(const std::vector<const proofs::Statement*>& statements, std::uint64_t seed,
                                          proofs::Engine engine, const numeric::RunControl& control) {
  const numeric::RunControl running = control.started();
  std::vector<reports::TwinTest> tests;
  for (const auto* statement : statements) tests.push_back({statement->id, false, ""});
  for (const Arena& arena : twin_arenas()) {
    const generators::Family& family = generators::find_family(arena.family);
    const generators::Settings settings = read_settings(family, arena.settings);
    proofs::Campaign campaign;
    campaign.task = [&](std::uint64_t index) {
      return make_task(family, settings, arena.model.parameters, seed, index);
    };
    campaign.tasks = tasks_per_arena;
    campaign.parameters = arena.model.parameters;
    campaign.version = proofs::Version::corrupted;
    campaign.engine = engine;
    campaign.with_guarantees = false;
    std::vector<reports::TwinTest*> open;
    for (std::size_t i = 0; i < tests.size(); ++i) {
      if (tests[i].caught) continue;
      open.push_back(&tests[i]);
      campaign.statements.push_back(statements[i]);
    }
    if (open.empty()) break;
    const proofs::CampaignResult result = proofs::run(campaign, running);
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (const auto& violation = result.statements[i].worst_violation) {
        open[i]->caught = true;
        open[i]->where = fmt::format("{} on {}, task {}", arena.model.name, arena.family, violation->task);
      }
    }
  }
  if (running.asked_to_stop()) std::erase_if(tests, [](const auto& test) { return !test.caught; });
  return tests;
}

}  // namespace margincert::work
