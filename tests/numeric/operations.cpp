#include "operations.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>

namespace margincert::numeric_tests {
namespace {

using Reals = std::span<const Ball>;

bool anywhere(Reals) { return true; }

void arb_dot3(arb_ptr result, Reals x, slong precision) {
  arb_mul(result, x[0], x[3], precision);
  arb_addmul(result, x[1], x[4], precision);
  arb_addmul(result, x[2], x[5], precision);
}

Interval accumulate(const Operands& x) {
  Interval sum = x[0];
  return sum.add_product(x[1], x[2]);
}

void arb_accumulate(arb_ptr result, Reals x, slong precision) {
  arb_set(result, x[0]);
  arb_addmul(result, x[1], x[2], precision);
}

void arb_multiply_add(arb_ptr result, Reals x, slong precision) {
  arb_set(result, x[2]);
  arb_addmul(result, x[0], x[1], precision);
}

// One line an operation: the table is what the six kinds of tests run over.
const std::array table{
    Operation{"neg", 1, Rounding::once, [](const Operands& x) { return -x[0]; },
              [](arb_ptr r, Reals x, slong) { arb_neg(r, x[0]); }, anywhere},
    Operation{"add", 2, Rounding::once, [](const Operands& x) { return x[0] + x[1]; },
              [](arb_ptr r, Reals x, slong p) { arb_add(r, x[0], x[1], p); }, anywhere},
    Operation{"sub", 2, Rounding::once, [](const Operands& x) { return x[0] - x[1]; },
              [](arb_ptr r, Reals x, slong p) { arb_sub(r, x[0], x[1], p); }, anywhere},
    Operation{"mul", 2, Rounding::once, [](const Operands& x) { return x[0] * x[1]; },
              [](arb_ptr r, Reals x, slong p) { arb_mul(r, x[0], x[1], p); }, anywhere},
    Operation{"div", 2, Rounding::once, [](const Operands& x) { return x[0] / x[1]; },
              [](arb_ptr r, Reals x, slong p) { arb_div(r, x[0], x[1], p); },
              [](Reals x) { return !arb_is_zero(x[1]); }},
    Operation{"sqr", 1, Rounding::once, [](const Operands& x) { return sqr(x[0]); },
              [](arb_ptr r, Reals x, slong p) { arb_sqr(r, x[0], p); }, anywhere},
    Operation{"sqrt", 1, Rounding::once, [](const Operands& x) { return sqrt(x[0]); },
              [](arb_ptr r, Reals x, slong p) { arb_sqrt(r, x[0], p); },
              [](Reals x) { return !arb_is_negative(x[0]); }},
    Operation{"exp", 1, Rounding::composed, [](const Operands& x) { return exp(x[0]); },
              [](arb_ptr r, Reals x, slong p) { arb_exp(r, x[0], p); }, anywhere},
    Operation{"log", 1, Rounding::once, [](const Operands& x) { return log(x[0]); },
              [](arb_ptr r, Reals x, slong p) { arb_log(r, x[0], p); },
              [](Reals x) { return arb_is_positive(x[0]) != 0; }},
    Operation{"abs", 1, Rounding::once, [](const Operands& x) { return abs(x[0]); },
              [](arb_ptr r, Reals x, slong) { arb_abs(r, x[0]); }, anywhere},
    Operation{"min", 2, Rounding::once, [](const Operands& x) { return min(x[0], x[1]); },
              [](arb_ptr r, Reals x, slong p) { arb_min(r, x[0], x[1], p); }, anywhere},
    Operation{"max", 2, Rounding::once, [](const Operands& x) { return max(x[0], x[1]); },
              [](arb_ptr r, Reals x, slong p) { arb_max(r, x[0], x[1], p); }, anywhere},
    Operation{"fma", 3, Rounding::once, [](const Operands& x) { return fma(x[0], x[1], x[2]); }, arb_multiply_add,
              anywhere},
    Operation{"add_product", 3, Rounding::composed, accumulate, arb_accumulate, anywhere},
    Operation{"dot", 6, Rounding::composed,
              [](const Operands& x) { return dot(std::span(x).first(3), std::span(x).last(3)); }, arb_dot3, anywhere},
};

constexpr slong most_bits = 16384;

std::string escape_text(const Operation& op, const Operands& x, const Interval& enclosure, Reals sample) {
  std::ostringstream text;
  text << op.name << " of";
  for (const Interval& operand : x) showValue(operand, text << ' ');
  showValue(enclosure, text << " gave ");
  text << ", which leaves out its value at";
  for (const Ball& point : sample) {
    char* digits = arb_get_str(point, 40, 0);
    text << ' ' << digits;
    flint_free(digits);
  }
  return text.str();
}

}  // namespace

std::span<const Operation> operations() { return table; }

const Operation& operation(std::string_view name) {
  const auto found = std::ranges::find(table, name, &Operation::name);
  if (found == table.end()) throw std::invalid_argument("no operation is called " + std::string(name));
  return *found;
}

Placement place_value(const Operation& op, std::span<const Ball> x, const Interval& enclosure) {
  // A quotient or root of p-bit numbers that is no p-bit number keeps 2^-(2p+1) relative distance from all of them, so
  // 3p bits decide; sums of far-apart numbers and exp near 0 may need more, and past the last size nothing is claimed.
  Placement placement = Placement::undecided;
  for (slong bits = 3 * enclosure.precision().bits() + 64; placement == Placement::undecided; bits *= 4) {
    const slong used = std::min(bits, most_bits);
    Ball value;
    op.oracle(value, x, used);
    placement = place(value, enclosure);
    if (used == most_bits) break;
  }
  return placement;
}

std::optional<std::string> containment_violation(const Operation& op, const Operands& x, const Interval& enclosure) {
  std::vector<std::vector<Ball>> choices;
  for (const Interval& operand : x) choices.push_back(members(operand));
  // All pairs of two operands' members fit in 36 samples; of more operands a fixed spread of combinations.
  for (std::size_t k = 0; k < (x.size() == 1 ? 6 : 36); ++k) {
    std::vector<Ball> sample;
    std::size_t digits = x.size() <= 2 ? k : k * 2654435761U >> 3;
    for (const auto& choice : choices) {
      sample.push_back(choice[digits % choice.size()]);
      digits /= choice.size();
    }
    if (!op.defined(sample)) continue;
    if (place_value(op, sample, enclosure) == Placement::outside) return escape_text(op, x, enclosure, sample);
  }
  return std::nullopt;
}

Operands at_precision(const Operands& x, Precision precision) {
  Operands result;
  for (const Interval& operand : x) result.push_back(Interval::outward(operand.lo(), operand.hi(), precision));
  return result;
}

Precision precision_of(const Operands& x) { return std::ranges::max(x, {}, &Interval::precision).precision(); }

}  // namespace margincert::numeric_tests
