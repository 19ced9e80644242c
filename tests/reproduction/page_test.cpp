#include "reproduction/page.hpp"

#include <doctest/doctest.h>

#include "files/text_file.hpp"
#include "reproduction/store.hpp"

namespace margincert::reproduction_tests {
namespace {

using namespace reproduction;

Result example(double measured) {
  const Measurement measurement{
      {{"loss of accuracy", measured, Relation::below, 0.02, Unit::percent}},
      "What came out.",
      {{"Table", "Its note.", {{"name"}, {"value", Unit::percent}}, {{"a", Estimate{0.5, 0.25, 0.75}}}}},
      {{"curves", "Curves", "x", "y", {{"line", {{0, {1}}, {1, {2}}}}}}}};
  return {"some-claim", "A claim.", "S", "a source", Scale(), measurement, 1.5};
}

bool says(const Page& page, const std::string& words) { return page.markdown.find(words) != std::string::npos; }

TEST_CASE("a page shows claim, provenance, source, verdict, criteria, tables, plots and command of a result") {
  const Page page = render({example(0.0125)});
  CHECK(says(page, "| [`some-claim`](#some-claim) | [S] | reproduces | 1 of 1 |"));
  CHECK(says(page, "*Claim* [S]: A claim.\n\n*Source*: a source\n\n**Verdict: reproduces.** What came out.\n"));
  CHECK(says(page, "| loss of accuracy < 2 % | 1.25 % | yes |"));
  CHECK(says(page, "| a | 50.00 % [25.00, 75.00] |\n\nIts note.\n"));
  CHECK(says(page, "![Curves](reproduction/curves.svg)"));
  CHECK(says(page, "\n    margincert reproduce --row some-claim\n"));
  CHECK(page.files.size() == 1);
  CHECK(page.files.contains("reproduction/curves.svg"));
}

TEST_CASE("a criterion that is not met shows, in its line and in the verdict") {
  const Page page = render({example(0.025)});
  CHECK(says(page, "| loss of accuracy < 2 % | 2.5 % | no |"));
  CHECK(says(page, "**Verdict: does not reproduce.**"));
}

TEST_CASE("a measured number is rounded against the claim, and never to where its line contradicts itself") {
  CHECK(says(render({example(0.0123412)}), "| loss of accuracy < 2 % | 1.235 % | yes |"));
  CHECK(says(render({example(0.01999999)}), "| loss of accuracy < 2 % | 1.999999 % | yes |"));
  CHECK(says(render({example(0.02)}), "| loss of accuracy < 2 % | 2 % | no |"));
  CHECK(says(render({example(0.02000001)}), "| loss of accuracy < 2 % | 2.001 % | no |"));
}

TEST_CASE("equal results make an equal page, however long they took") {
  Result slower = example(0.0125);
  slower.seconds = 99;
  const Page page = render({example(0.0125)}), again = render({slower});
  CHECK(page.markdown == again.markdown);
  CHECK(page.files == again.files);
  CHECK(render({example(0.0126)}).markdown != page.markdown);
}

TEST_CASE("a page names the scale that it was measured at") {
  Result tiny = example(0.0125);
  tiny.scale = scale_named("tiny");
  CHECK(says(render({tiny}), "margincert reproduce --row some-claim --scale tiny\n"));
  CHECK(says(render({tiny}), "d = 3, K = 2, n = 8, T = 2"));
}

TEST_CASE("the committed page is what the committed results render to") {
  const std::string docs = MARGINCERT_SOURCE_ROOT "/docs/";
  const std::vector<Result> results = Store(docs + "reproduction/results").all();
  REQUIRE(results.size() == rows().size());
  const Page page = render(results);
  CHECK(page.markdown == files::read_text(docs + "reproduction.md"));
  for (const auto& [its_path, content] : page.files) {
    const auto& path = its_path;
    CHECK_MESSAGE(content == files::read_text(docs + path), path);
  }
}

TEST_CASE("the committed results say of their claims what the program says now, all at one scale") {
  for (const Result& result : Store(MARGINCERT_SOURCE_ROOT "/docs/reproduction/results").all()) {
    const Row& row = *find_row(result.row);
    CHECK(result.claim == row.claim);
    CHECK(result.provenance == row.provenance);
    CHECK(result.source == row.source);
    CHECK_MESSAGE(result.scale == scale_named(result.scale.name), result.row);
  }
}

}  // namespace
}  // namespace margincert::reproduction_tests
