#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "margincert/selection.hpp"
#include "margincert/run_control.hpp"
#include "reports/search.hpp"

namespace margincert {

/// A hunt for the worst task that a statement allows.
struct SearchRequest {
  std::string statement;  ///< its id
  proofs::Version version = proofs::Version::stated;
  std::vector<std::string> drop = {};  ///< hypotheses of the statement not to require, by id or number
  std::vector<std::string> require =
      {};                    ///< what to require beside its own: the same, or "A", "B", "C" for a theorem's
  RegimeChoice regime = {};  ///< natural: the statement's own
  std::vector<std::string> families = {};  ///< to start from, by id; none: all
  std::vector<std::string> settings = {};  ///< name=value, for a single family
  std::string model = {};                  ///< keep to these parameters: a file, or a shipped model by its name
  std::optional<recursion::Parameters> parameters = {};  ///< the same as they are; `model` is then what to call them
  bool vary_parameters = false;                          ///< start from the given parameters, and search them too
  std::vector<std::string> engines = {};                 ///< by id; none: all
  int most_points = 8;                                   ///< training points of a task to start from
  std::uint64_t budget = 20000;                          ///< evaluations of the slack, of all engines together
  std::uint64_t seed = 1;
};

/// Keeps a witness, "worst" or "simplest" by its kind, and says where ("" for nowhere). Asked as soon as one is
/// confirmed, so that not even a kill loses it; a later one of a kind replaces the earlier.
using KeepWitness = std::function<std::string(const files::Case& witness, const std::string& kind)>;

/// A search that is set up and can be run.
class Search {
 public:
  /// Refusal of names that there are not and of requests that contradict themselves; FileError of a model's file.
  explicit Search(const SearchRequest& request);

  /// Hunts, then makes the worst violation as simple as shrinking gets it. Slacks are enclosed, every witness is
  /// derived again by Arb from its file's text (proofs::Contradiction where that does not come out), and the outcome
  /// depends on the request alone unless it is stopped; a stop leaves a second for what was found. SettingError where
  /// no family has tasks like these. Progress counts evaluations.
  reports::SearchReport run(const numeric::RunControl& control = {}, const KeepWitness& keep = {}) const;

 private:
  search::Request request_;
  std::string parameters_;
};

/// Both at once.
reports::SearchReport find_worst(const SearchRequest& request, const numeric::RunControl& control = {},
                                 const KeepWitness& keep = {});

}  // namespace margincert
