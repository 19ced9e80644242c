#include "margincert/baseline.hpp"

#include <doctest/doctest.h>

#include "files/atomic_write.hpp"
#include "recursion/refusal.hpp"
#include "tests/files/support.hpp"
#include "tests/margincert/ablation.hpp"

namespace margincert::work_tests {
namespace {

struct BaselineFixture {
  files::test::Scratch scratch;
  std::string path = (scratch / "baseline.json").string();
  Selection selection = ablation_request().selection;

  Baseline baseline(const BaselineRequest& request) const { return {request, selection.dropped, selection.regime}; }
  BaselineRequest writing() const { return {"", path, "known since spring", "2100-01-01"}; }
};

}  // namespace

TEST_CASE_FIXTURE(BaselineFixture, "a finding that was written into a baseline is tolerated by it") {
  reports::Report report = check(ablation_request()).report;
  REQUIRE(conclude(report).status == reports::Status::fail);
  const SettledBaseline settled = baseline(writing()).settle(report);
  REQUIRE(settled.written.has_value());
  CHECK(settled.warning.empty());
  CHECK(settled.written->path == path);
  CHECK(report.baseline.empty());
  CHECK(scratch.entries() == 0);  // it is the caller who writes

  files::write_file(path, settled.written->text);
  const Baseline known = baseline({.file = path});
  CHECK(known.files() == std::vector{path});
  CHECK_FALSE(known.settle(report).written.has_value());
  REQUIRE(report.baseline.size() == 1);
  CHECK(report.baseline[0].standing == reports::Standing::existing);
  CHECK(report.baseline[0].reason == "known since spring");
  CHECK(conclude(report).tolerated == 1);
}

TEST_CASE_FIXTURE(BaselineFixture, "a report of work that was cut short gives a warning in place of a baseline") {
  reports::Report report = check(ablation_request(), {.stop = [] { return true; }}).report;
  const SettledBaseline settled = baseline(writing()).settle(report);
  CHECK_FALSE(settled.written.has_value());
  CHECK(settled.warning.starts_with(path + " is not written: the run is not complete"));
}

TEST_CASE_FIXTURE(BaselineFixture, "a baseline request that contradicts itself is refused") {
  CHECK_THROWS_AS(baseline({.written_file = path}), Refusal);  // no reason
  CHECK_THROWS_AS(baseline({"", path, "a reason", "2001-02-30"}), Refusal);
  CHECK_THROWS_AS(baseline({"", path, "a reason", "2001-02-03"}), Refusal);  // over
  CHECK_THROWS_AS(baseline({.file = path}), files::FileError);               // not there
}

TEST_CASE_FIXTURE(BaselineFixture, "a baseline of another question is refused") {
  reports::Report report = check(ablation_request()).report;
  files::write_file(path, baseline(writing()).settle(report).written->text);
  CHECK_THROWS_AS(Baseline({.file = path}, {}, selection.regime), files::FileError);
  CHECK_THROWS_AS(Baseline({.file = path}, selection.dropped, std::nullopt), files::FileError);
}

}  // namespace margincert::work_tests
