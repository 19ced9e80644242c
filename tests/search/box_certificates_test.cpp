#include "search/box_certificates.hpp"

#include <doctest/doctest.h>

#include "generators/family.hpp"
#include "proofs_check/certify.hpp"
#include "proofs_check/evidence_sources.hpp"

namespace margincert::search_tests {
namespace {

using generators::Instance;
using proofs::Outcome;
using proofs::Truth;
using proofs::Version;
using recursion::Regime;
using search::BoxCertificate;
using search::BoxCertificates;
using search::BoxRequest;

recursion::Parameters signed_layers() {
  return {3, 3, recursion::MinusOneOverClasses{}, {{2, 1, 0.25, 0.5}, {2.5, 1, 0.125, 0.25}}};
}

Instance family_instance(const char* id, std::uint64_t index,
                         const recursion::Parameters& parameters = signed_layers()) {
  const generators::Family& family = generators::find_family(id);
  const std::vector<std::string> few{"n=6"};
  return {make_task(family, read_settings(family, few), parameters, 11, index), parameters};
}

BoxRequest request_for(double radius, Version version = Version::stated) {
  BoxRequest request;
  for (const proofs::Statement& statement : proofs::statements()) request.statements.push_back(&statement);
  request.version = version;
  request.radius = radius;
  return request;
}

BoxCertificates certificates(const Instance& instance, const BoxRequest& request) {
  return search::certify_boxes({instance}, request, {}).front();
}

std::vector<Instance> some_instances() {
  return {family_instance("cone", 0), family_instance("no-margin", 1), family_instance("prototype", 2)};
}

TEST_CASE("of a box without size is said what is said of the task") {
  for (const Version version : {Version::stated, Version::corrupted}) {
    for (const Instance& instance : some_instances()) {
      for (const BoxCertificate& c : certificates(instance, request_for(0, version)).statements) {
        CAPTURE(c.statement->id);
        const proofs::Answers point = proofs::certify({instance, c.regime},
                                                      {{c.statement}, {}, {}, version}, numeric::Ladder::standard());
        CHECK(c.outcome == point.verdicts[0].outcome);
      }
    }
  }
}

TEST_CASE("a violation is certified, at its distance, and outside of what is certified") {
  int violations = 0, beyond_the_task = 0, certified = 0;
  for (const Instance& instance : some_instances()) {
    for (const BoxCertificate& c : certificates(instance, request_for(0.01, Version::corrupted)).statements) {
      CAPTURE(c.statement->id);
      certified += c.radii.statement > 0 ? 1 : 0;
      if (!c.violation) continue;
      ++violations;
      beyond_the_task += c.violation->distance > 0 ? 1 : 0;
      CHECK((c.violation->distance > c.radii.statement || c.radii.statement == 0));
      CHECK((c.outcome == Outcome::violated) == (c.violation->distance <= 0.01));
      const search::Target target{c.statement, Version::corrupted, c.regime, c.statement->hypotheses};
      CHECK(is_violation(c.violation->instance, target));
      CHECK(search::distance_up(c.violation->instance.task(), instance.task()) == c.violation->distance);
    }
  }
  CHECK(violations > 30);
  CHECK(beyond_the_task > 1);
  CHECK(certified > 10);
}

TEST_CASE("no statement is violated on any box, and most are certified on some") {
  int certified = 0;
  for (const Instance& instance : some_instances()) {
    for (const BoxCertificate& c : certificates(instance, request_for(1e-4)).statements) {
      CAPTURE(c.statement->id);
      CHECK_FALSE(c.violation);
      CHECK(c.outcome != Outcome::violated);
      certified += c.outcome == Outcome::holds && c.radii.statement >= 1e-4 ? 1 : 0;
    }
  }
  CHECK(certified > 60);
}

TEST_CASE("what is certain at a radius is certain at smaller ones, whichever radius was asked about") {
  const Instance instance = family_instance("cone", 0);
  BoxRequest request = request_for(0.004);
  request.boxes = 1;
  const auto large = certificates(instance, request).statements;
  for (const double radius : {0.002, 1e-5}) {
    request.radius = radius;
    const auto small = certificates(instance, request).statements;
    for (std::size_t i = 0; i < large.size(); ++i) {
      CAPTURE(large[i].statement->id);
      if (large[i].outcome == Outcome::holds) CHECK(small[i].outcome == Outcome::holds);
      if (large[i].hypotheses == Truth::yes) CHECK(small[i].hypotheses == Truth::yes);
      CHECK(small[i].radii.statement >= std::min(radius, large[i].radii.statement));
    }
  }
}

TEST_CASE("results do not depend on the number of threads") {
  const auto summary = [](const std::vector<BoxCertificates>& all) {
    std::vector<std::tuple<Outcome, double, double, int, double>> lines;
    for (const BoxCertificates& of_one : all) {
      for (const BoxCertificate& c : of_one.statements) {
        lines.emplace_back(c.outcome, c.radii.statement, c.radii.hypotheses, c.boxes,
                           c.violation ? c.violation->distance : -1);
      }
    }
    return lines;
  };
  const auto request = request_for(0.01, Version::corrupted);
  CHECK(summary(search::certify_boxes(some_instances(), request, {.jobs = 1})) ==
        summary(search::certify_boxes(some_instances(), request, {.jobs = 3})));
}

TEST_CASE("cutting certifies what is undecided on the box as a whole") {
  const recursion::Parameters one_layer{1, 2, recursion::MinusOneOverClasses{}, {{3, 0, 1, 0}}};
  const Instance instance{{2, recursion::Rows<double>(1, {0.75, 0.5, -0.5, -0.75}), {0, 0, 1, 1}, {0.6}, 0}, one_layer};
  BoxRequest request = request_for(0.1);
  request.boxes = 1;
  const auto whole = certificates(instance, request).statements;
  request.boxes = 256;
  const auto cut = certificates(instance, request).statements;
  int gained = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    CAPTURE(whole[i].statement->id);
    if (whole[i].outcome != Outcome::undecided) {
      CHECK(cut[i].outcome == whole[i].outcome);
      continue;
    }
    if (cut[i].outcome == Outcome::holds) {
      ++gained;
      CHECK(cut[i].boxes > 1);
      CHECK(cut[i].boxes % 2 == 1);  // whoever is cut has two halves, and both are judged
    }
    CHECK(cut[i].boxes <= 256);
  }
  CHECK(gained > 0);
}

TEST_CASE("a hypothesis that is false of a whole box makes the statement inapplicable, and is told from a mixed one") {
  // Δ_0 = 0.6 - 0.3 - (0.6 - ...): the probe is 0.2 nearer to its own class than to the other.
  const recursion::Parameters one_layer{1, 2, recursion::MinusOneOverClasses{}, {{40, 0, 0.5, 0.5}}};
  const auto around = [&](double probe) {
    return Instance{{2, recursion::Rows<double>(1, {0.75, 0.5, -0.5, -0.75}), {0, 0, 1, 1}, {probe}, 0}, one_layer};
  };
  const auto growth = [&](double probe, double radius) {
    BoxRequest request = request_for(radius);
    request.statements = {proofs::find_statement("geometric-margin-growth")};
    return certificates(around(probe), request).statements.front();
  };
  CHECK(growth(-0.5, 0.01).hypotheses == Truth::no);
  CHECK(growth(-0.5, 0.01).outcome == Outcome::not_applicable);
  CHECK(growth(-0.5, 0.01).radii.inapplicable > 0.01);
  const BoxCertificate inside = growth(0.6, 0.001);
  CHECK(inside.hypotheses == Truth::yes);
  CHECK(inside.outcome == Outcome::holds);
  const BoxCertificate mixed = growth(0.6, 0.3);
  CHECK(mixed.hypotheses == Truth::unknown);
  CHECK(mixed.radii.hypotheses < 0.3);
}

TEST_CASE("a hypothesis that is not certain may be taken for granted: unit-norm on the sphere") {
  const recursion::Parameters one_layer{2, 2, recursion::MinusOneOverClasses{}, {{1, 1, 0.5, 0.5}}};
  const Instance instance{
      {2, recursion::Rows<double>(2, {1, 0, 0.5, 0.25, 0, -1, -0.5, -0.5}), {0, 0, 1, 1}, {0.5, 0.5}, 0}, one_layer};
  BoxRequest request = request_for(0.01);
  request.statements = {proofs::find_statement("norm-growth")};
  const BoxCertificate c = certificates(instance, request).statements.front();
  CHECK(c.outcome == Outcome::holds);
  CHECK(c.hypotheses == Truth::unknown);
  CHECK(c.radii.hypotheses == 0);
  request.dropped = {"unit-norm"};
  CHECK(certificates(instance, request).statements.front().outcome == Outcome::violated);
}

TEST_CASE("what makes an identity of a comparison is the same at every task of a box") {
  // Classes of one vector each and generic points: labels and parameters in common, features not.
  const auto reasons = [](const Instance& instance, const proofs::Statement& statement) {
    const Regime regime = natural_regime(statement);
    const auto evidence = proofs::approximate_evidence({instance, regime});
    std::vector<bool> identities;
    const int last = statement.layers == proofs::Layers::all ? evidence.depth() : evidence.depth() - 1;
    for (int t = 0; t <= last; ++t) {
      for (const auto& comparison : statement.claim(evidence, t)) {
        if (comparison.part != "growth") identities.push_back(comparison.equality == proofs::Equality::identity);
      }
    }
    return identities;
  };
  for (const bool at_rest : {false, true}) {
    recursion::Parameters parameters{2, 2, recursion::MinusOneOverClasses{}, {{1, 1, 0.5, 0.5}, {1, 1, 0.5, 0.5}}};
    if (at_rest) parameters.layers[0].alpha_prime = parameters.layers[0].gamma_prime = 0;
    const std::vector<std::optional<int>> labels{0, 0, 1, 1};
    const Instance single{{2, recursion::Rows<double>(2, {1, 0, 1, 0, -1, 0, -1, 0}), labels, {1, 0}, 0}, parameters};
    const Instance generic{
        {2, recursion::Rows<double>(2, {0.9, 0.1, 0.7, 0.3, -0.6, 0.2, -0.8, 0.5}), labels, {0.5, 0.3}, 0}, parameters};
    for (const proofs::Statement& statement : proofs::statements()) {
      CAPTURE(statement.id);
      CHECK(reasons(single, statement) == reasons(generic, statement));
    }
  }
}

TEST_CASE("a bound that is met at the centre for a reason of its own is certain of no box") {
  const recursion::Parameters one_layer{2, 2, recursion::MinusOneOverClasses{}, {{1, 1, 0.5, 0.5}}};
  const Instance single{
      {2, recursion::Rows<double>(2, {0.5, 0.25, 0.5, 0.25, -0.5, 0, -0.5, 0}), {0, 0, 1, 1}, {0.5, 0.5}, 0},
      one_layer};
  BoxRequest request = request_for(0.001);
  request.statements = {proofs::find_statement("train-update-floor")};
  const BoxCertificate c = certificates(single, request).statements.front();
  CHECK(c.centre.outcome == Outcome::holds);
  CHECK(c.outcome == Outcome::undecided);
  CHECK(c.radii.statement == 0);
  CHECK(c.radii.hypotheses >= 1);
}

TEST_CASE("a condition helps a slack by what it has in common with it, and only upwards") {
  const auto slack = numeric::Affine::input(0.25, 0.5, 0), same = numeric::Affine::input(0.125, 0.25, 0),
             other = numeric::Affine::input(0.125, 0.25, 1);
  CHECK(lower_bound_of_difference(slack, 0, same) == doctest::Approx(-0.25));
  CHECK(lower_bound_of_difference(slack, 2, same) == doctest::Approx(0));
  CHECK(lower_bound_of_difference(slack, 2, -same) == doctest::Approx(-0.5));
  CHECK(lower_bound_of_difference(slack, 2, other) == doctest::Approx(-1));
}

TEST_CASE("a task too large for forms gets plain enclosures, and says so") {
  const Instance instance = family_instance("cone", 0);
  BoxRequest request = request_for(1e-6);
  request.largest_cost = 0;
  const BoxCertificates plain = certificates(instance, request);
  CHECK(plain.plain);
  request.largest_cost = proofs::boxes::largest_cost;
  const BoxCertificates forms = certificates(instance, request);
  int certified = 0;
  for (std::size_t i = 0; i < plain.statements.size(); ++i) {
    CAPTURE(plain.statements[i].statement->id);
    CHECK(plain.statements[i].outcome != Outcome::violated);
    certified += plain.statements[i].radii.statement > 0 ? 1 : 0;
  }
  CHECK(certified > 10);
  CHECK_FALSE(forms.plain);
}

TEST_CASE("a radius that is no size and no box at all are refused") {
  const Instance instance = family_instance("cone", 0);
  for (const double radius : {-1e-3, std::nan(""), std::numeric_limits<double>::infinity()}) {
    CHECK_THROWS_AS(certificates(instance, request_for(radius)), Refusal);
  }
  BoxRequest request = request_for(1e-6);
  request.boxes = 0;
  CHECK_THROWS_AS(certificates(instance, request), Refusal);
}

TEST_CASE("stopping leaves what was certain until then") {
  const auto stopped = search::certify_boxes({family_instance("cone", 0)}, request_for(1e-3),
                                             {.jobs = 1, .stopped = [] { return true; }});
  CHECK_FALSE(stopped.front().complete);
  for (const BoxCertificate& c : stopped.front().statements) CHECK(c.outcome != Outcome::violated);
}

}  // namespace
}  // namespace margincert::search_tests
