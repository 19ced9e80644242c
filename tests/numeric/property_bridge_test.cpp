#include <doctest/doctest.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <string>
#include <vector>

#include "tests/support/property.hpp"

// The bridge is what turns a RapidCheck result into a red test, so its verdicts are tested by themselves.

namespace margincert::testing {
namespace {

using Keys = std::vector<std::string>;

template <typename Property>
rc::detail::TestResult run(Property&& property) {
  rc::detail::TestMetadata metadata;
  metadata.id = "numeric/bridge";
  rc::detail::TestListenerAdapter silent;
  return rc::detail::checkProperty(rc::detail::toProperty(property), metadata, {}, silent, {});
}

TEST_CASE("a property that holds is no complaint") {
  CHECK_FALSE(complaint(run([] { RC_ASSERT(*rc::gen::inRange(0, 10) < 10); })).has_value());
}

TEST_CASE("a property that fails is a complaint that shows the counterexample") {
  const auto text = complaint(run([] { RC_ASSERT(*rc::gen::inRange(0, 1000) < 7); }));
  REQUIRE(text.has_value());
  CHECK(text->find("Falsifiable") != std::string::npos);
  CHECK(text->find("\n7\n") != std::string::npos);
}

TEST_CASE("a property that throws is a complaint") {
  const auto text = complaint(run([] { throw std::runtime_error("lost a bit"); }));
  REQUIRE(text.has_value());
  CHECK(text->find("lost a bit") != std::string::npos);
}

TEST_CASE("a property that discards its cases is a complaint") {
  CHECK(complaint(run([] { RC_DISCARD("never fits"); })).has_value());
}

TEST_CASE("success without a case is a complaint, as when another property is reproduced") {
  rc::detail::TestMetadata metadata;
  metadata.id = "numeric/bridge";
  rc::detail::TestListenerAdapter silent;
  const auto property = rc::detail::toProperty([] { RC_FAIL("would fail if it ran"); });
  const auto result = rc::detail::checkProperty(property, metadata, {}, silent, {{"another", {}}});
  CHECK(result.is<rc::detail::SuccessResult>());
  CHECK(complaint(result).has_value());
}

TEST_CASE("keys of RC_PARAMS that RapidCheck would ignore are named") {
  CHECK(unknown_parameter_keys("") == Keys{});
  CHECK(unknown_parameter_keys("seed=1 max_success=5  max_size=3 max_discard_ratio=2 noshrink=1") == Keys{});
  CHECK(unknown_parameter_keys("verbose_progress=1 verbose_shrinking=1 reproduce=Ab_+=") == Keys{});
  CHECK(unknown_parameter_keys("max_succes=5") == Keys{"max_succes"});
  CHECK(unknown_parameter_keys("seed=1 Seed=2 shrink") == Keys{"Seed", "shrink"});
  CHECK(unknown_parameter_keys("reproduce=\"a b=c\" sed=1") == Keys{"sed"});
  CHECK(unknown_parameter_keys("reproduce='a \\' b' tries=1") == Keys{"tries"});
}

}  // namespace
}  // namespace margincert::testing
