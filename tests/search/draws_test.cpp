#include "search/draws.hpp"

#include <doctest/doctest.h>

#include <set>

#include "targets.hpp"

namespace margincert::search_tests {
namespace {

using search::Draw;
using search::Sources;

/// B's hypotheses, as they name labels, classes, centring and signs, without some.
Target theorem_b_without(std::initializer_list<const char*> dropped) {
  Target target = target_of("label-margin-floor");
  for (const char* id : dropped) target.required = without(target.required, id);
  return target;
}

std::vector<Draw> draws(const Target& target, const Sources& sources = {}, int count = 300) {
  std::vector<Draw> all;
  for (int i = 0; i < count; ++i) {
    Random random(5, "draws-test", static_cast<std::uint64_t>(i));
    all.push_back(search::draw_instance(sources, target, random));
  }
  return all;
}

template <class Predicate>
int count_of(const std::vector<Draw>& all, Predicate breaks) {
  return static_cast<int>(std::ranges::count_if(all, [&](const Draw& draw) { return breaks(draw.instance); }));
}

bool is_labelled(const Instance& x) { return recursion::is_fully_labelled(x.task()); }
bool has_classes(const Instance& x) { return recursion::has_every_class(x.task()); }
bool is_centred(const Instance& x) { return recursion::is_centring(x.parameters()); }
bool has_signs(const Instance& x) {
  return std::ranges::all_of(x.parameters().layers, [](const auto& p) {
    return p.alpha >= 0 && p.gamma >= 0 && p.alpha_prime >= 0 && p.gamma_prime >= 0;
  });
}

}  // namespace

TEST_CASE("a draw is a function of sources, target and the random stream") {
  std::set<std::string> families;
  const Target target = theorem_b_without({"fully-labelled"});
  const auto once = draws(target), again = draws(target);
  int alike = 0;
  for (std::size_t i = 0; i < once.size(); ++i) {
    CHECK(once[i].instance == again[i].instance);
    CHECK(once[i].family == again[i].family);
    alike += i > 0 && once[i].instance == once[i - 1].instance ? 1 : 0;
    families.insert(once[i].family);
  }
  CHECK(alike == 0);
  CHECK(families.size() > 10);  // nothing was asked for, so all of them
}

TEST_CASE("facts that are required hold on every draw") {
  for (const Statement& statement : proofs::statements()) {
    CAPTURE(statement.id);
    const Target target = target_of(statement);
    for (const Draw& draw : draws(target, {}, 40)) {
      if (target.requires_hypothesis("fully-labelled")) CHECK(is_labelled(draw.instance));
      if (target.requires_hypothesis("every-class")) CHECK(has_classes(draw.instance));
      if (target.requires_hypothesis("centred-labels")) CHECK(is_centred(draw.instance));
      if (target.requires_hypothesis("attention-signs") && target.requires_hypothesis("step-signs")) {
        CHECK(has_signs(draw.instance));
      }
    }
  }
}

TEST_CASE("centred labels are kept to where they are asked for") {
  Target centred = theorem_b_without({"centred-labels"});
  centred.required.push_back("centred-labels");
  for (const Draw& draw : draws(centred, {}, 60)) CHECK(is_centred(draw.instance));
}

TEST_CASE("facts that are not required are broken by a good share of the draws") {
  CHECK(count_of(draws(theorem_b_without({"fully-labelled"})), std::not_fn(is_labelled)) >= 60);
  CHECK(count_of(draws(theorem_b_without({"every-class"})), std::not_fn(has_classes)) >= 60);
  CHECK(count_of(draws(theorem_b_without({"centred-labels"})), std::not_fn(is_centred)) >= 100);
  CHECK(count_of(draws(theorem_b_without({"attention-signs"})), std::not_fn(has_signs)) >= 60);
  CHECK(count_of(draws(theorem_b_without({"step-signs"})), std::not_fn(has_signs)) >= 60);
  const auto loose = draws(theorem_b_without({"fully-labelled", "every-class"}));
  CHECK(count_of(loose, std::not_fn(is_labelled)) >= 60);
  CHECK(count_of(loose, std::not_fn(has_classes)) >= 60);
  CHECK(count_of(loose, [](const Instance& x) { return is_labelled(x) && has_classes(x); }) >= 30);
}

TEST_CASE("given parameters are kept, whatever the target leaves open") {
  const recursion::Parameters given{3, 3, recursion::Fraction{-2, 7}, {{1, -2, 0.5, 0.25}, {3, 4, -0.5, 1}}};
  for (const Target& target : {theorem_b_without({}), theorem_b_without({"every-class", "fully-labelled"})}) {
    for (const Draw& draw : draws(target, {{}, {}, given, 8}, 60)) {
      CHECK(draw.instance.parameters() == given);
      CHECK(draw.instance.task().classes == 3);
      CHECK(draw.instance.task().feature_dim() == 3);
    }
  }
}

TEST_CASE("families, settings and the number of points are those asked for") {
  const Target target = theorem_b_without({});
  for (const Draw& draw : draws(target, {{"cone", "prototype"}, {}, {}, 5}, 60)) {
    CHECK((draw.family == "cone" || draw.family == "prototype"));
    CHECK(draw.instance.task().points() <= 5);
  }
  for (const Draw& draw : draws(target, {{"cone"}, {"n=9"}, {}, 5}, 20)) CHECK(draw.instance.task().points() == 9);
  for (const Draw& draw : draws(target, {}, 100)) {
    CHECK(draw.instance.task().points() <= 8);
    CHECK(draw.instance.parameters().depth() >= 1);
    CHECK(draw.instance.parameters().depth() <= 3);
  }
}

TEST_CASE("sources that have nothing fitting say so") {
  Random random(1, "draws-test", 0);
  CHECK_THROWS_AS(search::draw_instance({{"semi-supervised"}, {}, {}, 8}, theorem_b_without({}), random),
                  generators::SettingError);
  CHECK_THROWS_AS(search::draw_instance({{"cone"}, {"n=nine"}, {}, 8}, theorem_b_without({}), random),
                  generators::SettingError);
}

}  // namespace margincert::search_tests
