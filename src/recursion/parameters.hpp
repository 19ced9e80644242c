#pragma once

#include <string>
#include <variant>
#include <vector>

namespace margincert::recursion {

/// The four numbers of one layer, any sign.
struct LayerParameters {
  double alpha = 0;        ///< α_t, attention to features
  double gamma = 0;        ///< γ_t, attention to labels
  double alpha_prime = 0;  ///< α'_t, step of the features
  double gamma_prime = 0;  ///< γ'_t, step of the labels

  friend bool operator==(const LayerParameters&, const LayerParameters&) = default;
};

/// δ in C = I + δ 11ᵀ, kept as it was written so that -1/K stays exactly -1/K.
struct MinusOneOverClasses {
  friend bool operator==(MinusOneOverClasses, MinusOneOverClasses) = default;
};
struct Fraction {
  long numerator = 0;
  long denominator = 1;  ///< positive
  friend bool operator==(Fraction, Fraction) = default;
};
using LabelBackground = std::variant<MinusOneOverClasses, Fraction, double>;

/// The recursion's parameters: what a symmetrised transformer reduces to.
struct Parameters {
  int feature_dim = 0;  ///< d
  int classes = 0;      ///< K
  LabelBackground label_background = MinusOneOverClasses{};
  std::vector<LayerParameters> layers;  ///< t = 0..T-1

  int depth() const { return static_cast<int>(layers.size()); }
  friend bool operator==(const Parameters&, const Parameters&) = default;
};

/// Is δ exactly -1/K, i.e. is C the centring projector Π = I - 11ᵀ/K?
bool is_centring(const Parameters& parameters);

/// full: the softmax recursion as it is. class_pure: training points attend to their own class only; the probe to all.
enum class Regime { full, class_pure };

std::string to_string(Regime regime);                      // "full", "class-pure"
std::string to_string(const LabelBackground& background);  // "-1/K", "-1/3", "-0.25"

}  // namespace margincert::recursion
