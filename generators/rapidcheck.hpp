#pragma once

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "files/recursion_file.hpp"
#include "files/task_file.hpp"
#include "generators/family.hpp"
#include "generators/geometry.hpp"
#include "generators/shrinking.hpp"
#include "generators/task_assembly.hpp"

/// Tasks and parameters as RapidCheck generators. Link with -lrapidcheck.
///
/// Everything is drawn from integers: sizes, the family, its seed and index, numerators of short dyadic numbers. (Stock
/// generators of doubles spend half their draws above 10^9, where no statement of this project says anything.) A
/// counterexample shrinks by `Candidates`: sizes first, then coordinates and parameters towards short dyadic numbers.
namespace margincert::generators {

/// H6 of theory.md §5: `growing` is non-negative with α_t and γ_t non-decreasing in t.
enum class Signs { any, non_negative, growing };

using Hypothesis = std::function<bool(const Instance&)>;

/// What to draw. Sizes grow with RapidCheck's size parameter up to these.
struct Drawing {
  int most_points = 12;
  int most_classes = 4;
  int most_dimensions = 6;
  int most_layers = 3;
  Signs signs = Signs::growing;
  bool centred = true;                ///< δ = -1/K always, or in a third of the cases
  std::vector<std::string> families;  ///< ids; none stands for all
  /// Cases and their simplifications are kept only if this holds; what does not is drawn anew.
  Hypothesis hypothesis;
};

namespace drawing {

/// least..most, the upper end reached at the nominal size.
inline int scaled(int least, int most, int size, Random& random) {
  const int reach = std::max(0, most - least) * std::clamp(size, 0, rc::kNominalSize) / rc::kNominalSize;
  return least + static_cast<int>(random.below(static_cast<std::uint64_t>(reach) + 1));
}

/// A multiple of 1/denominator in 0..most, or in -most..most.
inline double dyadic(int most, int denominator, Signs signs, int size, Random& random) {
  const int numerator = scaled(0, most * denominator, std::max(size, 10), random);
  const bool negative = signs == Signs::any && random.below(2) == 1;
  return static_cast<double>(negative ? -numerator : numerator) / denominator;
}

inline recursion::LabelBackground background(bool centred, Random& random) {
  const auto numerator = static_cast<long>(random.below(9)) - 4;
  const std::uint64_t kind = centred ? 0 : random.below(3);
  if (kind == 1) return recursion::Fraction{numerator, 7};
  if (kind == 2) return static_cast<double>(numerator) / 8;
  return recursion::MinusOneOverClasses{};
}

inline recursion::Parameters parameters(const Drawing& what, int size, Random& random) {
  recursion::Parameters drawn{scaled(1, what.most_dimensions, size, random),
                              scaled(2, what.most_classes, size, random),
                              background(what.centred, random),
                              {}};
  for (int t = scaled(1, what.most_layers, size, random); t > 0; --t) {
    drawn.layers.push_back({dyadic(16, 4, what.signs, size, random), dyadic(16, 4, what.signs, size, random),
                            dyadic(1, 8, what.signs, size, random), dyadic(1, 8, what.signs, size, random)});
  }
  for (std::size_t t = 1; what.signs == Signs::growing && t < drawn.layers.size(); ++t) {
    drawn.layers[t].alpha = std::max(drawn.layers[t].alpha, drawn.layers[t - 1].alpha);
    drawn.layers[t].gamma = std::max(drawn.layers[t].gamma, drawn.layers[t - 1].gamma);
  }
  return drawn;
}

/// A task of a family; SettingError when the family does not exist in these sizes.
inline recursion::Task family_task(const Drawing& what, const recursion::Parameters& fitting, int size,
                                   Random& random) {
  const std::size_t known = what.families.empty() ? families().size() : what.families.size();
  const std::size_t chosen = random.below(known);
  const Family& family = what.families.empty() ? families()[chosen] : find_family(what.families[chosen]);
  const int points = scaled(fitting.classes, what.most_points, size, random);
  const std::vector<std::string> assignments{"n=" + std::to_string(points)};
  const std::uint64_t seed = random.bits();
  return make_task(family, read_settings(family, assignments), fitting, seed, random.below(1000));
}

/// Multiples of 2^-m in [-1, 1], m <= 6; a point outside the unit ball is halved until it is inside. All of it is
/// exact.
inline Vector grid_point(int dimension, int m, Random& random) {
  Vector point;
  for (int k = 0; k < dimension; ++k) {
    const auto numerator = static_cast<double>(random.below((std::uint64_t{2} << m) + 1));
    point.push_back(numerator / static_cast<double>(1 << m) - 1);
  }
  while (inner_product(point, point) > 1) {
    for (double& x : point) x /= 2;
  }
  return point;
}

inline recursion::Task grid_task(const Drawing& what, const recursion::Parameters& fitting, int size, Random& random) {
  const int n = scaled(fitting.classes, what.most_points, size, random), d = fitting.feature_dim;
  const int m = scaled(0, 6, size, random);
  const auto labels = covering_labels(n, fitting.classes, random);
  recursion::Task task{fitting.classes,
                       recursion::Rows<double>(labels.size(), static_cast<std::size_t>(d), 0.0),
                       {labels.begin(), labels.end()},
                       grid_point(d, m, random),
                       static_cast<int>(random.below(static_cast<std::uint64_t>(fitting.classes)))};
  for (std::size_t i = 0; i < labels.size(); ++i) std::ranges::copy(grid_point(d, m, random), task.features[i].begin());
  return task;
}

rc::Shrinkable<Instance> shrinkable(Instance instance, const Hypothesis& hypothesis, std::size_t first_slot = 0);

/// Candidates that meet the hypothesis, each with its own in turn, from the slot on where it was found.
class Simpler {
 public:
  Simpler(Instance instance, Hypothesis hypothesis, std::size_t first_slot)
      : source_(std::move(instance), first_slot), hypothesis_(std::move(hypothesis)) {}

  rc::Maybe<rc::Shrinkable<Instance>> operator()() {
    while (auto candidate = source_.next()) {
      if (!hypothesis_ || hypothesis_(*candidate))
        return shrinkable(*std::move(candidate), hypothesis_, source_.slot());
    }
    return rc::Nothing;
  }

 private:
  Candidates source_;
  Hypothesis hypothesis_;
};

inline rc::Shrinkable<Instance> shrinkable(Instance instance, const Hypothesis& hypothesis, std::size_t first_slot) {
  return rc::shrinkable::shrink(rc::fn::constant(std::move(instance)), [=](Instance&& from) {
    return rc::Seq<rc::Shrinkable<Instance>>(Simpler(std::move(from), hypothesis, first_slot));
  });
}

using Draw = std::function<Instance(int size, Random&)>;

/// Draws until the hypothesis is met; what cannot be drawn in these sizes is drawn larger.
inline rc::Gen<Instance> such_that(Draw draw, Hypothesis hypothesis) {
  return [=](const rc::Random& seed, int size) {
    constexpr int tries = 200;
    Random random(rc::Random(seed).next(), "rapidcheck", 0);
    std::string reason = "the hypothesis did not hold";
    for (int i = 0; i < tries; ++i) {
      try {
        Instance drawn = draw(size + i / 2, random);
        if (!hypothesis || hypothesis(drawn)) return shrinkable(std::move(drawn), hypothesis);
      } catch (const SettingError& error) {
        reason = error.what();
      }
    }
    throw rc::GenerationFailure(fmt::format("no instance in {} draws; last: {}", tries, reason));
  };
}

inline Draw from_family(const Drawing& what) {
  return [=](int size, Random& random) {
    recursion::Parameters drawn = parameters(what, size, random);
    recursion::Task task = family_task(what, drawn, size, random);
    return Instance{std::move(task), std::move(drawn)};
  };
}

inline Draw from_grid(const Drawing& what) {
  return [=](int size, Random& random) {
    recursion::Parameters drawn = parameters(what, size, random);
    recursion::Task task = grid_task(what, drawn, size, random);
    return Instance{std::move(task), std::move(drawn)};
  };
}

}  // namespace drawing

/// Tasks of the registered families, and parameters to fit.
inline rc::Gen<Instance> family_instances(const Drawing& what = {}) {
  return drawing::such_that(drawing::from_family(what), what.hypothesis);
}

/// Tasks whose coordinates are short dyadic numbers and follow no distribution that a statement was made for: points
/// coincide, are zero, and lie on the wrong side. Fully labelled, every class present, inside the unit ball.
inline rc::Gen<Instance> grid_instances(const Drawing& what = {}) {
  return drawing::such_that(drawing::from_grid(what), what.hypothesis);
}

/// Two family tasks to one of the grid.
inline rc::Gen<Instance> instances(const Drawing& what = {}) {
  const auto families = drawing::from_family(what), grid = drawing::from_grid(what);
  return drawing::such_that(
      [=](int size, Random& random) { return random.below(3) > 0 ? families(size, random) : grid(size, random); },
      what.hypothesis);
}

/// Tasks for one recursion, which stays as it is while they shrink; K and d are its own.
inline rc::Gen<recursion::Task> tasks_for(const recursion::Parameters& fixed, const Drawing& what = {}) {
  const auto draw = [=](int size, Random& random) {
    const bool of_family = random.below(3) > 0;
    return Instance{
        of_family ? drawing::family_task(what, fixed, size, random) : drawing::grid_task(what, fixed, size, random),
        fixed};
  };
  const auto allowed = [=](const Instance& instance) {
    return instance.parameters() == fixed && (!what.hypothesis || what.hypothesis(instance));
  };
  return rc::gen::map(drawing::such_that(draw, allowed), [](Instance&& instance) { return std::move(instance).draft().task; });
}

/// "class 1: (0.5, -1)", for people; the JSON text is for programs.
inline void show_points(const recursion::Task& task, std::ostream& out) {
  for (int i = 0; i < task.points(); ++i) {
    const std::string label = task.labels[i] ? fmt::format("class {}", *task.labels[i]) : "unlabelled";
    out << fmt::format("x_{}, {}: ({})\n", i, label, fmt::join(task.features[i], ", "));
  }
  out << fmt::format("probe, class {} of 0..{}: ({})\n", task.probe_class, task.classes - 1,
                     fmt::join(task.probe, ", "));
}

/// The text of a file that holds the value, or why there is none.
template <class T>
std::string file_text(const T& value) {
  try {
    return files::to_json(value);
  } catch (const std::invalid_argument& error) {
    return fmt::format("(no file can hold it: {})\n", error.what());
  }
}

}  // namespace margincert::generators

namespace margincert::recursion {

/// How RapidCheck prints an instance: in full, so that it can be saved and run again.
inline void showValue(const Instance& instance, std::ostream& out) {
  out << '\n';
  generators::show_points(instance.task(), out);
  out << "task file:\n" << generators::file_text(instance.task()) << "recursion file:\n" << generators::file_text(instance.parameters());
}

inline void showValue(const Task& task, std::ostream& out) {
  out << '\n';
  generators::show_points(task, out);
  out << "task file:\n" << generators::file_text(task);
}

inline void showValue(const Parameters& parameters, std::ostream& out) {
  out << "recursion file:\n" << generators::file_text(parameters);
}

}  // namespace margincert::recursion
