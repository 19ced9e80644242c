#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "proofs_check/campaign.hpp"
#include "reproduction/rows.hpp"
#include "reproduction/tasks.hpp"
#include "transformer/symmetry.hpp"

namespace margincert::reproduction {
namespace {

using proofs::Outcome;

constexpr const char* growth = "geometric-margin-growth";  ///< what "amplify class separation" says, [S]

/// Counts over every statement of one theorem: one check is one statement on one task.
struct Checks {
  long all = 0, applicable = 0, holds = 0, violated = 0, open = 0;

  void add(const proofs::Tally& tally) {
    all += tally.total();
    applicable += tally.applicable();
    holds += tally.count(Outcome::holds);
    violated += tally.count(Outcome::violated);
    open += tally.count(Outcome::undecided) + tally.count(Outcome::error);
  }
  std::string in_words() const {
    return fmt::format("holds on {} of {} applicable checks ({} of {} were applicable)", holds, applicable, applicable,
                       all);
  }
};

proofs::CampaignResult run_campaign(const Context& context, const recursion::Parameters& parameters,
                                    const FamilyChoice& family) {
  proofs::Campaign campaign;
  campaign.task = fresh_tasks(context.scale.first, family, context.scale.test_seed);
  campaign.tasks = context.scale.checked_tasks;
  campaign.parameters = parameters;
  for (const proofs::Statement& statement : proofs::statements()) campaign.statements.push_back(&statement);
  campaign.with_guarantees = false;
  auto result = proofs::run(campaign, context.control.named("", family.title()));
  throw_if_stopped(context);
  return result;
}

/// Does the layer meet the sign hypotheses H6: α_t, γ_t, α'_t, γ'_t >= 0?
bool has_signs(const recursion::LayerParameters& p) {
  return p.alpha >= 0 && p.gamma >= 0 && p.alpha_prime >= 0 && p.gamma_prime >= 0;
}

Table sign_table(const recursion::Parameters& parameters) {
  Table table{"The recursion's parameters by layer",
              "H6 asks for all four ≥ 0 at every layer; theorem C asks for no sign.",
              {{"layer"}, {"α"}, {"γ"}, {"α'"}, {"γ'"}, {"signs of H6"}},
              {}};
  for (const recursion::LayerParameters& p : parameters.layers) {
    table.rows.push_back({std::ssize(table.rows), Estimate{p.alpha}, Estimate{p.gamma}, Estimate{p.alpha_prime},
                          Estimate{p.gamma_prime}, has_signs(p) ? "met" : "not met"});
  }
  return table;
}

Measurement measure_bounds(const Context& context) {
  const recursion::Parameters parameters = transformer::two_parameter_form(studied_model(context).weights);
  Measurement measurement;
  measurement.tables.push_back(sign_table(parameters));
  Table table{
      "Verdicts by family and theorem",
      fmt::format("{} tasks per family (seed {}), every statement of the theorem on every task in the regime it "
                  "is made for; certified verdicts.",
                  context.scale.checked_tasks, context.scale.test_seed),
      {{"family"}, {"theorem"}, {"outcome"}, {"violated"}, {"undecided"}},
      {}};
  std::map<std::string, Checks> by_theorem;
  long growth_applies = 0;
  for (const FamilyChoice& family : {FamilyChoice{}, FamilyChoice{"prototype"}, FamilyChoice{"cone"}}) {
    std::map<std::string, Checks> here;
    for (const proofs::Tally& tally : run_campaign(context, parameters, family).statements) {
      if (tally.id == growth) growth_applies += tally.applicable();
      const std::string& theorem = proofs::find_statement(tally.id)->theorem;
      here[theorem].add(tally);
      by_theorem[theorem].add(tally);
    }
    for (const auto& [theorem, checks] : here) {
      table.rows.push_back({family.title(), theorem, checks.in_words(), checks.violated, checks.open});
    }
  }
  measurement.tables.push_back(std::move(table));

  long applicable = 0, violated = 0, open = 0;
  for (const auto& [theorem, checks] : by_theorem) {
    applicable += checks.applicable;
    violated += checks.violated;
    open += checks.open;
  }
  // Where nothing applied nothing was put to the test: no number then, which meets no criterion.
  const auto among_applicable = [&](long count) { return applicable > 0 ? double(count) : NAN; };
  const auto signed_layers = std::ranges::count_if(parameters.layers, has_signs);
  measurement.criteria = {
      {"violated checks", among_applicable(violated), Relation::at_most, 0},
      {"undecided checks", among_applicable(open), Relation::at_most, 0},
      {"layers that meet the sign hypotheses", double(signed_layers), Relation::at_least, double(parameters.depth())},
      {fmt::format("tasks to which Theorem A's {} applies", growth), double(growth_applies), Relation::above, 0},
      {"applicable checks of Theorem B", double(by_theorem["B"].applicable), Relation::above, 0},
      {"applicable checks of Theorem C", double(by_theorem["C"].applicable), Relation::above, 0}};
  measurement.explanation = fmt::format(
      "Measured on the recursion read off {}. {} of its {} layers meet the sign hypotheses. A statement asks only for "
      "the hypotheses that its proof uses, so some of a theorem's statements can apply where others do not.",
      studied_model_in_words(context.scale), signed_layers, parameters.depth());
  return measurement;
}

}  // namespace

Row margin_bounds() {
  return {"margin-bounds",
          "The bounds hold on the identified recursion itself: its layers meet the hypotheses, and on tasks with a "
          "margin the dynamics provably amplify class separation.",
          "R+S+O",
          "“can provably amplify class separation” (abstract); Theorem A is [S] in most steps, B and C are [O]",
          measure_bounds};
}

}  // namespace margincert::reproduction
