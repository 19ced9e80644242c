#include "margincert/gate.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "files/atomic_write.hpp"
#include "margincert/work/gate_plan.hpp"
#include "margincert/work/shipped.hpp"
#include "recursion/refusal.hpp"
#include "tests/files/support.hpp"

namespace margincert::work_tests {
namespace {

GateConfig config_of(const std::string& text) {
  return parse_gate_config("format = \"margincert-gate/1\"\n" + text, "gate.toml");
}

/// A recursion alone, on a few tasks.
GateRequest small_gate() {
  GateRequest request;
  request.model = "textbook";
  request.statements = {"norm-growth", "norm-ceiling"};
  request.families = {"cone"};
  request.settings = {"n=6"};
  request.tasks = 4;
  request.required_applicable = 1;
  return request;
}

std::string gate_refusal(const GateRequest& request) {
  try {
    Gate refused(request);
  } catch (const Refusal& refusal) {
    return refusal.what();
  } catch (const files::FileError& error) {
    return error.what();
  }
  return "(nothing was refused)";
}

}  // namespace

TEST_CASE("a gate replays the shipped cases, checks the statements and sees their twins fall") {
  const GateResult result = gate(small_gate());
  CHECK(conclude(result.report).status == reports::Status::pass);
  CHECK(result.report.request.command == "gate");
  CHECK(result.report.request.profile.empty());
  CHECK(result.report.cases.size() == work::embedded_with(work::case_suffix).size());
  CHECK(std::ranges::all_of(result.report.cases, &reports::CaseTest::accepted));
  REQUIRE(result.report.twins.size() == 2);
  CHECK(std::ranges::all_of(result.report.twins, &reports::TwinTest::caught));
  CHECK(result.report.identification.empty());
  CHECK(result.violations.empty());
  CHECK(result.new_cases.empty());
  CHECK_FALSE(result.baseline.written.has_value());
}

TEST_CASE("a gate that is stopped at once says that it was, and nothing of twins and cases") {
  const GateResult result = gate(small_gate(), {.stop = [] { return true; }});
  CHECK(result.report.interrupted);
  CHECK_FALSE(result.report.out_of_time);
  CHECK(result.report.cases.empty());
  CHECK(result.report.twins.empty());
}

TEST_CASE("a gate whose seconds are over is out of time, and not interrupted") {
  const GateResult result = gate(small_gate(), {.seconds = 0.0});
  CHECK_FALSE(result.report.interrupted);
  CHECK(result.report.out_of_time);
  CHECK(conclude(result.report).status == reports::Status::inconclusive);
}

TEST_CASE("the request counts before its configuration, and that before the default") {
  GateRequest request;
  request.config = config_of(
      "model = \"textbook\"\nseed = 5\nprofile = \"dev\"\nregime = \"full\"\n[budget]\ntasks = 50\ntime = 9\n"
      "[dev]\nprecision = 256\n[[family]]\nname = \"cone\"\n");
  const work::GatePlan configured = work::plan_gate(request);
  CHECK(configured.model.name == "textbook");
  CHECK(configured.seed == 5);
  CHECK(configured.profile == Profile::dev);
  CHECK(configured.selection.regime == recursion::Regime::full);
  CHECK(configured.selection.ladder.rungs().back().bits() == 256);
  CHECK(configured.sources.at(0).tasks == 10);  // a fifth
  CHECK(configured.required_applicable == 20);
  CHECK(configured.time_budget == 9);

  request.seed = 6;
  request.profile = Profile::ci;
  request.regime = RegimeChoice{};
  request.tasks = 3;
  request.model = "soft";
  request.precision_budget = 113;
  const work::GatePlan asked = work::plan_gate(request);
  CHECK(asked.model.name == "soft");
  CHECK(asked.seed == 6);
  CHECK(asked.profile == Profile::ci);
  CHECK_FALSE(asked.selection.regime.has_value());
  CHECK(asked.selection.ladder.rungs().back().bits() == 113);
  CHECK(asked.sources.at(0).tasks == 3);
  CHECK(asked.required_applicable == 100);
}

TEST_CASE("without a configuration there is no profile, and with one it is ci") {
  CHECK_FALSE(work::plan_gate({}).profile.has_value());
  CHECK(work::plan_gate({.config = config_of("")}).profile == Profile::ci);
}

TEST_CASE("a nightly gate takes a fresh seed, of which its parts must not have several") {
  GateRequest request = small_gate();
  request.profile = Profile::nightly;
  CHECK(work::plan_gate(request).fresh_seed);
  CHECK(work::plan_gate(request).search > 0);
  request.part = reports::Part{2, {1}};
  CHECK(gate_refusal(request) == "--shard of a nightly run needs --seed: parts of one run have one seed");
  request.seed = 1;
  CHECK_FALSE(work::plan_gate(request).fresh_seed);
}

TEST_CASE("a nightly gate searches, and offers what it found for the folder of cases without writing it") {
  files::test::Scratch scratch;
  GateRequest request;
  request.config = parse_gate_config(
      "format = \"margincert-gate/1\"\nmodel = \"soft\"\nseed = 1\nstatements = [\"geometric-margin-growth\"]\n"
      "drop = [\"class-purity\"]\nregime = \"full\"\n[nightly]\ntasks = 3\nsearch = 200\n[[family]]\n"
      "name = \"prototype\"\nset = { sigma = 0.02, n = 6 }\n",
      "gate.toml");
  request.profile = Profile::nightly;
  request.seed = 1;
  request.cases = (scratch / "").string();
  const GateResult result = gate(request);
  CHECK(conclude(result.report).status == reports::Status::fail);
  REQUIRE(result.new_cases.size() == 1);
  CHECK(files::parse_case(result.new_cases[0].text, "new").origin.kind == "simplest");
  CHECK(scratch.entries() == 0);
  const auto says = [&](const char* word) {
    return std::ranges::any_of(result.report.remarks,
                               [&](const std::string& remark) { return remark.find(word) != std::string::npos; });
  };
  CHECK(says("soft: search with 200 evaluations each"));
  CHECK(says(" is new: commit it"));
}

TEST_CASE("a configuration that selects nothing is no pass") {
  GateRequest request;
  request.config = config_of("model = \"textbook\"\nstatements = []\n");
  const GateResult result = gate(request);
  CHECK(result.report.runs.empty());
  CHECK(result.report.cases.empty());
  CHECK(conclude(result.report).status == reports::Status::nothing_checked);
  CHECK(std::ranges::count(result.report.remarks, "gate.toml, line 3, column 1: 'statements' selects nothing") == 1);
}

TEST_CASE("requests that contradict themselves are refused, where they say it") {
  GateRequest request = small_gate();
  request.recursion = "reference";
  CHECK(gate_refusal(request).starts_with("--recursion: the model is no transformer that could follow it"));
  request = small_gate();
  request.config = config_of("transformer = \"reference\"\n");
  request.model = "";
  CHECK(gate_refusal(request).starts_with("gate.toml: line 2, column 1: there is no model that it could follow"));
  request = small_gate();
  request.families.clear();
  CHECK(gate_refusal(request) == "--set needs --family; the default campaign has its own settings");
}

TEST_CASE("files that a gate reads are named, so that no output takes their place") {
  files::test::Scratch scratch;
  const std::string path = (scratch / "mine.recursion.json").string();
  files::write_file(path, work::find_embedded("textbook.recursion.json")->text);
  const std::string kept = (scratch / "one.case.json").string();
  files::write_file(kept, work::embedded_with(work::case_suffix).front()->text);
  GateRequest request = small_gate();
  request.model = path;
  request.cases = (scratch / "").string();
  const std::vector<std::string> named = Gate(request).files();
  CHECK(std::ranges::count(named, path) == 1);
  CHECK(std::ranges::count(named, kept) == 1);
}

}  // namespace margincert::work_tests
