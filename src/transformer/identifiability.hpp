#pragma once

namespace margincert::transformer {

/// Has every training point of a task its label, or may some be without?
enum class Labelling { full, partial };

/// Of the form W_QK = diag(α I, γ (I + δ_QK 11ᵀ)), W_OV = diag(α' I, γ' (I + δ_OV 11ᵀ)) of one layer: may a prediction
/// depend on the number? `false` is a theorem (theory.md, "Identifiability"): every task of that labelling has the same
/// prediction whatever the number's value, all others being equal. `true` says only that the theorem does not cover it.
struct Identifiable {
  bool alpha, gamma, alpha_prime, gamma_prime;
  bool delta_qk, delta_ov;

  friend bool operator==(const Identifiable&, const Identifiable&) = default;
};
Identifiable identifiable(int layer, int depth, Labelling labelling);

}  // namespace margincert::transformer
