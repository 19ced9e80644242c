#pragma once

#include <type_traits>

#include "proofs_check/scalars.hpp"

namespace margincert::proofs {

/// A closed interval of the theory whose two ends are real numbers known through enclosures. Theorem C's intervals are
/// of this kind: checking against their true ends, not against an outward-rounded copy, keeps the statement itself
/// exact.
template <class S>
struct RealRangeIn {
  S lo;
  S hi;
};
using RealRange = RealRangeIn<Interval>;

template <class S>
RealRangeIn<S> point(const S& x) {
  return {x, x};
}
template <class S>
RealRangeIn<S> symmetric(const S& radius) {
  return {-radius, radius};
}

template <class S>
RealRangeIn<S> operator+(const RealRangeIn<S>& a, const RealRangeIn<S>& b) {
  return {a.lo + b.lo, a.hi + b.hi};
}
template <class S>
RealRangeIn<S> operator-(const RealRangeIn<S>& a, const RealRangeIn<S>& b) {
  return {a.lo - b.hi, a.hi - b.lo};
}

/// {s x : x in a} for one real s of any sign.
template <class S>
RealRangeIn<S> operator*(const std::type_identity_t<S>& s, const RealRangeIn<S>& a) {
  const S from_lo = s * a.lo, from_hi = s * a.hi;
  return {min(from_lo, from_hi), max(from_lo, from_hi)};
}

template <class S>
RealRangeIn<S> hull(const RealRangeIn<S>& a, const RealRangeIn<S>& b) {
  return {min(a.lo, b.lo), max(a.hi, b.hi)};
}
/// a cut to b; only used where the theory says that they meet.
template <class S>
RealRangeIn<S> cut(const RealRangeIn<S>& a, const RealRangeIn<S>& b) {
  return {max(a.lo, b.lo), min(a.hi, b.hi)};
}

/// mix(w, U, V): the hull of w U + (1 - w) V over the weights w in [w.lo, w.hi] within [0, 1]. Linear in w, so its ends
/// are reached at the ends of w.
template <class S>
RealRangeIn<S> mix(const RealRangeIn<S>& w, const RealRangeIn<S>& u, const RealRangeIn<S>& v) {
  const auto at = [&](const S& weight) {
    const S rest = 1 - weight;
    return RealRangeIn<S>{weight * u.lo + rest * v.lo, weight * u.hi + rest * v.hi};
  };
  return hull(at(w.lo), at(w.hi));
}

}  // namespace margincert::proofs
