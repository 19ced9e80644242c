#include <cstdio>
#include <filesystem>

#include "example_report.hpp"
#include "files/atomic_write.hpp"
#include "random_report.hpp"
#include "reports/annotations.hpp"
#include "synthetic_report.hpp"

// Writes reports made for tests into a folder, in the formats of services, for tests/cli/report_formats_test.py to hold
// against their schemas and limits.

namespace margincert::reports_tests {
namespace {

void write(const std::filesystem::path& folder, const std::string& name, const reports::Report& report) {
  files::write_file(folder / (name + ".xml"), to_junit(report));
  files::write_file(folder / (name + ".sarif"), to_sarif(report));
  files::write_file(folder / (name + ".md"), to_markdown(report));
  files::write_file(folder / (name + ".commands"), to_annotations(report));
  files::write_file(folder / (name + ".line"), conclude(report).line());
}

void write_all(const std::filesystem::path& folder) {
  write(folder, "empty", {});
  write(folder, "passing", passing_report());
  write(folder, "example", example_report());
  write(folder, "hostile", hostile_report());
  for (int seed = 0; seed < 10; ++seed)
    write(folder, fmt::format("random-{}", seed), random_report(static_cast<std::uint64_t>(seed)));
  write(folder, "many", report_of_violations(10'000));
  write(folder, "too-many", report_of_violations(26'000));
}

}  // namespace
}  // namespace margincert::reports_tests

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
    return 64;
  }
  margincert::reports_tests::write_all(arguments[1]);
}
