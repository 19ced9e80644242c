#include "margincert/gate_config.hpp"

#include <doctest/doctest.h>

#include "tests/files/support.hpp"

namespace margincert::work_tests {
namespace {

std::string refused_config(const std::string& text) {
  return files::test::message_of(
      [&] { parse_gate_config("format = \"margincert-gate/1\"\n" + text, "there/gate.toml"); });
}

}  // namespace

TEST_CASE("a configuration is read as typed values, its paths from its own folder") {
  const GateConfig config = parse_gate_config(
      "format = \"margincert-gate/1\"\nmodel = \"../m.json\"\nlike = \"textbook\"\nprofile = \"nightly\"\n"
      "regime = \"natural\"\nstatements = []\n[nightly]\nsearch = 7\n[thresholds]\nresidual.labels = 0.5\n",
      "there/gate.toml");
  CHECK(config.model == NamedPath{"../m.json", "m.json"});
  CHECK(config.like == NamedPath{"textbook", "textbook"});
  CHECK(config.profile == Profile::nightly);
  REQUIRE(config.regime.has_value());  // said, and so before what is said nowhere
  CHECK_FALSE(config.regime->has_value());
  CHECK(config.statements == std::vector<std::string>{});
  CHECK_FALSE(config.families.has_value());
  CHECK(config.nightly.search == 7);
  CHECK(config.thresholds.at("residual.labels") == 0.5);
  CHECK(config.places.at("statements") == "line 6, column 1");
}

TEST_CASE("what a registry refuses is refused at its place in the configuration") {
  CHECK(refused_config("statements = [\"norm-growht\"]") ==
        "there/gate.toml: line 2, column 15: no statement 'norm-growht'; did you mean 'norm-growth'?; margincert list "
        "shows them all");
  CHECK(refused_config("[thresholds]\naccuracy = 2")
            .ends_with("the threshold accuracy is 2; give a share between 0 and 1"));
  CHECK(refused_config("[thresholds]\nextractoin = 1")
            .ends_with("no threshold 'extractoin'; did you mean 'extraction'?"));
  CHECK(refused_config("profile = \"weekly\"").ends_with("use one of ci, dev, nightly"));
}

TEST_CASE("profiles have names, there and back") {
  for (const Profile profile : {Profile::ci, Profile::dev, Profile::nightly}) {
    CHECK(find_profile(to_string(profile)) == profile);
  }
  CHECK_FALSE(find_profile("").has_value());
}

}  // namespace margincert::work_tests
