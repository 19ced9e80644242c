#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <map>
#include <set>

#include "exact.hpp"
#include "example.hpp"

namespace margincert::generators {
namespace {

std::string bytes(std::uint64_t word) {
  const auto raw = std::bit_cast<std::array<char, 8>>(word);
  return {raw.begin(), raw.end()};
}

/// FNV-1a over the bit patterns of all that a task holds.
std::uint64_t fingerprint(const recursion::Task& task) {
  std::string all = bytes(task.classes) + bytes(task.probe_class);
  for (std::size_t i = 0; i < task.features.rows(); ++i) {
    for (const double x : task.features[i]) all += bytes(std::bit_cast<std::uint64_t>(x));
    all += bytes(task.labels[i] ? *task.labels[i] : ~0ULL);
  }
  for (const double x : task.probe) all += bytes(std::bit_cast<std::uint64_t>(x));
  return fnv1a(all);
}

std::string unknown_family_complaint(const std::string& id) {
  try {
    find_family(id);
  } catch (const UnknownFamily& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("families have distinct ids and say what they are") {
  std::set<std::string> ids;
  for (const Family& family : families()) {
    ids.insert(family.id);
    CHECK_FALSE(family.summary.empty());
    CHECK_FALSE(family.stresses.empty());
    CHECK(&find_family(family.id) == &family);
  }
  CHECK(ids.size() == families().size());
  CHECK(ids.contains("no-margin"));
}

TEST_CASE("an unknown family is refused with the nearest id and all ids") {
  CHECK(unknown_family_complaint("cnoe").find("did you mean 'cone'?") != std::string::npos);
  CHECK(unknown_family_complaint("xyzzy").find("no-margin, prototype, cone, threshold") != std::string::npos);
}

TEST_CASE("a task is a function of family, settings, parameters, seed and index: order and repetition do not matter") {
  for (const Family& family : families()) {
    CAPTURE(family.id);
    std::map<std::uint64_t, recursion::Task> forwards;
    for (std::uint64_t index = 0; index < 6; ++index) {
      forwards[index] = example::task(family.id, {}, example::parameters(), 9, index);
    }
    for (std::uint64_t index = 6; index-- > 0;) {
      CHECK(example::task(family.id, {}, example::parameters(), 9, index) == forwards[index]);
    }
  }
}

TEST_CASE("seed, index and family each make another task") {
  std::set<std::uint64_t> prints;
  for (const Family& family : families()) {
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      for (std::uint64_t index = 0; index < 3; ++index) {
        prints.insert(fingerprint(example::task(family.id, {}, example::parameters(), seed, index)));
      }
    }
  }
  CHECK(prints.size() == families().size() * 9);
}

TEST_CASE("streams are frozen: a published seed means the same tasks for ever") {
  const std::map<std::string, std::array<std::uint64_t, 3>> frozen = {
      {"no-margin", {0xba8f44232526c1d2, 0x6cdf1344009429ec, 0xd5978c0363a39847}},
      {"prototype", {0xb53262883e0e1cad, 0x8e3279510d1e8a82, 0x8405de1c42599aee}},
      {"cone", {0xc65ce7aaa0c42836, 0x64b59602e08b2b48, 0x1ff4b01cfa9cb3f6}},
      {"threshold", {0xcfe784d571c1e14f, 0x4769ad705e4c57e3, 0x1040ea4d0b2cf99f}},
  };
  for (const Family& family : families()) {
    CAPTURE(family.id);
    REQUIRE(frozen.contains(family.id));
    for (std::uint64_t index = 0; index < 3; ++index) {
      CHECK(fingerprint(example::task(family.id, {}, example::parameters(), 20260413, index)) ==
            frozen.at(family.id)[index]);
    }
  }
}

TEST_CASE("every task is well formed and keeps the hypothesis unit-norm in exact arithmetic") {
  for (const Family& family : families()) {
    for (const auto& [dimension, classes] : {std::pair{5, 3}, {3, 2}, {9, 7}, {40, 4}}) {
      for (std::uint64_t index = 0; index < 10; ++index) {
        const auto task = example::task(family.id, {"n=23"}, example::parameters(dimension, classes), 3, index);
        CAPTURE(family.id);
        CHECK(task.points() == 23);
        CHECK(task.features.rows() == 23);
        CHECK(task.features.columns() == static_cast<std::size_t>(dimension));
        CHECK(task.feature_dim() == dimension);
        CHECK(task.classes == classes);
        CHECK(is_fully_labelled(task));
        CHECK((task.probe_class >= 0 && task.probe_class < classes));
        for (const auto label : task.labels) CHECK((*label >= 0 && *label < classes));
        CHECK(exact::in_unit_ball(task));
      }
    }
  }
}

TEST_CASE("one dimension, one class and one point make a task where the family has room for them") {
  CHECK(example::task("no-margin", {"n=1"}, example::parameters(1, 1), 1, 0).points() == 1);
  CHECK(example::task("prototype", {"n=1"}, example::parameters(1, 1), 1, 0).points() == 1);
  CHECK(example::task("cone", {"n=2", "geometry=simplex"}, example::parameters(1, 2), 1, 0).points() == 2);
  CHECK(example::task("threshold", {"n=2"}, example::parameters(1, 2), 1, 0).points() == 2);
}

TEST_CASE("no-margin tasks seldom have a positive margin") {
  int with_margin = 0;
  int complete = 0;
  for (std::uint64_t index = 0; index < 30; ++index) {
    const auto task = example::task("no-margin", {}, example::parameters(), 1, index);
    if (!has_every_class(task)) continue;
    ++complete;
    if (exact::geometric_margin(task) > 0) ++with_margin;
  }
  CHECK(complete > 0);
  CHECK(with_margin * 4 < complete);
}

TEST_CASE("prototype tasks contain every class as soon as there are enough points") {
  for (std::uint64_t index = 0; index < 50; ++index) {
    CHECK(has_every_class(example::task("prototype", {"n=3"}, example::parameters(), 1, index)));
  }
}

TEST_CASE("prototype noise is sigma: none makes the points of a class coincide, much makes them scatter") {
  const auto calm = example::task("prototype", {"sigma=0"}, example::parameters(), 1, 0);
  const auto wild = example::task("prototype", {"sigma=10"}, example::parameters(), 1, 0);
  // Simplex of three: in-class products 1, cross-class products -1/2.
  CHECK(exact::separation(calm).convert_to<double>() == doctest::Approx(1.5));
  CHECK(exact::separation(wild) < 0);
}

TEST_CASE("cone tasks have ρ_0 > Λ_0 and Δ_0 > 0 in exact arithmetic, up to the edge of what the settings allow") {
  struct Edge {
    std::vector<std::string> settings;
    int dimension;
    int classes;
  };
  const Edge edges[] = {{{}, 5, 3},
                        {{"half-angle=14.999999"}, 5, 3},
                        {{"half-angle=0"}, 5, 3},
                        {{"axis-angle=1", "half-angle=0.249"}, 4, 4},
                        {{"half-angle=22.499999", "geometry=orthonormal"}, 3, 3},
                        {{"half-angle=29.999999", "geometry=simplex"}, 2, 3},
                        {{"half-angle=44.999999", "geometry=simplex"}, 2, 2},
                        {{"half-angle=44", "geometry=simplex"}, 1, 2}};
  for (const Edge& edge : edges) {
    auto settings = edge.settings;
    settings.push_back("n=30");
    for (std::uint64_t index = 0; index < 15; ++index) {
      const auto task = example::task("cone", settings, example::parameters(edge.dimension, edge.classes), 8, index);
      CAPTURE(edge.settings.size());
      CHECK(has_every_class(task));
      CHECK(exact::separation(task) > 0);
      CHECK(exact::geometric_margin(task) > 0);
    }
  }
}

}  // namespace margincert::generators
