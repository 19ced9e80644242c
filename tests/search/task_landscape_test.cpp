#include "search/task_landscape.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "arb/to_interval.hpp"
#include "proofs_check/evidence_sources.hpp"
#include "proofs_check/hypotheses.hpp"
#include "targets.hpp"
#include "tests/support/property.hpp"

namespace margincert::search_tests {
namespace {

using numeric::Interval;
using numeric::Precision;
using numeric::Truth;
using proofs::ConditionIn;
using proofs::EvidenceIn;
using search::Ranges;
using search::Score;
using search::TaskLandscape;
using testing::check_property;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Any statement or twin, in its own or the full regime, with at most one hypothesis missing.
Target any_target(Random& random) {
  const auto& all = proofs::statements();
  // A quarter for the one with all hypotheses.
  const Statement& chosen =
      random.below(4) == 0 ? *proofs::find_statement("label-margin") : all[random.below(all.size())];
  const Version version = random.below(4) == 0 ? Version::corrupted : Version::stated;
  Target target = target_of(chosen, version);
  if (random.below(2) == 0) {
    const std::string dropped = target.required[random.below(target.required.size())];
    if (dropped != "every-class" && dropped != "fully-labelled") target.required = without(target.required, dropped);
    if (dropped == "class-purity") target.regime = Regime::full;
  }
  if (!target.requires_hypothesis("dominance") && random.below(3) == 0) target.dominance_share = 0.25;
  return target;
}

/// A target, an instance and a landscape over it: a function of one integer.
struct Scene {
  explicit Scene(std::uint64_t index)
      : random(3, "task-landscape", index),
        target(any_target(random)),
        instance(search::draw_instance({}, target, random).instance),
        varied(random.below(3) > 0),
        landscape(instance, target, varied, ranges) {}

  Scene(const Scene&) = delete;  // the landscape refers to the target
  Scene& operator=(const Scene&) = delete;

  /// Near the start, or anywhere in the box; points of the box need not be projected.
  std::vector<double> any_point() {
    std::vector<double> x = landscape.start();
    const auto box = landscape.bounds();
    const std::uint64_t kind = random.below(4);
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (kind == 0) x[i] = box[i].lower + random.uniform() * (box[i].upper - box[i].lower);
      if (kind == 1) x[i] += 0.05 * random.normal();
    }
    if (kind == 3) landscape.project(x);
    search::clamp_into(box, x);
    return x;
  }

  proofs::Problem problem(const Instance& at) const { return {at, target.regime}; }

  Ranges ranges;
  Random random;
  Target target;
  Instance instance;
  bool varied;
  TaskLandscape landscape;
};

Scene any_scene() { return Scene(*rc::gen::inRange<std::uint64_t>(0, 1U << 30)); }

template <class S>
double size_of(const S& a, const S& b) {
  return std::max({std::abs(proofs::near_value(a)), std::abs(proofs::near_value(b)), 0x1p-16});
}

template <class S>
std::vector<proofs::ComparisonIn<S>> comparisons(const Target& target, const EvidenceIn<S>& e) {
  const auto& statement = *target.statement;
  const auto& claim = target.version == Version::stated ? statement.claim : statement.twin;
  std::vector<proofs::ComparisonIn<S>> all;
  for (int t = 0; t < e.depth() + (statement.layers == proofs::Layers::all ? 1 : 0); ++t) {
    for (auto& comparison : claim(e, t)) all.push_back(std::move(comparison));
  }
  return all;
}

/// Do the required hypotheses hold in binary64, the strict ones by the margin asked for? Nothing where a fact fails.
std::optional<bool> holds_in_double(const Target& target, const EvidenceIn<double>& e) {
  bool holds = true, facts = true;
  const auto look = [&](const proofs::ReadingIn<double>& reading) {
    if (const Truth* fact = std::get_if<Truth>(&reading)) {
      facts = facts && *fact == Truth::yes;
      return;
    }
    const auto* conditions = std::get_if<std::vector<ConditionIn<double>>>(&reading);
    if (!conditions) {
      facts = false;
      return;
    }
    for (const ConditionIn<double>& c : *conditions) {
      if (std::isinf(c.greater) || std::isinf(c.lesser)) {
        holds = holds && c.greater >= c.lesser;
      } else if (c.strict) {
        holds = holds && (c.greater - c.lesser) / size_of(c.greater, c.lesser) >= 0x1p-40;
      } else {
        holds = holds && c.greater >= c.lesser;
      }
    }
  };
  for (const std::string& id : target.required) look(proofs::hypothesis(id).read(e));
  if (target.dominance_share > 0) look(dominance_at(e, 0, target.dominance_share));
  return facts ? std::optional(holds) : std::nullopt;
}

/// Parameters as the default ranges have them. Drawn ones may be 2^40, where binary64 says little about a slack.
bool is_moderate(const Instance& instance) {
  return std::ranges::all_of(instance.parameters().layers, [](const recursion::LayerParameters& p) {
    return std::max(std::abs(p.alpha), std::abs(p.gamma)) <= 16 &&
           std::max(std::abs(p.alpha_prime), std::abs(p.gamma_prime)) <= 2;
  });
}

/// The exact squared norm is certainly at most 1.
bool is_in_the_ball(std::span<const double> point) {
  Interval sum = Interval::integer(0, Precision(1024));
  for (const double c : point) sum += sqr(Interval::exact(c, Precision(1024)));
  return is_less_equal(sum, Interval::integer(1, Precision(1024))) == Truth::yes;
}

bool is_inside(std::span<const search::Bounds> box, std::span<const double> x) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!(box[i].lower <= x[i] && x[i] <= box[i].upper)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("projection lands inside the bounds, the unit ball and growing attention, and stays there") {
  check_property("task-landscape.project", [] {
    Scene scene = any_scene();
    const auto box = scene.landscape.bounds();
    std::vector<double> x = scene.landscape.start();
    RC_ASSERT(x.size() == box.size());
    for (double& number : x) {
      const std::uint64_t kind = scene.random.below(12);
      if (kind == 0) number = kind % 2 == 0 ? infinity : -infinity;
      if (kind == 1) number = nan;
      if (kind == 2) number = 1;
      if (kind == 3) number = std::ldexp(scene.random.normal(), static_cast<int>(scene.random.below(2000)) - 1000);
      if (kind > 7) number = 3 * scene.random.normal();
    }
    scene.landscape.project(x);
    RC_ASSERT(is_inside(box, x));
    std::vector<double> again = x;
    scene.landscape.project(again);
    RC_ASSERT(again == x);

    const Instance moved = scene.landscape.instance_at(x);
    if (scene.target.requires_hypothesis("unit-norm")) {
      for (int i = 0; i < moved.task().points(); ++i) RC_ASSERT(is_in_the_ball(moved.task().features[i]));
      RC_ASSERT(is_in_the_ball(moved.task().probe));
    }
    if (!scene.varied) RC_ASSERT(moved.parameters() == scene.instance.parameters());
    if (!scene.varied || !scene.target.requires_hypothesis("growing-attention")) return;
    const auto& layers = moved.parameters().layers;
    for (std::size_t t = 1; t < layers.size(); ++t) {
      RC_ASSERT(layers[t].alpha >= layers[t - 1].alpha);
      RC_ASSERT(layers[t].gamma >= layers[t - 1].gamma);
    }
  });
}

TEST_CASE("bounds are those of the ranges and of the signs required") {
  check_property("task-landscape.bounds", [] {
    Scene scene = any_scene();
    const Ranges ranges{3, 0.25, 1.5, 1.25};
    const TaskLandscape landscape(scene.instance, scene.target, true, ranges);
    const auto box = landscape.bounds();
    const std::size_t numbers = 4 * scene.instance.parameters().layers.size();
    const double most = scene.target.requires_hypothesis("unit-norm") ? 1 : 1.25;
    const double least_attention = scene.target.requires_hypothesis("attention-signs") ? 0 : -3;
    const double least_step = scene.target.requires_hypothesis("step-signs") ? 0.25 : -1.5;
    for (std::size_t i = 0; i < box.size(); ++i) {
      const bool is_coordinate = i + numbers < box.size();
      const bool is_attention = !is_coordinate && (i - (box.size() - numbers)) % 4 < 2;
      RC_ASSERT(box[i].lower == (is_coordinate ? -most : is_attention ? least_attention : least_step));
      RC_ASSERT(box[i].upper == (is_coordinate ? most : is_attention ? 3 : 1.5));
    }
    const TaskLandscape fixed(scene.instance, scene.target, false, ranges);
    RC_ASSERT(fixed.dimension() + numbers == box.size());
  });
}

TEST_CASE("an instance comes back as the point it went in as") {
  check_property("task-landscape.round-trip", [] {
    Scene scene = any_scene();
    const Instance first = scene.landscape.instance_at(scene.landscape.start());
    RC_ASSERT(first.task().labels == scene.instance.task().labels);
    RC_ASSERT(first.task().probe_class == scene.instance.task().probe_class);
    RC_ASSERT(first.parameters().label_background == scene.instance.parameters().label_background);
    const TaskLandscape second(first, scene.target, scene.varied, scene.ranges);
    RC_ASSERT(second.start() == scene.landscape.start());
    RC_ASSERT(second.instance_at(second.start()) == first);
    const std::vector<double> x = scene.any_point();
    TaskLandscape third(scene.landscape.instance_at(x), scene.target, scene.varied, scene.ranges);
    RC_ASSERT(scene.landscape.instance_at(x) == third.instance_at(x));
    RC_ASSERT(scene.landscape.score(x).slack == third.score(x).slack);
  });
  // What already fits is left as it is.
  const Instance easy = easy_instance();
  const Target target = undominated_growth();
  const Instance inside = changed(easy, [](Draft& draft) {
    draft.task.features[0][0] = 0.875;
    draft.task.features[1][0] = -0.875;
  });
  const TaskLandscape landscape(inside, target, true, {});
  CHECK(landscape.instance_at(landscape.start()) == inside);
}

TEST_CASE("infeasibility is 0 where the required hypotheses hold, and infinite where a fact does not") {
  int feasible = 0, near = 0, never = 0;
  check_property("task-landscape.infeasibility", [&] {
    Scene scene = any_scene();
    const std::vector<double> x = scene.any_point();
    const Score score = scene.landscape.score(x);
    const Instance at = scene.landscape.instance_at(x);
    const auto e = proofs::approximate_evidence(scene.problem(at));
    RC_ASSERT(!std::isnan(score.infeasibility));
    RC_ASSERT(!std::isnan(score.slack));
    RC_ASSERT(score.infeasibility >= 0);
    const auto expected = exist(scene.target.statement->needs, at.task()) ? holds_in_double(scene.target, e) : std::nullopt;
    if (!expected) {
      ++never;
      RC_ASSERT(std::isinf(score.infeasibility));
      return;
    }
    const auto all = comparisons(scene.target, e);
    const bool says_something =
        std::ranges::any_of(all, [](const auto& c) { return c.equality == proofs::Equality::none; });
    if (!says_something || std::isinf(score.infeasibility)) {
      // Nothing to compare, or numbers beyond binary64.
      const bool defined = std::ranges::all_of(all, [](const auto& c) { return std::isfinite(slack_of(c)); });
      RC_ASSERT(!says_something || !defined);
      return;
    }
    RC_ASSERT(is_feasible(score) == *expected);
    ++(*expected ? feasible : near);
    if (!*expected) return;
    // What a search takes for feasible is so in reals too, but for rounding.
    const proofs::Evidence exact(scene.problem(at), Precision(256));
    for (const std::string& id : scene.target.required) {
      const auto reading = proofs::hypothesis(id).read(exact);
      if (const Truth* fact = std::get_if<Truth>(&reading)) {
        RC_ASSERT(*fact == Truth::yes);
        continue;
      }
      for (const auto& c : std::get<std::vector<ConditionIn<Interval>>>(reading)) {
        const double size = size_of(c.greater, c.lesser);
        if (std::isfinite(size)) RC_ASSERT((c.greater - c.lesser).hi_double() >= -1e-9 * size);
        if (std::isfinite(size) && c.strict) RC_ASSERT((c.greater - c.lesser).hi_double() > 0);
      }
    }
  });
  CHECK(feasible > 10);
  CHECK(near > 10);
  CHECK(never > 2);
}

TEST_CASE("strict hypotheses ask for a margin that enclosures see, the others for none") {
  const Target growth = undominated_growth();
  const auto infeasibility = [&](const Instance& instance) {
    TaskLandscape landscape(instance, growth, false, {});
    return landscape.score(landscape.start()).infeasibility;
  };
  // Δ_0 = 1.75 probe, beside a size of at least 2^-16; H3 asks for more than 0, by 2^-40 of it.
  const auto with_probe = [](double probe) {
    return changed(easy_instance(), [=](Draft& draft) {
      draft.task.features[0][0] = 0.75;
      draft.task.probe = {probe};
    });
  };
  for (const double probe : {0x1p-50, 0x1p-30, 0.5}) CHECK(infeasibility(with_probe(probe)) == 0);
  for (const double probe : {0x1p-60, 0x1p-200, 0.0, -0.0}) {
    CHECK(infeasibility(with_probe(probe)) > 0);
    CHECK(infeasibility(with_probe(probe)) <= 0x1p-40);
  }
  CHECK(infeasibility(with_probe(-0.5)) > 0.5);
  // A norm of 1 is allowed, and nothing above.
  Target norms = target_of("norm-growth");
  Instance unit = easy_instance();
  TaskLandscape landscape(unit, norms, false, {});
  std::vector<double> x = landscape.start();
  x[0] = 1;
  x[1] = -1;
  CHECK(landscape.score(x).infeasibility == 0);
  x[0] = std::nextafter(1.0, 2.0);
  CHECK(landscape.score(x).infeasibility > 0);
}

TEST_CASE("a sign or a label that a hypothesis forbids is infinitely far away") {
  const Target growth = undominated_growth();
  TaskLandscape negative(easy_instance({4, -1, 0.5, 0.25}), growth, false, {});
  CHECK(std::isinf(negative.score(negative.start()).infeasibility));
  const Instance unlabelled = changed(easy_instance(), [](Draft& draft) { draft.task.labels[2].reset(); });
  TaskLandscape landscape(unlabelled, growth, true, {});
  CHECK(std::isinf(landscape.score(landscape.start()).infeasibility));
  Target loose = growth;
  loose.required = without(loose.required, "fully-labelled");
  TaskLandscape allowed(unlabelled, loose, true, {});
  CHECK(is_feasible(allowed.score(allowed.start())));
}

TEST_CASE("the slack is the smallest scaled one of the enclosed comparisons") {
  int compared = 0, negative = 0;
  check_property("task-landscape.slack", [&] {
    Scene scene = any_scene();
    const std::vector<double> x = scene.any_point();
    const Score score = scene.landscape.score(x);
    const Instance at = scene.landscape.instance_at(x);
    if (!std::isfinite(score.infeasibility) || !is_moderate(at)) return;
    // A task made to be symmetric may look so in binary64 alone, and p may be written as 1 - p there: which comparisons
    // count, and how large they are, is asked there.
    const auto counted = comparisons(scene.target, proofs::approximate_evidence(scene.problem(at)));
    const auto enclosed = comparisons(scene.target, proofs::Evidence(scene.problem(at), Precision(512)));
    RC_ASSERT(counted.size() == enclosed.size());
    double smallest = infinity;
    for (std::size_t i = 0; i < counted.size(); ++i) {
      if (counted[i].equality != proofs::Equality::none) continue;
      const double slack = slack_of(enclosed[i]).mid_double() / size_of(counted[i].greater, counted[i].lesser);
      RC_ASSERT(!std::isnan(slack));
      smallest = std::min(smallest, slack);
    }
    RC_ASSERT(std::abs(score.slack - smallest) <= 1e-9 * std::max(1.0, std::abs(smallest)));
    ++compared;
    negative += smallest < 0 ? 1 : 0;
  });
  CHECK(compared > 30);
  CHECK(negative > 5);
}

TEST_CASE("the enclosed slack contains what Arb gets") {
  int compared = 0;
  check_property("task-landscape.precise", [&] {
    Scene scene = any_scene();
    const std::vector<double> x = scene.any_point();
    const Score score = scene.landscape.score(x);
    if (!std::isfinite(score.infeasibility)) return;
    const int bits = *rc::gen::element(160, 256, 320);
    const Interval precise = scene.landscape.precise_slack(x, Precision(bits));
    const Instance at = scene.landscape.instance_at(x);
    std::optional<proofs::Real> smallest;
    const auto ours = comparisons(scene.target, proofs::Evidence(scene.problem(at), Precision(bits)));
    const auto theirs = comparisons(scene.target, proofs::evidence_by_arb(scene.problem(at), 400));
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      const auto& c = theirs[i];
      // At p = 1/2 either of p and 1 - p may be compared.
      if (!overlap(ours[i].greater, arb::to_interval(c.greater, Precision(400)))) return;
      if (c.equality != proofs::Equality::none) continue;
      const proofs::Real size =
          max(max(abs(c.greater), abs(c.lesser)), proofs::Real::exact(0x1p-16, 400));
      const proofs::Real scaled = slack_of(c) / size;
      smallest = smallest ? min(*smallest, scaled) : scaled;
    }
    if (!smallest || precise.is_poisoned()) return;
    RC_ASSERT(overlap(precise, arb::to_interval(*smallest, Precision(400))));
    RC_ASSERT(width(precise).hi_double() <= 1e-12);
    ++compared;
  });
  CHECK(compared > 30);
}

namespace {

/// The slope in one coordinate where the function is smooth: differences over unlike distances, to both sides, agree.
std::optional<double> smooth_slope(TaskLandscape& landscape, std::vector<double> x, std::size_t i) {
  const Score here = landscape.score(x);
  const double centre = x[i];
  const auto value = [&](double offset) {
    x[i] = centre + offset;
    const Score score = landscape.score(x);
    const bool same_kind = is_feasible(score) == is_feasible(here) && std::isfinite(score.infeasibility);
    return same_kind ? search::descent_value(score) : nan;
  };
  constexpr double h = 2e-6;
  const double left = value(-h), right = value(h), middle = search::descent_value(here);
  const double slope = (right - left) / (2 * h), tolerance = 1e-5 * (1 + std::abs(slope));
  const auto agrees = [&](double k) { return std::abs(slope - (value(k) - value(-k)) / (2 * k)) <= tolerance; };
  const bool is_smooth = agrees(h / 5) && agrees(h / 100) &&
                         std::abs(slope - (right - middle) / h) <= 5 * tolerance &&
                         std::abs(slope - (middle - left) / h) <= 5 * tolerance;
  return is_smooth ? std::optional(slope) : std::nullopt;
}

struct Compared {
  int slack = 0, infeasibility = 0, of_parameters = 0, lost = 0;
};

void compare_gradient(Scene& scene, Compared& compared) {
  // Tasks made with ties have kinks where they are, and others closer than any difference sees.
  std::vector<double> x = scene.any_point();
  const auto box = scene.landscape.bounds();
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] += 0.01 * scene.random.uniform() * ((box[i].lower + box[i].upper) / 2 - x[i] + 0.01 * scene.random.normal());
  }
  search::clamp_into(box, x);
  const Score plain = scene.landscape.score(x);
  if (!std::isfinite(plain.infeasibility) || !is_moderate(scene.landscape.instance_at(x))) return;
  std::vector<double> gradient(x.size(), nan);
  const Score score = scene.landscape.score_with_gradient(x, gradient);
  RC_ASSERT(is_feasible(score) == is_feasible(plain));
  RC_ASSERT(std::abs(score.slack - plain.slack) <= 1e-10);
  const std::size_t coordinates = x.size() - (scene.varied ? 4 * scene.instance.parameters().layers.size() : 0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::optional<double> slope = smooth_slope(scene.landscape, x, i);
    if (!slope) continue;
    if (!std::isfinite(gradient[i])) {  // an exponential beyond binary64: 0 times infinity in the chain rule
      ++compared.lost;
      continue;
    }
    RC_LOG() << "coordinate " << i << ": " << gradient[i] << " against " << *slope << '\n';
    RC_ASSERT(std::abs(gradient[i] - *slope) <= 1e-4 * (1 + std::abs(*slope)));
    ++(is_feasible(plain) ? compared.slack : compared.infeasibility);
    if (i >= coordinates && std::abs(*slope) > 1e-3) ++compared.of_parameters;
  }
}

}  // namespace

TEST_CASE("the gradient is that of the slack, or of the infeasibility, for coordinates and parameters") {
  Compared compared;
  check_property("task-landscape.gradient", [&] {
    Scene scene = any_scene();
    compare_gradient(scene, compared);
  });
  CHECK(compared.slack > 300);
  CHECK(compared.infeasibility > 150);
  CHECK(compared.of_parameters > 50);
  CHECK(compared.lost * 20 < compared.slack + compared.infeasibility);
}

TEST_CASE("a gradient costs the runs of the recursion that it takes") {
  const Target target = undominated_growth();
  TaskLandscape landscape(easy_instance(), target, true, {});
  CHECK(landscape.dimension() == 12);
  CHECK(landscape.gradient_cost() == 2);
  TaskLandscape fixed(easy_instance(), target, false, {});
  CHECK(fixed.gradient_cost() == 1);
}

TEST_CASE("NaN and overflow never come out as feasible with an unknown slack") {
  check_property("task-landscape.nan", [] {
    Scene scene = any_scene();
    std::vector<double> x = scene.any_point();
    x[scene.random.below(x.size())] = *rc::gen::element(nan, infinity, -infinity);
    std::vector<double> gradient(x.size());
    for (const Score& score : {scene.landscape.score(x), scene.landscape.score_with_gradient(x, gradient)}) {
      RC_ASSERT(!std::isnan(score.infeasibility));
      RC_ASSERT(!std::isnan(score.slack));
    }
  });
  check_property("task-landscape.overflow", [] {
    Scene scene = any_scene();
    Draft extreme = scene.instance.draft();
    for (auto& layer : extreme.parameters.layers) {
      for (double* number : {&layer.alpha, &layer.gamma, &layer.alpha_prime, &layer.gamma_prime}) {
        const int exponent = 300 + static_cast<int>(scene.random.below(724));
        const bool is_free = number != &layer.alpha_prime || !scene.target.requires_hypothesis("step-signs");
        if (scene.random.below(2) == 0) *number = std::ldexp(is_free && scene.random.below(2) == 0 ? -1 : 1, exponent);
      }
    }
    TaskLandscape landscape(Instance(std::move(extreme)), scene.target, false, {});
    const std::vector<double> x = landscape.start();
    const Score score = landscape.score(x);
    RC_ASSERT(!std::isnan(score.infeasibility));
    RC_ASSERT(!std::isnan(score.slack));
    if (!is_feasible(score)) return;
    // Then enclosures do not contradict: no required hypothesis is false.
    const Instance at = landscape.instance_at(x);
    const proofs::Evidence exact(scene.problem(at), Precision(1024));
    for (const std::string& id : scene.target.required) {
      RC_LOG() << id << '\n';
      RC_ASSERT(proofs::hypothesis(id).check(exact) != Truth::no);
    }
  });
}

}  // namespace margincert::search_tests
