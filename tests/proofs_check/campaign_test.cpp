#include "tests/support/kept_instance.hpp"
#include "proofs_check/campaign.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <map>

#include "proofs_check/evidence_sources.hpp"
#include "proofs_check/slack_buckets.hpp"
#include "tests/proofs_check/examples.hpp"
#include "tests/recursion/random_tasks.hpp"

namespace margincert::proofs_tests {
namespace {

using proofs::Campaign;
using proofs::CampaignResult;
using proofs::Tally;

/// Everything a tally says, as text.
std::string text_of(const Tally& tally) {
  std::string text = tally.id + " " + to_string(tally.regime);
  for (const auto& [outcome, count] : tally.outcomes) text += " " + to_string(outcome) + "=" + std::to_string(count);
  for (const auto& [cause, count] : tally.not_applicable_because) text += " " + cause + "=" + std::to_string(count);
  for (const auto& [rung, count] : tally.rungs) text += " " + std::to_string(rung) + ":" + std::to_string(count);
  for (const auto& [bucket, count] : tally.slacks) text += " " + std::to_string(bucket) + "x" + std::to_string(count);
  for (const auto* witness : {&tally.closest, &tally.tightest, &tally.worst_violation, &tally.first_open}) {
    text += *witness ? " @" + std::to_string((*witness)->task) : " -";
  }
  return text;
}

std::string text_of(const CampaignResult& result) {
  std::string text = std::to_string(result.tasks_done) + (result.complete ? " complete" : " cut short");
  for (const auto* tallies : {&result.statements, &result.guarantees}) {
    for (const Tally& tally : *tallies) text += "\n" + text_of(tally);
  }
  for (const proofs::LayerAlignment& at : result.alignment) {
    for (const auto sum : {std::int64_t{at.tasks}, std::int64_t{at.margin_positive},
                           std::int64_t{at.label_margin_positive}, at.own_mass, at.own_mass_squares}) {
      text += " " + std::to_string(sum);
    }
  }
  return text;
}

Campaign family_campaign(std::uint64_t tasks) {
  Campaign campaign;
  campaign.parameters = {3, 3, recursion::MinusOneOverClasses{}, {{2, 1, 0.5, 0.5}, {2, 1, 0.5, 0.5}}};
  campaign.task = [parameters = campaign.parameters](std::uint64_t index) {
    return recursion_tests::family_task("no-margin", parameters, 5, 61, index);
  };
  campaign.tasks = tasks;
  for (const Statement& statement : proofs::statements()) campaign.statements.push_back(&statement);
  return campaign;
}

/// Tasks whose first probe coordinate is chosen, and a statement that says it is at least 0.
Campaign probe_campaign(const Statement& statement, std::vector<double> probes) {
  Campaign campaign;
  campaign.tasks = probes.size();
  campaign.task = [probes](std::uint64_t index) { return make_task(2, {{1}, {-1}}, {0, 1}, {probes[index]}, 0); };
  campaign.parameters = repeated(campaign.task(0), {1, 1, 0, 0}, 1);
  campaign.statements = {&statement};
  campaign.with_guarantees = false;
  return campaign;
}

Statement probe_is_not_negative() {
  return fake(
      [](const Evidence& e, int) { return std::vector{proofs::at_least(e.exact(2 + e.task().probe[0]), e.exact(2))}; });
}

}  // namespace

TEST_CASE("what a campaign finds does not depend on the number of jobs") {
  const Campaign campaign = family_campaign(300);  // more than one block
  const std::string alone = text_of(proofs::run(campaign, {1, {}, {}}));
  CHECK(alone == text_of(proofs::run(campaign, {3, {}, {}})));
  CHECK(alone == text_of(proofs::run(campaign, {8, {}, {}})));
}

TEST_CASE("the outcomes of every statement add up to the tasks") {
  const CampaignResult result = proofs::run(family_campaign(40), {2, {}, {}});
  CHECK(result.tasks_done == 40);
  CHECK(result.complete);
  REQUIRE(result.statements.size() == proofs::statements().size());
  REQUIRE(result.guarantees.size() == proofs::guarantees().size());
  for (const auto* tallies : {&result.statements, &result.guarantees}) {
    for (const Tally& tally : *tallies) {
      CAPTURE(tally.id);
      CHECK(tally.total() == 40);
      CHECK(tally.applicable() + tally.count(Outcome::not_applicable) == 40);
      long excused = 0, rungs = 0;
      for (const auto& [cause, count] : tally.not_applicable_because) excused += count;
      for (const auto& [rung, count] : tally.rungs) rungs += count;
      CHECK(excused == tally.count(Outcome::not_applicable));
      CHECK(rungs == tally.count(Outcome::holds) + tally.count(Outcome::violated));
      long slacks = 0;
      for (const auto& [bucket, count] : tally.slacks) slacks += count;
      CHECK(slacks == (tallies == &result.statements ? rungs : 0));  // a guarantee compares nothing
    }
  }
}

TEST_CASE("statements are run in the regime of their theorem, or all in the one asked for") {
  Campaign campaign = family_campaign(2);
  for (const Tally& tally : proofs::run(campaign, {}).statements) {
    CHECK(tally.regime == natural_regime(*proofs::find_statement(tally.id)));
  }
  campaign.regime = Regime::full;
  for (const Tally& tally : proofs::run(campaign, {}).statements) {
    CHECK(tally.regime == Regime::full);
    if (proofs::find_statement(tally.id)->theorem == "A" && tally.id != "norm-growth") CHECK(tally.applicable() == 0);
  }
}

TEST_CASE("a stop ends the campaign early, and it does not call itself complete") {
  std::atomic<std::uint64_t> done{0};
  const CampaignResult result =
      proofs::run(family_campaign(200), {2, [&] { return done >= 20; }, [&](std::uint64_t so_far) { done = so_far; }});
  CHECK_FALSE(result.complete);
  CHECK(result.tasks_done < 200);
  CHECK(result.tasks_done >= 20);
  for (const Tally& tally : result.statements) CHECK(tally.total() == static_cast<long>(result.tasks_done));
}

TEST_CASE("a stop before the first task leaves nothing done") {
  const CampaignResult result = proofs::run(family_campaign(5), {2, [] { return true; }, {}});
  CHECK(result.tasks_done == 0);
  CHECK_FALSE(result.complete);
  CHECK(result.statements.size() == proofs::statements().size());
}

TEST_CASE("an exception in a task comes out of the campaign") {
  for (const int jobs : {1, 4}) {
    Campaign campaign = family_campaign(50);
    campaign.task = [make = campaign.task](std::uint64_t index) {
      if (index == 17) throw std::runtime_error("task 17");
      return make(index);
    };
    CHECK_THROWS_WITH_AS(proofs::run(campaign, {jobs, {}, {}}), "task 17", std::runtime_error);
  }
}

TEST_CASE("progress counts every task once, from one thread at a time") {
  std::vector<std::uint64_t> seen;
  proofs::run(family_campaign(30), {4, {}, [&](std::uint64_t done) { seen.push_back(done); }});
  REQUIRE(seen.size() == 30);
  for (std::size_t k = 0; k < seen.size(); ++k) CHECK(seen[k] == k + 1);
}

TEST_CASE("the witnesses are the closest, the tightest and the worst tasks") {
  const Statement statement = probe_is_not_negative();
  const CampaignResult result =
      proofs::run(probe_campaign(statement, {0.5, 0.125, -0.25, 0.75, -0.5, 0.125, -0.5}), {2, {}, {}});
  const Tally& tally = result.statements[0];
  CHECK(tally.count(Outcome::holds) == 4);
  CHECK(tally.count(Outcome::violated) == 3);
  REQUIRE(tally.closest.has_value());
  CHECK(tally.closest->task == 1);  // the first of equals
  REQUIRE(tally.worst_violation.has_value());
  CHECK(tally.worst_violation->task == 4);
  CHECK(tally.first_violation == 2);
  REQUIRE(tally.tightest.has_value());
  CHECK(tally.tightest->task == 4);
  CHECK(tally.tightest->verdict.tightest_ratio == doctest::Approx(0.75));
  CHECK_FALSE(tally.first_open.has_value());
}

TEST_CASE("the first open task is kept, undecided or failed") {
  const Statement statement = fake([](const Evidence& e, int) {
    return std::vector{
        proofs::at_least(e.task().probe[0] < 0 ? log(e.exact(e.task().probe[0])) : e.exact(1), e.exact(0))};
  });
  const CampaignResult result = proofs::run(probe_campaign(statement, {0.5, 0.5, -1, 0.5, -1}), {2, {}, {}});
  const Tally& tally = result.statements[0];
  CHECK(tally.count(Outcome::error) == 2);
  REQUIRE(tally.first_open.has_value());
  CHECK(tally.first_open->task == 2);
  CHECK(tally.rungs.at(53) == 3);
  CHECK(tally.rungs.size() == 1);
}

TEST_CASE("the slacks that decided are counted by their size") {
  const Statement statement = probe_is_not_negative();
  const CampaignResult result = proofs::run(probe_campaign(statement, {0.5, 0, -0.25, 0.5, -4}), {2, {}, {}});
  const std::map<int, long> expected{{proofs::bucket_of(0.5), 2},
                                     {proofs::bucket_of(0), 1},
                                     {proofs::bucket_of(-0.25), 1},
                                     {proofs::bucket_of(-4), 1}};
  CHECK(result.statements[0].slacks == expected);
}

TEST_CASE("alignment is what plain arithmetic sees of the same tasks") {
  Campaign campaign = family_campaign(60);
  for (const auto regime : {std::optional<Regime>(), std::optional(Regime::class_pure)}) {
    campaign.regime = regime;
    const proofs::Alignment alignment = proofs::run(campaign, {2, {}, {}}).alignment;
    const int depth = campaign.parameters.depth();
    REQUIRE(static_cast<int>(alignment.size()) == depth + 1);
    for (int t = 0; t <= depth; ++t) {
      long tasks = 0, margins = 0, label_margins = 0;
      double masses = 0, squares = 0;
      for (std::uint64_t index = 0; index < campaign.tasks; ++index) {
        const Task task = campaign.task(index);
        const auto seen = proofs::approximate_evidence({testing::kept(task, campaign.parameters), regime.value_or(Regime::full)});
        if (!seen.at(t).geometric_margin) continue;
        ++tasks;
        margins += seen.geometric_margin(t) > 0;
        label_margins += seen.label_margin(t) > 0;
        const double mass = t < depth ? seen.own_class_mass(t) : 0;
        masses += mass;
        squares += mass * mass;
      }
      CHECK(tasks > 40);
      CHECK(alignment[t].tasks == tasks);
      CHECK(alignment[t].margin_positive == margins);
      CHECK(alignment[t].label_margin_positive == label_margins);
      CHECK(std::abs(static_cast<double>(alignment[t].own_mass) * 0x1p-30 - masses) < 61 * 0x1p-31);
      CHECK(std::abs(static_cast<double>(alignment[t].own_mass_squares) * 0x1p-30 - squares) < 3 * 61 * 0x1p-31);
    }
  }
}

TEST_CASE("a task without the probe's class has no alignment") {
  Campaign campaign = family_campaign(3);
  campaign.task = [](std::uint64_t index) {
    return make_task(3, {{1, 0, 0, 0, 0}, {0, 1, 0, 0, 0}}, {0, index == 1 ? 1 : 2}, {0, 0, 1, 0, 0},
                     index == 2 ? 1 : 0);
  };
  campaign.parameters.feature_dim = 5;
  for (const proofs::LayerAlignment& at : proofs::run(campaign, {}).alignment) CHECK(at.tasks == 2);
}

TEST_CASE("a layer's alignment is that of the first evidence in which nothing failed") {
  const Example example = easy_example();
  const Problem problem = example.problem();
  const recursion::IntervalArithmetic arithmetic(Precision(53));
  auto observables = recursion::enclose_observables({problem.task, problem.parameters}, problem.regime, Precision(53));
  observables[0].attention->class_mass[0] = arithmetic.ratio(1, 4);
  observables[1].geometric_margin = Interval::poisoned(Precision(53));
  const Evidence failed(
      problem, arithmetic, std::move(observables),
      {recursion::layer_at(problem.parameters, 0, arithmetic), recursion::layer_at(problem.parameters, 1, arithmetic)});
  proofs::AlignmentObserver good, both;
  good.see({problem, Precision(113)});
  both.see(failed);
  CHECK(both.layers()[1].tasks == 0);
  both.see({problem, Precision(113)});
  CHECK(both.layers()[0].own_mass == 1 << 28);
  CHECK(both.layers()[0].own_mass_squares == 1 << 26);
  CHECK(both.layers()[1] == good.layers()[1]);
  CHECK(both.layers()[1].tasks == 1);
}

TEST_CASE("dropped hypotheses reach the verdicts of a campaign") {
  Campaign campaign = family_campaign(20);
  campaign.regime = Regime::full;
  campaign.statements = {proofs::find_statement("in-class-floor")};
  campaign.with_guarantees = false;
  CHECK(proofs::run(campaign, {}).statements[0].applicable() == 0);
  campaign.dropped = {"class-purity"};
  CHECK(proofs::run(campaign, {}).statements[0].applicable() > 0);
}

TEST_CASE("the shares of a campaign judge each of its tasks once, under its own number") {
  for (const std::uint64_t stride : {1, 2, 3, 7, 20}) {
    for (const std::uint64_t tasks : {0, 1, 6, 14}) {
      CAPTURE(stride);
      CAPTURE(tasks);
      std::map<std::uint64_t, int> judged;
      for (std::uint64_t first = 0; first < stride; ++first) {
        Campaign share = family_campaign(tasks);
        share.statements = {proofs::find_statement("norm-ceiling")};
        share.first = first;
        share.stride = stride;
        share.task = [&judged, task = share.task](std::uint64_t index) {
          ++judged[index];
          return task(index);
        };
        const CampaignResult result = run(share, {});
        CHECK(result.complete);
        CHECK(result.tasks_done == share_size(share));
      }
      CHECK(judged.size() == tasks);
      for (const auto& [index, times] : judged) {
        CHECK(index < tasks);
        CHECK(times == 1);
      }
    }
  }
}

TEST_CASE("a witness of a share bears the number it has in the whole") {
  Campaign share = family_campaign(12);
  share.first = 2;
  share.stride = 5;
  for (const Tally& tally : run(share, {}).statements) {
    for (const auto* witness : {&tally.closest, &tally.tightest, &tally.worst_violation, &tally.first_open}) {
      if (*witness) CHECK((*witness)->task % 5 == 2);
    }
  }
}

}  // namespace margincert::proofs_tests
