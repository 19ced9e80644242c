#include "itl_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "interval_generators.hpp"

namespace margincert::numeric_tests::itl {
namespace {

using numeric::Truth;

/// What a vector came to; a deviation has its reason in `text`, a failure its explanation.
struct Verdict {
  enum class Kind { passed, failed, deviates, unsupported } kind;
  std::string text;
};

const Verdict passed{Verdict::Kind::passed, ""};
Verdict failed(std::string text) { return {Verdict::Kind::failed, std::move(text)}; }
Verdict deviates(std::string text) { return {Verdict::Kind::deviates, std::move(text)}; }

template <typename Result>
struct Function {
  std::size_t arity;
  Result (*apply)(const Operands& x);
};

const std::map<std::string, Function<Interval>> interval_functions{
    {"pos", {1, [](const Operands& x) { return x[0]; }}},
    {"neg", {1, [](const Operands& x) { return -x[0]; }}},
    {"add", {2, [](const Operands& x) { return x[0] + x[1]; }}},
    {"sub", {2, [](const Operands& x) { return x[0] - x[1]; }}},
    {"mul", {2, [](const Operands& x) { return x[0] * x[1]; }}},
    {"div", {2, [](const Operands& x) { return x[0] / x[1]; }}},
    {"recip", {1, [](const Operands& x) { return 1 / x[0]; }}},
    {"sqr", {1, [](const Operands& x) { return sqr(x[0]); }}},
    {"sqrt", {1, [](const Operands& x) { return sqrt(x[0]); }}},
    {"fma", {3, [](const Operands& x) { return fma(x[0], x[1], x[2]); }}},
    {"abs", {1, [](const Operands& x) { return abs(x[0]); }}},
    {"min", {2, [](const Operands& x) { return min(x[0], x[1]); }}},
    {"max", {2, [](const Operands& x) { return max(x[0], x[1]); }}},
    {"exp", {1, [](const Operands& x) { return exp(x[0]); }}},
    {"log", {1, [](const Operands& x) { return log(x[0]); }}},
    {"intersection", {2, [](const Operands& x) { return intersection(x[0], x[1]); }}},
    {"convexHull", {2, [](const Operands& x) { return hull(x[0], x[1]); }}},
};

// Rounded as the standard says: ends outward, the midpoint to nearest, radius and width up.
const std::map<std::string, Function<double>> number_functions{
    {"inf", {1, [](const Operands& x) { return inf(x[0]).lo_double(); }}},
    {"sup", {1, [](const Operands& x) { return sup(x[0]).hi_double(); }}},
    {"mid", {1, [](const Operands& x) { return mpfr_get_d(mid(x[0]).lo(), MPFR_RNDN); }}},
    {"rad", {1, [](const Operands& x) { return rad(x[0]).hi_double(); }}},
    {"wid", {1, [](const Operands& x) { return width(x[0]).hi_double(); }}},
};

bool surely(Truth answer) { return answer == Truth::yes; }

const std::map<std::string, Function<bool>> relations{
    {"isEmpty", {1, [](const Operands& x) { return x[0].is_poisoned(); }}},
    {"isEntire", {1, [](const Operands& x) { return same_endpoints(x[0], Interval::entire(x[0].precision())); }}},
    {"isSingleton", {1, [](const Operands& x) { return x[0].is_point(); }}},
    {"isCommonInterval", {1, [](const Operands& x) { return x[0].is_finite(); }}},
    {"equal", {2, [](const Operands& x) { return same_endpoints(x[0], x[1]); }}},
    {"subset", {2, [](const Operands& x) { return contains(x[1], x[0]); }}},
    {"disjoint", {2, [](const Operands& x) { return !overlap(x[0], x[1]); }}},
    {"precedes", {2, [](const Operands& x) { return surely(is_less_equal(x[0], x[1])); }}},
    {"strictPrecedes", {2, [](const Operands& x) { return surely(is_less(x[0], x[1])); }}},
    {"less",
     {2,
      [](const Operands& x) {
        return surely(is_less_equal(inf(x[0]), inf(x[1]))) && surely(is_less_equal(sup(x[0]), sup(x[1])));
      }}},
};

bool some_empty(const Operands& x) { return std::ranges::any_of(x, &Interval::is_poisoned); }

Verdict judge_interval(const Vector& vector, const Operands& x, const Interval& actual, const Interval& expected) {
  if (actual.is_poisoned() && expected.is_poisoned()) return passed;
  if (actual.is_poisoned() && vector.operation == "convexHull" && some_empty(x)) {
    return deviates("convexHull with the empty set is poison");
  }
  if (actual.is_poisoned()) return failed("is empty");
  if (expected.is_poisoned()) return failed("is not empty");
  const std::string text = numeric::decimal_text(actual, 17);
  const double lo = actual.lo_double(), hi = actual.hi_double();
  if (lo > expected.lo_double() || hi < expected.hi_double()) return failed(text + " leaves out expected values");
  if (lo < expected.lo_double() || hi > expected.hi_double()) return failed(text + " is wider than expected");
  return passed;
}

Verdict judge_number(const Vector& vector, const Operands& x, double actual, double expected) {
  if (actual == expected || (std::isnan(actual) && std::isnan(expected))) return passed;
  if (std::isnan(actual) && some_empty(x)) return deviates(vector.operation + " of the empty set is poison");
  const bool centred = vector.operation == "mid" || vector.operation == "rad";
  if (std::isnan(actual) && centred && !x[0].is_finite()) {
    return deviates(vector.operation + " of an unbounded interval is poison");
  }
  return failed(fmt::format("is {:a}", actual));
}

Verdict judge_relation(const Vector& vector, const Operands& x, bool actual, bool expected) {
  if (actual == expected) return passed;
  if (!actual && some_empty(x)) return deviates(vector.operation + " is not claimed of the empty set");
  return failed(actual ? "holds" : "does not hold");
}

/// The operands when all of them are intervals of the stated number.
std::optional<Operands> interval_operands(const Vector& vector, std::size_t arity) {
  Operands x;
  for (const Literal& operand : vector.operands) {
    if (const auto* interval = std::get_if<IntervalLiteral>(&operand)) x.push_back(interval->value);
  }
  return x.size() == arity && vector.operands.size() == arity ? std::optional(std::move(x)) : std::nullopt;
}

/// Applies the operation when `table` has it and the literals fit, and judges its result against the expected literal.
template <typename Expected, typename Result, typename Judge>
std::optional<Verdict> apply(const std::map<std::string, Function<Result>>& table, const Vector& vector, Judge judge) {
  const auto found = table.find(vector.operation);
  if (found == table.end() || vector.expected.size() != 1) return std::nullopt;
  const auto* expected = std::get_if<Expected>(&vector.expected[0]);
  const auto x = interval_operands(vector, found->second.arity);
  if (!expected || !x) return failed("has operands or a result of another kind than the operation");
  return judge(vector, *x, found->second.apply(*x), *expected);
}

Verdict verdict(const Vector& vector) {
  if (vector.signals) return {Verdict::Kind::unsupported, vector.operation + " with a signal"};
  const auto on_intervals = [](const Vector& v, const Operands& x, const Interval& actual, const IntervalLiteral& e) {
    return judge_interval(v, x, actual, e.value);
  };
  const auto on_numbers = [](const Vector& v, const Operands& x, double actual, const NumberLiteral& e) {
    return judge_number(v, x, actual, e.value);
  };
  if (auto result = apply<IntervalLiteral>(interval_functions, vector, on_intervals)) return *result;
  if (auto result = apply<NumberLiteral>(number_functions, vector, on_numbers)) return *result;
  if (auto result = apply<bool>(relations, vector, judge_relation)) return *result;
  return {Verdict::Kind::unsupported, vector.operation};
}

bool is_decorated(const Vector& vector) {
  const auto decorated = [](const Literal& literal) {
    const auto* interval = std::get_if<IntervalLiteral>(&literal);
    return interval && interval->decorated;
  };
  return std::ranges::any_of(vector.operands, decorated) || std::ranges::any_of(vector.expected, decorated);
}

int total(const std::map<std::string, int>& counts) {
  int sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

std::string listed(const std::map<std::string, int>& counts) {
  std::string text;
  for (const auto& [name, count] : counts) text += fmt::format("{}{} {}", text.empty() ? " (" : ", ", name, count);
  return text.empty() ? text : text + ")";
}

}  // namespace

int Outcome::run() const { return passed + static_cast<int>(failures.size()) + deviation_count(); }
int Outcome::unsupported_count() const { return total(unsupported); }
int Outcome::deviation_count() const { return total(deviations); }

Outcome run(const std::vector<Vector>& vectors) {
  Outcome outcome;
  for (const Vector& vector : vectors) {
    if (is_decorated(vector)) {
      ++outcome.decorated;
      continue;
    }
    const Verdict result = verdict(vector);
    switch (result.kind) {
      case Verdict::Kind::passed:
        ++outcome.passed;
        break;
      case Verdict::Kind::deviates:
        ++outcome.deviations[result.text];
        break;
      case Verdict::Kind::unsupported:
        ++outcome.unsupported[result.text];
        break;
      case Verdict::Kind::failed:
        outcome.failures.push_back(
            fmt::format("{}, line {}: {} -- ours {}", vector.group, vector.line, vector.text, result.text));
    }
  }
  return outcome;
}

std::string summary(const Outcome& outcome) {
  return fmt::format(
      "{} run: {} passed, {} failed, {} documented deviations{}; skipped: {} decorated, {} of unsupported operations{}",
      outcome.run(), outcome.passed, outcome.failures.size(), outcome.deviation_count(), listed(outcome.deviations),
      outcome.decorated, outcome.unsupported_count(), listed(outcome.unsupported));
}

}  // namespace margincert::numeric_tests::itl
