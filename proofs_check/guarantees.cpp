#include "proofs_check/guarantees.hpp"

#include "proofs_check/statement.hpp"

namespace margincert::proofs {
namespace {

using numeric::Truth;

Truth margin_positive_by_b(const Evidence& e) {
  Truth all = Truth::yes;
  for (const LeakyBounds& b : e.leaky_bounds(Leakage::accounted)) {
    all = all & is_positive(b.probe_in_class - b.probe_cross_class);
  }
  return all;
}

Truth margin_positive_by_c(const Evidence& e) {
  Truth all = Truth::yes;
  for (const Envelope& envelope : e.envelopes(Leakage::accounted)) {
    all = all & is_positive(envelope.probe_in_class.lo - envelope.probe_cross_class.hi);
  }
  return all;
}

Truth prediction_by_b(const Evidence& e) { return is_positive(e.leaky_bounds(Leakage::accounted).back().label_margin); }

Truth prediction_by_c(const Evidence& e) {
  return is_positive(e.envelopes(Leakage::accounted).back().label_difference.lo);
}

}  // namespace

const std::vector<Guarantee>& guarantees() {
  static const std::vector<Guarantee> all{
      {"geometric-margin-by-B", "B", "R_t − L_t > 0 at every layer", needed_for_b(), margin_positive_by_b},
      {"prediction-by-B", "B", "Theorem B's lower bound of Δ_y^T is positive", needed_for_b(), prediction_by_b},
      {"geometric-margin-by-C", "C", "inf P_t − sup Q_t > 0 at every layer", needed_for_c(), margin_positive_by_c},
      {"prediction-by-C", "C", "inf D_T > 0", needed_for_c(), prediction_by_c},
  };
  return all;
}

}  // namespace margincert::proofs
