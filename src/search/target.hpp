#pragma once

#include <string>
#include <vector>

#include "proofs_check/judge.hpp"

namespace margincert::search {

/// What is attacked: one statement (or its twin) in one regime, where all of the required hypotheses are true.
struct Target {
  const proofs::Statement* statement = nullptr;
  proofs::Version version = proofs::Version::stated;
  recursion::Regime regime = recursion::Regime::full;
  std::vector<std::string> required;  ///< ids; certified true of every witness
  /// Above 0: dominance (H5) is required too, with its threshold lowered to this share of 2/(ρ_0 - Λ_0).
  double dominance_share = 0;

  bool requires_hypothesis(const std::string& id) const;
};

/// The slack of a comparison as a share of its larger side, so that statements and layers can be compared: sides below
/// 2^-16 count as 2^-16, as relative differences of rounding errors mean nothing.
template <class S>
double natural_size(const proofs::ComparisonIn<S>& comparison);

extern template double natural_size(const proofs::ComparisonIn<proofs::Interval>&);
extern template double natural_size(const proofs::ComparisonIn<double>&);
extern template double natural_size(const proofs::ComparisonIn<proofs::Slope>&);

}  // namespace margincert::search
