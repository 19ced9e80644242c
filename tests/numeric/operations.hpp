#pragma once

#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "arb_oracle.hpp"
#include "interval_generators.hpp"

namespace margincert::numeric_tests {

/// once: each bound is the exact bound rounded outward once, so it is the tightest possible and nests with precision.
/// composed: several roundings in the same direction.
enum class Rounding { once, composed };

/// One real function, as an enclosure and as Arb computes it.
struct Operation {
  std::string_view name;
  int arity;
  Rounding rounding;
  Interval (*enclose)(const Operands& x);
  void (*oracle)(arb_ptr result, std::span<const Ball> x, slong precision);
  /// Whether the real function is defined at the exact reals x.
  bool (*defined)(std::span<const Ball> x);
};

std::span<const Operation> operations();
const Operation& operation(std::string_view name);
inline void showValue(const Operation& op, std::ostream& os) { os << op.name; }

/// Where f(x) lies for exact reals x, at three times the enclosure's precision and more while that does not decide.
Placement place_value(const Operation& op, std::span<const Ball> x, const Interval& enclosure);

/// The contract of every enclosure: for sampled reals x_i in X_i where f is defined, f(x) lies in `enclosure`.
/// Says which sample escapes, with all operands; empty when none does.
std::optional<std::string> containment_violation(const Operation& op, const Operands& x, const Interval& enclosure);
inline std::optional<std::string> containment_violation(const Operation& op, const Operands& x) {
  return containment_violation(op, x, op.enclose(x));
}

/// The same intervals at a precision that holds them exactly.
Operands at_precision(const Operands& x, Precision precision);
/// The largest precision among the operands, which the result carries.
Precision precision_of(const Operands& x);

}  // namespace margincert::numeric_tests
