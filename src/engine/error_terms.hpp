#pragma once

namespace margincert::engine {

/// Which parts of the error bound are counted: all of them. Tests take one out at a time, and have to see enclosures
/// that miss the truth: a term that nobody misses would bound nothing.
struct ErrorTerms {
  double gram_rounding = 1;       ///< of ⟨x_i, x_j⟩
  double logit_rounding = 1;      ///< of ℓ_ij - top_j
  double mixing_rounding = 1;     ///< of C v, and of δ
  double exponential = 1;         ///< of exp
  double sum_rounding = 1;        ///< of sums over keys and their quotients
  double step_rounding = 1;       ///< of z + step a
  double deviation_rounding = 1;  ///< of ‖Π y - G Π e_c‖₁
  double logarithm = 1;           ///< of log
  double feature_carry = 1;       ///< earlier errors of features
  double label_carry = 1;         ///< earlier errors of labels
  double attention_shift = 1;     ///< what errors of logits do to averages and masses
};

}  // namespace margincert::engine
