#pragma once

namespace margincert::engine {

/// Which parts of the error bound are counted: all of them. Tests take one out at a time, and have to see enclosures
/// that miss the truth: a term that nobody misses would bound nothing. Names are those of Coefficients, or nearly.
struct ErrorTerms {
  double gram_rounding = 1;           ///< of ⟨x_i, x_j⟩
  double logit_feature_rounding = 1;  ///< of ℓ_ij - top_j, by features
  double logit_label_rounding = 1;    ///< likewise by labels
  double geometric_rounding = 1;      ///< of α ⟨x_i, x_*⟩ - its top
  double mixing_rounding = 1;         ///< of C v, and of δ
  double exponential = 1;             ///< of exp
  double additions = 1;               ///< how many roundings sums over keys are counted to have
  double share_rounding = 1;          ///< of 1 - 1/S
  double spread_rounding = 1;         ///< of a squared spread
  double average_rounding = 1;        ///< of averages and masses
  double sum_rounding = 1;            ///< of a sum of exponentials under a logarithm
  double logarithm = 1;               ///< of log
  double feature_step_rounding = 1;   ///< of x + α' a
  double label_step_rounding = 1;     ///< of y + γ' C a
  double deviation_rounding = 1;      ///< of ‖Π y - G Π e_c‖₁
  double feature_carry = 1;           ///< earlier errors of features
  double label_carry = 1;             ///< earlier errors of labels
  double attention_shift = 1;         ///< what errors of logits do to averages and masses
  double underflow = 1;               ///< all that underflowed
};

}  // namespace margincert::engine
