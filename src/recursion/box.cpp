#include "recursion/box.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "numeric/outward.hpp"

namespace margincert::recursion {
namespace {

using numeric::Affine;

double& coordinate_of(Task& task, std::size_t i) {
  const std::size_t d = task.probe.size(), row = i / d;
  return row < task.labels.size() ? task.features[row][i % d] : task.probe[i % d];
}

UncertainTerm term_of(const Affine& weight, const Affine& value) {
  return {std::max(0.0, weight.lo_double()), weight.hi_double(), value.lo_double(), value.hi_double()};
}

/// The largest average with values at their upper ends.
///
/// Values count from the lowest, so that all terms of both sums are non-negative; each is computed with at most 2n + 3
/// roundings, none of which loses more than a share 2^-53 of the result (or 2^-1074).
double largest_average(std::vector<UncertainTerm>& terms) {
  std::ranges::sort(terms, std::greater(), &UncertainTerm::value_hi);
  const double lowest = terms.back().value_hi;
  double mass = 0, moment = 0;
  for (const UncertainTerm& term : terms) {
    mass += term.weight_lo;
    moment += term.weight_lo * (term.value_hi - lowest);
  }
  // The allowance for underflow below is for sums of weights that are not tiny; a softmax's are at least 1.
  if (!(mass >= 0x1p-14)) return terms.front().value_hi;
  double most = moment / mass;
  for (const UncertainTerm& term : terms) {
    const double more = term.weight_hi - term.weight_lo;
    mass += more;
    moment += more * (term.value_hi - lowest);
    most = std::max(most, moment / mass);
  }
  // Beyond all numbers nothing is known of the weights, and a NaN would have been passed over above.
  if (!std::isfinite(mass) || !std::isfinite(moment)) return terms.front().value_hi;
  const double inflation = 1 + static_cast<double>(8 * terms.size() + 16) * 0x1p-53;
  const double rounded =
      numeric::add_up(numeric::mul_up(most, inflation), static_cast<double>(terms.size()) * 0x1p-1060);
  return std::min(terms.front().value_hi, numeric::add_up(lowest, rounded));
}

}  // namespace

AverageRange average_over_box(std::vector<UncertainTerm> terms) {
  const double hi = largest_average(terms);
  for (UncertainTerm& term : terms) {
    term = {term.weight_lo, term.weight_hi, -term.value_hi, -term.value_lo};
  }
  return {-largest_average(terms), hi};
}

/// The step's averages on a box: found by the step in place of the template.
static std::vector<Affine> attention_average(const Attention<Affine>& attention, const Rows<Affine>& values) {
  std::vector<Affine> averages;
  averages.reserve(values.columns());
  const auto& weights = attention.exponentials;
  for (std::size_t column = 0; column < values.columns(); ++column) {
    double mass = 0, moment = 0;
    std::vector<UncertainTerm> terms;
    for (std::size_t k = 0; k < weights.size(); ++k) {
      const Affine& value = values[attention.keys[k]][column];
      mass += weights[k].mid_double();
      moment += weights[k].mid_double() * value.mid_double();
      terms.push_back(term_of(weights[k], value));
    }
    const double near = std::isfinite(moment / mass) ? moment / mass : 0;
    Affine sum;
    for (std::size_t k = 0; k < weights.size(); ++k) {
      add_product_shifted(sum, weights[k], values[attention.keys[k]][column], near);
    }
    const AverageRange range = average_over_box(std::move(terms));
    averages.push_back(narrowed(sum / attention.normaliser + Affine::exact(near), range.lo, range.hi));
  }
  return averages;
}

Box::Box(const Instance& centre, double radius)
    : centre_(centre.task()),
      parameters_(centre.parameters()),
      half_widths_(centre_.labels.size() + 1, centre_.probe.size(), radius) {}

Box Box::around(const Instance& instance, double radius) {
  if (radius >= 0 && std::isfinite(radius)) return {instance, radius};
  throw Refusal("radius", "is " + std::to_string(radius), "give a finite number that is not negative");
}

double Box::centre_of(std::size_t coordinate) const {
  const std::size_t d = centre_.probe.size(), row = coordinate / d;
  return row < centre_.labels.size() ? centre_.features[row][coordinate % d] : centre_.probe[coordinate % d];
}

std::pair<Box, Box> Box::halves(std::size_t coordinate) const {
  std::pair<Box, Box> result{*this, *this};
  const std::size_t d = half_widths_.columns();
  const double c = centre_of(coordinate), h = half_widths_.values()[coordinate];
  const auto cut = [&](Box& half, double from, double to) {
    const double middle = numeric::between(from, to);
    coordinate_of(half.centre_, coordinate) = middle;
    half.half_widths_[coordinate / d][coordinate % d] =
        std::max(numeric::sub_up(middle, from), numeric::sub_up(to, middle));
  };
  cut(result.first, numeric::sub_down(c, h), c);
  cut(result.second, c, numeric::add_up(c, h));
  return result;
}

Inputs<Affine> inputs_on(const Box& box) {
  const AffineArithmetic arithmetic;
  Inputs<Affine> inputs = exact_inputs(box.centre(), box.parameters(), arithmetic);
  const std::size_t d = box.half_widths().columns();
  for (std::size_t i = 0; i < box.coordinates(); ++i) {
    inputs.start.features[i / d][i % d] = Affine::input(box.centre_of(i), box.half_widths().values()[i], i);
  }
  return inputs;
}

namespace {

/// Takes what is not of first order in a state for coordinates of their own, where it is enough to be worth their cost.
class FreshCoordinates {
 public:
  explicit FreshCoordinates(std::size_t first) : next_(first) {}
  void take(Rows<Affine>& rows) {
    for (std::size_t j = 0; j < rows.rows(); ++j) {
      for (Affine& x : rows[j]) {
        const double base = x.base_hi() - x.base_lo();
        if (base > 0x1p-12 * x.reach() && base > 0x1p-40 * std::abs(x.mid_double())) x = x.with_base_as_input(next_++);
      }
    }
  }

 private:
  std::size_t next_;
};

}  // namespace

std::vector<Observables<Affine>> observables_on(const Box& box, Regime regime) {
  std::vector<Observables<Affine>> layers;
  layers.reserve(static_cast<std::size_t>(box.parameters().depth()) + 1);
  FreshCoordinates fresh(box.coordinates());
  run(
      box.centre(), inputs_on(box), regime, AffineArithmetic(),
      [&](Observables<Affine>&& layer) { layers.push_back(std::move(layer)); },
      [&](State<Affine>& state) {
        fresh.take(state.features);
        fresh.take(state.labels);
      });
  return layers;
}

}  // namespace margincert::recursion
