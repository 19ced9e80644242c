#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "margincert/baseline.hpp"
#include "margincert/check.hpp"
#include "margincert/gate_config.hpp"
#include "margincert/identify.hpp"

namespace margincert {

namespace work {
struct PreparedGate;
}

/// What a gate is asked for: by its configuration, and beside it. What is said beside it counts before what it says;
/// empty fields say nothing. What neither says has the default of docs/gate.md.
struct GateRequest {
  GateConfig config = {};  ///< read_gate_config's; none: the defaults
  std::optional<Profile> profile = {};
  // Files, or shipped models by their names.
  std::string model = {};        ///< a recursion, or the weights of a transformer; neither: the shipped models
  std::string recursion = {};    ///< that the model's weights must follow
  std::string transformer = {};  ///< weights that must follow the model
  std::string like = {};         ///< a recursion: whatever theorem covers it must cover the model
  std::string cases = {};        ///< folder of case files, derived again first
  std::vector<std::string> statements = {};  ///< ids or theorems
  std::vector<std::string> dropped = {};     ///< hypotheses, by id or number
  std::optional<RegimeChoice> regime = {};
  std::vector<std::string> families = {};
  std::vector<std::string> settings = {};   ///< of those families, name=value
  std::optional<std::uint64_t> tasks = {};  ///< of each family
  std::optional<std::uint64_t> seed = {};
  std::string parameter_draw = "given";
  std::optional<long> required_applicable = {};     ///< tasks that each statement must apply to
  std::optional<long> required_moving_layers = {};  ///< layers of each model that must move something
  numeric::Ladder ladder = numeric::Ladder::standard();
  std::optional<int> precision_budget = {};  ///< highest rung, in bits
  proofs::Engine engine = proofs::Engine::on;
  std::optional<double> time_budget = {};  ///< seconds that the campaign may take
  std::optional<reports::Part> part = {};  ///< of every family's tasks
  BaselineRequest baseline = {};
};

struct GateResult {
  reports::Report report;
  std::vector<ViolationCase> violations;  ///< of confirmed violations, worst and simplest
  SettledBaseline baseline;
  std::vector<FileText> new_cases;  ///< for the folder of cases: what the run found and no case of it shows
};

/// A gate, set up and then run: the cases are derived again, on a nightly run a search looks for violations, then all
/// statements are checked on all tasks, a transformer is held against its recursion, and the corrupted twins must fall.
class Gate {
 public:
  /// Reads everything there is to be read: what cannot be is said before the work. Refusal, FileError, or
  /// generators::UnknownFamily and SettingError.
  explicit Gate(const GateRequest& request);
  Gate(Gate&&) noexcept;
  Gate& operator=(Gate&&) noexcept;
  ~Gate();

  /// Files that the gate reads, or has to write itself: none of them may be the place of an output.
  std::vector<std::string> files() const;

  /// Each step is left out after a stop, and the report says that it was one. proofs::Contradiction where two ways of
  /// deciding the same contradict each other. Writes nothing: see GateResult.
  GateResult run(const numeric::RunControl& control = {}) const;

 private:
  std::unique_ptr<const work::PreparedGate> prepared_;
};

/// The same in one call.
GateResult gate(const GateRequest& request, const numeric::RunControl& control = {});

}  // namespace margincert
