#pragma once

#include "reproduction/row.hpp"

/// The registry of claims: to add one, write rows/<name>.cpp with `Row <name>()` and add its line here (and the file to
/// meson.build). They stand on the page in this order.
// clang-format off
#define MARGINCERT_REPRODUCTION_ROWS(row) \
  row(functional_equivalence) \
  row(permutation_training_symmetrises) \
  row(four_clusters) \
  row(label_background) \
  row(two_parameter) \
  row(layerwise_identification) \
  row(gram_structure) \
  row(expected_class_alignment) \
  row(robustness) \
  row(margin_bounds) \
  row(class_purity) \
  row(second_size)
// clang-format on

namespace margincert::reproduction {

#define MARGINCERT_DECLARE_ROW(name) Row name();
MARGINCERT_REPRODUCTION_ROWS(MARGINCERT_DECLARE_ROW)
#undef MARGINCERT_DECLARE_ROW

}  // namespace margincert::reproduction
