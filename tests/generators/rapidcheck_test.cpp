#include "generators/rapidcheck.hpp"

#include <doctest/doctest.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "generators/property.hpp"

namespace margincert::generators {
namespace {

using property::check_property;

/// Families whose tasks are fully labelled, have every class and lie in the unit ball.
Drawing plain() {
  Drawing what;
  what.families = {"cone", "prototype"};
  return what;
}

template <class Property>
rc::detail::TestResult run(Property&& tested) {
  rc::detail::TestListenerAdapter silent;
  rc::detail::TestParams parameters;
  parameters.maxDiscardRatio = 1;
  return rc::detail::checkProperty(rc::detail::toProperty(tested), property::metadata("rapidcheck"), parameters, silent,
                                   {});
}

template <class Property>
rc::detail::FailureResult failure_of(Property&& tested) {
  rc::detail::FailureResult failure;
  REQUIRE(run(tested).match(failure));
  return failure;
}

std::string shown(const auto& value) {
  std::ostringstream text;
  rc::show(value, text);
  return text.str();
}

/// The JSON object that follows a title.
std::string json_after(const std::string& title, const std::string& text) {
  const std::size_t from = text.find(title + ":\n");
  REQUIRE(from != std::string::npos);
  const std::size_t start = from + title.size() + 2;
  return text.substr(start, text.find("\n}\n", start) + 3 - start);
}

bool has_growing_layers(const recursion::Parameters& parameters) {
  const auto& layers = parameters.layers;
  for (std::size_t t = 0; t < layers.size(); ++t) {
    const double least = std::min({layers[t].alpha, layers[t].gamma, layers[t].alpha_prime, layers[t].gamma_prime});
    if (least < 0) return false;
    if (t > 0 && (layers[t].alpha < layers[t - 1].alpha || layers[t].gamma < layers[t - 1].gamma)) return false;
  }
  return true;
}

TEST_CASE("drawn instances keep to what was asked for") {
  check_property("rapidcheck.drawn", [] {
    Drawing what = plain();
    what.most_points = 9;
    what.most_classes = 3;
    what.most_dimensions = 4;
    what.most_layers = 2;
    const Instance drawn = *instances(what);
    RC_ASSERT(recursion::has_every_class(drawn.task()));
    RC_ASSERT(drawn.task().points() <= 9);
    RC_ASSERT(drawn.task().classes <= 3);
    RC_ASSERT(drawn.task().feature_dim() <= 4);
    RC_ASSERT(drawn.parameters().depth() >= 1);
    RC_ASSERT(drawn.parameters().depth() <= 2);
    RC_ASSERT(has_growing_layers(drawn.parameters()));
    RC_ASSERT(recursion::is_centring(drawn.parameters()));
  });
}

TEST_CASE("every family can be drawn from, all of them together as well") {
  for (const Family& family : families()) {
    CAPTURE(family.id);
    check_property("rapidcheck.family." + family.id, [&] {
      Drawing what;
      what.families = {family.id};
      RC_ASSERT((*family_instances(what)).task().points() > 0);
    });
  }
  check_property("rapidcheck.families", [] { RC_ASSERT((*instances()).task().points() > 0); });
}

TEST_CASE("grid instances lie in the unit ball, on short dyadic numbers") {
  check_property("rapidcheck.grid", [] {
    const Instance drawn = *grid_instances();
    RC_ASSERT(recursion::is_fully_labelled(drawn.task()));
    RC_ASSERT(recursion::has_every_class(drawn.task()));
    for (int i = 0; i <= drawn.task().points(); ++i) {
      const auto row = i < drawn.task().points() ? drawn.task().features[i] : std::span<const double>(drawn.task().probe);
      RC_ASSERT(inner_product(row, row) <= 1);  // exact: products of numbers of few bits
      for (const double x : row) RC_ASSERT(x * 0x1p20 == std::trunc(x * 0x1p20));
    }
  });
}

TEST_CASE("all signs are drawn where all are asked for, and other backgrounds") {
  std::set<std::string> seen;
  CHECK_FALSE(property::complaint(run([&] {
                Drawing what = plain();
                what.signs = Signs::any;
                what.centred = false;
                const Instance drawn = *instances(what);
                if (!recursion::is_centring(drawn.parameters())) seen.insert("background");
                if (drawn.parameters().layers[0].alpha < 0) seen.insert("alpha");
                if (drawn.parameters().layers[0].gamma_prime < 0) seen.insert("gamma_prime");
              })).has_value());
  CHECK(seen == std::set<std::string>{"alpha", "background", "gamma_prime"});
}

TEST_CASE("the same seed draws the same instance") {
  const auto drawn = instances(plain());
  CHECK(drawn(rc::Random(7), 60).value() == drawn(rc::Random(7), 60).value());
  CHECK_FALSE(drawn(rc::Random(7), 60).value() == drawn(rc::Random(8), 60).value());
}

TEST_CASE("a counterexample shrinks to the smallest sizes and shortest numbers") {
  const auto failure = failure_of([] {
    const Instance drawn = *instances(plain());
    RC_ASSERT(*std::ranges::max_element(drawn.task().probe) < 0.71);
  });
  const std::string& text = failure.counterExample.front().second;
  const Instance least{files::parse_task(json_after("task file", text), "shown"),
                       files::parse_parameters(json_after("recursion file", text), "shown")};
  CHECK(least.task().points() == 2);
  CHECK(least.task().classes == 2);
  CHECK(least.task().probe == std::vector<double>{1});
  CHECK(least.task().features == recursion::Rows<double>(2, 1, 0.0));
  CHECK(least.parameters() == recursion::Parameters{1, 2, {}, {{}}});
}

TEST_CASE("sizes shrink before numbers do") {
  const auto drawn = instances(plain())(rc::Random(7), 100);
  auto simpler = drawn.shrinks();
  const auto first = simpler.next();
  REQUIRE(bool(first));
  CHECK(complexity(first->value()).points < complexity(drawn.value()).points);
}

TEST_CASE("drawing and shrinking keep the hypothesis") {
  std::vector<Instance> asked;
  Drawing what = plain();
  what.hypothesis = [](const Instance& i) { return i.task().points() >= 4 && i.parameters().layers[0].alpha >= 1.5; };
  const auto failure = failure_of([&] {
    asked.push_back(*instances(what));
    RC_ASSERT(asked.back().task().points() < 6);
  });
  CHECK(std::ranges::all_of(asked, what.hypothesis));
  const auto least = files::parse_parameters(json_after("recursion file", failure.counterExample.front().second), "");
  CHECK(least.layers == std::vector<recursion::LayerParameters>{{2, 0, 0, 0}});
}

TEST_CASE("a hypothesis that nothing meets is no pass") {
  Drawing what = plain();
  what.hypothesis = [](const Instance&) { return false; };
  const auto complaint = property::complaint(run([&] { *instances(what); }));
  REQUIRE(complaint.has_value());
  CHECK(complaint->find("Gave up") != std::string::npos);
}

TEST_CASE("tasks for a recursion shrink without touching it") {
  const recursion::Parameters fixed{3, 3, recursion::MinusOneOverClasses{}, {{0.3, 0.1, 0.7, 0.9}}};
  Drawing what = plain();
  const auto failure = failure_of([&] {
    const recursion::Task task = *tasks_for(fixed, what);
    RC_ASSERT(recursion::Instance(task, fixed).task() == task);
    RC_ASSERT(task.points() < 5);
  });
  const auto least = files::parse_task(json_after("task file", failure.counterExample.front().second), "shown");
  CHECK(least.points() == 5);
  CHECK(least.features == recursion::Rows<double>(5, 3, 0.0));
}

TEST_CASE("what is shown holds the instance bit for bit") {
  check_property("rapidcheck.shown", [] {
    const Instance drawn = *instances(plain());
    const std::string text = shown(drawn);
    RC_ASSERT(files::parse_task(json_after("task file", text), "shown") == drawn.task());
    RC_ASSERT(files::parse_parameters(json_after("recursion file", text), "shown") == drawn.parameters());
    RC_ASSERT(files::parse_task(json_after("task file", shown(drawn.task())), "shown") == drawn.task());
    RC_ASSERT(files::parse_parameters(json_after("recursion file", shown(drawn.parameters())), "") == drawn.parameters());
  });
}

TEST_CASE("what no file can hold is shown all the same") {
  const recursion::Task task{2, recursion::Rows<double>(1, 1, std::nan("")), {1}, {0.5}, 0};
  const std::string text = shown(task);
  CHECK(text.find("x_0, class 1: (nan)") != std::string::npos);
  CHECK(text.find("probe, class 0 of 0..1: (0.5)") != std::string::npos);
  CHECK(text.find("no file can hold it") != std::string::npos);
}

}  // namespace
}  // namespace margincert::generators
