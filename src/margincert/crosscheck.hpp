#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "margincert/run_control.hpp"
#include "recursion/parameters.hpp"
#include "reports/crosscheck.hpp"
#include "transformer/threshold.hpp"
#include "transformer/weights.hpp"

namespace margincert {

namespace work {
struct CrosscheckPlan;
}

/// A transformer, and what to hold it against, layer by layer.
struct CrosscheckRequest {
  std::string model = {};                            ///< a safetensors file, or a shipped transformer by its name
  std::optional<transformer::Weights> weights = {};  ///< the same as they are; `model` is then what to call them
  /// Recursion parameters or another transformer, by file or shipped name; "" for the recursion that is read off the
  /// model's weights.
  std::string against = {};
  std::optional<recursion::Parameters> parameters = {};  ///< the same as they are; `against` is then what to call them
  std::vector<std::string> families = {};                ///< task families by id; none: no-margin
  std::vector<std::string> settings = {};  ///< of every family, name=value; n is the model's context unless it is set
  std::uint64_t tasks = 200;               ///< of every family
  std::uint64_t seed = 1;
  std::vector<transformer::Threshold> thresholds = {};  ///< each gives a verdict (transformer::parse_threshold)
  bool rivals = false;                                  ///< fit the rival recursions too, with the same effort
  /// By how much the recursion has to fit better than every rival: a verdict. Compared with usual_factor, without a
  /// verdict, where it is not given.
  std::optional<double> factor = {};
  bool rounding = false;  ///< enclose the rounding error of the binary64 program, too
};

/// A cross-check that is set up and can be run.
class PreparedCrosscheck {
 public:
  /// Refusal, UnknownFamily or SettingError (of generators/) for names and settings that there are not, or that
  /// contradict the model or each other; FileError for files that cannot be read, or that are of another shape.
  explicit PreparedCrosscheck(const CrosscheckRequest& request);

  /// Differences are enclosures with outward rounding (transformer/comparison.hpp; theory.md, section 12), of the
  /// weights as exact numbers. Thresholds climb the ladder until they are decided. After a stop runs are of fewer tasks
  /// than asked for: those can refute a threshold, and not confirm it. Progress counts tasks, then fits and tests.
  reports::Crosscheck run(const numeric::RunControl& control = {}) const;

 private:
  std::shared_ptr<const work::CrosscheckPlan> plan_;
};

/// Both at once.
reports::Crosscheck crosscheck(const CrosscheckRequest& request, const numeric::RunControl& control = {});

}  // namespace margincert
