#include <array>

#include "ball_operations.hpp"

namespace margincert::ball_tests {
namespace {

/// The radius in units of the midpoint's last place, 2^(exponent - 128).
double radius_in_units(const Ball& a) {
  const Interval centre = centre_of(a);
  return std::ldexp(a.radius(), 128 - static_cast<int>(mpfr_get_exp(centre.lo())));
}

/// Far enough above the least radius, which would otherwise show.
bool well_in_range(const Ball& a) { return !a.is_poisoned() && std::fabs(a.mid_double()) > 0x1p-340; }

struct Limit {
  std::string_view name;
  double units;
};

TEST_CASE("on points every result is off by at most a few units of its last place") {
  // A cut of one unit; a quotient may lack one more bit; exp promises 2^-122 of a midpoint of up to 2^128 units.
  constexpr std::array limits{Limit{"add", 1.01}, Limit{"sub", 1.01}, Limit{"mul", 1.01},
                              Limit{"div", 2.01}, Limit{"exp", 64.1}, Limit{"log", 1.01}};
  for (const auto& [name, units] : limits) {
    const BallOperation& op = ball_operation(name);
    double worst = 0;
    hold("ball/accuracy/units/" + std::string(name), 1000, [&, units = units] {
      const Balls x = *rc::gen::container<Balls>(op.arity, points(Reach::near));
      const Ball result = op.ball(x);
      RC_PRE(well_in_range(result));
      RC_ASSERT(radius_in_units(result) <= units);
      worst = std::max(worst, radius_in_units(result));
    });
    MESSAGE(name << " of points: radius at most " << worst << " units of the last place, limit " << units);
  }
}

TEST_CASE("an inner product of points is off by a unit of its last place and 2^-192 of its largest term per term") {
  hold("ball/accuracy/dot", 500, [] {
    Balls x = *lists(points(Reach::near), 2, 60);
    if (x.size() % 2) x.pop_back();
    const std::size_t n = x.size() / 2;
    const Ball result = ball_operation("dot").ball(x);
    double largest = 0x1p-340;
    for (std::size_t k = 0; k < n; ++k) largest = std::max(largest, std::fabs((x[k] * x[n + k]).mid_double()));
    // The common exponent is at most two above that of the largest product.
    const double cut =
        std::ldexp(std::fabs(result.mid_double()), -127) + n * std::ldexp(largest, -190) + Ball::least_radius;
    RC_ASSERT(result.radius() <= 1.01 * cut);
  });
}

double width_of(const Interval& a) { return width(a).hi_double(); }

/// What a sum of products cuts off 192 bits below its largest term, where an interval whose terms cancel may be exact.
double fixed_point_cut(const Balls& x) {
  if (x.size() <= 2) return 0;
  double largest = x.size() % 2 ? std::fabs(x[0].mid_double()) : 0;
  for (std::size_t k = x.size() % 2; k < (x.size() + 1) / 2; ++k) {
    largest = std::max(largest, std::fabs(x[k].mid_double() * x[k + x.size() / 2].mid_double()));
  }
  return static_cast<double>(x.size()) * std::ldexp(largest, -189);
}

TEST_CASE("on points no result is wider than the interval of 113 bits") {
  for (const BallOperation& op : ball_operations()) {
    hold("ball/accuracy/interval/" + std::string(op.name), 500, [&] {
      const Balls x = *rc::gen::container<Balls>(op.arity, points(Reach::near, 113));
      Points reals;
      for (const Ball& operand : x) reals.push_back(operand.to_interval(Precision(113)));
      const Ball result = op.ball(x);
      RC_PRE(well_in_range(result));
      RC_ASSERT(width_of(result.to_interval(exact_precision)) <= width_of(op.truth(reals)) + fixed_point_cut(x));
    });
  }
}

TEST_CASE("on balls sums, products and exponentials are at most twice as wide as the interval of 113 bits") {
  for (const std::string_view name : {"add", "sub", "mul", "exp", "add_product", "dot"}) {
    const BallOperation& op = ball_operation(name);
    double worst = 0;
    hold("ball/accuracy/width/" + std::string(name), 500, [&] {
      const Balls x = *rc::gen::container<Balls>(op.arity, balls(Reach::near));
      Points sets;
      for (const Ball& operand : x) sets.push_back(operand.to_interval(Precision(113)));
      const Ball result = op.ball(x);
      RC_PRE(well_in_range(result));
      const double ratio = width_of(result.to_interval(exact_precision)) / width_of(op.truth(sets));
      RC_ASSERT((result.is_point() || ratio <= 2));
      if (!result.is_point()) worst = std::max(worst, ratio);
    });
    MESSAGE(name << " of balls: at most " << worst << " times as wide as the interval");
  }
}

}  // namespace
}  // namespace margincert::ball_tests
