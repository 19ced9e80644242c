#include "search/target.hpp"

#include <algorithm>
#include <cmath>

namespace margincert::search {

bool Target::requires_hypothesis(const std::string& id) const {
  return std::ranges::find(required, id) != required.end();
}

template <class S>
double natural_size(const proofs::ComparisonIn<S>& comparison) {
  constexpr double least = 0x1p-16;
  return std::max({std::abs(proofs::near_value(comparison.greater)), std::abs(proofs::near_value(comparison.lesser)),
                   least});
}

template double natural_size(const proofs::ComparisonIn<proofs::Interval>&);
template double natural_size(const proofs::ComparisonIn<double>&);
template double natural_size(const proofs::ComparisonIn<proofs::Slope>&);

}  // namespace margincert::search
