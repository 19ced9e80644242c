#pragma once

#include <map>
#include <string>
#include <vector>

#include "itl_parser.hpp"

namespace margincert::numeric_tests::itl {

/// What became of a set of vectors. Every vector is counted in exactly one place.
struct Outcome {
  int passed = 0;
  std::vector<std::string> failures;
  std::map<std::string, int> deviations;   ///< by reason: results that differ from the vector by documented design
  std::map<std::string, int> unsupported;  ///< by operation: the library has none
  int decorated = 0;

  int run() const;
  int unsupported_count() const;
  int deviation_count() const;
};

/// Runs each vector at 53 bits, rounds our endpoints outward to binary64 and compares: a result that leaves out part of
/// the expected interval fails, and so does one that is wider, as every operation run here promises tightness.
Outcome run(const std::vector<Vector>& vectors);

/// One line: counts, then deviations and unsupported operations by name.
std::string summary(const Outcome& outcome);

}  // namespace margincert::numeric_tests::itl
