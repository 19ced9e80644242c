#pragma once

#include <doctest/doctest.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "ball_generators.hpp"
#include "tests/support/property.hpp"

namespace margincert::ball_tests {

using Points = std::vector<Interval>;

/// One real function, as balls compute it and as enclosures of 1024 bits do.
struct BallOperation {
  std::string_view name;
  /// The inner products take 2n operands, first factors before second ones; theirs is only a usual size.
  int arity;
  Ball (*ball)(const Balls& x);
  Interval (*truth)(const Points& x);
  /// Operands well inside the range, at which poison would be no answer.
  bool (*answers)(const Balls& x);
};

std::span<const BallOperation> ball_operations();
const BallOperation& ball_operation(std::string_view name);
inline void showValue(const BallOperation& op, std::ostream& os) { os << op.name; }

/// The inclusion contract: for sampled reals x_i in X_i, f(x) lies in the result. The samples are the ends, the
/// midpoint and the points at these 64ths of the radius, each an exact number. Poison encloses nothing and so never
/// lies; it is a violation where the operation has to answer. Says which sample escapes, with all operands; empty when
/// none does.
std::optional<std::string> containment_violation(const BallOperation& op, const Balls& x, std::span<const int> inner);

/// The same as an assertion of a RapidCheck property, with random inner points.
void check_containment(const BallOperation& op, const Balls& x);

/// Runs a property quietly, always with the same seed.
template <class Property>
rc::detail::TestResult outcome(const std::string& id, int cases, const Property& property) {
  rc::detail::TestParams parameters;
  parameters.seed = 20240401;
  parameters.maxSuccess = cases;
  rc::detail::TestMetadata metadata;
  metadata.id = id;
  metadata.description = id;
  rc::detail::TestListenerAdapter silent;
  return rc::detail::checkProperty(rc::detail::toProperty(property), metadata, parameters, silent, {});
}

/// Runs a property as part of a doctest case: with a fixed seed, unless RC_PARAMS asks for something else.
template <class Property>
void hold(const std::string& id, int cases, const Property& property) {
  if (std::getenv("RC_PARAMS") != nullptr) return testing::check_property(id, property);
  if (const auto failure = testing::complaint(outcome(id, cases, property))) FAIL_CHECK(id << ": " << *failure);
}

}  // namespace margincert::ball_tests
