#include <fmt/format.h>

#include <algorithm>

#include "files/plain_text.hpp"
#include "numeric/exact_text.hpp"
#include "reports/columns.hpp"
#include "reports/crosscheck_controls.hpp"

namespace margincert::reports {
namespace {

using files::plain_line;
using numeric::Interval;
using transformer::Quantity;
using transformer::Summary;

std::string crosscheck_header(const Crosscheck& result) {
  const transformer::Weights& model = result.model;
  std::string against = result.expectation.name;
  if (against.empty()) against = "its own two-parameter recursion";
  return plain_line(fmt::format("{}: d = {}, K = {}, T = {}; held against {}", result.model_name, model.feature_dim,
                                model.classes, model.depth(), against));
}

std::string compared_layer_text(const Summary& summary, std::size_t t) {
  Columns table({-24, 12, 12, 12, 14, 12, 8});
  table.add({fmt::format("  layer {}", t), "difference", "relative", "residual", "free-running", "own size", "task"});
  for (const Quantity quantity : transformer::quantities()) {
    const auto& s = summary.layers[t][quantity];
    if (!s) continue;
    table.add({"    " + to_string(quantity), at_most(s->forced.value), s->relative ? at_most(s->relative->value) : "-",
               at_most(s->residual), at_most(s->free.value), at_most(s->own.value), fmt::to_string(s->forced.task)});
  }
  return table.text();
}

std::string worst_places_text(const CrosscheckRun& run) {
  std::string text;
  const auto worst = worst_quantities(run.summary());
  for (std::size_t t = 0; t < worst.size(); ++t) {
    if (!worst[t]) continue;
    text += fmt::format("    layer {}: worst in {}, relative residual {}\n", t, to_string(worst[t]->quantity),
                        decimal_text(worst[t]->residual, 5));
  }
  return text;
}

std::string threshold_text(const transformer::ThresholdVerdict& verdict) {
  const char* word = verdict_word(verdict.holds);
  const std::string& asked = verdict.threshold.text;
  if (!verdict.value) return plain_line(fmt::format("    {:<10}{}: nothing to measure", word, asked));
  return plain_line(fmt::format("    {:<10}{}: largest at layer {}, in {}", word, asked, *verdict.layer,
                                decimal_text(*verdict.value, 6)));
}

std::string ranking_text(const CrosscheckRun& run) {
  std::string text;
  for (const transformer::Ranking& ranking : rank(run.candidates, transformer::ranked_quantities)) {
    text += fmt::format("  relative residual of {}, all layers\n", to_string(ranking.quantity));
    for (const transformer::Place& place : ranking.places) {
      text += fmt::format("    {:<34}{}\n", place.name, decimal_text(place.residual, 5));
    }
    if (!ranking.factor) continue;
    text +=
        fmt::format("    best of the others / {}: {}\n", run.candidates.front().name, decimal_text(*ranking.factor, 5));
  }
  return text;
}

std::string crosscheck_run_text(const CrosscheckRun& run) {
  std::string settings;
  for (const auto& [name, value] : run.settings) settings += fmt::format(", {}={}", name, value);
  std::string text = "\n" + plain_line(fmt::format("{}{}: {} of {} tasks, {} bits", run.family, settings,
                                                   run.summary().tasks, run.asked, run.summary().precision));
  for (std::size_t t = 0; t < run.summary().layers.size(); ++t) text += compared_layer_text(run.summary(), t);
  if (const std::string findings = worst_places_text(run); !findings.empty()) {
    text += "  where it differs most, for its size\n" + findings;
  }
  if (run.candidates.size() > 1) text += ranking_text(run);
  text += controls_text(run.controls);
  if (!run.verdicts.empty()) text += "  thresholds\n";
  for (const auto& verdict : run.verdicts) text += threshold_text(verdict);
  return text;
}

std::string commutant_text(const SymmetryOfMatrix& matrix) {
  std::string text =
      fmt::format("  layer {} {}: {}", matrix.layer, matrix.matrix, decimal_text(matrix.distance.whole.distance, 5));
  if (const auto& entry = matrix.distance.farthest) {
    text +=
        fmt::format("; farthest entry ({}, {}), by {}", entry->row, entry->column, decimal_text(entry->difference, 5));
  }
  return text + "\n";
}

std::string matrix_difference_text(const transformer::MatrixDifference& difference) {
  std::string text =
      fmt::format("  layer {} {}: entries that differ: {}, most ({}, {}) by {}", difference.layer, difference.matrix,
                  difference.entries, difference.row, difference.column, decimal_text(difference.largest, 5));
  if (!difference.relation.empty()) text += fmt::format("; the matrix is {}", difference.relation);
  return text + "\n";
}

/// The findings that no task is needed for.
std::string weights_text(const Crosscheck& result) {
  std::string text =
      "\nweights: Frobenius distance to the commutant, the matrices that all block permutations leave alone\n";
  for (const SymmetryOfMatrix& matrix : result.symmetry) text += commutant_text(matrix);
  if (result.expectation.weights) {
    text += result.matrices.empty() ? "\nequal to the other transformer, entry for entry\n"
                                    : "\nbeside the other transformer\n";
  }
  for (const auto& difference : result.matrices) text += matrix_difference_text(difference);
  if (!result.hints.empty()) text += "\nhints\n";
  for (const transformer::Hint& hint : result.hints) text += plain_line("  " + hint.text);
  return text + "\n";
}

}  // namespace

std::string to_text(const Crosscheck& result) {
  std::string text = crosscheck_header(result) + "numbers are upper ends, rounded up; exact enclosures with --json\n";
  for (const CrosscheckRun& run : result.runs) text += crosscheck_run_text(run);
  return text + weights_text(result) + last_line(result) + "\n";
}

}  // namespace margincert::reports
