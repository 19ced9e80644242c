#include "reproduction/reduced_accuracy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "transformer/extraction.hpp"

namespace margincert::reproduction {

ReducedAccuracy::ReducedAccuracy(const Context& context, const Size& size, const transformer::Weights& weights,
                                 const std::vector<std::string>& reductions) {
  const Hits of_model = correct_on(context, weights, size);
  own_ = accuracy(of_model);
  for (const transformer::Reduction& reduction : transformer::reductions(weights)) {
    if (std::ranges::find(reductions, reduction.name) == reductions.end()) continue;
    const Hits reduced = correct_on(context, reduction.weights, size);
    lines_.push_back({reduction.name, reduction.meaning, accuracy(reduced), paired_difference(reduced, of_model)});
  }
}

Table ReducedAccuracy::table(const std::string& title, const Scale& scale) const {
  Table table{title,
              accuracy_note(scale),
              {{"weights"}, {"which are"}, {"accuracy", Unit::percent}, {"difference from the model", Unit::percent}},
              {{"model", "as trained", own_, "–"}}};
  for (const Line& line : lines_) table.rows.push_back({line.name, line.meaning, line.accuracy, line.difference});
  return table;
}

Criterion ReducedAccuracy::loses_less_than(double bound, const std::string& reduction) const {
  const Line& line = *std::ranges::find(lines_, reduction, &Line::name);
  return {fmt::format("{}: accuracy lost, upper end", reduction), -*line.difference.lo, Relation::below, bound,
          Unit::percent};
}

}  // namespace margincert::reproduction
