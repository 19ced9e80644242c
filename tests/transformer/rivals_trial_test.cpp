#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "generators/family.hpp"
#include "transformer/rivals/simplex_search.hpp"
#include "transformer/rivals/trial.hpp"
#include "transformer/symmetry.hpp"

namespace margincert::transformer_tests {
namespace {

using numeric::Truth;
using recursion::MinusOneOverClasses;
using recursion::Parameters;
using transformer::Weights;
using namespace transformer::rivals;

const Parameters known{3, 3, MinusOneOverClasses{}, {{1.5, 2.5, 0.4, 1.25}, {2.25, -0.75, -0.2, 0.8}}};

Parameters label_blind() {
  Parameters parameters = known;
  for (auto& layer : parameters.layers) layer.gamma = 0;
  return parameters;
}

transformer::TaskSource tasks() {
  return [](std::uint64_t k) {
    const auto& family = generators::find_family("no-margin");
    const std::vector<std::string> size{"n=8"};
    return make_task(family, read_settings(family, size), known, 3, k);
  };
}

FitOptions small_fit() {
  FitOptions options;
  options.tasks = 6;
  options.evaluations = 240;
  return options;
}

TrialOptions small_trial() {
  TrialOptions options;
  options.fit = small_fit();
  options.first_test_task = 6;
  options.test_tasks = 4;
  return options;
}

TEST_CASE("the search spends its evaluations, and finds minima in one and two numbers") {
  int calls = 0;
  const auto bent_valley = [&](std::span<const double> x) {
    ++calls;
    const double off = x[1] - 0.25 * x[0] * x[0];
    return (x[0] - 3) * (x[0] - 3) + 10 * off * off;
  };
  const Minimum two = minimise(bent_valley, 2, 12, 300);
  CHECK(calls == 300);
  CHECK(two.evaluations == 300);
  CHECK(two.x[0] == doctest::Approx(3).epsilon(1e-6));
  CHECK(two.x[1] == doctest::Approx(2.25).epsilon(1e-6));

  calls = 0;
  const auto two_valleys = [&](std::span<const double> x) {
    ++calls;
    return x[0] < -1 ? NAN : std::min((x[0] - 8) * (x[0] - 8), 4 + x[0] * x[0]);
  };
  const Minimum one = minimise(two_valleys, 1, 12, 100);
  CHECK(calls == 100);
  CHECK(one.x[0] == doctest::Approx(8).epsilon(1e-7));

  CHECK(minimise([](std::span<const double>) { return 5.0; }, 0, 12, 100).evaluations == 1);
}

TEST_CASE("the fit recovers the numbers of a transformer that is the recursion") {
  const Weights weights = transformer::weights_of(known);
  const Fitted fitted = fit(recursion_family(), weights, tasks(), small_fit(), {});
  for (std::size_t t = 0; t < known.layers.size(); ++t) {
    CAPTURE(t);
    CHECK(fitted.parameters.layers[t].alpha == doctest::Approx(known.layers[t].alpha).epsilon(1e-6));
    CHECK(fitted.parameters.layers[t].gamma == doctest::Approx(known.layers[t].gamma).epsilon(1e-6));
    CHECK(fitted.parameters.layers[t].alpha_prime == doctest::Approx(known.layers[t].alpha_prime).epsilon(1e-6));
    CHECK(fitted.parameters.layers[t].gamma_prime == doctest::Approx(known.layers[t].gamma_prime).epsilon(1e-6));
    CHECK(fitted.residual[t] < 1e-6);
  }
}

TEST_CASE("a fit does not depend on the jobs") {
  const Weights weights = transformer::weights_of(known);
  const numeric::RunControl one_job{.threads = 1}, two_jobs{.threads = 2};
  const Family& family = named_rivals().front();
  const Fitted one = fit(family, weights, tasks(), small_fit(), one_job),
               two = fit(family, weights, tasks(), small_fit(), two_jobs);
  CHECK(one.parameters == two.parameters);
  CHECK(one.residual == two.residual);
}

TEST_CASE("the recursion's own transformer: the recursion beats every rival, and says by how much") {
  const Weights weights = transformer::weights_of(known);
  const Trial trial = hold_against_rivals(weights, known, tasks(), small_trial(), {});
  REQUIRE(trial.tasks == 4);
  REQUIRE(trial.rivals.size() == named_rivals().size());
  CHECK(trial.of_extracted.better == Truth::yes);
  CHECK(trial.of_fitted.better == Truth::yes);
  CHECK(trial.extracted.residual->hi_double() < 1e-14);
  CHECK(trial.extracted.agreements == 4);
  CHECK(trial.of_fitted.factor->lo_double() > 1e4);
  CHECK(verdict_sentence("fitted", trial.of_fitted, 2) ==
        "over all layers together the fitted recursion fits better than every rival by a factor of at least 2");
  CHECK(trial.of_extracted.not_ahead.empty());
  CHECK(trial.of_fitted.not_ahead.empty());

  // Equal effort, wherever there is something to search.
  const std::vector<int> budget(2, 240), none_needed(2, 1);
  CHECK(trial.fitted.evaluations == budget);
  for (std::size_t k = 0; k < trial.rivals.size(); ++k) {
    CHECK(trial.rivals[k].evaluations == (named_rivals()[k].attention.count() > 0 ? budget : none_needed));
  }
  CHECK(trial.extracted.evaluations.empty());

  // Doing nothing misses all of it, exactly.
  CHECK(trial.rivals.back().residual->lo_double() == doctest::Approx(1).epsilon(1e-12));
  CHECK(trial.rivals.back().residual->hi_double() == doctest::Approx(1).epsilon(1e-12));
}

TEST_CASE("a label-blind transformer: its rival fits it, and the recursion is not said to be better") {
  const Weights weights = transformer::weights_of(label_blind());
  const Trial trial = hold_against_rivals(weights, label_blind(), tasks(), small_trial(), {});
  REQUIRE(trial.tasks == 4);
  CHECK(trial.rivals[0].name == "label-blind-mean-shift");
  CHECK(trial.rivals[0].residual->hi_double() < 1e-6);
  CHECK(trial.rivals[0].agreements == 4);
  CHECK(trial.of_fitted.best_rival == "label-blind-mean-shift");
  CHECK(trial.of_fitted.better == Truth::no);
  CHECK(trial.of_extracted.better ==
        Truth::no);  // exact numbers beat fitted ones by any factor; that is no explanation
  CHECK(trial.rivals[1].residual->lo_double() > 0.1);
  CHECK(trial.rivals[2].residual->lo_double() > 0.1);
  for (std::size_t t = 0; t < 2; ++t) {
    CHECK(trial.rivals[0].parameters.layers[t].alpha == doctest::Approx(known.layers[t].alpha).epsilon(1e-6));
  }
}

TEST_CASE("a layer that a rival explains is named, though the recursion is far ahead of it over all layers") {
  Parameters half_blind = known;
  half_blind.layers[1].gamma = 0;
  const Trial trial = hold_against_rivals(transformer::weights_of(half_blind), half_blind, tasks(), small_trial(), {});
  CHECK(trial.of_extracted.better == Truth::yes);
  CHECK(trial.of_extracted.not_ahead == std::vector<std::size_t>{1});
}

TEST_CASE("a recursion with other numbers than the transformer's is refused") {
  Parameters wrong = known;
  for (auto& layer : wrong.layers) layer.alpha_prime = -layer.alpha_prime, layer.gamma_prime = -layer.gamma_prime;
  const Trial trial = hold_against_rivals(transformer::weights_of(known), wrong, tasks(), small_trial(), {});
  CHECK(trial.of_extracted.better == Truth::no);
  CHECK(trial.of_extracted.factor->hi_double() < 1);
  CHECK(trial.of_fitted.better == Truth::yes);
  CHECK(verdict_sentence("extracted", trial.of_extracted, 2).find("does not fit better") != std::string::npos);
}

TEST_CASE("certified residuals on the tasks fitted on are those of the fit") {
  const Weights weights = transformer::weights_of(known);
  std::vector<Family> families = named_rivals();
  families.push_back(recursion_family());
  for (const Family& family : families) {
    CAPTURE(family.name);
    FitOptions options = small_fit();
    options.tasks = 2;
    options.evaluations = 20;
    const Fitted fitted = fit(family, weights, tasks(), options, {});
    const auto comparer = family.comparer(weights, fitted.parameters);
    for (std::size_t t = 0; t < 2; ++t) {
      double difference = 0, update = 0;
      for (std::uint64_t k = 0; k < 2; ++k) {
        const auto layer = comparer(tasks()(k), numeric::Precision(53))[t];
        using enum transformer::Quantity;
        for (const auto quantity : {features, labels, probe_features, probe_label}) {
          difference += layer[quantity]->forced.squares.mid_double();
          update += layer[quantity]->own.squares.mid_double();
        }
      }
      CHECK(std::sqrt(difference / update) == doctest::Approx(fitted.residual[t]).epsilon(1e-9));
    }
  }
}

TEST_CASE("runs that overflow binary64 predict nothing, and agree with nothing") {
  Parameters huge = known;
  for (auto& layer : huge.layers) layer = {1e300, 1e300, 1e300, 1e300};
  TrialOptions options = small_trial();
  options.fit.evaluations = 12;
  const Trial trial = hold_against_rivals(transformer::weights_of(huge), huge, tasks(), options, {});
  CHECK(trial.extracted.agreements == 0);
  // Enclosures go further: the transformer is the recursion, and rivals whose numbers were fitted to nothing are not.
  CHECK(trial.of_extracted.better == Truth::yes);
}

TEST_CASE("transformers that do nothing, overlapping tasks, and a stop") {
  TrialOptions options = small_trial();
  options.fit.evaluations = 12;
  const Weights nothing = transformer::zero_weights(3, 3, 2);
  const Trial trial = hold_against_rivals(nothing, known, tasks(), options, {});
  CHECK(trial.tasks == 4);
  CHECK(!trial.extracted.residual);
  CHECK(trial.of_extracted.better == Truth::unknown);

  options.first_test_task = 5;
  CHECK_THROWS_AS(hold_against_rivals(nothing, known, tasks(), options, {}), std::invalid_argument);

  const numeric::RunControl stopped{.stop = [] { return true; }};
  CHECK(hold_against_rivals(nothing, known, tasks(), small_trial(), stopped).tasks == 0);
}

}  // namespace
}  // namespace margincert::transformer_tests
