#pragma once

#include "generators/family.hpp"

/// The registry of families: to add one, write generators/families/<name>.cpp with `Family <name>()` and add its line
/// here (and the file to generators/meson.build). They are listed to users in this order.
// clang-format off
#define MARGINCERT_FAMILIES(family) \
  family(no_margin) \
  family(prototype) \
  family(cone) \
  family(threshold) \
  family(simplex) \
  family(imbalanced) \
  family(label_noise) \
  family(semi_supervised) \
  family(nonlinear) \
  family(unnormalised) \
  family(large_context) \
  family(boundary) \
  family(near_tie) \
  family(coincident) \
  family(antipodal) \
  family(saturated) \
  family(tiny_step) \
  family(cancellation) \
  family(deep)
// clang-format on

namespace margincert::generators {

#define MARGINCERT_DECLARE_FAMILY(name) Family name();
MARGINCERT_FAMILIES(MARGINCERT_DECLARE_FAMILY)
#undef MARGINCERT_DECLARE_FAMILY

}  // namespace margincert::generators
