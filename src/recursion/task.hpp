#pragma once

#include <optional>
#include <vector>

#include "recursion/rows.hpp"

namespace margincert::recursion {

/// One in-context classification task: n training points and a probe, all coordinates exact binary64.
struct Task {
  int classes = 0;                         ///< K
  Rows<double> features;                   ///< x_i, one row per training point (n x d)
  std::vector<std::optional<int>> labels;  ///< c_i in 0..K-1; nullopt is an unlabelled point, y_i = 0
  std::vector<double> probe;               ///< x_*, d coordinates
  int probe_class = 0;                     ///< c*

  int points() const { return static_cast<int>(labels.size()); }
  int feature_dim() const { return static_cast<int>(probe.size()); }

  friend bool operator==(const Task&, const Task&) = default;
};

/// n_c for every class; unlabelled points are counted nowhere.
std::vector<int> class_sizes(const Task& task);
bool is_fully_labelled(const Task& task);
/// Every class has a training point: then every observable of the recursion is defined.
bool has_every_class(const Task& task);

}  // namespace margincert::recursion
