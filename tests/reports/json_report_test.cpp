#include <doctest/doctest.h>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "files/file_error.hpp"
#include "generators/property.hpp"
#include "tests/reports/example_report.hpp"
#include "tests/reports/random_report.hpp"

namespace margincert::reports_tests {
namespace {

using reports::parse_report;
using reports::Report;

/// What the reader says to the example with one piece of its text replaced where it first stands.
std::string refusal(const std::string& piece, const std::string& replacement) {
  std::string text = to_json(example_report());
  const std::size_t place = text.find(piece);
  REQUIRE_MESSAGE(place != std::string::npos, piece);
  text.replace(place, piece.size(), replacement);
  try {
    parse_report(text, "r.json");
  } catch (const files::FileError& error) {
    return error.what();
  }
  return "(nothing was refused)";
}

void check_refused(const std::string& piece, const std::string& replacement, const std::string& message) {
  CAPTURE(piece);
  CAPTURE(replacement);
  const std::string said = refusal(piece, replacement);
  CAPTURE(said);
  CHECK(said.starts_with("r.json: "));
  CHECK(said.find(message) != std::string::npos);
}

}  // namespace

TEST_CASE("equal reports give equal bytes, and a change shows") {
  Report report = example_report();
  CHECK(to_json(report) == to_json(example_report()));
  report.runs[0].statements[0].slacks[3] -= 1;
  CHECK(to_json(report) != to_json(example_report()));
}

TEST_CASE("a report is read back as it was") {
  const Report report = example_report();
  const Report again = parse_report(to_json(report), "report.json");
  CHECK(again == report);
  CHECK(to_json(again) == to_json(report));
}

TEST_CASE("any report is read back as it was, byte for byte") {
  property::check_property("report-round-trip", [] {
    const Report report = *random_reports();
    const std::string text = to_json(report);
    const Report again = parse_report(text, "report.json");
    RC_ASSERT(again == report);
    RC_ASSERT(to_json(again) == text);
  });
}

TEST_CASE("a report with a byte exchanged is refused, or read as a report that is written and read back") {
  property::check_property("report-exchanged-byte", [] {
    std::string text = to_json(random_report(*rc::gen::inRange<std::uint64_t>(0, 20), {1, 1, 1, 1, 4, 1}));
    for (int change = 0; change < 10; ++change) {
      std::string changed = text;
      changed[*rc::gen::inRange<std::size_t>(0, text.size())] =
          *rc::gen::elementOf(std::string("0123456789-.eEnpx\"{}[],:"));
      try {
        const std::string again = to_json(parse_report(changed, "r.json"));
        RC_ASSERT(to_json(parse_report(again, "r.json")) == again);
      } catch (const files::FileError& error) {
        RC_ASSERT(std::string(error.what()).starts_with("r.json: "));
      }
    }
  });
}

TEST_CASE("a verdict that was edited is refused, and so is everything else that does not follow from the record") {
  const std::string conclusion = "its conclusion is not what its counts give";
  check_refused("\"status\": \"FAIL\"", "\"status\": \"PASS\"", conclusion);
  check_refused("\"violated\": 4", "\"violated\": 0", conclusion);
  check_refused("\"reasons\": [", "\"reasons\": [\"none\", ", conclusion);
  check_refused("\"ladder\": [53, ", "\"ladder\": [", "is true of a ladder that does not climb from 53 bits");
  check_refused("\"applicable\": 10", "\"applicable\": 11", "/runs/0/results/0/applicable: is not what");
  check_refused("\"complete\": true", "\"complete\": false", "/runs/0/complete: is not what");
  check_refused("\"failure_probability_below\": 0.", "\"failure_probability_below\": 0.0", "is not what the rest");
  check_refused("\"formula\": \"", "\"formula\": \"not ", "/formula: is not what the rest");
  check_refused("\"confidence\": 0.95", "\"confidence\": 0.99", "/runs/0/confidence: is not what");
}

TEST_CASE("counts that do not add up are refused with their place") {
  check_refused("\"holds\": 10,", "\"holds\": 11,", "/runs/0/results/0: its outcomes add up to 11 tasks, and 10 were");
  check_refused("\"holds\": 10,", "\"holds\": -1,", "/runs/0/results/0/holds: -1 is out of range");
  check_refused("\"53\": 8, \"113\": 2", "\"53\": 8", "/rungs: its counts add up to 8, and not to 10");
  check_refused("\"dominance\": 3", "\"dominance\": 2",
                "/not_applicable_because: its counts add up to 3, and not to 4");
  check_refused("\"3\": 7, \"4\": 3", "\"3\": 8, \"4\": 3", "/slacks: counts more tasks than were decided");
  check_refused("\"tasks_done\": 10", "\"tasks_done\": 11", "/tasks_done: 11 is out of range");
}

TEST_CASE("what a witness says of itself is checked") {
  check_refused("\"confirmed_at\": 256", "\"confirmed_at\": null", "is neither confirmed nor does it say why not");
  check_refused("\"first_task\": 2", "\"first_task\": 5", "/first_task: comes after the worst task");
  check_refused("\"task\": 3", "\"task\": 10", "/closest/task: 10 is no task of this run");
  check_refused("\"0x1.08p+0\", \"hi\": \"0x1.08p+0\"", "\"0x1.08p+0\", \"hi\": \"0x1p+0\"", "is not an enclosure");
  check_refused("\"lo_double\": 1.03125", "\"lo_double\": 1.03", "is not an enclosure with its doubles");
  check_refused("geometric-margin-growth-run2-task4.worst.case.json", "../../x.case.json", "is not the name of a case");
  check_refused("\"digest\": \"", "\"digest\": \"0", "is no case file (case: /digest: the digest is");
}

TEST_CASE("names that nothing has are refused, and so are keys that are unknown, missing or there twice") {
  check_refused("\"id\": \"norm-growth\"", "\"id\": \"norm-growht\"", "no statement is called \"norm-growht\"");
  check_refused("\"dominance\": 3", "\"domination\": 3", "\"domination\" is no hypothesis");
  check_refused("\"statement\": \"norm-growth\"", "\"statement\": \"label-margin\"",
                "\"label-margin\" is not known here");
  check_refused("\"model\": \"good\"", "\"model\": \"bad\"", "/runs/0/model: \"bad\" is not one of \"models\"");
  check_refused("\"interrupted\": false", "\"interrupted\": 0", "/interrupted: 0 is not a truth value");
  check_refused("\"interrupted\": false,", "", "the key \"interrupted\" is missing");
  check_refused("\"interrupted\": false", "\"interrupted\": false, \"interrupt\": true", "unknown key \"interrupt\"");
  check_refused("\"interrupted\": false", "\"interrupted\": false, \"interrupted\": false", "interrupted");
  check_refused("margincert-report/2", "margincert-report/3", "is not the format expected here");
  check_refused("\"version\": \"", "\"version\": \"9", "read it with the version that wrote it");
  check_refused("18446744073709551615", "18446744073709551616", "/request/seed: ");
  check_refused("\"position\": 1", "\"position\": 0", "/runs/1/position: is not after the run before");
  check_refused("{\"of\": 1, \"done\": [1]}", "{\"of\": 2, \"done\": [1, 2]}", "/part: is not an ascending list");
}

TEST_CASE("a baseline's entry stands as the counts say, and is about what its fingerprint says") {
  check_refused("\"standing\": \"resolved\"", "\"standing\": \"existing\"",
                "is \"existing\", and the counts give \"resolved\"");
  check_refused("\"standing\": \"stale\"", "\"standing\": \"resolved\"", "and the counts give \"stale\"");
  check_refused("\"rule\": \"label-margin\"", "\"rule\": \"norm-ceiling\"",
                "is not that of this rule, model and source");
  check_refused("\"expires\": \"2026-03-01\"", "\"expires\": \"2026-02-30\"", "\"2026-02-30\" is not a day");
}

TEST_CASE("a report of version 1 is read as one without near misses, which it may not have") {
  const Report report = example_report();
  std::string text = to_json(report);
  const auto replace_all = [&](const std::string& piece, const std::string& replacement) {
    for (std::size_t at = 0; (at = text.find(piece, at)) != std::string::npos; at += replacement.size()) {
      text.replace(at, piece.size(), replacement);
    }
  };
  replace_all("margincert-report/2", "margincert-report/1");
  try {
    parse_report(text, "r.json");
    FAIL("nothing was refused");
  } catch (const files::FileError& error) {
    CHECK(std::string(error.what()) ==
          "r.json: /runs/0/results/0: margincert-report/1 has no \"near_misses\"; get the report again");
  }
  replace_all("\"near_misses\": {},\n          ", "");
  auto document = nlohmann::ordered_json::parse(text);
  const auto refuse_with = [&](const char* place, const char* key) {
    const std::string message =
        fmt::format("r.json: {}: margincert-report/1 has no \"{}\"; get the report again", place, key);
    CHECK_THROWS_WITH_AS(parse_report(document.dump(), "r.json"), message.c_str(), files::FileError);
  };
  refuse_with("/runs/0", "like");
  for (auto& run : document["runs"]) run.erase("like");
  refuse_with("whole file", "like");
  document.erase("like");
  for (const char* key : {"folder", "required_moving_layers"}) {
    refuse_with("/request", key);
    document["request"].erase(key);
  }
  CHECK(parse_report(document.dump(), "r.json") == report);
  CHECK(to_json(parse_report(document.dump(), "r.json")) == to_json(report));
}

TEST_CASE("near misses are of what excluded a task, and near") {
  const std::string none = "\"near_misses\": {}";
  const auto misses = [](const std::string& id, const std::string& tasks, const std::string& largest) {
    return "\"near_misses\": {\"" + id + "\": {\"tasks\": " + tasks + ", \"largest\": " + largest + "}}";
  };
  check_refused(none, misses("unit-norm", "1", "1e-16"), "\"unit-norm\" is no hypothesis that excluded a task");
  const std::string counts = "\"dominance\": 3, \"separation\": 1},\n          ";
  const auto check_edited = [&](const std::string& edited, const std::string& message) {
    check_refused(counts + none, counts + edited, message);
  };
  check_edited(misses("dominance", "4", "1e-16"), "/near_misses/dominance/tasks: 4 is out of range");
  check_edited(misses("dominance", "0", "1e-16"), "/near_misses/dominance/tasks: 0 is out of range");
  check_edited(misses("dominance", "1", "3e-14"), "/near_misses/dominance/largest: 3e-14 is no near miss");
  check_edited(misses("dominance", "1", "0"), "/near_misses/dominance/largest: 0 is no near miss");
  check_edited(misses("dominance", "1", "1e-16"), "its conclusion is not what its counts give");
}

TEST_CASE("a seed of 64 bits survives") {
  CHECK(parse_report(to_json(example_report()), "r").request.seed == 18446744073709551615u);
}

}  // namespace margincert::reports_tests
