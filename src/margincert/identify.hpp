#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "margincert/gate_thresholds.hpp"
#include "margincert/run_control.hpp"
#include "recursion/parameters.hpp"
#include "reports/report.hpp"
#include "transformer/weights.hpp"

namespace margincert {

/// A transformer and the recursion that it has to follow.
struct IdentificationRequest {
  std::string name;     ///< of the transformer, in the report
  std::string weights;  ///< file or shipped name: what a command takes
  transformer::Weights transformer;
  std::string recursion;  ///< file or shipped name; "" for the recursion that is read off the weights
  recursion::Parameters parameters;
  GateThresholds thresholds;
  std::uint64_t compared = 50;     ///< tasks on which layers are compared
  std::uint64_t predicted = 5000;  ///< tasks on which accuracy is measured
  std::uint64_t seed = 1;
};

/// What a gate's report says of it.
struct Identification {
  std::vector<reports::IdentificationTest> tests;
  std::vector<reports::DifferenceSeries> differences;
  bool complete = true;  ///< false where a stop left tests out, or undecided
};

/// Does the transformer run the recursion? The recursion must be what `extract` reads off the weights, the weights must
/// be near the symmetric ones, and the layers must follow the recursion, on no-margin tasks of the transformer's
/// context: enclosures against bounds. Each test names where it is farthest off, and the command that measures it
/// again. After a stop tests are missing or, on fewer tasks than asked for, refuted but never confirmed. Throws as
/// require_identifiable does.
Identification identify(const IdentificationRequest& request, const numeric::RunControl& control = {});

/// FileError unless both have one shape, and there are tasks of the context that the transformer was trained on.
void require_identifiable(const IdentificationRequest& request);

}  // namespace margincert
