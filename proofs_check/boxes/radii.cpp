#include "proofs_check/boxes/radii.hpp"

#include <algorithm>
#include <cmath>

#include "numeric/stop.hpp"

namespace margincert::proofs::boxes {
namespace {

/// Certain at grid radius `certain` and below, and not known at `open` and above; -1 is the task alone.
struct Bracket {
  int certain = -1;
  int open;

  int gap() const { return open - certain; }
  void take(int index, bool is_certain) {
    if (is_certain) {
      certain = std::max(certain, index);
      open = std::max(open, certain + 1);
    } else {
      open = std::max(certain + 1, std::min(open, index));
    }
  }
};

struct Brackets {
  Bracket statement, hypotheses, inapplicable;

  void take(int index, const Judgement& judgement) {
    statement.take(index, judgement.statement == Truth::yes);
    hypotheses.take(index, judgement.hypotheses == Truth::yes);
    inapplicable.take(index, judgement.hypotheses == Truth::no);
  }
  const Bracket& widest() const {
    return std::max({std::cref(statement), std::cref(hypotheses), std::cref(inapplicable)},
                    [](const Bracket& a, const Bracket& b) { return a.gap() < b.gap(); });
  }
};

}  // namespace

double grid_radius(int index) {
  const int octave = index / steps_per_octave, step = index % steps_per_octave;
  return std::ldexp(1 + static_cast<double>(step) / steps_per_octave, octave - octaves_below_one);
}

int grid_index(double radius) {
  int index = 0;
  while (grid_radius(index) < radius) ++index;
  return index;
}

RadiusSearch largest_radii(const JudgeRadius& judge, std::size_t statements, double most,
                           const std::function<bool()>& stopped) {
  const int beyond = grid_index(most) + 1;
  const Bracket unknown{-1, beyond};
  std::vector<Brackets> brackets(statements, {unknown, unknown, unknown});
  RadiusSearch search;
  while (true) {
    int index = -1, widest = 1;
    for (const Brackets& of_one : brackets) {
      const Bracket& bracket = of_one.widest();
      if (bracket.gap() <= widest) continue;
      widest = bracket.gap();
      index = bracket.certain + bracket.gap() / 2;
    }
    if (index < 0) break;
    try {
      if (stopped()) throw numeric::Stopped();
      const std::vector<Judgement> judgements = judge(grid_radius(index));
      ++search.judged;
      for (std::size_t i = 0; i < statements; ++i) brackets[i].take(index, judgements[i]);
    } catch (const numeric::Stopped&) {
      search.complete = false;
      break;
    }
  }
  const auto radius = [](const Bracket& bracket) { return bracket.certain < 0 ? 0.0 : grid_radius(bracket.certain); };
  for (const Brackets& of_one : brackets) {
    search.radii.push_back({radius(of_one.statement), radius(of_one.hypotheses), radius(of_one.inapplicable)});
  }
  return search;
}

}  // namespace margincert::proofs::boxes
