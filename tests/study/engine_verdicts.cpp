#include <fmt/format.h>

#include <cstdlib>

#include "generators/parameter_draws.hpp"
#include "proofs_check/guarantees.hpp"
#include "tests/proofs_check/engine_comparison.hpp"

// Are verdicts the same with the engine on the first rung and without it, task by task? Every family, every draw of
// parameters, both regimes, statements and twins:
//     ninja -C build tests/engine_verdicts && build/tests/engine_verdicts [POINTS TASKS SEED JOBS]
// One line for each family and draw; exit status 1 where any verdict differs.
int main(int argc, char** argv) {
  using namespace margincert;
  const auto number = [&](int place, long fallback) {
    return argc > place ? std::strtol(argv[place], nullptr, 10) : fallback;
  };
  const long points = number(1, 20), tasks = number(2, 40), seed = number(3, 1), jobs = number(4, 1);
  const recursion::Parameters base{
      4, 3, recursion::MinusOneOverClasses{}, {{2, 1, 0.5, 0.5}, {2, 2, 0.25, 0.5}, {3, 2, 0.5, 0.25}}};
  proofs_tests::EngineComparison all;
  for (const auto& scene :
       proofs_tests::engine_scenes(static_cast<int>(points), base, static_cast<std::uint64_t>(seed))) {
    proofs_tests::EngineComparison one;
    proofs_tests::compare_engine(scene, static_cast<std::uint64_t>(tasks), numeric::Ladder::standard(),
                                 static_cast<int>(jobs), one);
    fmt::print("{:<70} {:>8} verdicts {:>8} decided {:>6.2f} % on the first rung, {} differ\n", scene.name(),
               one.verdicts, one.decided, one.decided == 0 ? 0 : 100.0 * one.on_first_rung / one.decided,
               one.differences.size());
    for (const std::string& difference : one.differences) fmt::print("  DIFFERENT {}\n", difference);
    std::fflush(stdout);
    all.verdicts += one.verdicts;
    all.decided += one.decided;
    all.on_first_rung += one.on_first_rung;
    all.differences.insert(all.differences.end(), one.differences.begin(), one.differences.end());
  }
  fmt::print("{} verdicts, {} decided, {} of them on the first rung; {} differ\n", all.verdicts, all.decided,
             all.on_first_rung, all.differences.size());
  return all.verdicts > 0 && all.differences.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}
