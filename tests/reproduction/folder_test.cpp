#include "reproduction/folder.hpp"

#include <doctest/doctest.h>

#include <set>

#include "recursion/refusal.hpp"
#include "reproduction/result_file.hpp"
#include "tests/files/support.hpp"

namespace margincert::reproduction_tests {
namespace {

using namespace reproduction;
using files::test::Scratch;

TEST_CASE("rows are named by their ids, and all where none is") {
  CHECK(rows_named({}).size() == rows().size());
  CHECK(rows_named({"margin-bounds", "gram-structure"}).front()->id == "margin-bounds");
  try {
    rows_named({"gram-structre"});
    FAIL("an unknown row was found");
  } catch (const Refusal& refusal) {
    CHECK(std::string(refusal.what()).starts_with("no row 'gram-structre'; did you mean 'gram-structure'? (rows: "));
  }
}

TEST_CASE("a folder trains what a row misses, keeps the result for its own scale, and names the row as it goes") {
  const Scratch scratch;
  const Folder folder(scratch / "out", scale_named("tiny"));
  const Row& row = *find_row("label-background");
  CHECK_FALSE(folder.stored(row));
  std::set<std::string> whats;
  const Result result = folder.measure(row, {.progress = [&](const numeric::Progress& at) { whats.insert(at.what); }});
  CHECK(whats == std::set<std::string>{"label-background"});
  CHECK(to_json(*folder.stored(row)) == to_json(result));
  CHECK(folder.results().size() == 1);
  CHECK(std::filesystem::exists(scratch / "out/models"));
  CHECK_FALSE(Folder(scratch / "out", scale_named("full")).stored(row));
  CHECK(Folder(scratch / "out", scale_named("full")).results().empty());
}

TEST_CASE("a measurement whose seconds are over stores nothing") {
  const Scratch scratch;
  const Folder folder(scratch / "out", scale_named("tiny"));
  CHECK_THROWS_AS(folder.measure(*find_row("gram-structure"), {.seconds = 0.0}), Interrupted);
  CHECK(folder.results().empty());
}

}  // namespace
}  // namespace margincert::reproduction_tests
