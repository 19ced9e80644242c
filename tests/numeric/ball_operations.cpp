#include "ball_operations.hpp"

#include <array>
#include <sstream>
#include <stdexcept>

namespace margincert::ball_tests {
namespace {

/// About the largest |x| in a ball.
double reach_of(const Ball& a) { return std::fabs(a.mid_double()) + a.radius(); }

bool always(const Balls&) { return true; }
bool sum_in_range(const Balls& x) { return reach_of(x[0]) + reach_of(x[1]) < 0x1p398; }

template <class S>
std::span<const S> first_factors(const std::vector<S>& x) {
  return std::span(x).subspan(x.size() % 2, x.size() / 2);
}
template <class S>
std::span<const S> second_factors(const std::vector<S>& x) {
  return std::span(x).last(x.size() / 2);
}

bool products_in_range(const Balls& x) {
  double sum = x.size() % 2 ? reach_of(x[0]) : 0;
  for (std::size_t k = 0; k < x.size() / 2; ++k) sum += reach_of(first_factors(x)[k]) * reach_of(second_factors(x)[k]);
  return sum < 0x1p398;
}

bool quotient_in_range(const Balls& x) {
  const double divisor = std::fabs(x[1].mid_double());
  return x[1].radius() <= divisor / 2 && reach_of(x[0]) / divisor < 0x1p396;
}

Ball accumulate(const Balls& x) {
  Ball sum = x[0];
  add_product(sum, x[1], x[2]);
  return sum;
}

Interval sum_of_products(const Points& x) { return dot(first_factors(x), second_factors(x)); }

Ball gathered(const Balls& x) {
  // Backwards and interleaved with poison that no key leads to.
  const std::size_t n = x.size() / 2;
  Balls table(3 * n, Ball::poisoned());
  std::vector<std::size_t> keys;
  for (std::size_t k = 0; k < n; ++k) {
    keys.push_back(n - 1 - k);
    table[3 * keys[k] + 1] = second_factors(x)[k];
  }
  return gathered_dot(first_factors(x), keys, &table[1], 3);
}

const std::array table{
    BallOperation{"neg", 1, [](const Balls& x) { return -x[0]; }, [](const Points& x) { return -x[0]; }, always},
    BallOperation{"abs", 1, [](const Balls& x) { return abs(x[0]); }, [](const Points& x) { return abs(x[0]); },
                  always},
    BallOperation{"add", 2, [](const Balls& x) { return x[0] + x[1]; }, [](const Points& x) { return x[0] + x[1]; },
                  sum_in_range},
    BallOperation{"sub", 2, [](const Balls& x) { return x[0] - x[1]; }, [](const Points& x) { return x[0] - x[1]; },
                  sum_in_range},
    BallOperation{"mul", 2, [](const Balls& x) { return x[0] * x[1]; }, [](const Points& x) { return x[0] * x[1]; },
                  products_in_range},
    BallOperation{"div", 2, [](const Balls& x) { return x[0] / x[1]; }, [](const Points& x) { return x[0] / x[1]; },
                  quotient_in_range},
    BallOperation{"min", 2, [](const Balls& x) { return min(x[0], x[1]); },
                  [](const Points& x) { return min(x[0], x[1]); }, sum_in_range},
    BallOperation{"max", 2, [](const Balls& x) { return max(x[0], x[1]); },
                  [](const Points& x) { return max(x[0], x[1]); }, sum_in_range},
    BallOperation{"exp", 1, [](const Balls& x) { return exp(x[0]); }, [](const Points& x) { return exp(x[0]); },
                  [](const Balls& x) { return x[0].mid_double() < 275.9 && x[0].radius() <= 0.25; }},
    BallOperation{"log", 1, [](const Balls& x) { return log(x[0]); }, [](const Points& x) { return log(x[0]); },
                  [](const Balls& x) { return x[0].mid_double() > 0 && x[0].radius() <= x[0].mid_double() / 2; }},
    BallOperation{"add_product", 3, accumulate, [](const Points& x) { return x[0] + x[1] * x[2]; }, products_in_range},
    BallOperation{"dot", 8, [](const Balls& x) { return dot(first_factors(x), second_factors(x)); }, sum_of_products,
                  products_in_range},
    BallOperation{"gathered_dot", 8, gathered, sum_of_products, products_in_range},
};

/// The reals of a ball that are tried; the ends come first.
Points members(const Ball& a, std::span<const int> inner) {
  const Interval centre = centre_of(a), radius = Interval::exact(a.radius(), exact_precision);
  if (a.is_point()) return {centre};
  Points found{centre - radius, centre + radius, centre};
  for (const int sixty_fourths : inner) {
    found.push_back(centre + radius * Interval::exact(sixty_fourths * 0x1p-6, exact_precision));
  }
  return found;
}

/// The end away from zero, or the other one.
const Interval& end_of(const Points& choice, bool outer) {
  const bool upper = (mpfr_sgn(choice.back().lo()) >= 0) == outer;
  return upper ? choice[std::min<std::size_t>(1, choice.size() - 1)] : choice[0];
}

/// The ends at which a sum of products of balls without zero is largest (smallest): factors are far from zero where
/// their product has that sign, and near it elsewhere.
Points extreme_sample(const std::vector<Points>& choices, bool largest) {
  Points sample;
  const std::size_t extra = choices.size() % 2, half = choices.size() / 2;
  const auto positive = [&](std::size_t i) { return mpfr_sgn(choices[i].back().lo()) >= 0; };
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const std::size_t partner = i < extra + half ? i + half : i - half;
    const bool product_positive = i < extra ? positive(i) : positive(i) == positive(partner);
    sample.push_back(end_of(choices[i], product_positive == largest));
  }
  return sample;
}

/// All combinations of up to two operands' members; of more, the two extreme ones and a fixed spread.
std::vector<Points> samples(const std::vector<Points>& choices) {
  std::vector<Points> found;
  if (choices.size() > 2) found = {extreme_sample(choices, true), extreme_sample(choices, false)};
  const std::size_t count = choices.size() > 2 ? 8 : choices[0].size() * (choices.size() == 2 ? choices[1].size() : 1);
  for (std::size_t k = 0; k < count; ++k) {
    Points sample;
    std::uint64_t digits = k;
    for (const Points& choice : choices) {
      sample.push_back(choice[digits % choice.size()]);
      digits = choices.size() > 2 ? (digits + k + 1) * 6364136223846793005U >> 7 : digits / choice.size();
    }
    found.push_back(std::move(sample));
  }
  return found;
}

std::string call_text(const BallOperation& op, const Balls& x, const Ball& result) {
  std::ostringstream text;
  text << op.name << " of";
  for (const Ball& operand : x) showValue(operand, text << ' ');
  showValue(result, text << " gave ");
  return text.str();
}

}  // namespace

std::span<const BallOperation> ball_operations() { return table; }

const BallOperation& ball_operation(std::string_view name) {
  const auto found = std::ranges::find(table, name, &BallOperation::name);
  if (found == table.end()) throw std::invalid_argument("no operation of balls is called " + std::string(name));
  return *found;
}

std::optional<std::string> containment_violation(const BallOperation& op, const Balls& x, std::span<const int> inner) {
  const Ball result = op.ball(x);
  if (result.is_poisoned()) {
    return op.answers(x) ? std::optional(call_text(op, x, result) + ", which is no answer") : std::nullopt;
  }
  const Interval enclosure = result.to_interval(exact_precision);
  std::vector<Points> choices;
  for (const Ball& operand : x) choices.push_back(members(operand, inner));
  for (const Points& sample : samples(choices)) {
    const Interval truth = op.truth(sample);
    if (truth.is_poisoned() || overlap(truth, enclosure)) continue;
    std::ostringstream text;
    text << call_text(op, x, result) << ", which leaves out its value at";
    for (const Interval& point : sample) text << ' ' << numeric::hex_text(point.lo());
    return text.str();
  }
  return std::nullopt;
}

void check_containment(const BallOperation& op, const Balls& x) {
  for (const Ball& operand : x) RC_PRE(!operand.is_poisoned());
  const auto inner = *rc::gen::container<std::vector<int>>(2, rc::gen::inRange(-63, 64));
  if (const auto violation = containment_violation(op, x, inner)) RC_FAIL(*violation);
}

}  // namespace margincert::ball_tests
