#pragma once

#include <vector>

#include "arb/real.hpp"
#include "recursion/instance.hpp"
#include "recursion/observables.hpp"
#include "recursion/rows.hpp"

namespace margincert::arb {

/// The tokens of one layer: rows 0..n-1 are the training points, row n is the probe.
struct State {
  recursion::Rows<Real> x;  ///< features, d columns
  recursion::Rows<Real> y;  ///< labels, K columns
};

/// The states of layers 0..T of the recursion of theory.md §2, in Arb's arithmetic. With src/recursion it shares its
/// inputs and the names of its outputs, and no arithmetic. Every number is a ball around the real one, rounded to
/// `bits` at each step (below two: std::out_of_range), or poison.
std::vector<State> states(const recursion::Instance& instance, recursion::Regime regime, long bits);

/// The observables of theory.md §4 at layers 0..T; those of attention are empty at layer T.
std::vector<recursion::Observables<Real>> observables(const recursion::Instance& instance, recursion::Regime regime,
                                                      long bits);

}  // namespace margincert::arb
