#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "generators/parameter_draws.hpp"
#include "proofs_check/block.hpp"
#include "tests/recursion/random_tasks.hpp"

/// Campaigns judged with the engine on the first rung and without it, held against each other task by task.
namespace margincert::proofs_tests {

struct EngineComparison {
  long verdicts = 0;       ///< compared, guarantees among them
  long decided = 0;        ///< of these: certified of an applicable task
  long on_first_rung = 0;  ///< of those: by the engine
  std::vector<std::string> differences;
};

inline std::vector<proofs::TaskAnswers> answers_of(const proofs::Campaign& campaign, int jobs) {
  const std::vector<proofs::Round> rounds = proofs::rounds_of(campaign);
  const numeric::RunControl control{.threads = jobs};
  return proofs::Block(campaign, rounds, control).answer_all(0, share_size(campaign));
}

inline std::string text_of_outcome(const proofs::Verdict& verdict) {
  return to_string(verdict.outcome) + " " + verdict.reason + " at " + std::to_string(verdict.rung) + " bits";
}

/// Outcomes have to be the same, and so has the hypothesis that rules a task out.
inline void compare_engine(const std::string& what, const proofs::Verdict& on, const proofs::Verdict& off,
                           EngineComparison& comparison) {
  using proofs::Outcome;
  ++comparison.verdicts;
  const bool same_reason = on.outcome != Outcome::not_applicable || on.reason == off.reason;
  if (on.outcome != off.outcome || !same_reason) {
    comparison.differences.push_back(what + ": " + text_of_outcome(on) + " with the engine, " + text_of_outcome(off) +
                                     " without");
  }
  if (on.outcome != Outcome::holds && on.outcome != Outcome::violated) return;
  ++comparison.decided;
  comparison.on_first_rung += on.rung == 53;
}

inline void compare_engine(const std::string& what, proofs::Campaign campaign, int jobs, EngineComparison& comparison) {
  campaign.engine = proofs::Engine::on;
  const auto on = answers_of(campaign, jobs);
  campaign.engine = proofs::Engine::off;
  const auto off = answers_of(campaign, jobs);
  for (std::size_t k = 0; k < on.size(); ++k) {
    const std::string task = what + ", task " + std::to_string(k) + ", ";
    for (std::size_t i = 0; i < on[k].statements.size(); ++i) {
      compare_engine(task + campaign.statements[i]->id, on[k].statements[i], off[k].statements[i], comparison);
    }
    for (std::size_t i = 0; i < on[k].guarantees.size(); ++i) {
      compare_engine(task + proofs::guarantees()[i].id, on[k].guarantees[i], off[k].guarantees[i], comparison);
    }
  }
}

/// Tasks of a family with up to `points` points, each with parameters of its own, and every statement.
struct EngineScene {
  std::string family, draw;
  std::vector<std::string> settings;
  int points;
  recursion::Parameters base;
  std::uint64_t seed = 1;

  std::string name() const {
    std::string text = family + " with " + draw + " parameters";
    for (const std::string& setting : settings) text += " " + setting;
    return text;
  }

  proofs::Campaign campaign(std::uint64_t tasks) const {
    const generators::Family& found = generators::find_family(family);
    proofs::Campaign campaign;
    campaign.parameters = base;
    campaign.tasks = tasks;
    // Of several sizes, as those that share the engine's lanes may be.
    campaign.task = [&found, scene = *this](std::uint64_t index) {
      std::vector<std::string> assignments = scene.settings;
      assignments.push_back("n=" + std::to_string(scene.points - static_cast<int>(index % 3)));
      return make_task(found, read_settings(found, assignments), scene.base, scene.seed, index);
    };
    campaign.drawn_parameters = [scene = *this](std::uint64_t index) {
      return generators::draw_parameters(scene.draw, scene.base, scene.seed, index);
    };
    for (const proofs::Statement& statement : proofs::statements()) campaign.statements.push_back(&statement);
    return campaign;
  }
};

/// Every family (and every edge that tasks are put on), with every draw of parameters.
inline std::vector<EngineScene> engine_scenes(int points, const recursion::Parameters& base, std::uint64_t seed) {
  std::vector<EngineScene> scenes;
  const auto with_every_draw = [&](const std::string& family, const std::vector<std::string>& settings) {
    for (const auto& draw : generators::parameter_draws()) {
      scenes.push_back({family, draw.id, settings, points, base, seed});
    }
  };
  for (const generators::Family& family : generators::families()) with_every_draw(family.id, {});
  for (const char* hypothesis : {"unit-norm", "separation", "positive-margin"}) {
    with_every_draw("threshold", {std::string("hypothesis=") + hypothesis});
  }
  return scenes;
}

/// In every regime, statements and twins.
inline void compare_engine(const EngineScene& scene, std::uint64_t tasks, const numeric::Ladder& ladder, int jobs,
                           EngineComparison& comparison) {
  using recursion::Regime;
  const std::optional<Regime> natural;
  for (const auto& regime : {natural, std::optional(Regime::full), std::optional(Regime::class_pure)}) {
    for (const proofs::Version version : {proofs::Version::stated, proofs::Version::corrupted}) {
      proofs::Campaign campaign = scene.campaign(tasks);
      campaign.regime = regime;
      campaign.version = version;
      campaign.ladder = ladder;
      const std::string what = scene.name() + (version == proofs::Version::corrupted ? ", twins" : "") +
                               (regime ? ", " + to_string(*regime) : "");
      compare_engine(what, campaign, jobs, comparison);
    }
  }
}

}  // namespace margincert::proofs_tests
