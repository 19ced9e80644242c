#include "generators/hypothesis_ways.hpp"

#include "generators/class_gap.hpp"
#include "generators/dominance.hpp"

namespace margincert::generators {
namespace {

using numeric::Truth;

Vector copy_of(std::span<const double> x) { return {x.begin(), x.end()}; }

std::function<Vector(double)> scaling(const Vector& x) {
  return [x](double s) { return scaled(x, s); };
}

std::function<Vector(double)> straight(std::span<const double> start, std::span<const double> goal) {
  return [x = copy_of(start), y = copy_of(goal)](double s) { return between(x, y, s); };
}

bool in_unit_ball(const Vector& x) {
  const auto exact = exact_coordinates(x);
  return is_less_equal(dot(exact, exact), numeric::Interval::integer(1, exact[0].precision())) == Truth::yes;
}

}  // namespace

Way dominance_way(const recursion::Task& task, double alpha) {
  const auto meets = [h5 = Dominance(task, alpha)](const Vector& probe) { return h5.holds_for(probe) == Truth::yes; };
  return {scaling(task.probe), meets, /*missed=*/0, /*met=*/1};
}

Way unit_norm_way(const Vector& x) { return {scaling(x), in_unit_ball, /*missed=*/2, /*met=*/1}; }

Way separation_way(const recursion::Task& task, std::size_t moving, std::size_t goal) {
  const auto meets = [separation = SeparationOfPoint(task, moving)](const Vector& x) {
    return is_positive(separation.at(x)) == Truth::yes;
  };
  return {straight(task.features[moving], task.features[goal]), meets, /*missed=*/1, /*met=*/0};
}

Way positive_margin_way(const recursion::Task& task, std::size_t rival) {
  const auto meets = [margin = MarginOfProbe(task)](const Vector& probe) {
    return is_positive(margin.at(probe)) == Truth::yes;
  };
  return {straight(task.probe, task.features[rival]), meets, /*missed=*/1, /*met=*/0};
}

}  // namespace margincert::generators
