#include "reproduction/store.hpp"

#include <doctest/doctest.h>

#include "tests/files/support.hpp"

namespace margincert::reproduction_tests {
namespace {

using namespace reproduction;
using files::test::content_of;
using files::test::Scratch;

Result result_of(const Row& row) {
  return {row.id,     row.claim,           row.provenance,
          row.source, scale_named("tiny"), {{{"x", 0, Relation::below, 1}}, "", {}, {}},
          {}};
}

TEST_CASE("results are found by their row, and listed in the order of the registry") {
  const Scratch folder;
  const Store store(folder / "results");
  CHECK(store.all().empty());
  store.put(result_of(rows()[2]));
  store.put(result_of(rows()[0]));
  CHECK_FALSE(store.find(rows()[1]).has_value());
  const std::vector<Result> all = store.all();
  REQUIRE(all.size() == 2);
  CHECK(all[0].row == rows()[0].id);
  CHECK(all[1].row == rows()[2].id);
}

TEST_CASE("a file with another row's result is refused") {
  const Scratch folder;
  const Store store(folder / "results");
  store.put(result_of(rows()[0]));
  std::filesystem::copy_file(folder / ("results/" + rows()[0].id + ".json"),
                             folder / ("results/" + rows()[1].id + ".json"));
  CHECK(files::test::message_of([&] { store.find(rows()[1]); }).find("/row: ") != std::string::npos);
}

TEST_CASE("a page is written with its plots") {
  const Scratch folder;
  write_page({"text\n", {{"reproduction/plot.svg", "<svg/>"}}}, folder / "out");
  CHECK(content_of(folder / "out/reproduction.md") == "text\n");
  CHECK(content_of(folder / "out/reproduction/plot.svg") == "<svg/>");
}

}  // namespace
}  // namespace margincert::reproduction_tests
