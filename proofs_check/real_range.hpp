#pragma once

#include "numeric/interval.hpp"

namespace margincert::proofs {

/// A closed interval of the theory whose two ends are real numbers known through enclosures. Theorem C's intervals are
/// of this kind: checking against their true ends, not against an outward-rounded copy, keeps the statement itself
/// exact.
struct RealRange {
  using Interval = numeric::Interval;
  Interval lo;
  Interval hi;
};

inline RealRange point(const numeric::Interval& x) { return {x, x}; }
inline RealRange symmetric(const numeric::Interval& radius) { return {-radius, radius}; }

inline RealRange operator+(const RealRange& a, const RealRange& b) { return {a.lo + b.lo, a.hi + b.hi}; }
inline RealRange operator-(const RealRange& a, const RealRange& b) { return {a.lo - b.hi, a.hi - b.lo}; }

/// {s x : x in a} for one real s of any sign.
inline RealRange operator*(const numeric::Interval& s, const RealRange& a) {
  const numeric::Interval from_lo = s * a.lo, from_hi = s * a.hi;
  return {min(from_lo, from_hi), max(from_lo, from_hi)};
}

inline RealRange hull(const RealRange& a, const RealRange& b) { return {min(a.lo, b.lo), max(a.hi, b.hi)}; }
/// a cut to b; only used where the theory says that they meet.
inline RealRange cut(const RealRange& a, const RealRange& b) { return {max(a.lo, b.lo), min(a.hi, b.hi)}; }

/// mix(w, U, V): the hull of w U + (1 - w) V over the weights w in [w.lo, w.hi] within [0, 1]. Linear in w, so its ends
/// are reached at the ends of w.
inline RealRange mix(const RealRange& w, const RealRange& u, const RealRange& v) {
  const auto at = [&](const numeric::Interval& weight) {
    const numeric::Interval rest = 1 - weight;
    return RealRange{weight * u.lo + rest * v.lo, weight * u.hi + rest * v.hi};
  };
  return hull(at(w.lo), at(w.hi));
}

}  // namespace margincert::proofs
