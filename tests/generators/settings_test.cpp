#include "generators/settings.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "example.hpp"

namespace margincert::generators {
namespace {

Settings read(const std::string& family, const std::vector<std::string>& assignments) {
  return read_settings(find_family(family), assignments);
}

bool mentions(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("defaults stand until they are assigned") {
  const Settings untouched = read("prototype", {});
  CHECK(untouched.integer("n") == 40);
  CHECK(untouched.real("sigma") == 0.05);
  CHECK(untouched.word("geometry") == "simplex");
  CHECK_FALSE(untouched.is_given("n"));

  const Settings assigned = read("prototype", {"n=7", "sigma=1e-3", "geometry=orthonormal"});
  CHECK(assigned.integer("n") == 7);
  CHECK(assigned.real("sigma") == 1e-3);
  CHECK(assigned.word("geometry") == "orthonormal");
  CHECK(assigned.is_given("n"));
}

TEST_CASE("an unknown setting is refused with the nearest name and all names") {
  const std::string text = example::complaint("cone", {"hlaf-angle=3"});
  CHECK(mentions(text, "did you mean 'half-angle'?"));
  CHECK(mentions(text, "n, d, K, geometry, axis-angle, half-angle"));
}

TEST_CASE("a value outside its range, or not a number of its kind, is refused with the range") {
  for (const char* bad : {"n=0", "n=100001", "n=4.5", "n=", "n=forty", "n=40x", "n= 40", "n=99999999999999999999"}) {
    CAPTURE(bad);
    CHECK(mentions(example::complaint("prototype", {bad}), "an integer in 1..100000"));
  }
  for (const char* bad : {"sigma=-0.1", "sigma=nan", "sigma=inf", "sigma=1e400", "sigma=0x", "sigma=0,1"}) {
    CAPTURE(bad);
    CHECK(mentions(example::complaint("prototype", {bad}), "allowed: 0..100"));
  }
}

TEST_CASE("a word that is not allowed is refused with the words that are") {
  const std::string text = example::complaint("prototype", {"geometry=simplx"});
  CHECK(mentions(text, "did you mean 'simplex'?"));
  CHECK(mentions(text, "simplex | orthonormal"));
}

TEST_CASE("malformed and repeated assignments are refused") {
  CHECK(mentions(example::complaint("cone", {"n"}), "name=value"));
  CHECK(mentions(example::complaint("cone", {"=4"}), "name=value"));
  CHECK(mentions(example::complaint("cone", {"n=4", "n=4"}), "given twice"));
}

TEST_CASE("d and K may be stated when they agree with the parameters, and are refused otherwise") {
  CHECK(example::complaint("cone", {"d=5", "K=3"}).empty());
  CHECK(mentions(example::complaint("cone", {"d=6"}), "feature_dim of 5"));
  CHECK(mentions(example::complaint("cone", {"K=2"}), "classes of 3"));
}

TEST_CASE("parameters without dimensions or classes are refused") {
  CHECK(mentions(example::complaint("no-margin", {}, example::parameters(0, 3)), "feature_dim is 0"));
  CHECK(mentions(example::complaint("no-margin", {}, example::parameters(5, 0)), "classes is 0"));
}

TEST_CASE("a geometry without room is refused with the dimensions that it needs") {
  CHECK(mentions(example::complaint("prototype", {}, example::parameters(2, 4)), "needs 3 feature dimensions"));
  CHECK(mentions(example::complaint("prototype", {"geometry=orthonormal"}, example::parameters(2, 3)), "needs 3"));
  CHECK(example::complaint("prototype", {"geometry=simplex"}, example::parameters(2, 3)).empty());
}

TEST_CASE("cone settings that do not guarantee a margin are refused") {
  CHECK(example::complaint("cone", {"half-angle=14.999999"}).empty());
  CHECK(mentions(example::complaint("cone", {"half-angle=15"}), "choose half-angle below 15"));
  CHECK(mentions(example::complaint("cone", {"half-angle=14.99999999999999"}), "does not guarantee a positive margin"));
  CHECK(mentions(example::complaint("cone", {"half-angle=22.5", "geometry=orthonormal"}), "below 22.5"));
  CHECK(mentions(example::complaint("cone", {"half-angle=0", "axis-angle=1e-9"}), "independent directions"));
  CHECK(mentions(example::complaint("cone", {"axis-angle=120"}), "geometry=simplex"));
  CHECK(mentions(example::complaint("cone", {"axis-angle=90", "geometry=simplex"}), "no effect"));
  CHECK(mentions(example::complaint("cone", {"n=2"}), "n of at least 3"));
  CHECK(mentions(example::complaint("cone", {}, example::parameters(5, 1)), "two classes"));
}

TEST_CASE("every setting of every family tells its meaning, its default and what is allowed") {
  for (const Family& family : families()) {
    for (const SettingSpec& spec : family.settings) {
      CAPTURE(family.id + "." + spec.name);
      CHECK_FALSE(spec.meaning.empty());
      CHECK(spec.meaning.find('\n') == std::string::npos);
      CHECK_FALSE(allowed_text(spec.domain).empty());
      // A default must be a value that the user could have written.
      if (spec.default_value) {
        CHECK_NOTHROW(read_settings(family, std::vector{spec.name + "=" + default_text(spec)}));
      }
    }
  }
}

TEST_CASE("reading a setting that was never declared is a programming error") {
  CHECK_THROWS_AS(read("cone", {}).real("sigma"), std::logic_error);
}

}  // namespace margincert::generators
