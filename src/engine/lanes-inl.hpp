// Compiled once for each kind of vector; no #pragma once.
#if defined(MARGINCERT_ENGINE_LANES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef MARGINCERT_ENGINE_LANES_INL
#undef MARGINCERT_ENGINE_LANES_INL
#else
#define MARGINCERT_ENGINE_LANES_INL
#endif

#include <hwy/highway.h>

#include <cstddef>

#include "engine/frame.hpp"

HWY_BEFORE_NAMESPACE();
namespace margincert::engine::lanes::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<double, tasks_at_once>;
using Vector = hn::Vec<Tag>;

/// Numbers in an element.
HWY_INLINE std::size_t lane_count() { return hn::Lanes(Tag()); }
HWY_INLINE Vector load(const double* element) { return hn::Load(Tag(), element); }
HWY_INLINE Vector load(const Lanes& lanes) { return hn::Load(Tag(), lanes.of.data()); }
HWY_INLINE void store(Vector v, double* element) { hn::Store(v, Tag(), element); }
HWY_INLINE void store(Vector v, Lanes& lanes) { hn::Store(v, Tag(), lanes.of.data()); }
HWY_INLINE Vector set(double x) { return hn::Set(Tag(), x); }
HWY_INLINE Vector zero() { return hn::Zero(Tag()); }
/// a b + c in one rounding or two, as the machine has it; bounds count two.
HWY_INLINE Vector add_product(Vector a, Vector b, Vector c) { return hn::MulAdd(a, b, c); }

/// What every query sees alike: a number for each task, or one for all points.
template <Use use>
HWY_INLINE Vector common(const double* p) {
  return use == Use::tasks ? load(p) : set(*p);
}
/// Steps between such numbers.
template <Use use>
HWY_INLINE std::size_t common_step() {
  return use == Use::tasks ? lane_count() : 1;
}

/// The keys of a layer: tables of keys x coordinates, and a label for each.
struct Keys {
  const double* x;
  const double* y;
  const double* squares;  ///< ‖x_i‖², ‖y_i‖²
  const double* labels;
};

}  // namespace margincert::engine::lanes::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
