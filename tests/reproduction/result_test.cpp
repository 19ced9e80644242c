#include "reproduction/result.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "files/file_error.hpp"
#include "reproduction/result_file.hpp"

namespace margincert::reproduction_tests {
namespace {

using namespace reproduction;

Result example() {
  const Measurement measurement{
      {{"share", 0.25, Relation::above, 0, Unit::percent}, {"nothing", std::numeric_limits<double>::quiet_NaN()}},
      "Half of it.",
      {{"Table",
        "note",
        {{"name"}, {"value", Unit::percent}},
        {{"a", Estimate{0.1, 0.05, 0.2}}, {3L, Estimate{1.0 / 3}}}}},
      {{"plot", "Plot", "x", "y", {{"line", {{0, {1, 0.5, 1.5}}, {1, {2}}}}}}}};
  return {"row", "claim", "S+O", "source", scale_named("tiny"), measurement, 1.5};
}

TEST_CASE("a criterion is met by numbers on its side of the bound, and by nothing that is no number") {
  const auto met = [](double measured, Relation relation) { return Criterion{"", measured, relation, 1}.is_met(); };
  CHECK(met(0.5, Relation::below));
  CHECK_FALSE(met(1, Relation::below));
  CHECK(met(1, Relation::at_most));
  CHECK_FALSE(met(1.5, Relation::at_most));
  CHECK(met(1.5, Relation::above));
  CHECK_FALSE(met(1, Relation::above));
  CHECK(met(1, Relation::at_least));
  CHECK_FALSE(met(0.5, Relation::at_least));
  for (const Relation relation : {Relation::below, Relation::at_most, Relation::above, Relation::at_least}) {
    CHECK_FALSE(met(std::numeric_limits<double>::quiet_NaN(), relation));
  }
}

TEST_CASE("the verdict counts the criteria that are met") {
  const Criterion met{"", 0, Relation::below, 1}, missed{"", 2, Relation::below, 1};
  CHECK(verdict_of({met, met}) == Verdict::reproduces);
  CHECK(verdict_of({met, missed}) == Verdict::in_part);
  CHECK(verdict_of({missed}) == Verdict::does_not_reproduce);
  CHECK(verdict_of({}) == Verdict::does_not_reproduce);
}

TEST_CASE("a result reads back as it was written") {
  const std::string text = to_json(example());
  const Result result = parse_result(text, "row.json");
  CHECK(to_json(result) == text);
  CHECK(result.scale == example().scale);
  CHECK(result.seconds == example().seconds);
  CHECK(result.measurement.tables == example().measurement.tables);
  CHECK(result.measurement.plots == example().measurement.plots);
}

/// The message of the FileError that a changed text gets; empty when it is accepted.
std::string refusal(const std::string& old_words, const std::string& new_words) {
  std::string text = to_json(example());
  const std::size_t place = text.find(old_words);
  REQUIRE(place != std::string::npos);
  text.replace(place, old_words.size(), new_words);
  try {
    parse_result(text, "row.json");
  } catch (const files::FileError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("a verdict, or a criterion met, that the numbers do not bear out is refused") {
  CHECK(refusal("\"in part\"", "\"reproduces\"") ==
        "row.json: /verdict: the criteria say \"in part\"; measure the row again");
  CHECK(refusal("\"met\": true", "\"met\": false").starts_with("row.json: /criteria/0/met: "));
  CHECK(refusal("\"bound\": 0.0", "\"bound\": 0.5").starts_with("row.json: /criteria/0/met: "));
}

TEST_CASE("files that are not exactly results are refused with their place") {
  CHECK(refusal("margincert-reproduction/1", "margincert-report/1").starts_with("row.json: /format: "));
  CHECK(refusal("\"relation\": \"above\"", "\"relation\": \"over\"").starts_with("row.json: /criteria/0/relation: "));
  CHECK(refusal("\"claim\"", "\"clam\"").find("clam") != std::string::npos);
  CHECK(refusal("\"seeds\": 2", "\"seeds\": -2").starts_with("row.json: /scale/seeds: "));
  CHECK(refusal("\"value\": 0.1", "\"value\": \"x\"").starts_with("row.json: /tables/0/rows/0/1/value: "));
}

}  // namespace
}  // namespace margincert::reproduction_tests
