#include "margincert/trace.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "generators/family.hpp"
#include "margincert/models.hpp"
#include "recursion/refusal.hpp"

namespace margincert::tests {
namespace {

using numeric::Interval;
using numeric::Precision;

TraceRequest random_request(const std::string& model, std::uint64_t index, int bits) {
  const recursion::Parameters parameters = load_model(model).parameters;
  const generators::Family& family = generators::find_family("no-margin");
  const std::vector<std::string> nine_points{"n=9"};
  return {{make_task(family, read_settings(family, nine_points), parameters, 7, index), parameters},
          index % 2 == 0 ? recursion::Regime::full : recursion::Regime::class_pure, Precision(bits)};
}

std::vector<Arithmetic> all_arithmetics() {
  std::vector<Arithmetic> all;
  for (const ArithmeticEntry& entry : arithmetics()) all.push_back(entry.arithmetic);
  return all;
}

/// Every value of a layer that exists.
std::vector<Interval> values_of(const reports::TracedLayer& layer) {
  std::vector<Interval> values = layer.attention_mass;
  for (const reports::TracedQuantity& quantity : layer.quantities) {
    if (quantity.value) values.push_back(*quantity.value);
  }
  return values;
}

const Interval zero = Interval::exact(0, Precision(53));

void check_enclosures_meet(const reports::Trace& trace, const reports::ArithmeticTrace& beside) {
  for (std::size_t t = 0; t < trace.layers.size(); ++t) {
    const auto ours = values_of(trace.layers[t]), theirs = values_of(beside.layers[t]);
    REQUIRE(ours.size() == theirs.size());
    for (std::size_t k = 0; k < ours.size(); ++k) {
      CAPTURE(t);
      CAPTURE(k);
      CHECK(overlap(ours[k], theirs[k]));
      CHECK(contains(reports::off_by(theirs[k], ours[k]), zero));
    }
  }
}

}  // namespace

TEST_CASE("all enclosures of a trajectory share its values, at every precision that they have") {
  for (const char* model : {"reference", "textbook", "soft"}) {
    for (const int bits : {53, 113, 300}) {
      CAPTURE(model);
      CAPTURE(bits);
      TraceRequest request = random_request(model, static_cast<std::uint64_t>(bits), bits);
      request.arithmetics = {Arithmetic::interval, Arithmetic::arb, Arithmetic::engine};
      if (bits <= 113) request.arithmetics.push_back(Arithmetic::ball);
      const reports::Trace found = trace(request);
      REQUIRE(found.arithmetics.size() == request.arithmetics.size());
      for (const reports::ArithmeticTrace& beside : found.arithmetics) {
        CAPTURE(beside.arithmetic);
        REQUIRE(beside.layers.size() == found.layers.size());
        CHECK(beside.is_enclosure);
        CHECK(std::ranges::all_of(beside.layers, [&](const auto& layer) { return beside.answers(layer); }));
        check_enclosures_meet(found, beside);
      }
      for (const reports::ArithmeticTrace& one : found.arithmetics) {
        for (const reports::ArithmeticTrace& other : found.arithmetics) {
          for (std::size_t t = 0; t < found.layers.size(); ++t) {
            const auto a = values_of(one.layers[t]), b = values_of(other.layers[t]);
            for (std::size_t k = 0; k < a.size(); ++k) CHECK(overlap(a[k], b[k]));
          }
        }
      }
    }
  }
}

TEST_CASE("approximations are points, and what they are off by is told rightly") {
  TraceRequest request = random_request("reference", 3, 200);
  request.arithmetics = {Arithmetic::binary64, Arithmetic::mpfr};
  const reports::Trace found = trace(request);
  for (const reports::ArithmeticTrace& beside : found.arithmetics) {
    CHECK_FALSE(beside.is_enclosure);
    for (std::size_t t = 0; t < found.layers.size(); ++t) {
      const auto numbers = values_of(beside.layers[t]), enclosures = values_of(found.layers[t]);
      for (std::size_t k = 0; k < numbers.size(); ++k) {
        CHECK(numbers[k].is_point());
        const Interval off = reports::off_by(numbers[k], enclosures[k]);
        CHECK(off.precision() == Precision(53));
        for (const Interval& end : {inf(enclosures[k]), sup(enclosures[k])}) {
          CHECK(overlap(off, numbers[k] - end));
        }
      }
    }
  }
  CHECK(found.arithmetics[0].precision == Precision(53));
  CHECK(found.arithmetics[1].precision == Precision(200));
}

TEST_CASE("the enclosures are the same whatever stands beside them, and whoever runs them") {
  TraceRequest request = random_request("soft", 4, 113);
  const std::string alone = to_json(trace(request));
  request.arithmetics = all_arithmetics();
  reports::Trace together = trace(request, {.threads = 1});
  const reports::Trace threads = trace(request, {.threads = 3});
  CHECK(to_json(together) == to_json(threads));
  CHECK(to_text(together) == to_text(threads));
  together.arithmetics.clear();
  CHECK(to_json(together) == alone);
}

TEST_CASE("an arithmetic that has no answer says so, layer by layer or for the whole task") {
  TraceRequest request{{{2, Rows<double>(1, {1e200, -1e200}), {0, 1}, {1e200}, 0},
                        {1, 2, MinusOneOverClasses{}, {{1e-300, 0, 1, 1}}}}};
  request.arithmetics = {Arithmetic::binary64, Arithmetic::ball, Arithmetic::engine, Arithmetic::arb};
  const reports::Trace found = trace(request);
  const auto answers = [&](std::size_t k) {
    const reports::ArithmeticTrace& beside = found.arithmetics[k];
    return std::ranges::any_of(beside.layers, [&](const auto& layer) { return beside.answers(layer); });
  };
  CHECK_FALSE(answers(0));  // x² overflows
  CHECK_FALSE(answers(1));
  CHECK_FALSE(answers(2));
  CHECK(answers(3));
  for (const reports::ArithmeticTrace& beside : found.arithmetics) CHECK(beside.layers.size() == found.layers.size());
  const std::string text = to_text(found);
  CHECK(text.find("engine      53 bits, enclosures; it has no answer for this task") != std::string::npos);
  CHECK(text.find("no answer\n") != std::string::npos);
  CHECK(to_json(found).find("\"answers\": false") != std::string::npos);
}

TEST_CASE("what an arithmetic does not have is refused") {
  TraceRequest request = random_request("soft", 0, 200);
  request.arithmetics = {Arithmetic::ball};
  CHECK_THROWS_AS(trace(request), Refusal);
  request.arithmetics = {Arithmetic::arb, Arithmetic::arb};
  CHECK_THROWS_AS(trace(request), Refusal);
  CHECK_THROWS_AS(find_arithmetic("binary64"), Refusal);
  for (const ArithmeticEntry& entry : arithmetics()) CHECK(find_arithmetic(entry.id) == entry.arithmetic);
}

TEST_CASE("a trace that is stopped keeps whole layers and says so") {
  TraceRequest request = random_request("reference", 1, 113);
  request.arithmetics = {Arithmetic::mpfr};
  int asked = 0;
  const reports::Trace found = trace(request, {.threads = 1, .stop = [&] { return ++asked > 15; }});
  CHECK(found.interrupted);
  CHECK(found.layers.size() < static_cast<std::size_t>(request.instance.parameters().depth()) + 1);
  CHECK(to_text(found).ends_with("Interrupted; the layers until then are above.\n"));
}

TEST_CASE("a task in the plane is drawn, one on a line is refused") {
  const Instance plane{{2, Rows<double>(2, {1, 0, 0, 1}), {0, 1}, {0.5, 0}, 0},
                       {2, 2, MinusOneOverClasses{}, {{1, 1, 0.5, 0.5}}}};
  const Instance line{{2, Rows<double>(1, {1, -1}), {0, 1}, {0.5}, 0}, {1, 2, MinusOneOverClasses{}, {{1, 1, 0.5, 0.5}}}};
  CHECK(draw({plane}).find("<svg") != std::string::npos);
  CHECK_THROWS_AS(draw({line}), Refusal);
}

}  // namespace margincert::tests
