#include "margincert/check.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "files/file_error.hpp"
#include "files/task_file.hpp"
#include "generators/family.hpp"
#include "margincert/work/campaigns.hpp"
#include "recursion/refusal.hpp"
#include "reports/merge.hpp"
#include "tests/files/support.hpp"
#include "tests/margincert/ablation.hpp"

namespace margincert::work_tests {
namespace {

CheckRequest two_models_on_two_families() {
  CheckRequest request;
  request.models = {load_model("soft"), load_model("textbook")};
  request.sources = {family_source("prototype", {"sigma=0.02", "n=6"}, 6), family_source("threshold", {}, 3)};
  request.selection.dropped = select_hypotheses({"class-purity"});
  request.selection.regime = recursion::Regime::full;
  return request;
}

/// All of a report but the time that it took.
std::string text_of(reports::Report report) {
  report.seconds.reset();
  put_in_order(report);
  return to_json(report);
}

std::string check_refusal(const CheckRequest& request) {
  try {
    Check refused(request);
  } catch (const Refusal& refusal) {
    return refusal.what();
  }
  return "(nothing was refused)";
}

}  // namespace

TEST_CASE("what a campaign found is read back as it was") {
  const reports::Report report = check(two_models_on_two_families()).report;
  REQUIRE(conclude(report).violated > 0);
  const reports::Report again = reports::parse_report(to_json(report), "report.json");
  CHECK(again == report);
  CHECK(to_json(again) == to_json(report));
}

TEST_CASE("a prepared check may be run again, on any number of threads, and finds the same") {
  const Check prepared(two_models_on_two_families());
  const std::string once = text_of(prepared.run({.threads = 1}).report);
  CHECK(text_of(prepared.run({.threads = 3}).report) == once);
  CHECK(text_of(check(two_models_on_two_families()).report) == once);
}

TEST_CASE("every confirmed violation comes with the cases that its report names") {
  const CheckResult result = check(ablation_request());
  const auto witnesses = witnesses_of(result.report);
  REQUIRE(witnesses.size() == 2);
  REQUIRE(result.violations.size() == 2);
  for (std::size_t k = 0; k < 2; ++k) CHECK(result.violations[k].file_name == witnesses[k]->file);
}

TEST_CASE("parts of a check add up to the whole") {
  CheckRequest request = ablation_request();
  const std::string whole = text_of(check(request).report);
  std::vector<reports::Report> parts;
  for (const int part : {2, 1}) {
    request.part = {2, {part}};
    parts.push_back(check(request).report);
  }
  CHECK(text_of(reports::merge(parts)) == whole);
}

TEST_CASE("progress counts the tasks of all runs as one piece of work") {
  std::vector<numeric::Progress> seen;
  check(two_models_on_two_families(), {.threads = 2, .progress = [&](const auto& at) { seen.push_back(at); }});
  REQUIRE(seen.size() == 18);
  for (std::size_t k = 0; k < seen.size(); ++k) {
    CHECK(seen[k].done == k + 1);
    CHECK(seen[k].total == 18);
  }
  CHECK(seen.front().what.starts_with("soft on prototype"));
  CHECK(seen.back().what.starts_with("textbook on threshold"));
}

TEST_CASE("a check that is stopped, or out of time, has a report that says which") {
  const CheckResult stopped = check(ablation_request(), {.stop = [] { return true; }});
  CHECK(stopped.report.interrupted);
  CHECK_FALSE(stopped.report.out_of_time);
  CHECK(stopped.report.runs.front().tasks_done == 0);
  const CheckResult late = check(ablation_request(), {.seconds = 0.0});
  CHECK_FALSE(late.report.interrupted);
  CHECK(late.report.out_of_time);
}

TEST_CASE("what cannot be checked is refused before any work") {
  CheckRequest request = ablation_request();
  request.sources.clear();
  CHECK(check_refusal(request) == "check needs tasks; name a family, or task files");
  request = ablation_request();
  request.models.push_back(request.models.front());
  CHECK(check_refusal(request) == "two models are called 'soft'; give each a name of its own");
  request.models.clear();
  CHECK(check_refusal(request) == "check needs a model; name one");
  request = ablation_request();
  request.selection.statements.clear();
  CHECK(check_refusal(request) == "check needs a statement; select some, or all");
  request = ablation_request();
  for (const reports::Part& part : {reports::Part{2, {}}, {2, {3}}, {2, {0}}, {2, {1, 2}}}) {
    request.part = part;
    CHECK(check_refusal(request).starts_with("the part is none of a whole"));
  }
  request = ablation_request();
  request.parameter_draw = "radnom";
  CHECK(check_refusal(request).find("did you mean 'random'?") != std::string::npos);
  request = ablation_request();
  request.sources = {family_source("prototype", {"sigma=much"}, 6)};
  CHECK_THROWS_AS(Check{request}, generators::SettingError);
  request.sources = {family_source("prototipe", {}, 6)};
  CHECK_THROWS_AS(Check{request}, generators::UnknownFamily);
}

TEST_CASE("a task file of another shape than the model is refused by its name") {
  files::test::Scratch scratch;
  recursion::Parameters wide = load_model("soft").parameters;
  wide.feature_dim = 6;
  const generators::Family& cone = generators::find_family("cone");
  const recursion::Task task = make_task(cone, read_settings(cone, {}), wide, 1, 0);
  const std::string path = (scratch / "wide.json").string();
  std::ofstream(path) << files::to_json(task);
  CheckRequest request = ablation_request();
  request.sources = {file_source({path})};
  const std::string message = files::test::message_of([&] { Check refused(request); });
  CHECK(message.starts_with(path + ": /probe: the task has 6 features, the parameters soft have 5"));
}

TEST_CASE("tasks that are given join each model's runs, where they fit") {
  CheckRequest request = two_models_on_two_families();
  request.like = load_model("reference");
  work::PreparedCampaigns prepared("check", request);
  TaskSource given{.name = "given", .may_be_left_out = true};
  const generators::Family& cone = generators::find_family("cone");
  given.given = {{"a task", make_task(cone, read_settings(cone, {}), request.models.front().parameters, 1, 0)}};
  prepared.add(given);
  given.name = "other";
  given.given.front().task.classes = 7;
  prepared.add(given);
  const reports::Report report = prepared.run({}).report;
  std::vector<std::string> runs;
  for (const reports::Run& run : report.runs) {
    CHECK(run.position == static_cast<int>(runs.size()));
    runs.push_back(run.model + " " + run.source);
    CHECK(run.reference.empty() == (run.source == "given"));
  }
  CHECK(runs == std::vector<std::string>{"soft prototype", "soft threshold", "soft given", "textbook prototype",
                                         "textbook threshold", "textbook given"});
  CHECK(report.runs[2].task_files == std::vector<std::string>{"a task"});
  CHECK(std::ranges::count(report.remarks, "soft: other left out: none of its tasks has the model's d and K") == 1);
}

}  // namespace margincert::work_tests
