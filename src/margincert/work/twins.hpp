#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "margincert/models.hpp"
#include "proofs_check/campaign.hpp"
#include "reports/report.hpp"

namespace margincert::work {

/// A place where twins are likely to fail.
struct Arena {
  Model model;
  std::string family;
  std::vector<std::string> settings;
};

/// Sharp attention shows missing growth, soft attention shows forgotten leakage, and a negative step shows what forgets
/// absolute values. Points are few, since twins fail on small tasks as well as on large ones.
std::vector<Arena> twin_arenas();
inline constexpr std::uint64_t tasks_per_arena = 8;

/// The self-test of the checker: runs every statement's corrupted twin on a few models and families, each chosen to
/// make some twins fail, until a certified violation shows up. Progress counts the tasks of one arena after the other.
///
/// After a stop only twins that were caught are named: of the others nothing is known.
std::vector<reports::TwinTest> test_twins(const std::vector<const proofs::Statement*>& statements, std::uint64_t seed,
                                          proofs::Engine engine, const numeric::RunControl& control);

}  // namespace margincert::work
