#pragma once

#include <cstdint>
#include <vector>

#include "reports/report.hpp"

namespace margincert::cli {

/// The self-test of the checker: runs every statement's corrupted twin on a few models and families, each chosen to
/// make some twins fail, until a certified violation shows up.
std::vector<reports::TwinTest> test_twins(const std::vector<const proofs::Statement*>& statements, std::uint64_t seed,
                                          int jobs);

}  // namespace margincert::cli
