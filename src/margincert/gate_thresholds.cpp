#include "margincert/gate_thresholds.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "files/nearest.hpp"
#include "recursion/refusal.hpp"

namespace margincert {
namespace {

const std::vector<std::string> weights_alone{"extraction", "equivariance", "accuracy"};

std::string name_of(const transformer::Threshold& threshold) {
  const std::string quantity = to_string(threshold.quantity);
  if (threshold.measure == transformer::Measure::forced) return quantity;
  return fmt::format("{}.{}", to_string(threshold.measure), quantity);
}

transformer::Threshold comparison_threshold(const std::string& name, double bound) {
  transformer::Threshold threshold = transformer::parse_threshold(name + "=0");
  threshold.bound = bound;
  threshold.text = fmt::format("{}={}", name_of(threshold), bound);
  return threshold;
}

}  // namespace

std::string canonical_threshold(const std::string& name, double bound) {
  // Shares of a norm are at most 1, and relative differences at most 2: nothing could miss such a threshold.
  const bool idle = (name == "equivariance" && bound >= 1) || (name == "extraction" && bound >= 2);
  if (idle) {
    throw Refusal("", fmt::format("the threshold {} is {}, and every model meets it", name, bound),
                  fmt::format("give a number below {}", name == "equivariance" ? 1 : 2));
  }
  const bool sensible = name == "accuracy" ? bound > 0 && bound < 1 : bound >= 0 && bound <= transformer::largest_bound;
  if (!sensible) {
    throw Refusal("", fmt::format("the threshold {} is {}", name, bound),
                  name == "accuracy" ? "give a share between 0 and 1"
                                     : fmt::format("give a number from 0 to {}", transformer::largest_bound));
  }
  if (std::ranges::find(weights_alone, name) != weights_alone.end()) return name;
  try {
    return name_of(comparison_threshold(name, bound));
  } catch (const transformer::ThresholdError& error) {
    const auto meant = files::nearest(name, weights_alone);
    if (meant) throw Refusal("", fmt::format("no threshold '{}'", name), fmt::format("did you mean '{}'?", *meant));
    throw Refusal("", error.what(), "or extraction, equivariance, accuracy");
  }
}

GateThresholds thresholds_with(const std::map<std::string, double>& chosen) {
  GateThresholds thresholds;
  for (const auto& [name, bound] : chosen) {
    if (name == "extraction") {
      thresholds.extraction = bound;
    } else if (name == "equivariance") {
      thresholds.equivariance = bound;
    } else if (name == "accuracy") {
      thresholds.accuracy = bound;
    } else {
      const auto is_replaced = [&name = name](const transformer::Threshold& other) { return name_of(other) == name; };
      std::erase_if(thresholds.compared, is_replaced);
      thresholds.compared.push_back(comparison_threshold(name, bound));
    }
  }
  return thresholds;
}

}  // namespace margincert
