#include "generators/class_gap.hpp"

#include <cmath>

#include "numeric/stop.hpp"

namespace margincert::generators {

using numeric::Interval;

std::vector<Interval> exact_coordinates(std::span<const double> x) {
  std::vector<Interval> result;
  for (const double coordinate : x) result.push_back(Interval::exact(coordinate, numeric::Precision{256}));
  return result;
}

namespace {

/// A product as binary64 computes it, and more than it may be off by: the sum of n products and n - 1 additions is off
/// by at most n 2^-53 Σ|x_k y_k| and some more, and what underflows in it by less than 2^-1000; 2^-30 is enough up to
/// millions.
struct RoughProduct {
  RoughProduct(std::span<const double> x, std::span<const double> y) {
    for (std::size_t k = 0; k < x.size(); ++k) {
      value += x[k] * y[k];
      off_by += std::abs(x[k] * y[k]);
    }
    off_by = off_by * 0x1p-30 + 0x1p-1000;
  }

  double value = 0, off_by = 0;
};

}  // namespace

void ClassGap::see(const ExactVector& x, const ExactVector& y, bool same_class) {
  const RoughProduct rough(x.plain, y.plain);
  if (same_class && least_same_ && rough.value - rough.off_by > least_same_->hi_double()) return;
  if (!same_class && greatest_cross_ && rough.value + rough.off_by < greatest_cross_->lo_double()) return;
  see(dot(x.enclosed, y.enclosed), same_class);
}

void ClassGap::see(const Interval& product, bool same_class) {
  if (same_class) {
    least_same_ = least_same_ ? min(*least_same_, product) : product;
  } else {
    greatest_cross_ = greatest_cross_ ? max(*greatest_cross_, product) : product;
  }
}

MarginOfProbe::MarginOfProbe(const recursion::Task& task) {
  for (std::size_t i = 0; i < task.features.rows(); ++i) points_.emplace_back(task.features[i]);
  for (const auto& label : task.labels) shares_probe_class_.push_back(label == task.probe_class);
}

Interval MarginOfProbe::at(std::span<const double> probe) const {
  const ExactVector exact_probe(probe);
  ClassGap gap;
  for (std::size_t j = 0; j < points_.size(); ++j) gap.see(exact_probe, points_[j], shares_probe_class_[j]);
  return gap.value();
}

SeparationOfPoint::SeparationOfPoint(const recursion::Task& task, std::size_t moving) {
  std::vector<int> labels;
  for (std::size_t i = 0; i < task.features.rows(); ++i) {
    if (i == moving) continue;
    numeric::stop_point();
    others_.emplace_back(task.features[i]);
    labels.push_back(task.labels[i].value());
    shares_class_.push_back(task.labels[i] == task.labels[moving]);
    for (std::size_t j = 0; j < others_.size(); ++j) {
      among_others_.see(others_.back(), others_[j], labels.back() == labels[j]);
    }
  }
}

Interval SeparationOfPoint::at(std::span<const double> x) const {
  const ExactVector point(x);
  ClassGap gap = among_others_;
  gap.see(point, point, true);
  for (std::size_t j = 0; j < others_.size(); ++j) gap.see(point, others_[j], shares_class_[j]);
  return gap.value();
}

}  // namespace margincert::generators
