#include "search/hunt.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <numeric>
#include <set>

#include "proofs_check/hypotheses.hpp"
#include "targets.hpp"

namespace margincert::search_tests {
namespace {

using proofs::Outcome;
using search::Request;
using search::Result;
using search::Watch;

Request request_of(const Target& target, std::size_t budget, std::uint64_t seed = 1) {
  Request request;
  request.target = target;
  request.budget = budget;
  request.seed = seed;
  return request;
}

bool same_ends(const numeric::Interval& a, const numeric::Interval& b) { return same_endpoints(a, b); }

bool same_witness(const std::optional<search::Witness>& a, const std::optional<search::Witness>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  const auto& left = a->verdict;
  const auto& right = b->verdict;
  return a->instance == b->instance && a->engine == b->engine && a->family == b->family && a->restart == b->restart &&
         a->evaluations == b->evaluations && a->kind == b->kind && left.outcome == right.outcome &&
         left.rung == right.rung && left.worst->layer == right.worst->layer &&
         same_ends(slack_of(left.worst->comparison), slack_of(right.worst->comparison));
}

bool same_trace(const std::vector<search::Improvement>& a, const std::vector<search::Improvement>& b) {
  return std::ranges::equal(a, b, [](const auto& x, const auto& y) {
    return x.evaluation == y.evaluation && x.score.infeasibility == y.score.infeasibility &&
           x.score.slack == y.score.slack;
  });
}

void check_same(const Result& a, const Result& b) {
  CHECK(a.evaluations == b.evaluations);
  CHECK(a.false_alarms == b.false_alarms);
  CHECK(a.complete == b.complete);
  CHECK(same_witness(a.worst, b.worst));
  CHECK(same_witness(a.tightest, b.tightest));
  REQUIRE(a.engines.size() == b.engines.size());
  for (std::size_t i = 0; i < a.engines.size(); ++i) {
    const auto &x = a.engines[i], &y = b.engines[i];
    CAPTURE(x.id);
    CHECK(x.id == y.id);
    CHECK(x.evaluations == y.evaluations);
    CHECK(x.restarts == y.restarts);
    CHECK(x.first_violation == y.first_violation);
    CHECK(same_trace(x.trace, y.trace));
  }
}

/// What is true of every result, whatever was searched.
void check_accounts(const Request& request, const Result& result) {
  CHECK(result.evaluations <= request.budget);
  std::size_t sum = 0;
  for (const auto& record : result.engines) {
    CAPTURE(record.id);
    sum += record.evaluations;
    CHECK(record.outside == 0);
    if (record.first_violation) CHECK(*record.first_violation <= record.evaluations);
    for (std::size_t i = 0; i < record.trace.size(); ++i) {
      CHECK(record.trace[i].evaluation <= record.evaluations);
      CHECK(record.trace[i].evaluation >= 1);
      if (i == 0) continue;
      CHECK(record.trace[i].evaluation >= record.trace[i - 1].evaluation);
      CHECK(better(record.trace[i].score, record.trace[i - 1].score));
    }
  }
  CHECK(sum == result.evaluations);
}

/// Judged anew at a precision that the search did not use, by hypotheses taken one by one.
void check_certified(const search::Witness& witness, const Target& target) {
  CHECK(witness.verdict.outcome == Outcome::violated);
  const proofs::Evidence evidence({witness.instance, target.regime}, numeric::Precision(400));
  for (const std::string& id : target.required) {
    CAPTURE(id);
    CHECK(proofs::hypothesis(id).check(evidence) == numeric::Truth::yes);
  }
  const auto verdict = judge(*target.statement, evidence, target.required, 400, target.version);
  CHECK(verdict.outcome == Outcome::violated);
  CHECK(is_positive(-slack_of(verdict.worst->comparison)) == numeric::Truth::yes);
}

}  // namespace

TEST_CASE("searching for a violation of a proved statement certifies none") {
  int tight = 0;
  for (const Statement& statement : proofs::statements()) {
    CAPTURE(statement.id);
    for (const std::uint64_t seed : {1, 2}) {
      CAPTURE(seed);
      Request request = request_of(target_of(statement), 3000, seed);
      request.keep_tightest = true;
      const Result result = hunt(request);
      CHECK(result.decided > 0);
      check_accounts(request, result);
      CHECK(result.evaluations > 2900);
      CHECK_FALSE(result.worst.has_value());
      CHECK(result.complete);
      for (const auto& record : result.engines) CHECK_FALSE(record.first_violation.has_value());
      if (!result.tightest) continue;
      CHECK(result.tightest->verdict.outcome == Outcome::holds);
      CHECK(*result.tightest->verdict.tightest_ratio >= 1);
      tight += *result.tightest->verdict.tightest_ratio < 1.001 ? 1 : 0;
    }
  }
  CHECK(tight > 35);  // it was looked where it matters
}

TEST_CASE("the regime that a theorem was not made for offers no violation either") {
  for (const Statement& statement : proofs::statements()) {
    if (statement.theorem == "A") continue;
    CAPTURE(statement.id);
    Target target = target_of(statement);
    target.regime = Regime::class_pure;
    CHECK_FALSE(hunt(request_of(target, 1000, 3)).worst.has_value());
  }
}

TEST_CASE("every twin is broken, and the witness is a certified violation under the hypotheses asked for") {
  for (const Statement& statement : proofs::statements()) {
    CAPTURE(statement.id);
    const Request request = request_of(target_of(statement, Version::corrupted), 1000);
    const Result result = hunt(request);
    check_accounts(request, result);
    REQUIRE(result.worst.has_value());
    CHECK(result.worst->kind == "worst");
    CHECK(result.worst->evaluations <= result.evaluations);
    check_certified(*result.worst, request.target);
    CHECK(std::ranges::any_of(result.engines, [](const auto& e) { return e.first_violation.has_value(); }));
  }
}

TEST_CASE("a missing hypothesis is found out: dominance, purity, signs") {
  Target backwards = target_of("norm-growth");
  backwards.required = without(backwards.required, "step-signs");
  for (const Target& target : {undominated_growth(), impure_growth(), backwards}) {
    CAPTURE(target.statement->id);
    const Result result = hunt(request_of(target, 4000));
    REQUIRE(result.worst.has_value());
    check_certified(*result.worst, target);
    // With all of its hypotheses the statement is true.
    const proofs::Evidence evidence({result.worst->instance, target.regime}, numeric::Precision(256));
    const auto full = judge(*target.statement, evidence, target.statement->hypotheses, 256);
    CHECK(full.outcome == Outcome::not_applicable);
  }
}

TEST_CASE("the result does not depend on the number of threads") {
  for (const Target& target : {undominated_growth(), target_of("probe-in-class-floor", Version::corrupted),
                               target_of("label-margin-floor")}) {
    CAPTURE(target.statement->id);
    Request request = request_of(target, 4000, 7);
    const Result alone = hunt(request);
    for (const int jobs : {2, 3, 8}) {
      CAPTURE(jobs);
      request.jobs = jobs;
      check_same(alone, hunt(request));
    }
  }
}

TEST_CASE("another seed is another search, and fewer engines are those asked for") {
  Request request = request_of(undominated_growth(), 1500, 1);
  const Result first = hunt(request);
  request.seed = 2;
  const Result second = hunt(request);
  const auto same = [](const auto& a, const auto& b) { return same_trace(a.trace, b.trace); };
  CHECK_FALSE(std::ranges::equal(first.engines, second.engines, same));

  const std::vector<std::string> all = search::engine_ids();
  CHECK(std::set<std::string>(all.begin(), all.end()).size() == all.size());
  CHECK(all.front() == search::unguided);
  request.engines = {"pattern", search::unguided};
  const Result two = hunt(request);
  REQUIRE(two.engines.size() == 2);
  CHECK(two.engines[0].id == "pattern");
  CHECK(two.engines[1].id == search::unguided);
  check_accounts(request, two);
}

TEST_CASE("no budget is overrun, however small") {
  for (const std::size_t budget : {0, 1, 2, 7, 8, 9, 17, 99, 100, 101, 350}) {
    CAPTURE(budget);
    const Request request = request_of(undominated_growth(), budget);
    const Result result = hunt(request);
    check_accounts(request, result);
    CHECK(result.complete);
  }
}

TEST_CASE("a stop ends the search early and says so") {
  for (const int jobs : {1, 2}) {
    CAPTURE(jobs);
    Request request = request_of(undominated_growth(), 200000);
    request.jobs = jobs;
    std::atomic<std::size_t> seen{0};
    const Result result = hunt(request, {[&] { return seen > 0; }, [&](std::size_t n) { seen = n; }, {}});
    CHECK_FALSE(result.complete);
    CHECK(result.evaluations > 0);
    CHECK(result.evaluations < request.budget / 2);
    check_accounts(request, result);

    const Result none = hunt(request, {[] { return true; }, {}, {}});
    CHECK_FALSE(none.complete);
    CHECK(none.evaluations == 0);
    CHECK_FALSE(none.worst.has_value());
  }
}

TEST_CASE("progress counts up to the evaluations spent") {
  const Request request = request_of(undominated_growth(), 3000);
  std::vector<std::size_t> counts;
  const Result result = hunt(request, {{}, [&](std::size_t n) { counts.push_back(n); }, {}});
  REQUIRE_FALSE(counts.empty());
  CHECK(std::ranges::is_sorted(counts));
  CHECK(counts.back() == result.evaluations);
}

TEST_CASE("each witness reported is worse than the one before, and the last is the result") {
  int reports = 0;
  for (const Statement& statement : proofs::statements()) {
    CAPTURE(statement.id);
    std::vector<search::Witness> witnesses;
    Watch watch;
    watch.on_worse = [&](const search::Witness& witness) { witnesses.push_back(witness); };
    const Result result = hunt(request_of(target_of(statement, Version::corrupted), 2500, 5), watch);
    REQUIRE(result.worst.has_value());
    REQUIRE_FALSE(witnesses.empty());
    CHECK(same_witness(witnesses.back(), result.worst));
    for (std::size_t i = 1; i < witnesses.size(); ++i) {
      CHECK(search::scaled_slack(witnesses[i].verdict) < search::scaled_slack(witnesses[i - 1].verdict));
    }
    reports += static_cast<int>(witnesses.size());
  }
  CHECK(reports > 60);
}

TEST_CASE("a lowered dominance threshold is kept to") {
  int found = 0;
  for (const double share : {0.125, 0.25, 0.5}) {
    CAPTURE(share);
    Target target = undominated_growth();
    target.dominance_share = share;
    const Result result = hunt(request_of(target, 4000));
    if (!result.worst) continue;
    ++found;
    check_certified(*result.worst, target);
    CHECK(dominance_share(result.worst->instance, target).lo_double() >= share);
  }
  CHECK(found >= 1);
  Target whole = undominated_growth();
  whole.dominance_share = 1;  // the hypothesis itself
  CHECK_FALSE(hunt(request_of(whole, 4000)).worst.has_value());
}

TEST_CASE("given parameters, a family and its settings are what is searched") {
  Request request = request_of(undominated_growth(), 600);
  request.vary_parameters = false;
  request.sources.families = {"cone"};
  request.sources.settings = {"n=7"};
  request.sources.parameters = recursion::Parameters{3, 2, recursion::MinusOneOverClasses{}, {{0.25, 0.25, 1, 1}}};
  const Result result = hunt(request);
  REQUIRE(result.worst.has_value());
  CHECK(result.worst->family == "cone");
  CHECK(result.worst->instance.task().points() == 7);
  CHECK(result.worst->instance.parameters() == *request.sources.parameters);
}

TEST_CASE("sources without a fitting instance are refused") {
  Request request = request_of(undominated_growth(), 100);
  request.sources.families = {"semi-supervised"};
  request.jobs = 2;
  CHECK_THROWS_AS(hunt(request), generators::SettingError);
}

}  // namespace margincert::search_tests
