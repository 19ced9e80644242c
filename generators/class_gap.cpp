#include "generators/class_gap.hpp"

namespace margincert::generators {

using numeric::Interval;

std::vector<Interval> exact_coordinates(std::span<const double> x) {
  std::vector<Interval> result;
  for (const double coordinate : x) result.push_back(Interval::exact(coordinate, numeric::Precision{256}));
  return result;
}

std::vector<std::vector<Interval>> exact_points(const recursion::Task& task) {
  std::vector<std::vector<Interval>> points;
  for (std::size_t i = 0; i < task.features.rows(); ++i) points.push_back(exact_coordinates(task.features[i]));
  return points;
}

void ClassGap::see(const Interval& product, bool same_class) {
  if (same_class) {
    least_same_ = least_same_ ? min(*least_same_, product) : product;
  } else {
    greatest_cross_ = greatest_cross_ ? max(*greatest_cross_, product) : product;
  }
}

MarginOfProbe::MarginOfProbe(const recursion::Task& task) : points_(exact_points(task)) {
  for (const auto& label : task.labels) shares_probe_class_.push_back(label == task.probe_class);
}

Interval MarginOfProbe::at(std::span<const double> probe) const {
  const std::vector<Interval> exact_probe = exact_coordinates(probe);
  ClassGap gap;
  for (std::size_t j = 0; j < points_.size(); ++j) gap.see(dot(exact_probe, points_[j]), shares_probe_class_[j]);
  return gap.value();
}

SeparationOfPoint::SeparationOfPoint(const recursion::Task& task, std::size_t moving) {
  std::vector<int> labels;
  for (std::size_t i = 0; i < task.features.rows(); ++i) {
    if (i == moving) continue;
    others_.push_back(exact_coordinates(task.features[i]));
    labels.push_back(task.labels[i].value());
    shares_class_.push_back(task.labels[i] == task.labels[moving]);
    for (std::size_t j = 0; j < others_.size(); ++j) {
      among_others_.see(dot(others_.back(), others_[j]), labels.back() == labels[j]);
    }
  }
}

Interval SeparationOfPoint::at(std::span<const double> x) const {
  const std::vector<Interval> point = exact_coordinates(x);
  ClassGap gap = among_others_;
  gap.see(dot(point, point), true);
  for (std::size_t j = 0; j < others_.size(); ++j) gap.see(dot(point, others_[j]), shares_class_[j]);
  return gap.value();
}

}  // namespace margincert::generators
