#include <fmt/format.h>

#include <algorithm>

#include "reproduction/accuracy.hpp"
#include "reproduction/rows.hpp"
#include "transformer/symmetry.hpp"

namespace margincert::reproduction {
namespace {

constexpr double most_lost = 0.02;  ///< accuracy that the recursion may lose to the model

std::vector<FamilyChoice> families() {
  return {{"label-noise", {"rate=0.1", "sigma=0.3"}},
          {"label-noise", {"rate=0.3", "sigma=0.3"}},
          {"semi-supervised", {"unlabelled=0.5", "sigma=0.3"}},
          {"semi-supervised", {"unlabelled=0.9", "sigma=0.3"}},
          {"nonlinear", {"shape=rings"}},
          {"nonlinear", {"shape=xor"}},
          {"nonlinear", {"shape=radial"}}};
}

Measurement measure_robustness(const Context& context) {
  const Scale& scale = context.scale;
  const transformer::Weights model = studied_model(context).weights;
  const transformer::Weights recursion = transformer::weights_of(transformer::two_parameter_form(model));
  const double chance = 1.0 / scale.first.classes;
  Measurement measurement;
  Table table{"Accuracy off the training distribution",
              accuracy_note(scale, "tasks of the family"),
              {{"family"},
               {"transformer", Unit::percent},
               {"recursion", Unit::percent},
               {"recursion − transformer", Unit::percent}},
              {}};
  for (const FamilyChoice& family : families()) {
    const transformer::TaskSource tasks = fresh_tasks(scale.first, family, scale.test_seed);
    const Hits of_model = correct_on(context, model, tasks);
    const Hits of_recursion = correct_on(context, recursion, tasks);
    const Estimate accurate = accuracy(of_model), difference = paired_difference(of_recursion, of_model);
    table.rows.push_back({family.title(), accurate, accuracy(of_recursion), difference});
    measurement.criteria.push_back({fmt::format("{}: transformer's accuracy, lower end", family.title()), *accurate.lo,
                                    Relation::above, chance, Unit::percent});
    measurement.criteria.push_back({fmt::format("{}: accuracy lost by the recursion, upper end", family.title()),
                                    -*difference.lo, Relation::below, most_lost, Unit::percent});
  }
  measurement.tables.push_back(std::move(table));
  measurement.explanation = fmt::format(
      "Measured on {}, which never saw such tasks. Robust is taken to mean: better than chance, and followed by the "
      "recursion to within {:g} points.",
      studied_model_in_words(scale), 100 * most_lost);
  return measurement;
}

}  // namespace

Row robustness() {
  return {"robustness",
          "What the model does is robust: it carries over to noisy labels, to unlabelled points and to classes that no "
          "hyperplane separates, and the recursion goes with it.",
          "S", "families named by summaries of the paper; no numbers are known", measure_robustness};
}

}  // namespace margincert::reproduction
