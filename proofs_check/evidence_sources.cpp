#include "proofs_check/evidence_sources.hpp"

#include <utility>

#include "arb/trajectory.hpp"

namespace margincert::proofs {
namespace {

template <class A, class S = typename A::Scalar>
EvidenceIn<S> evidence_by_the_step(const Problem& problem, recursion::Inputs<S> inputs, const A& arithmetic) {
  std::vector<recursion::Layer<S>> layers = inputs.layers;
  std::vector<recursion::Observables<S>> observables;
  recursion::run(problem.task, std::move(inputs), problem.regime, arithmetic,
                 [&](recursion::Observables<S>&& layer) { observables.push_back(std::move(layer)); });
  return {problem, arithmetic, std::move(observables), std::move(layers)};
}

Real background_by_arb(const recursion::Parameters& parameters, const ArbArithmetic& arithmetic) {
  if (const auto* fraction = std::get_if<recursion::Fraction>(&parameters.label_background)) {
    return arithmetic.ratio(fraction->numerator, fraction->denominator);
  }
  if (const auto* number = std::get_if<double>(&parameters.label_background)) return arithmetic.exact(*number);
  return arithmetic.ratio(-1, parameters.classes);
}

}  // namespace

EvidenceIn<Real> evidence_by_arb(const Problem& problem, int bits) {
  const ArbArithmetic arithmetic(bits);
  std::vector<recursion::Layer<Real>> layers;
  for (const recursion::LayerParameters& p : problem.parameters.layers) {
    layers.push_back({arithmetic.exact(p.alpha), arithmetic.exact(p.gamma), arithmetic.exact(p.alpha_prime),
                      arithmetic.exact(p.gamma_prime), background_by_arb(problem.parameters, arithmetic)});
  }
  return {problem, arithmetic, arb::observables(problem.instance(), problem.regime, bits),
          std::move(layers)};
}

EvidenceIn<double> approximate_evidence(const Problem& problem) {
  const recursion::DoubleArithmetic arithmetic;
  return evidence_by_the_step(problem, recursion::exact_inputs(problem.task, problem.parameters, arithmetic),
                              arithmetic);
}

EvidenceIn<Slope> sloped_evidence(const Problem& problem, recursion::Inputs<Slope> inputs) {
  return evidence_by_the_step(problem, std::move(inputs), recursion::SlopeArithmetic());
}

}  // namespace margincert::proofs
