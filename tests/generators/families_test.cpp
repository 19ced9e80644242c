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

std::vector<std::array<int, 3>> small_sizes() {
  std::vector<std::array<int, 3>> sizes;
  for (int n = 1; n <= 8; ++n) {
    for (int d = 1; d <= 4; ++d) {
      for (int classes = 2; classes <= 4; ++classes) sizes.push_back({n, d, classes});
    }
  }
  return sizes;
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
      {"simplex", {0xadd05a22373d9abc, 0xb4edadb42c0f1130, 0x519f227ce0139fdc}},
      {"imbalanced", {0xa6ab3d1d158263dc, 0x17ed117449ce347d, 0x41d7124bb753dafe}},
      {"label-noise", {0x5be954eb139b6f3c, 0x45af69fe9b5babae, 0x149137df49e93b07}},
      {"semi-supervised", {0x2278181d16842222, 0x3b6a4e11a8a58234, 0x32249cf4b98a04b3}},
      {"nonlinear", {0xdbce0437fcd9fd3d, 0x649db12fab756cb1, 0x89aec5fee566bc26}},
      {"unnormalised", {0xac79a5f71942d66e, 0x5e5f315d862eec04, 0x9b877a31c57494cb}},
      {"large-context", {0xa68ca0bfb5487e64, 0x1e1fd189bb4876ce, 0xf15ee6772f0321d2}},
      {"boundary", {0xf3d24ee9ef2318b5, 0xbe38f8654e35fa89, 0xedd9e3bd9a093d60}},
      {"near-tie", {0x63482e15777e565c, 0xf4ff0990eaae5a5d, 0xe0b128832ecc8562}},
      {"coincident", {0xac84c4868cd007e3, 0x918594fcd34e79d6, 0x246d7efdd47f0936}},
      {"antipodal", {0xb4516759dce354d4, 0x75c6c90e89ff9a80, 0x50710bd6ad6ab6a9}},
      {"saturated", {0xa47bad952d0ba04e, 0xd29b3935c71ad621, 0x4b7f121f1479fcff}},
      {"tiny-step", {0x9907f9c691a8391e, 0x9cc429a8ccd342cf, 0x96f755a27fca679f}},
      {"cancellation", {0x4faf97ec8641a794, 0xaaba135b0e198526, 0xfd951a52179dc11f}},
      {"deep", {0x0d28bac1f6074409, 0x323fc0089ca5289c, 0x12907b2c62e530d3}},
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
        CHECK(is_fully_labelled(task) == (family.id != "semi-supervised"));
        CHECK((task.probe_class >= 0 && task.probe_class < classes));
        for (const auto label : task.labels) CHECK((!label || (*label >= 0 && *label < classes)));
        CHECK((exact::in_unit_ball(task) || family.id == "unnormalised"));
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

TEST_CASE(
    "small tasks exist wherever there is a point per class and room for a simplex; elsewhere a SettingError says why") {
  for (const Family& family : families()) {
    CAPTURE(family.id);
    for (const auto& [its_n, its_d, its_classes] : small_sizes()) {
      const auto& n = its_n;
      const auto& d = its_d;
      const auto& classes = its_classes;
      CAPTURE(n);
      CAPTURE(d);
      CAPTURE(classes);
      const auto parameters = example::parameters(d, classes);
      const std::vector<std::string> settings = {"n=" + std::to_string(n)};
      try {
        const auto task = example::task(family.id, settings, parameters, 4, 0);
        CHECK(task.points() == n);
        CHECK((exact::in_unit_ball(task) || family.id == "unnormalised"));
        CHECK(task == example::task(family.id, settings, parameters, 4, 0));
      } catch (const SettingError& error) {
        CAPTURE(error.what());
        // The equiangular axes of `cone` want one dimension per class.
        CHECK((n < classes || d < classes - (family.id == "cone" ? 0 : 1)));
      }
    }
  }
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
