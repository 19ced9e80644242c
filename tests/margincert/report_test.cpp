#include "margincert/report.hpp"

#include <doctest/doctest.h>

#include "files/atomic_write.hpp"
#include "recursion/refusal.hpp"
#include "tests/files/support.hpp"
#include "tests/margincert/ablation.hpp"

namespace margincert::work_tests {
namespace {

/// The ablation in two parts, each in a file.
struct ReportFixture {
  files::test::Scratch scratch;
  std::string first = part(1), second = part(2);

  std::string part(int number) const {
    CheckRequest request = ablation_request();
    request.part = {2, {number}};
    const std::string path = (scratch / (std::to_string(number) + ".json")).string();
    files::write_file(path, written(check(request).report, "json"));
    return path;
  }
};

}  // namespace

TEST_CASE_FIXTURE(ReportFixture, "reports of parts are read and put together") {
  const reports::Report whole = merge_reports({second, first});
  CHECK(whole.runs.front().complete());
  CHECK(read_report(first).runs.front().part == reports::Part{2, {1}});
  CHECK(compare_reports(first, first).status() == reports::Status::pass);
  CHECK(carried_witnesses(whole).size() == witnesses_of(whole).size());
}

TEST_CASE_FIXTURE(ReportFixture, "a report that does not fit those before it is named") {
  const std::string message = files::test::message_of([&] { merge_reports({first, second, first}); });
  CHECK(message.starts_with(first + ": beside the reports before it: "));
  CHECK_THROWS_AS(merge_reports({}), Refusal);
}

TEST_CASE_FIXTURE(ReportFixture, "a report is written in any format by its name, and refused in any other") {
  const reports::Report report = read_report(first);
  CHECK(written(report, "json") == files::test::content_of(first));
  CHECK(written(report, "html").starts_with("<!DOCTYPE html>"));
  CHECK_THROWS_WITH_AS(written(report, "htlm"), doctest::Contains("did you mean 'html'?"), Refusal);
}

}  // namespace margincert::work_tests
