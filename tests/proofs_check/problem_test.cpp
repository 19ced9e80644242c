#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "proofs_check/evidence.hpp"
#include "recursion/box.hpp"

namespace margincert::proofs {
namespace {

using recursion::Draft, recursion::Instance, recursion::Regime;

Draft one_point() { return {{2, recursion::Rows<double>(1, 1, 0.5), {0}, {0.25}, 0}, {1, 2, {}, {{1, 1, 0.5, 0.5}}}}; }

template <class Change>
std::string refusal_of(Change change) {
  Draft draft = one_point();
  change(draft);
  const Instance instance(draft);
  try {
    Problem(instance, Regime::full);
    Problem(recursion::Box::around(instance, 0), Regime::full);
  } catch (const Refusal& refusal) {
    CHECK_THROWS_AS(Problem(recursion::Box::around(instance, 0), Regime::full), Refusal);
    return refusal.what();
  }
  return "";
}

TEST_CASE("what no statement claims anything of is no problem") {
  CHECK(refusal_of([](Draft&) {}) == "");
  CHECK(refusal_of([](Draft& d) { d.parameters.layers.clear(); }) == "parameters: layers: no layer; give at least one");
  CHECK(refusal_of([](Draft& d) { d.task.classes = d.parameters.classes = 1; }) ==
        "task: classes: one class alone; give at least two");
}

TEST_CASE("a problem about a box has no single instance") {
  const Instance instance{one_point()};
  const auto box = recursion::Box::around(instance, 0.5);
  CHECK(Problem(instance, Regime::full).instance() == instance);
  CHECK_THROWS_AS(Problem(box, Regime::full).instance(), std::logic_error);
}

TEST_CASE("a box whose radius is no size is refused") {
  const Instance instance{one_point()};
  for (const double radius : {-1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    CHECK_THROWS_AS(recursion::Box::around(instance, radius), Refusal);
  }
}

}  // namespace
}  // namespace margincert::proofs
