#include "optimise/pattern.hpp"

#include <algorithm>
#include <vector>

#include "optimise/compass_search.hpp"

namespace margincert::optimise {
namespace {

constexpr numeric::Precision precise_bits(256);
/// Steps of 2^-2 to 2^-52 of the range in double; enclosures see on, down to what double coordinates can express.
constexpr int first_level = 2;
constexpr int last_level = 52;
constexpr int last_precise_level = 160;
constexpr int restart_level = 8;

/// The domain as a compass search needs it: projected, then short again, and only if the domain agrees with that.
bool admit_on(const Explorer& explorer, const DyadicMesh& mesh, std::span<double> candidate, int level) {
  const std::vector<double> wanted(candidate.begin(), candidate.end());
  explorer.project(candidate);
  if (std::ranges::equal(candidate, wanted)) return true;
  mesh.truncate(candidate, level);
  const std::vector<double> shortened(candidate.begin(), candidate.end());
  explorer.project(candidate);
  return std::ranges::equal(candidate, shortened);
}

struct RoughProblem {
  using Value = Score;
  Explorer& explorer;
  const DyadicMesh& mesh;

  Value evaluate(std::span<const double> x) { return explorer.score(x); }
  bool less(const Value& a, const Value& b) const { return better(a, b); }
  bool admit(std::span<double> x, int level) const { return admit_on(explorer, mesh, x, level); }
  bool stop(const Value& value) const { return explorer.exhausted() || explorer.is_below_resolution(value); }
};

struct PreciseProblem {
  using Value = PreciseScore;
  Explorer& explorer;
  const DyadicMesh& mesh;

  Value evaluate(std::span<const double> x) { return explorer.precise_score(x, precise_bits); }
  bool less(const Value& a, const Value& b) const { return better(a, b); }
  bool admit(std::span<double> x, int level) const { return admit_on(explorer, mesh, x, level); }
  /// Once the slack is far below 0, doubles see it again, and they are cheaper.
  bool stop(const Value& value) const {
    return explorer.exhausted() || (value.infeasibility == 0 && value.slack.hi_double() < -explorer.resolution());
  }
};

/// The start on the coarsest grid that costs it nothing; the start itself, when each one does. Coordinates that another
/// engine tuned are so kept, and shortened where nothing depends on the tail.
CompassState<Score> short_start(Explorer& explorer, const DyadicMesh& mesh, std::vector<double> x) {
  const Score exact = explorer.score(x);
  for (int level = 4; level <= last_level && !explorer.exhausted(); level += 8) {
    std::vector<double> rounded = x;
    mesh.round(rounded, level);
    if (!admit_on(explorer, mesh, rounded, level)) continue;
    const Score score = explorer.score(rounded);
    if (!better(exact, score)) return {std::move(rounded), score, first_level};
  }
  return {std::move(x), exact, first_level};
}

CompassState<Score> random_start(Explorer& explorer, const DyadicMesh& mesh, generators::Random& random) {
  std::vector<double> x;
  for (const auto& [lower, upper] : explorer.bounds()) x.push_back(lower + random.uniform() * (upper - lower));
  clamp_into(explorer.bounds(), x);
  mesh.round(x, restart_level);
  // Where truncation disagrees with the domain the projected point itself, a long one, has to do.
  if (!admit_on(explorer, mesh, x, restart_level)) explorer.project(x);
  const Score score = explorer.score(x);
  return {std::move(x), score, first_level};
}

CompassState<Score> search_roughly(Explorer& explorer, const DyadicMesh& mesh, generators::Random& random,
                                   CompassState<Score> state) {
  RoughProblem problem{explorer, mesh};
  CompassSearch<RoughProblem> search(problem, mesh, random, std::move(state));
  search.run(last_level);
  return search.state();
}

/// Goes on from where doubles see nothing. Returns the level it came to, and in `state` where it stands.
CompassState<Score> search_precisely(Explorer& explorer, const DyadicMesh& mesh, generators::Random& random,
                                     CompassState<Score> state) {
  PreciseProblem problem{explorer, mesh};
  PreciseScore value = problem.evaluate(state.x);
  CompassSearch<PreciseProblem> search(problem, mesh, random, {state.x, value, state.level});
  search.run(last_precise_level);
  const auto& end = search.state();
  return {end.x, {end.value.infeasibility, end.value.slack.mid_double()}, end.level};
}

/// From one start until the steps are used up, changing the arithmetic as often as the slack asks for it.
void search_from(Explorer& explorer, const DyadicMesh& mesh, generators::Random& random, CompassState<Score> state) {
  while (!explorer.exhausted()) {
    state = search_roughly(explorer, mesh, random, std::move(state));
    if (!explorer.is_below_resolution(state.value)) return;
    state = search_precisely(explorer, mesh, random, std::move(state));
    if (explorer.is_below_resolution(state.value)) return;
  }
}

}  // namespace

void run_pattern(Explorer& explorer, std::span<const double> start, generators::Random& random) {
  const DyadicMesh mesh(explorer.bounds());
  std::vector<double> first(start.begin(), start.end());
  explorer.project(first);
  search_from(explorer, mesh, random, short_start(explorer, mesh, std::move(first)));
  bool is_point = true;
  for (std::size_t i = 0; i < explorer.dimension(); ++i) is_point = is_point && mesh.is_fixed(i);
  while (!is_point && !explorer.exhausted()) {
    search_from(explorer, mesh, random, random_start(explorer, mesh, random));
  }
}

}  // namespace margincert::optimise
