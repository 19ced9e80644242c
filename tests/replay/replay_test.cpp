#include "replay/replay.hpp"

#include <doctest/doctest.h>

#include <set>

#include "numeric/exact_text.hpp"
#include "proofs_check/evidence_sources.hpp"
#include "proofs_check/hypotheses.hpp"
#include "tests/search/witnesses.hpp"
#include "tests/support/property.hpp"
#include "tests/support/kept_instance.hpp"

/// Cases that the producer's arithmetic made, and forgeries of them, as Arb sees them.
namespace margincert::replay_tests {
namespace {

using files::Case;
using files::Enclosure;
using numeric::Interval;
using numeric::Precision;
using proofs::Outcome;
using replay::Decision;
using replay::Replay;
using search::Target;
using search::Witness;
using search_tests::drawn_witness;
using search_tests::target_of;
using search_tests::without;
using testing::check_property;

/// What a reader of the written file replays.
Replay replayed(const Case& recorded) { return replay::replay(files::parse_case(files::to_json(recorded), "case")); }

/// Of a statement's own hypotheses one that a theorem can be asked about without; most leave it breakable.
Target loosened(Target target, std::size_t which) {
  const std::string dropped = target.required[which % target.required.size()];
  if (dropped == "every-class") return target;  // without a class there are no products
  target.required = without(target.required, dropped);
  if (dropped == "class-purity") target.regime = recursion::Regime::full;
  return target;
}

/// A violation of a twin, or of a statement short of a hypothesis: from one integer.
struct Broken {
  Target target;
  Witness witness;
  Case recorded() const { return to_case(witness, target, "search", 1); }
};

std::optional<Broken> broken(std::uint64_t index) {
  const auto& all = proofs::statements();
  const auto& statement = all[index % all.size()];
  const std::uint64_t kind = index / all.size();
  const bool is_twin = kind % 3 != 0;
  Target target = target_of(statement, is_twin ? proofs::Version::corrupted : proofs::Version::stated);
  if (!is_twin) target = loosened(target, kind / 3);
  auto witness = drawn_witness(target, Outcome::violated, index, is_twin ? 60 : 10);
  if (!witness) return std::nullopt;
  return Broken{target, *std::move(witness)};
}

Broken any_broken() {
  const auto index = *rc::gen::inRange<std::uint64_t>(0, 1U << 24);
  auto found = broken(index);
  RC_PRE(found.has_value());
  return *std::move(found);
}

Interval read(const Enclosure& x) { return *numeric::parse_hex_interval(x.lo, x.hi, Precision(1024)); }

Enclosure written(const Interval& x) { return {numeric::hex_text(x.lo()), numeric::hex_text(x.hi())}; }

/// The enclosure moved up (or down) by more than its width: what was in it is not.
Enclosure shifted(const Enclosure& recorded, int direction) {
  const Interval x = read(recorded);
  const Interval width_of = sup(x) - inf(x);
  const Interval floor = Interval::exact(0x1p-300, Precision(1024));
  const Interval least = max(abs(x), floor) * Interval::exact(0x1p-200, Precision(1024));
  const Interval step = 2 * (sup(width_of) + sup(least));
  return written(direction > 0 ? Interval::outward(sup(inf(x) + step).lo(), sup(sup(x) + step).lo(), Precision(1024))
                               : Interval::outward(inf(inf(x) - step).lo(), inf(sup(x) - step).lo(), Precision(1024)));
}

/// Our own enclosures of the comparison that a case names exclude what it records.
bool is_at_odds(const Case& recorded) {
  const proofs::Evidence evidence({testing::kept(recorded.task, recorded.parameters), recorded.regime}, Precision(512));
  const auto& statement = *proofs::find_statement(recorded.statement);
  for (const auto& c : (recorded.corrupted ? statement.twin : statement.claim)(evidence, recorded.layer)) {
    if (c.part != recorded.part) continue;
    return !overlap(read(recorded.greater), c.greater) || !overlap(read(recorded.lesser), c.lesser) ||
           !overlap(read(recorded.slack), slack_of(c));
  }
  return false;
}

}  // namespace

TEST_CASE("a mass of one half to rounding is compared in one and the same form by all arithmetics") {
  recursion::Task task{2, recursion::Rows<double>(3, 1, 0.0), {0, 1, 1}, {1.0}, 0};
  task.features[0][0] = 1;
  const generators::Instance instance{task, {1, 2, recursion::MinusOneOverClasses{}, {{0x1.62e42fefa39efp-1, 0, 0.5, 0.5}}}};
  for (const char* id : {"class-mass-floor", "class-mass-floor-leaky", "envelope-class-mass"}) {
    CAPTURE(id);
    const Target target = target_of(*proofs::find_statement(id), proofs::Version::stated);
    const proofs::Verdict verdict = search::certify(instance, target);
    REQUIRE(verdict.outcome == Outcome::holds);
    const Replay again = replayed(to_case({instance, verdict, "", "", 0, 0, "worst"}, target, "check", 1));
    CAPTURE(again.reason);
    CHECK(again.decision != Decision::rejected);
  }
}

TEST_CASE("what the producer certified as violated is accepted, for every statement's twin") {
  for (const auto& statement : proofs::statements()) {
    CAPTURE(statement.id);
    for (std::uint64_t k = 0; k < 4; ++k) {
      const Target target = target_of(statement, proofs::Version::corrupted);
      const auto witness = drawn_witness(target, Outcome::violated, 100 * k);
      REQUIRE(witness.has_value());
      const Replay result = replayed(to_case(*witness, target, "check", k));
      CHECK_MESSAGE(result.decision == Decision::accepted, result.reason);
      CHECK(result.reason.empty());
      CHECK(result.bits >= 256);
      CHECK_FALSE(result.slack.empty());
    }
  }
}

TEST_CASE("violations of statements short of a hypothesis are accepted, and only short of it") {
  std::set<std::string> dropped;
  for (std::uint64_t index = 0; index < 35 * 3 * 12; index += 1) {
    if (index / 35 % 3 != 0) continue;
    const auto found = broken(index);
    if (!found || found->recorded().dropped.empty()) continue;
    const Case recorded = found->recorded();
    CAPTURE(recorded.statement);
    CAPTURE(recorded.dropped.front());
    dropped.insert(recorded.dropped.front());
    const Replay result = replayed(recorded);
    CHECK_MESSAGE(result.decision == Decision::accepted, result.reason);

    // Claimed as certified it would break a theorem: the hypothesis is false.
    Case overclaimed = recorded;
    overclaimed.hypotheses.push_back(recorded.dropped.front());
    overclaimed.dropped.clear();
    CHECK(replayed(overclaimed).decision == Decision::rejected);
    Case silent = recorded;
    silent.dropped.clear();
    CHECK(replayed(silent).decision == Decision::rejected);
  }
  CHECK(dropped.size() >= 6);
}

TEST_CASE("cases that hold are accepted") {
  int strict = 0;
  for (const auto& statement : proofs::statements()) {
    CAPTURE(statement.id);
    const Target target = target_of(statement);
    for (std::uint64_t k = 0; k < 4; ++k) {
      const auto witness = drawn_witness(target, Outcome::holds, 100 * k);
      REQUIRE(witness.has_value());
      const Case recorded = to_case(*witness, target, "search", k);
      CHECK(recorded.verdict == "holds");
      const Replay result = replayed(recorded);
      const auto& worst = witness->verdict.worst->comparison;
      const bool is_strict = worst.equality == proofs::Equality::none && slack_of(worst).lo_double() > 0;
      // What is met with equality may be beyond Arb, but never against it.
      CHECK_MESSAGE(result.decision != Decision::rejected, result.reason);
      if (is_strict) CHECK_MESSAGE(result.decision == Decision::accepted, result.reason);
      strict += is_strict ? 1 : 0;

      Case flipped = recorded;
      flipped.verdict = "violated";
      CHECK(replayed(flipped).decision != Decision::accepted);
    }
  }
  CHECK(strict > 40);
}

TEST_CASE("tight cases are accepted for their bounds and hypotheses, however close the sides are") {
  int tight = 0;
  for (const auto& statement : proofs::statements()) {
    CAPTURE(statement.id);
    const Target target = target_of(statement);
    for (std::uint64_t k = 0; k < 4; ++k) {
      auto witness = drawn_witness(target, Outcome::holds, 100 * k + 50);
      REQUIRE(witness.has_value());
      if (!witness->verdict.tightest) continue;
      witness->kind = "tightest";
      const Case recorded = to_case(*witness, target, "search", k);
      CHECK(recorded.verdict == "tight");
      const Replay result = replayed(recorded);
      CHECK_MESSAGE(result.decision == Decision::accepted, result.reason);
      ++tight;

      for (const auto bound : {&Case::greater, &Case::lesser, &Case::slack}) {
        for (const int direction : {-1, 1}) {
          Case forged = recorded;
          forged.*bound = shifted(recorded.*bound, direction);
          CHECK(replayed(forged).decision == Decision::rejected);
        }
      }
      if (!proofs::exist(proofs::Needs::two_classes, recorded.task)) continue;
      Case impure = recorded;  // the softmax leaks
      impure.regime = recursion::Regime::full;
      if (!target.requires_hypothesis("class-purity")) impure.hypotheses.push_back("class-purity");
      CHECK(replayed(impure).decision == Decision::rejected);
    }
  }
  CHECK(tight > 40);
  const auto twin = broken(35);
  REQUIRE(twin.has_value());
  Case violated = twin->recorded();
  violated.verdict = "tight";
  CHECK(replayed(violated).decision == Decision::rejected);
}

TEST_CASE("a flipped verdict, another layer, part, relation or statement is rejected") {
  int layers = 0, parts = 0, versions = 0;
  check_property("replay.relabelled", [&] {
    const Broken found = any_broken();
    const Case recorded = found.recorded();
    const Replay as_it_is = replayed(recorded);
    RC_LOG() << as_it_is.reason << '\n';
    RC_ASSERT(as_it_is.decision == Decision::accepted);

    Case flipped = recorded;
    flipped.verdict = "holds";
    RC_ASSERT(replayed(flipped).decision == Decision::rejected);

    Case unrelated = recorded;
    unrelated.relation = recorded.relation == "equal" ? "at-least" : "equal";
    RC_ASSERT(replayed(unrelated).decision == Decision::rejected);

    Case unknown_part = recorded;
    unknown_part.part += "x";
    RC_ASSERT(replayed(unknown_part).decision == Decision::rejected);

    // Other layers and parts that exist, where the recorded bounds are not theirs too.
    const proofs::Evidence evidence({testing::kept(recorded.task, recorded.parameters), recorded.regime}, Precision(512));
    const auto& statement = *found.target.statement;
    const auto& claim = recorded.corrupted ? statement.twin : statement.claim;
    for (int t = 0; t <= recorded.parameters.depth(); ++t) {
      Case moved = recorded;
      moved.layer = t;
      if (t == recorded.parameters.depth() && statement.layers == proofs::Layers::attention) {
        RC_ASSERT(replayed(moved).decision == Decision::rejected);
        continue;
      }
      for (const auto& c : claim(evidence, t)) {
        moved.part = c.part;
        if (!is_at_odds(moved)) continue;
        RC_ASSERT(replayed(moved).decision == Decision::rejected);
        ++(t == recorded.layer ? parts : layers);
      }
    }

    // The statement holds where its twin falls, and has other bounds.
    if (!recorded.corrupted) return;
    Case stated = recorded;
    stated.corrupted = false;
    RC_ASSERT(replayed(stated).decision != Decision::accepted);
    ++versions;
  });
  CHECK(layers > 10);
  CHECK(parts > 5);
  CHECK(versions > 10);
}

TEST_CASE("bounds shifted outside the truth are rejected, up or down, each one by itself") {
  check_property("replay.shifted", [] {
    const Case recorded = any_broken().recorded();
    for (const auto bound : {&Case::greater, &Case::lesser, &Case::slack}) {
      for (const int direction : {-1, 1}) {
        Case forged = recorded;
        forged.*bound = shifted(recorded.*bound, direction);
        const Replay result = replayed(forged);
        RC_LOG() << (forged.*bound).lo << " for " << (recorded.*bound).lo << '\n';
        RC_ASSERT(result.decision == Decision::rejected);
      }
    }
  });
}

TEST_CASE("a recorded slack that does not exclude 0 is no violation") {
  check_property("replay.signs", [] {
    const Case recorded = any_broken().recorded();
    for (const char* end : {"0x0p+0", "0x1p-1000", "inf"}) {
      Case forged = recorded;
      forged.slack.hi = end;
      RC_ASSERT(replayed(forged).decision == Decision::rejected);
    }
    Case positive = recorded;
    positive.slack = written(-read(recorded.slack));
    RC_ASSERT(replayed(positive).decision == Decision::rejected);
    // Wider than need be is no lie.
    Case wide = recorded;
    wide.greater = {"-inf", "inf"};
    wide.lesser = {"-inf", "inf"};
    wide.slack.lo = "-inf";
    RC_ASSERT(replayed(wide).decision == Decision::accepted);
  });
}

TEST_CASE("where a recorded bound is exact and Arb's is not, the others are still compared") {
  int exact = 0;
  for (const auto& statement : proofs::statements()) {
    CAPTURE(statement.id);
    for (std::uint64_t k = 0; k < 12; ++k) {
      Target target = target_of(statement, proofs::Version::corrupted);
      target.engine = proofs::Engine::off;  // balls keep exact numbers exact
      const auto witness = drawn_witness(target, Outcome::violated, 1000 * k);
      REQUIRE(witness.has_value());
      const Case recorded = to_case(*witness, target, "check", k);
      const Replay result = replayed(recorded);
      if (result.bits < 4096) continue;
      ++exact;
      CHECK(result.decision == Decision::accepted);
      for (const auto bound : {&Case::greater, &Case::lesser, &Case::slack}) {
        Case forged = recorded;
        forged.*bound = shifted(recorded.*bound, -1);
        CHECK(replayed(forged).decision == Decision::rejected);
      }
    }
  }
  CHECK(exact >= 2);
}

TEST_CASE("a perturbed input is noticed") {
  int noticed = 0;
  check_property("replay.perturbed", [&] {
    Case forged = any_broken().recorded();
    const auto exponent = *rc::gen::inRange(-30, -3);
    const auto where = *rc::gen::inRange<std::size_t>(0, 1000);
    const std::size_t d = forged.task.probe.size(), coordinates = forged.task.labels.size() * d;
    const std::size_t chosen = where % (coordinates + d + 4 * forged.parameters.layers.size());
    auto& layer = forged.parameters.layers[where % forged.parameters.layers.size()];
    double* const parameters[] = {&layer.alpha, &layer.gamma, &layer.alpha_prime, &layer.gamma_prime};
    double& number = chosen < coordinates       ? forged.task.features[chosen / d][chosen % d]
                     : chosen < coordinates + d ? forged.task.probe[chosen - coordinates]
                                                : *parameters[chosen % 4];
    number += std::ldexp(1.0, exponent);
    if (!is_at_odds(forged)) return;
    // Where another comparison is met exactly there is no verdict that could be wrong, nor one that could be accepted.
    const Decision decision = replayed(forged).decision;
    RC_ASSERT(decision != Decision::accepted);
    noticed += decision == Decision::rejected ? 1 : 0;
  });
  CHECK(noticed > 10);
}

TEST_CASE("a narrow enclosure is not accepted because a wide ball overlaps it") {
  // Six layers that lose some 800 bits each: even at 4096 bits Arb knows the sides to a digit. What the case records of
  // them is narrow, and false.
  Case forged = files::read_case(MARGINCERT_SOURCE_ROOT "/tests/replay/wide_ball.case.json");
  const Enclosure narrow = forged.lesser;
  // However far the false enclosure reaches to the other side, its end is across the ball.
  for (const std::string& lo : {narrow.lo, std::string("-0x1p+20"), std::string("-inf")}) {
    CAPTURE(lo);
    forged.lesser = {lo, narrow.hi};
    forged.slack = {"-inf", "inf"};
    const Replay result = replay::replay(forged);
    CHECK(result.decision == Decision::failed);
    CHECK(result.bits == 4096);
  }
}

TEST_CASE("ids that nothing is called by are rejected") {
  const auto found = broken(35);
  REQUIRE(found.has_value());
  const Case recorded = found->recorded();
  Case forged = recorded;
  forged.statement = "margin-of-dreams";
  CHECK(replayed(forged).decision == Decision::rejected);
  CHECK(replayed(forged).reason.find("margin-of-dreams") != std::string::npos);
  for (const char* id : {"goodwill", "separatio"}) {
    forged = recorded;
    forged.hypotheses.push_back(id);
    CHECK(replayed(forged).decision == Decision::rejected);
    forged = recorded;
    forged.dropped.push_back(id);
    CHECK(replayed(forged).decision == Decision::rejected);
    CHECK(replayed(forged).reason.find(id) != std::string::npos);
  }
}

TEST_CASE("every hypothesis of the statement is accounted for, and those named are true") {
  check_property("replay.hypotheses", [] {
    const Case recorded = any_broken().recorded();
    const auto& statement = *proofs::find_statement(recorded.statement);
    for (const std::string& id : statement.hypotheses) {
      Case silent = recorded;
      silent.hypotheses = without(silent.hypotheses, id);
      silent.dropped = without(silent.dropped, id);
      RC_ASSERT(replayed(silent).decision == Decision::rejected);
    }
    // Dropping what is true takes nothing away.
    RC_PRE(!recorded.hypotheses.empty());
    Case modest = recorded;
    const std::string id = modest.hypotheses.back();
    modest.hypotheses.pop_back();
    modest.dropped.push_back(id);
    RC_ASSERT(replayed(modest).decision == Decision::accepted);
    // A hypothesis that the statement does not need may be named; it has to be true all the same.
    const proofs::Evidence evidence({testing::kept(recorded.task, recorded.parameters), recorded.regime}, Precision(512));
    for (const auto& other : proofs::hypotheses()) {
      Case named = recorded;
      if (std::ranges::find(named.hypotheses, other.id) != named.hypotheses.end()) continue;
      named.dropped = without(named.dropped, other.id);
      named.hypotheses.push_back(other.id);
      const numeric::Truth truth = other.check(evidence);
      if (truth == numeric::Truth::unknown) continue;
      RC_ASSERT(replayed(named).decision == (truth == numeric::Truth::yes ? Decision::accepted : Decision::rejected));
    }
  });
}

TEST_CASE("unlabelled points, class-pure attention and Theorem A without labels") {
  int accepted = 0;
  for (const auto& statement : proofs::statements()) {
    if (statement.theorem != "A") continue;
    CAPTURE(statement.id);
    for (const auto version : {proofs::Version::stated, proofs::Version::corrupted}) {
      Target target = target_of(statement, version);
      target.required = without(target.required, "fully-labelled");
      for (const Outcome outcome : {Outcome::violated, Outcome::holds}) {
        const auto witness = drawn_witness(target, outcome, 5000, 30, {{"semi-supervised"}, {}, {}, 8});
        if (!witness) continue;
        CHECK_FALSE(recursion::is_fully_labelled(witness->instance.task()));
        const Case recorded = to_case(*witness, target, "search", 1);
        CHECK(recorded.regime == recursion::Regime::class_pure);
        const Replay result = replayed(recorded);
        const bool is_strict = slack_of(witness->verdict.worst->comparison).lo_double() > 0;
        if (outcome == Outcome::violated || is_strict) {
          CHECK_MESSAGE(result.decision == Decision::accepted, result.reason);
          ++accepted;
        }
        Case overclaimed = recorded;
        overclaimed.dropped = without(overclaimed.dropped, "fully-labelled");
        overclaimed.hypotheses.push_back("fully-labelled");
        CHECK(replayed(overclaimed).decision == Decision::rejected);
        // In the other regime it is another trajectory.
        Case impure = recorded;
        impure.regime = recursion::Regime::full;
        if (is_at_odds(impure)) CHECK(replayed(impure).decision == Decision::rejected);
      }
    }
  }
  CHECK(accepted > 8);
}

TEST_CASE("numbers beyond Arb fail, and are never accepted") {
  int failed = 0;
  for (const auto& statement : proofs::statements()) {
    CAPTURE(statement.id);
    const Target target = target_of(statement, proofs::Version::corrupted);
    const auto witness = drawn_witness(target, Outcome::violated, 1);
    REQUIRE(witness.has_value());
    Case forged = to_case(*witness, target, "check", 1);
    forged.greater = forged.lesser = {"-inf", "inf"};  // no number could contradict these
    forged.parameters.layers.assign(3, {0x1p1000, 0x1p1000, 0x1p900, 0x1p900});
    const proofs::Problem problem{testing::kept(forged.task, forged.parameters), forged.regime};
    const auto is_beyond = [&](int bits) {  // at one precision, and the next one may cope
      return judge(statement, proofs::evidence_by_arb(problem, bits), forged.hypotheses, bits,
                   proofs::Version::corrupted).outcome == Outcome::error;
    };
    const int rungs[] = {256, 512, 1024, 2048, 4096};
    if (!std::ranges::all_of(rungs, is_beyond)) continue;
    for (const std::string verdict : {"violated", "holds", "tight"}) {
      CAPTURE(verdict);
      forged.verdict = verdict;
      // Of a tight bound the sides have to be bounded.
      if (verdict == "tight") forged.greater = forged.lesser = {"-0x1p+1000000", "0x1p+1000000"};
      forged.slack = {"-inf", verdict == "violated" ? "-0x1p-1000" : "inf"};
      const Replay result = replayed(forged);
      CHECK(result.decision == Decision::failed);
      CHECK_FALSE(result.reason.empty());
      CHECK(result.bits == 4096);
      ++failed;
    }
  }
  CHECK(failed > 20);
  CHECK(to_string(Decision::failed) == "failed");
  CHECK(to_string(Decision::accepted) == "accepted");
  CHECK(to_string(Decision::rejected) == "rejected");
}

}  // namespace margincert::replay_tests
