#include "search/witness.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "generators/shrinking.hpp"
#include "proofs_check/hypotheses.hpp"
#include "replay/replay.hpp"
#include "tests/support/property.hpp"
#include "witnesses.hpp"

namespace margincert::search_tests {
namespace {

using numeric::Interval;
using numeric::Precision;
using numeric::Truth;
using proofs::Outcome;
using search::Freedom;
using testing::check_property;

/// Every coordinate and parameter, to be read or changed.
std::vector<double*> numbers(Draft& instance) {
  std::vector<double*> all;
  for (std::size_t i = 0; i < instance.task.features.rows(); ++i) {
    for (double& x : instance.task.features[i]) all.push_back(&x);
  }
  for (double& x : instance.task.probe) all.push_back(&x);
  for (auto& p : instance.parameters.layers) {
    for (double* x : {&p.alpha, &p.gamma, &p.alpha_prime, &p.gamma_prime}) all.push_back(x);
  }
  return all;
}

/// The least m for which all numbers are multiples of 2^-m.
int digits(const Instance& instance) {
  int most = 0;
  Draft draft = instance.draft();
  for (const double* x : numbers(draft)) {
    while (std::ldexp(*x, most) != std::floor(std::ldexp(*x, most))) ++most;
  }
  return most;
}

struct Found {
  Target target;
  Witness witness;
};

/// A violation of a twin, or of growth short of dominance or purity.
Found any_violation() {
  const auto index = *rc::gen::inRange<std::uint64_t>(0, 1U << 20);
  const auto& all = proofs::statements();
  const std::uint64_t kind = index % (all.size() + 2);
  Target target = undominated_growth();
  if (kind == all.size()) target = impure_growth();
  if (kind < all.size()) target = target_of(all[kind], Version::corrupted);
  auto witness = drawn_witness(target, Outcome::violated, index);
  RC_PRE(witness.has_value());
  return {target, *std::move(witness)};
}

bool required_hypotheses_hold(const Instance& instance, const Target& target) {
  const proofs::Evidence evidence({instance, target.regime}, Precision(512));
  return std::ranges::all_of(target.required, [&](const std::string& id) {
    return proofs::hypothesis(id).check(evidence) == Truth::yes;
  });
}

}  // namespace

TEST_CASE("the target's hypotheses are required, and no others") {
  const Instance easy = easy_instance();
  Target target = target_of("geometric-margin-growth");
  CHECK(search::certify(easy, target).outcome == Outcome::holds);
  CHECK_FALSE(search::is_violation(easy, target));

  const Instance weak = changed(easy_instance({0.0625, 0, 0.5, 0.25}), [](Draft& draft) {
    draft.task.probe = {-0.875};
    draft.task.probe_class = 1;  // one point against two, and attention too weak to make up for it
  });
  CHECK(search::certify(weak, target).outcome == Outcome::not_applicable);
  CHECK(search::certify(weak, target).reason == "dominance");
  CHECK(search::certify(weak, undominated_growth()).outcome != Outcome::not_applicable);
  target.required.push_back("centred-labels");  // not among the statement's own
  const Instance offset = changed(easy, [](Draft& draft) { draft.parameters.label_background = 0.25; });
  CHECK(search::certify(offset, target).reason == "centred-labels");

  Target twin = target_of("geometric-margin-growth", Version::corrupted);
  CHECK(search::certify(easy, twin).outcome == Outcome::violated);
  CHECK(search::is_violation(easy, twin));
  CHECK(search::scaled_slack(search::certify(easy, twin)) < 0);
  CHECK(search::scaled_slack(search::certify(easy, target_of("norm-growth"))) >= 0);
}

TEST_CASE("the scaled slack is the deciding slack as a share of its larger side") {
  check_property("witness.scaled", [] {
    const Found found = any_violation();
    const auto& c = found.witness.verdict.worst->comparison;
    const double size = std::max({std::abs(c.greater.mid_double()), std::abs(c.lesser.mid_double()), 0x1p-16});
    RC_ASSERT(search::scaled_slack(found.witness.verdict) < 0);
    RC_ASSERT(search::scaled_slack(found.witness.verdict) >= -2 * (1 + 1e-12));
    RC_ASSERT(std::abs(search::scaled_slack(found.witness.verdict) - slack_of(c).mid_double() / size) <= 1e-12);
  });
}

TEST_CASE("the dominance share is what is reached of the threshold") {
  int whole = 0, part = 0, none = 0;
  check_property("witness.dominance", [&] {
    const auto index = *rc::gen::inRange<std::uint64_t>(0, 1U << 20);
    Target target = undominated_growth();
    target.required = without(target.required, "separation");
    const Instance instance = drawn_instance(target, index);
    const Interval share = dominance_share(instance, target);
    const proofs::Evidence e({instance, target.regime}, Precision(300));
    const Truth separated = proofs::hypothesis("separation").check(e);
    if (separated != Truth::yes) {
      RC_ASSERT(share.is_poisoned());
      ++none;
      return;
    }
    // H5 as it is in theory.md, p⁻ and all.
    Interval others = Interval::integer(0, Precision(300));
    for (int c = 0; c < instance.task().classes; ++c) {
      if (c == e.own_class()) continue;
      others += e.ratio(e.class_size(c), e.class_size(e.own_class())) *
                exp(-(e.alpha(0) * e.geometric_margin(0)) - e.gamma(0) * e.label_margin(0));
    }
    const Interval p = 1 / (1 + others);
    const Interval expected = (p / (1 - p)) * (e.in_class_floor(0) - e.cross_class_ceiling(0)) / 2;
    RC_ASSERT(overlap(share, expected));
    const Truth dominant = proofs::hypothesis("dominance").check(e);
    if (dominant == Truth::yes) RC_ASSERT(share.hi_double() >= 1);
    if (dominant == Truth::no) RC_ASSERT(share.lo_double() < 1);
    ++(dominant == Truth::yes ? whole : part);

    Target shared = target;
    shared.dominance_share = *rc::gen::element(0.0625, 0.5, 1.0);
    const auto verdict = search::certify(instance, shared);
    const bool reached = share.lo_double() >= shared.dominance_share;
    if (!reached) RC_ASSERT(verdict.outcome == Outcome::not_applicable);
    if (reached) RC_ASSERT(verdict.outcome == search::certify(instance, target).outcome);
  });
  CHECK(whole > 2);
  CHECK(part > 5);
  CHECK(none > 5);
}

TEST_CASE("snapping keeps the violation, its size and the rest, in the fewest digits that do") {
  int shortened = 0;
  check_property("witness.snapped", [&] {
    const Found found = any_violation();
    const Witness& witness = found.witness;
    const Witness snapped = search::snapped(witness, found.target, Freedom::task_and_parameters);
    RC_ASSERT(snapped.verdict.outcome == Outcome::violated);
    RC_ASSERT(required_hypotheses_hold(snapped.instance, found.target));
    const auto again = search::certify(snapped.instance, found.target);
    RC_ASSERT(again.outcome == Outcome::violated);
    RC_ASSERT(search::scaled_slack(again) == search::scaled_slack(snapped.verdict));
    RC_ASSERT(search::scaled_slack(again) <= 0.9 * search::scaled_slack(witness.verdict));
    RC_ASSERT(snapped.instance.task().labels == witness.instance.task().labels);
    RC_ASSERT(snapped.family == witness.family);
    RC_ASSERT(snapped.restart == witness.restart);
    RC_ASSERT(snapped.kind == witness.kind);
    if (snapped.instance == witness.instance) return;
    ++shortened;
    const int m = digits(snapped.instance);
    RC_ASSERT(m <= 40);
    Draft moved = snapped.instance.draft(), original = witness.instance.draft();
    const auto after = numbers(moved), before = numbers(original);
    for (std::size_t i = 0; i < after.size(); ++i) RC_ASSERT(std::abs(*after[i] - *before[i]) <= std::ldexp(0.5, -m));
    // One digit less would not have done.
    if (m < 2) return;
    for (std::size_t i = 0; i < after.size(); ++i) {
      *after[i] = std::ldexp(std::nearbyint(std::ldexp(*before[i], m - 1)), 1 - m);
    }
    const auto shorter = search::certify(Instance(moved), found.target);
    const bool would_do = shorter.outcome == Outcome::violated &&
                          search::scaled_slack(shorter) <= 0.9 * search::scaled_slack(witness.verdict);
    RC_ASSERT_FALSE(would_do);
  });
  CHECK(shortened > 30);
}

TEST_CASE("a simplified witness is still one, and none of the simpler ones beside it is") {
  for (std::uint64_t index = 0; index < 12; ++index) {
    CAPTURE(index);
    const auto& all = proofs::statements();
    Target target = index == 0 ? undominated_growth() : impure_growth();
    if (index > 1) target = target_of(all[3 * index % all.size()], Version::corrupted);
    CAPTURE(target.statement->id);
    const auto witness = drawn_witness(target, Outcome::violated, index);
    REQUIRE(witness.has_value());
    const Witness simple = search::simplified(*witness, target, Freedom::task_and_parameters, 20000);
    CHECK(simple.kind == "simplest");
    CHECK(simple.family == witness->family);
    CHECK(simple.verdict.outcome == Outcome::violated);
    CHECK(search::is_violation(simple.instance, target));
    CHECK(required_hypotheses_hold(simple.instance, target));
    CHECK(generators::complexity(simple.instance) <= generators::complexity(witness->instance));
    for (const Instance& simpler : generators::candidates(simple.instance)) {
      CHECK_FALSE(search::is_violation(simpler, target));
    }
    // The verdict is that of the instance.
    CHECK(search::scaled_slack(simple.verdict) == search::scaled_slack(search::certify(simple.instance, target)));
  }
}

TEST_CASE("without a budget for shrinking the witness stays as it is") {
  const auto witness = drawn_witness(undominated_growth(), Outcome::violated, 4);
  REQUIRE(witness.has_value());
  const Witness same = search::simplified(*witness, undominated_growth(), Freedom::task_and_parameters, 0);
  CHECK(same.instance == witness->instance);
}

TEST_CASE("given parameters stay as they are while the task becomes shorter and simpler") {
  int shortened = 0, simplified = 0;
  check_property("witness.freedom", [&] {
    const Found found = any_violation();
    const Witness snapped = search::snapped(found.witness, found.target, Freedom::task_only);
    const Witness simple = search::simplified(found.witness, found.target, Freedom::task_only, 300);
    for (const Witness& made : {snapped, simple}) {
      RC_ASSERT(made.instance.parameters() == found.witness.instance.parameters());
      RC_ASSERT(search::is_violation(made.instance, found.target));
    }
    shortened += snapped.instance.task() != found.witness.instance.task() ? 1 : 0;
    simplified += simple.instance.task() != found.witness.instance.task() ? 1 : 0;
  });
  CHECK(shortened > 20);
  CHECK(simplified > 20);
}

TEST_CASE("a lowered dominance threshold is kept while a witness is made shorter and simpler") {
  Target target = undominated_growth();
  target.dominance_share = 0.0625;
  const auto witness = drawn_witness(target, Outcome::violated, 0, 3000);
  REQUIRE(witness.has_value());
  for (const Witness& made : {search::snapped(*witness, target, Freedom::task_and_parameters),
                              search::simplified(*witness, target, Freedom::task_and_parameters, 2000)}) {
    CHECK(search::is_violation(made.instance, target));
    CHECK(dominance_share(made.instance, target).lo_double() >= 0.0625);
  }
}

TEST_CASE("a case holds the witness, its hypotheses and where it stands, through a file and a replay") {
  check_property("witness.case", [] {
    Found found = any_violation();
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    found.witness.engine = "pattern";
    found.witness.evaluations = seed / 3;
    const files::Case made = to_case(found.witness, found.target, "search", seed);
    RC_ASSERT(files::parse_case(files::to_json(made), "case") == made);
    RC_ASSERT(made.task == found.witness.instance.task());
    RC_ASSERT(made.parameters == found.witness.instance.parameters());
    RC_ASSERT(made.statement == found.target.statement->id);
    RC_ASSERT(made.corrupted == (found.target.version == Version::corrupted));
    RC_ASSERT(made.regime == found.target.regime);
    RC_ASSERT(made.hypotheses == found.target.required);
    RC_ASSERT(made.verdict == "violated");
    RC_ASSERT(made.rung == found.witness.verdict.rung);
    RC_ASSERT(made.origin.command == "search");
    RC_ASSERT(made.origin.engine == "pattern");
    RC_ASSERT(made.origin.seed == seed);
    RC_ASSERT(made.origin.evaluations == seed / 3);
    for (const std::string& id : found.target.statement->hypotheses) {
      RC_ASSERT(std::ranges::count(made.hypotheses, id) + std::ranges::count(made.dropped, id) == 1);
    }
    RC_ASSERT(made.hypotheses.size() + made.dropped.size() == found.target.statement->hypotheses.size());
    const replay::Replay result = replay::replay(made);
    RC_LOG() << result.reason << '\n';
    RC_ASSERT(result.decision == replay::Decision::accepted);
  });
}

TEST_CASE("a tightest witness is written with its tightest comparison, another with its worst") {
  int differ = 0;
  for (const Statement& statement : proofs::statements()) {
    CAPTURE(statement.id);
    const Target target = target_of(statement);
    auto witness = drawn_witness(target, Outcome::holds, 7);
    REQUIRE(witness.has_value());
    const files::Case worst = to_case(*witness, target, "search", 1);
    CHECK(worst.layer == witness->verdict.worst->layer);
    CHECK(worst.part == witness->verdict.worst->comparison.part);
    if (!witness->verdict.tightest) continue;
    witness->kind = "tightest";
    const files::Case tightest = to_case(*witness, target, "search", 1);
    CHECK(tightest.layer == witness->verdict.tightest->layer);
    CHECK(tightest.part == witness->verdict.tightest->comparison.part);
    CHECK(files::parse_case(files::to_json(tightest), "case") == tightest);
    differ += worst.layer != tightest.layer || worst.part != tightest.part ? 1 : 0;
  }
  CHECK(differ > 0);
}

}  // namespace margincert::search_tests
