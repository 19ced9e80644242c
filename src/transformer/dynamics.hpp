#pragma once

#include "recursion/trajectory.hpp"
#include "transformer/forward.hpp"
#include "transformer/stillness.hpp"
#include "transformer/weights.hpp"

namespace margincert::transformer {

// Dynamics are what moves tokens layer by layer: the transformer itself, the recursion, a rival. One of them, D, has
//
//     int depth() const;                   T
//     static constexpr bool attends;       is there an attention to compare?
//     Stillness stillness(int t) const;    what layer t does not do
//     State<S> next(const State<S>& z, int t, const A& arithmetic, watch) const;
//
// where `next` is layer t = 0..T-1 applied to z, for any Arithmetic A with scalar S = A::Scalar, in outward-rounded
// enclosures when A's are. If it attends, `watch` is called with a QueryView<S> for every query, training points 0..n-1
// and then the probe, whose keys are all training points in their order; otherwise it is never called.

/// The softmax transformer with the file's exact weights.
struct TransformerDynamics {
  static constexpr bool attends = true;
  Weights weights;

  int depth() const { return weights.depth(); }
  Stillness stillness(int t) const {
    return stillness_of(weights.layers[static_cast<std::size_t>(t)], weights.feature_dim);
  }

  template <Arithmetic A, class Watch, class S = typename A::Scalar>
  State<S> next(const State<S>& z, int t, const A& arithmetic, Watch&& watch) const {
    return step(z, matrices_at(weights, t, arithmetic), arithmetic, watch);
  }
};

/// The recursion in the full regime.
struct RecursionDynamics {
  static constexpr bool attends = true;
  recursion::Parameters parameters;

  int depth() const { return parameters.depth(); }
  Stillness stillness(int t) const { return stillness_of(parameters.layers[static_cast<std::size_t>(t)]); }

  template <Arithmetic A, class Watch, class S = typename A::Scalar>
  State<S> next(const State<S>& z, int t, const A& arithmetic, Watch&& watch) const {
    return recursion::step(z, recursion::layer_at(parameters, t, arithmetic), recursion::KeySets(z.probe()), arithmetic,
                           watch);
  }
};

}  // namespace margincert::transformer
