#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "margincert/run_control.hpp"
#include "recursion/parameters.hpp"
#include "reports/extraction.hpp"
#include "transformer/weights.hpp"

namespace margincert {

/// A transformer to read the recursion off.
struct ExtractRequest {
  std::string model = {};                            ///< a safetensors file, or a shipped transformer by its name
  std::optional<transformer::Weights> weights = {};  ///< the same as they are; `model` is then what to call them
  std::uint64_t tasks = 20000;                       ///< fresh no-margin tasks on which every reduction is measured
  std::uint64_t seed = 1;                            ///< of the tasks
};

/// A transformer whose weights have been looked at, and whose reductions can be measured.
class PreparedExtraction {
 public:
  /// Distances from symmetry are enclosures at 256 bits; fits are least squares in binary64
  /// (transformer/extraction.hpp; theory.md, section 12). Refusal of a request for no tasks and of names that there are
  /// not; FileError for a file that cannot be read, and for weights so large that their squares overflow binary64.
  explicit PreparedExtraction(const ExtractRequest& request);

  const recursion::Parameters& recursion() const { return looked_at_.recursion; }

  /// Measures the accuracy of every form: a sample, with 95 % intervals. A stop leaves fewer tasks, the same for every
  /// form. Progress counts tasks.
  reports::Extraction run(const numeric::RunControl& control = {}) const;

 private:
  reports::Extraction looked_at_;
};

/// Both at once.
reports::Extraction extract(const ExtractRequest& request, const numeric::RunControl& control = {});

}  // namespace margincert
