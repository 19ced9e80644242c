#include "recursion/task.hpp"

#include <algorithm>

namespace margincert::recursion {

std::vector<int> class_sizes(const Task& task) {
  std::vector<int> sizes(task.classes, 0);
  for (const auto& label : task.labels) {
    if (label) ++sizes[*label];
  }
  return sizes;
}

bool is_fully_labelled(const Task& task) {
  return std::ranges::all_of(task.labels, [](const auto& label) { return label.has_value(); });
}

bool has_every_class(const Task& task) {
  return std::ranges::all_of(class_sizes(task), [](int size) { return size > 0; });
}

}  // namespace margincert::recursion
