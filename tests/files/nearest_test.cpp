#include "files/nearest.hpp"

#include <doctest/doctest.h>

#include <vector>

namespace margincert::files {

TEST_CASE("edit distance counts insertions, deletions, substitutions and swaps of neighbours") {
  CHECK(edit_distance("cone", "cone") == 0);
  CHECK(edit_distance("cone", "cones") == 1);
  CHECK(edit_distance("cone", "one") == 1);
  CHECK(edit_distance("cone", "cane") == 1);
  CHECK(edit_distance("cone", "cnoe") == 1);
  CHECK(edit_distance("", "cone") == 4);
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("a misspelt word finds the name that was meant") {
  const std::vector<std::string> names = {"no-margin", "prototype", "cone", "threshold"};
  CHECK(nearest("protoype", names) == "prototype");
  CHECK(nearest("nomargin", names) == "no-margin");
  CHECK(did_you_mean("tresholds", names) == "; did you mean 'threshold'?");
}

TEST_CASE("no hint is given for a word that resembles nothing") {
  const std::vector<std::string> names = {"cone", "n"};
  CHECK_FALSE(nearest("xyzzy", names));
  CHECK_FALSE(nearest("q", names));
  CHECK_FALSE(nearest("cone", {}));
  CHECK(did_you_mean("xyzzy", names).empty());
}

TEST_CASE("names are joined by a separator between them only") {
  const std::vector<std::string> names = {"a", "b", "c"};
  CHECK(joined(names) == "a, b, c");
  CHECK(joined(names, " | ") == "a | b | c");
  CHECK(joined({}).empty());
}

}  // namespace margincert::files
