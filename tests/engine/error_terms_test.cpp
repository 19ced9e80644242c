#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/elementary.hpp"
#include "engine/enclose.hpp"
#include "tests/engine/comparison.hpp"
#include "tests/engine/hard_tasks.hpp"

// A bound is too wide more often than not, so that most of its terms can go without anybody noticing. For each of them
// there is a task here whose roundings all go one way, or are all exact but for those that the term is about.
namespace margincert::engine_tests {
namespace {

using engine::ErrorTerms;
using engine::Question;
using numeric::Precision;
using recursion::LayerParameters;
using recursion::Parameters;
using recursion::Regime;
using recursion::Task;

using Term = double ErrorTerms::*;

/// A task that needs a term of the bound. A term may have several traps, one of which has to close.
struct Trap {
  Term term;
  std::string name;
  std::string kind;  ///< of the number that is missed without the term
  Parameters parameters;
  Task task;
  std::vector<Term> needless = {};            ///< terms for roundings that are exact on this task, or as good as
  double radius = 0;                          ///< of the box around the task
  std::optional<Task> inside = std::nullopt;  ///< the task of the box that is looked at; none: the task itself
};

Parameters recursion_of(int features, int classes, double background, std::vector<LayerParameters> layers) {
  return {features, classes, background, std::move(layers)};
}

Task plane_task(int classes, const std::vector<std::vector<double>>& points, const std::vector<int>& labels,
                const std::vector<double>& probe) {
  Task task{classes, recursion::Rows<double>(points.size(), probe.size(), 0.0), {}, probe, 0};
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::ranges::copy(points[i], task.features[i].begin());
    task.labels.emplace_back(labels[i]);
  }
  return task;
}

/// The product of the first point with (1, 1, 1) is 2^-54 and comes out as 0; that with the second is 0.
Task lost_product() { return plane_task(2, {{1, 0x1p-54, -1}, {0, 0, 0}}, {0, 1}, {1, 1, 1}); }

/// Keys in parts of 64, each part's sum losing nearly half a unit in the last place with each key and coming out as 64.
Task losing_average(int parts) {
  std::vector<double> points;
  std::vector<int> labels;
  for (int i = 0; i < 64 * parts; ++i) {
    const int summed = i % 64 + 1;
    const double half_unit = std::ldexp(1, std::ilogb(summed) - 53);
    points.push_back(summed < 4 ? 1 : 1 + half_unit - 0x1p-52);
    labels.push_back(i % 2);
  }
  return line_task(2, 1, points, labels);
}

/// Logits so small that e^t = 1 + t, made so that the sum of weights gains half a unit with each and comes out as 64.
Task gaining_weights() {
  std::vector<double> points{0, 0};
  for (int i = 2; i < 64; ++i) points.push_back(-(std::ldexp(1, std::ilogb(i)) - 1) * 0x1p-53);
  return line_task(2, 1, points, std::vector<int>(64, 0));
}

/// A task's points on their line, and its probe, elsewhere.
Task moved(Task task, const std::vector<double>& points, double probe) {
  for (std::size_t i = 0; i < points.size(); ++i) task.features[i][0] += points[i];
  task.probe[0] += probe;
  return task;
}

std::vector<Trap> traps_of_products() {
  const double large = 0x1p30;
  return {
      {&ErrorTerms::gram_rounding, "a product that cancels", "probe_in_class", recursion_of(3, 2, 0, {}),
       lost_product()},
      {&ErrorTerms::logit_feature_rounding, "the same under large attention", "class_logit",
       recursion_of(3, 2, 0, {{large, 0, 0, 0}}), lost_product()},
      {&ErrorTerms::geometric_rounding, "the same under large attention", "geometric_logit",
       recursion_of(3, 2, 0, {{large, 0, 0, 0}}), lost_product()},
      {&ErrorTerms::attention_shift, "the same under large attention", "class_mass",
       recursion_of(3, 2, 0, {{large, 0, 0, 0}}), lost_product()},
      // Labels' products: 254 terms, each of them nearly half a unit in the last place of what is summed before them.
      {&ErrorTerms::logit_label_rounding, "254 lost terms", "leakage",
       recursion_of(1, 256, 0x1p-12, {{0, 0, 0, 0x0.fdp-29}, {0, 4, 0, 0}}), line_task(256, 0, {0, 0}, {0, 1})},
      // The same in Σ v of C v; what is lost is then spread over all coordinates.
      {&ErrorTerms::mixing_rounding, "255 lost terms", "state of labels",
       recursion_of(1, 256, -0x1p-7, {{0, 0, 0, 0x0.fdp-46}, {0, 0, 0, 0x1p10}}), line_task(256, 0, {0}, {0})},
  };
}

std::vector<Trap> traps_of_sums() {
  const Parameters average = recursion_of(1, 2, 0, {{0, 0, 0.5, 0.5}});
  // A weight that S does not see, of a key that moves with the box.
  const Task beside = line_task(2, 0x1p-58, {0, -1.25}, {0, 1});
  return {
      {&ErrorTerms::average_rounding, "64 lossy additions", "train_pull", average, losing_average(1)},
      {&ErrorTerms::additions, "128 lossy additions", "train_pull", average, losing_average(2)},
      {&ErrorTerms::sum_rounding,
       "64 lossy additions",
       "class_logit",
       recursion_of(1, 2, 0, {{1, 0, 0, 0}}),
       gaining_weights(),
       {&ErrorTerms::logarithm}},
      // S comes out as 1, and the only label is that of the other key: the label's average is its weight.
      {&ErrorTerms::exponential,
       "a weight beside 1",
       "state of labels",
       recursion_of(1, 2, 0, {{1, 0, 0, 1}}),
       line_task(2, 1, {0, -40}, {-1, 1}),
       {&ErrorTerms::average_rounding, &ErrorTerms::logit_feature_rounding, &ErrorTerms::mixing_rounding,
        &ErrorTerms::label_step_rounding}},
      {&ErrorTerms::logarithm,
       "log 3 - log 3",
       "class_logit",
       recursion_of(1, 2, 0, {{-std::log(3.0), 0, 0, 0}}),
       line_task(2, 1, {1, 1, 1}, {0, 0, 0}),
       {&ErrorTerms::exponential, &ErrorTerms::sum_rounding, &ErrorTerms::logit_feature_rounding}},
      {&ErrorTerms::share_rounding,
       "a weight that S does not see",
       "state of features",
       recursion_of(1, 2, 0, {{0x1p63, 0, 1, 0}}),
       beside,
       {&ErrorTerms::average_rounding, &ErrorTerms::feature_step_rounding},
       0x1p-66,
       moved(beside, {0, 0}, -0x1p-66)},
      {&ErrorTerms::underflow, "a weight that counts as 0", "class_mass", recursion_of(1, 2, 0, {{750, 0, 0, 0}}),
       line_task(2, 1, {0, -1}, {0, 1})},
  };
}

std::vector<Trap> traps_of_steps() {
  const double step = 0x1p-20 + 0x0.fdp-53;  // 1 + step loses nearly half a unit
  // All labels are one, and what is left of them after their mean of 49 is taken away is rounding.
  const Task alike = line_task(2, 0, std::vector<double>(49, 0), std::vector<int>(49, 0));
  const double deviating = 1 + 0x1p-41 - 0x1p-51;
  return {
      {&ErrorTerms::feature_step_rounding, "1 + step", "state of features", recursion_of(1, 2, 0, {{0, 0, step, 0}}),
       line_task(2, 0, {1}, {0})},
      {&ErrorTerms::label_step_rounding, "1 + step", "state of labels", recursion_of(1, 2, 0, {{0, 0, 0, step}}),
       line_task(2, 0, {1}, {0})},
      {&ErrorTerms::feature_carry, "what is left of close points", "same_class", recursion_of(1, 2, 0, {{0, 0, -1, 0}}),
       line_task(2, 1, {1, 1 + 0x1p-20, 1 + 0x1.8p-21}, {0, 0, 1})},
      {&ErrorTerms::label_carry, "what is left of equal labels", "class_logit",
       recursion_of(1, 2, 0, {{0, 0, 0, -1}, {0, 0x1p20, 0, 0}}), alike},
      // 4,095 equal terms, each of which loses nearly half a unit in the last place of their sum.
      {&ErrorTerms::deviation_rounding, "4,095 lossy additions", "label_deviation",
       recursion_of(1, 4096, 0, {{0, 0, 0, deviating}}), line_task(4096, 0, {0, 0}, {0, -1})},
  };
}

/// Roundings that no construction places: they are as wanted on some of these.
std::vector<Trap> traps_to_search() {
  std::vector<Trap> traps;
  const double r = 0x1p-34;
  for (int k = 0; k < 40; ++k) {
    // The box turns keys that are so close that their spread may come out as 0.
    const double middle = 1 + k * 0x1p-10;
    const Task pair = line_task(2, 1, {middle + 0x1p-28, middle - 0x1p-28}, {0, 1});
    traps.push_back({&ErrorTerms::spread_rounding,
                     "a spread that cancels",
                     "state of features",
                     recursion_of(1, 2, 0, {{0x1.4p28, 0, 100, 0}}),
                     pair,
                     {},
                     r,
                     moved(pair, {r, -r}, r)});
  }
  return traps;
}

std::vector<Trap> all_traps() {
  std::vector<Trap> traps = traps_of_products();
  for (const auto& more : {traps_of_sums(), traps_of_steps(), traps_to_search()}) {
    traps.insert(traps.end(), more.begin(), more.end());
  }
  return traps;
}

/// What is missed when some terms are left out.
std::vector<std::string> misses(const Trap& trap, const ErrorTerms& terms) {
  const Question question = question_of(trap.task, trap.parameters, Regime::full, trap.radius);
  const Question inside = question_of(trap.inside ? *trap.inside : trap.task, trap.parameters);
  Comparison seen;
  seen.compare(engine::enclose_tasks({&question, 1}, terms).front(), reference(inside, Precision(256)), "");
  const auto states = engine::enclose_states({&question, 1}, terms);
  REQUIRE((seen.unanswered == 0 && states.front()));
  seen.compare(*states.front(), inside, Precision(256), "");
  return seen.misses;
}

/// Is a number of the trap's kind missed because of its term alone?
bool closes(const Trap& trap) {
  ErrorTerms terms;
  CHECK(misses(trap, terms).empty());
  for (const Term needless : trap.needless) terms.*needless = 0;
  CHECK(misses(trap, terms).empty());
  terms.*trap.term = 0;
  return std::ranges::any_of(misses(trap, terms),
                             [&](const std::string& miss) { return miss.find(trap.kind) != std::string::npos; });
}

}  // namespace

TEST_CASE("every term of the error bound is needed by some task") {
  constexpr std::size_t all_terms = sizeof(ErrorTerms) / sizeof(double);
  engine::on_every_target([&](const char* target) {
    CAPTURE(std::string(target));
    std::map<std::string, bool> closed;
    for (const Trap& trap : all_traps()) {
      CAPTURE(trap.name);
      bool& any = closed[trap.name + ": " + trap.kind];
      any = any || closes(trap);
    }
    for (const auto& [its_name, caught] : closed) {
      const auto& name = its_name;
      CAPTURE(name);
      CHECK(caught);
    }
  });
  std::vector<Term> terms;
  for (const Trap& trap : all_traps()) {
    if (std::ranges::find(terms, trap.term) == terms.end()) terms.push_back(trap.term);
  }
  CHECK(terms.size() == all_terms);
}

}  // namespace margincert::engine_tests
