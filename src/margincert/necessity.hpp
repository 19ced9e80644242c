#pragma once

#include <string>
#include <vector>

#include "files/case_file.hpp"
#include "margincert/run_control.hpp"
#include "search/necessity.hpp"

namespace margincert {

/// Which hypotheses of Theorems A and B are needed, and how sharp the bounds are (search/necessity.hpp).
struct NecessityRequest {
  std::vector<std::string> theorems = {};  ///< of "A" and "B"; none: both
  std::size_t budget = 20000;              ///< evaluations for each cell of the tables
  std::uint64_t seed = 1;
};

/// What came of it.
struct Necessity {
  struct NamedCase {
    std::string name;  ///< of its file, by which the page links to it
    files::Case witness;
  };

  search::Study study;
  std::vector<NamedCase> cases;  ///< each derived again by Arb
  std::string page;              ///< Markdown: docs/necessity.md
  bool interrupted = false, out_of_time = false;

  std::size_t counterexamples() const;
  /// A counterexample where the proof does without the hypothesis: proof or program is wrong.
  bool refutes_a_proof() const;
};

/// A study that is set up and can be run.
class NecessityStudy {
 public:
  /// Refusal of a budget that checks nothing.
  explicit NecessityStudy(const NecessityRequest& request);

  /// The outcome depends on the request alone unless the study is stopped, which keeps what was found until then.
  /// proofs::Contradiction where a case does not come out again. Progress counts searches.
  Necessity run(const numeric::RunControl& control = {}) const;

 private:
  NecessityRequest request_;
};

/// Both at once.
Necessity study_necessity(const NecessityRequest& request, const numeric::RunControl& control = {});

/// The subcommand that a study's cases name as their origin.
inline constexpr const char* necessity_command = "necessity";

}  // namespace margincert
