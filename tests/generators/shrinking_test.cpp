#include "generators/shrinking.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "generators/counter_random.hpp"
#include "generators/short_numbers.hpp"
#include "generators/simplifications.hpp"
#include "tests/support/property.hpp"

namespace margincert::generators {
namespace {

using recursion::Fraction;
using recursion::LabelBackground;
using recursion::MinusOneOverClasses;
using testing::check_property;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Any bit pattern, and a share of the numbers at which formulas turn.
double any_number(Random& random) {
  const double special[] = {0.0, -0.0, 1, -1, 0.75, -1.5, 1000, 0x1p-1074, -0x1p-600, 0x1.fffffffffffffp1023, 0.1};
  const std::uint64_t kind = random.below(4);
  if (kind == 0) return special[random.below(std::size(special))];
  return kind == 1 ? std::bit_cast<double>(random.bits()) : 2 * random.uniform() - 1;
}

LabelBackground any_background(Random& random) {
  const auto small = [&] { return static_cast<long>(random.below(41)) - 20; };
  const LabelBackground all[] = {MinusOneOverClasses{}, any_number(random), Fraction{small(), 6}, Fraction{-2, 7}};
  return all[random.below(std::size(all))];
}

double finite_number(Random& random) {
  const double x = any_number(random);
  return std::isfinite(x) ? x : 1;
}

/// Unlabelled points, empty classes, equal layers and numbers of every size included.
Instance any_instance(Random& random) {
  const int n = 1 + static_cast<int>(random.below(7)), classes = 2 + static_cast<int>(random.below(4));
  const int d = 1 + static_cast<int>(random.below(5));
  Draft made{{classes, recursion::Rows<double>(n, d, 0.0), {}, std::vector<double>(d), 0},
             {d, classes, any_background(random), {}}};
  const auto any_class = [&] { return static_cast<int>(random.below(static_cast<std::uint64_t>(classes))); };
  for (int i = 0; i < n; ++i) {
    for (double& x : made.task.features[i]) x = finite_number(random);
    made.task.labels.push_back(random.below(6) == 0 ? std::nullopt : std::optional(any_class()));
  }
  for (double& x : made.task.probe) x = finite_number(random);
  made.task.probe_class = any_class();
  for (auto t = 1 + random.below(6); t > 0; --t) {
    auto& layers = made.parameters.layers;
    if (!layers.empty() && random.below(3) == 0) {
      layers.push_back(layers[random.below(layers.size())]);
    } else {
      layers.push_back({finite_number(random), finite_number(random), finite_number(random), finite_number(random)});
    }
  }
  return Instance(std::move(made));
}

template <class Check>
void for_any_instance(const std::string& id, Check&& check) {
  check_property(id, [&] {
    Random random(*rc::gen::arbitrary<std::uint64_t>(), "shrinking", 0);
    check(any_instance(random));
  });
}

std::set<int> present(const recursion::Task& task) {
  std::set<int> classes;
  for (const auto& label : task.labels) {
    if (label) classes.insert(*label);
  }
  return classes;
}

/// Is the second sequence what is left of the first when some of it is dropped?
bool is_subsequence(const auto& whole, const auto& part) {
  auto place = whole.begin();
  for (const auto& item : part) {
    place = std::find(place, whole.end(), item);
    if (place == whole.end()) return false;
    ++place;
  }
  return true;
}

double largest_coordinate(const Instance& instance) { return *std::ranges::max_element(instance.task().probe); }

Instance sample() {
  return {{3, recursion::Rows<double>(6, 2, 0.3), {0, 1, 2, 0, 1, 2}, {0.1, 0.77}, 1},
          {2, 3, 0.25, {{1.3, 2.7, 0.3, 0.1}, {1.4, 2.7, 0.3, 0.1}, {1.9, 2.7, 0.3, 0.1}}}};
}

TEST_CASE("the cost of a number counts the digits of writing it out") {
  CHECK(number_cost(0.0) == 0);
  CHECK(number_cost(-0.0) == 1);
  CHECK(number_cost(1) == 2);
  CHECK(number_cost(-1) == 3);
  CHECK(number_cost(0.5) == 2);
  CHECK(number_cost(0.75) == 4);
  CHECK(number_cost(0x1p-1074) == 1075);
  CHECK(number_cost(1000) == 10 + 7);
  CHECK(number_cost(0.1) == 55 + 52);
  CHECK(number_cost(infinity) > number_cost(0x1.fffffffffffffp-1022));
  CHECK(number_cost(-infinity) > number_cost(infinity));
  CHECK(number_cost(std::nan("")) > number_cost(-infinity));
  CHECK(number_cost(std::nan("")) < dearest_number);
}

TEST_CASE("a cut goes towards zero and keeps the digits asked for") {
  CHECK(cut_after(0.8, 0) == 0);
  CHECK(cut_after(0.8, 1) == 0.5);
  CHECK(cut_after(-0.8, 2) == -0.75);
  CHECK(cut_after(6.75, 0) == 6);
  CHECK(cut_after(0x1p1000, 512) == 0x1p1000);
  CHECK_FALSE(std::signbit(cut_after(-0.3, 0)));
}

TEST_CASE("simpler numbers come simplest first: 0, 1, powers of two, short dyadics") {
  CHECK(cheaper_numbers(0.0).empty());
  CHECK(cheaper_numbers(1) == std::vector<double>{0});
  CHECK(cheaper_numbers(-1) == std::vector<double>{0, 1});
  const std::vector<double> first = cheaper_numbers(0.7);
  CHECK(std::vector<double>(first.begin(), first.begin() + 6) == std::vector<double>{0, 1, 0.5, 0.75, 0.625, 0.6875});
}

TEST_CASE("each of the simpler numbers is cheaper, and there are some unless the number is zero") {
  check_property("shrinking.numbers", [] {
    Random random(*rc::gen::arbitrary<std::uint64_t>(), "shrinking", 0);
    const double x = any_number(random);
    const auto cheaper = cheaper_numbers(x);
    for (const double number : cheaper) RC_ASSERT(number_cost(number) < number_cost(x));
    RC_ASSERT(cheaper.empty() == (std::bit_cast<std::uint64_t>(x) == 0));
  });
}

TEST_CASE("every candidate fits together and is strictly less complex") {
  for_any_instance("shrinking.descends", [](const Instance& instance) {
    for (const Instance& candidate : candidates(instance)) {
      RC_ASSERT(complexity(candidate) < complexity(instance));
      RC_ASSERT(candidate.task().classes >= std::min(2, instance.task().classes));
      RC_ASSERT(candidate.parameters().layers.empty() == instance.parameters().layers.empty());
    }
  });
}

TEST_CASE("no label changes but for renumbering, and no class is emptied without being dropped") {
  for_any_instance("shrinking.labels", [](const Instance& instance) {
    for (const Instance& candidate : candidates(instance)) {
      if (candidate.task().classes == instance.task().classes) {
        RC_ASSERT(is_subsequence(instance.task().labels, candidate.task().labels));
        RC_ASSERT(candidate.task().probe_class == instance.task().probe_class);
        RC_ASSERT(present(candidate.task()) == present(instance.task()));
      } else {
        RC_ASSERT(candidate.task().classes == instance.task().classes - 1);
        RC_ASSERT(candidate.parameters().classes == candidate.task().classes);
        RC_ASSERT(present(candidate.task()).size() + 1 >= present(instance.task()).size());
        // The probe's class goes on to have the points it had.
        RC_ASSERT(std::ranges::count(candidate.task().labels, std::optional(candidate.task().probe_class)) ==
                  std::ranges::count(instance.task().labels, std::optional(instance.task().probe_class)));
      }
    }
  });
}

TEST_CASE("a candidate with fewer points has points of the instance, each with its label") {
  for_any_instance("shrinking.points", [](const Instance& instance) {
    const auto rows = [](const recursion::Task& task) {
      std::vector<std::pair<std::optional<int>, std::vector<std::uint64_t>>> points;
      for (int i = 0; i < task.points(); ++i) {
        points.emplace_back(task.labels[i], std::vector<std::uint64_t>());
        for (const double x : task.features[i]) points.back().second.push_back(std::bit_cast<std::uint64_t>(x));
      }
      return points;
    };
    for (const Instance& candidate : candidates(instance)) {
      if (candidate.task().classes < instance.task().classes) continue;
      if (candidate.task().points() < instance.task().points()) {
        RC_ASSERT(is_subsequence(rows(instance.task()), rows(candidate.task())));
      }
    }
  });
}

TEST_CASE("the candidates include each kind of step") {
  const Instance instance = sample();
  const auto all = candidates(instance);
  const auto some = [&](auto&& is_so) { return std::ranges::any_of(all, is_so); };
  CHECK(some([](const Instance& i) { return i.task().classes == 2 && i.task().points() == 4; }));
  CHECK(some([](const Instance& i) { return i.task().points() == 5; }));
  CHECK(some([](const Instance& i) { return i.task().feature_dim() == 1; }));
  CHECK(some([](const Instance& i) { return i.parameters().depth() == 2; }));
  CHECK(some([](const Instance& i) { return i.parameters().depth() == 3 && distinct_layers(i.parameters()).size() == 1; }));
  CHECK(some([](const Instance& i) { return recursion::is_centring(i.parameters()); }));
  CHECK(some([](const Instance& i) {
    return i.task().probe == std::vector{0.0, 0.75} && i.task().features[3][1] == 0.25;
  }));
  CHECK(some([](const Instance& i) { return i.task().probe == std::vector{0.1, 0.75}; }));
  CHECK(some([](const Instance& i) { return i.parameters().layers[1].gamma == 2 && i.parameters().layers[2].alpha == 1; }));
}

TEST_CASE("half of a class can go at once") {
  const Instance large{{2, recursion::Rows<double>(9, 1, 0.0), {0, 0, 0, 0, 0, 0, 0, 0, 1}, {0}, 0}, {1, 2, {}, {{}}}};
  const auto all = candidates(large);
  CHECK(std::ranges::any_of(all, [](const Instance& i) { return i.task().points() == 5; }));
  CHECK(std::ranges::any_of(all, [](const Instance& i) { return i.task().points() == 2; }));
}

TEST_CASE("starting at another slot lists the same candidates") {
  const Instance instance = sample();
  const auto key = [](const Instance& i) { return complexity(i).digits + 100000 * complexity(i).points; };
  const auto keys = [&](std::size_t first_slot) {
    std::multiset<std::uint64_t> found;
    Candidates source(instance, first_slot);
    while (const auto candidate = source.next()) found.insert(key(*candidate));
    return found;
  };
  CHECK(keys(7) == keys(0));
  CHECK(keys(1000003) == keys(0));
  CHECK(keys(0).size() == candidates(instance).size());
}

TEST_CASE("shrinking ends where no candidate fails") {
  for_any_instance("shrinking.minimal", [](const Instance& instance) {
    // Something that many instances do, and that depends on points, dimensions, layers and numbers.
    const auto fails = [](const Instance& i) {
      double sum = 0;
      for (const double x : i.task().probe) sum += std::fabs(x);
      for (int k = 0; k < i.task().points(); ++k) sum += std::fabs(i.task().features[k][0]);
      return !(sum < 0.3) && i.task().points() >= std::min(2, 1 + i.parameters().depth());
    };
    RC_PRE(fails(instance));
    const Instance least = shrink(instance, fails, 1000000);
    RC_ASSERT(fails(least));
    RC_ASSERT(complexity(least) <= complexity(instance));
    for (const Instance& candidate : candidates(least)) RC_ASSERT_FALSE(fails(candidate));
  });
}

TEST_CASE("the smallest instance with a large coordinate is found") {
  const Instance least = shrink(
      sample(), [](const Instance& i) { return largest_coordinate(i) > 0.7; }, 100000);
  CHECK(least == Instance{{2, recursion::Rows<double>(2, 1, 0.0), {0, 1}, {1}, 1}, {1, 2, {}, {{}}}});
}

TEST_CASE("the budget bounds the calls, and without one the instance comes back") {
  for (const long budget : {0L, 1L, 17L}) {
    long calls = 0;
    const Instance least = shrink(
        sample(), [&](const Instance&) { return ++calls % 2 == 0; }, budget);
    CHECK(calls <= budget);
    if (budget == 0) CHECK(least == sample());
  }
}

}  // namespace
}  // namespace margincert::generators
