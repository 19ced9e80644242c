#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "files/plain_text.hpp"
#include "numeric/exact_text.hpp"
#include "reports/columns.hpp"
#include "reports/extraction.hpp"
#include "reports/report.hpp"
#include "statistics/confidence.hpp"
#include "transformer/identifiability.hpp"

namespace margincert::reports {
namespace {

using transformer::Interval;

std::string upper_end(const Interval& x) { return numeric::upper_text(x, 4); }
std::string share_at_most(const transformer::Distance& distance) {
  const std::optional<Interval> relative = distance.relative();
  return relative ? upper_end(*relative) : "-";
}

std::string farthest_text(const transformer::CommutantDistance& symmetry) {
  if (!symmetry.farthest) return "none: the matrix is in the commutant";
  const transformer::Deviation& entry = *symmetry.farthest;
  return fmt::format("[{}][{}]: {:.5g}, mean {:.5g}", entry.row, entry.column, entry.value, entry.mean.mid_double());
}

/// Four decimals; of what is none to be read so, five digits.
std::string four_decimals(double x) {
  constexpr double widest = 1e5;
  return std::fabs(x) < widest ? fmt::format("{:.4f}", x) : fmt::format("{:.4e}", x);
}

std::string symmetry_table(const Extraction& extraction) {
  Columns table({5, 4, 10, 17, 13, 15, 15, 10});
  table.add({"layer", "", "matrix", "feature-feature", "label-label", "feature-label", "label-feature", "permuted",
             "  farthest entry [row][column]"});
  for (const ExtractedMatrix& matrix : extraction.matrices) {
    const auto& blocks = matrix.symmetry.by_block;
    table.add({fmt::to_string(matrix.layer), matrix.name(), share_at_most(matrix.symmetry.whole),
               share_at_most(blocks[0]), share_at_most(blocks[1]), share_at_most(blocks[2]), share_at_most(blocks[3]),
               upper_end(matrix.permutation_defect), "  " + farthest_text(matrix.symmetry)});
  }
  return "\nDistance from the symmetric matrices, as a share of the Frobenius norm of matrix or block; permuted: max\n"
         "|PWP' - W| over block permutations P. Certified: the true numbers are at most these.\n" +
         table.text();
}

std::string fit_table(const Extraction& extraction) {
  Columns table({5, 4, 13, 11, 10, 12, 12, 12, 12, 12});
  table.add({"layer", "", "a", "g", "δ", "asymmetry", "feature bg", "off-diag", "δ + 1/K", "all"});
  for (const ExtractedMatrix& matrix : extraction.matrices) {
    const transformer::MatrixFit& fit = matrix.fit;
    const auto known = transformer::identifiable(matrix.layer, extraction.depth, transformer::Labelling::full);
    const auto number = [](double x, bool identifiable) { return four_decimals(x) + (identifiable ? " " : "*"); };
    const auto share = [&](double norm) { return fit.norm == 0 ? "-" : four_decimals(norm / fit.norm); };
    const auto& left = fit.residuals;
    table.add({fmt::to_string(matrix.layer), matrix.name(),
               number(fit.feature, matrix.attention ? known.alpha : known.alpha_prime),
               number(fit.label, matrix.attention ? known.gamma : known.gamma_prime),
               fit.delta ? number(*fit.delta, matrix.attention ? known.delta_qk : known.delta_ov) : "-",
               share(left.off_commutant), share(left.feature_background), share(left.off_diagonal_blocks),
               share(left.label_background), share(left.total())});
  }
  return "\nThe recursion's form diag(a I, g (I + δ 11')), by least squares in binary64: a, g are α, γ of qk and α', "
         "γ' "
         "of ov.\nWhat is left, as shares of the matrix's norm. * predictions on labelled tasks do not depend on "
         "it.\n" +
         table.text();
}

/// The form's difference to the model: what was counted, and an interval from the paired tasks.
std::string difference_text(const transformer::Score& score, long tasks) {
  const auto range =
      statistics::paired_difference(score.only_this, score.only_first, score.unpaired, tasks, confidence_level);
  const std::string interval = fmt::format("[{:+.4f}, {:+.4f}]", range.lo, range.hi);
  if (score.unpaired > 0) return interval;
  return fmt::format("{:+.4f} {}", static_cast<double>(score.only_this - score.only_first) / static_cast<double>(tasks),
                     interval);
}

std::string accuracy_table(const Extraction& extraction) {
  const long tasks = extraction.scores.tasks;
  if (tasks == 0) return "";
  const bool all_predicted =
      std::ranges::all_of(extraction.scores.each, [](const auto& s) { return s.unpredicted == 0; });
  const auto share = [&](long count) {
    return fmt::format("{:.4f}", static_cast<double>(count) / static_cast<double>(tasks));
  };
  Columns table(all_predicted ? std::vector{-19, 9, 20, 9, 13, 11} : std::vector{-19, 9, 20, 14, 9, 13, 11});
  const auto add = [&](std::vector<std::string> cells, const std::string& unpredicted) {
    if (!all_predicted) cells.insert(cells.begin() + 3, unpredicted);
    table.add(std::move(cells));
  };
  add({"form", "accuracy", "interval        ", "agrees", "only model", "only form", "  difference to the model"},
      "no prediction");
  for (std::size_t k = 0; k < extraction.forms.size(); ++k) {
    const transformer::Score& score = extraction.scores.each[k];
    const auto range = statistics::proportion(score.correct, score.unpredicted, tasks, confidence_level);
    add({extraction.forms[k].name, score.unpredicted > 0 ? "-" : share(score.correct),
         fmt::format("[{:.4f}, {:.4f}]", range.lo, range.hi), share(score.same), fmt::to_string(score.only_first),
         fmt::to_string(score.only_this), k > 0 ? "  " + difference_text(score, tasks) : ""},
        fmt::to_string(score.unpredicted));
  }
  return fmt::format("\nPredictions on {} fresh no-margin tasks of {} points, seed {}; intervals of {:g} % each.\n{}",
                     tasks, extraction.points, extraction.seed, 100 * confidence_level,
                     all_predicted ? ""
                                   : "no prediction: binary64 overflowed, and enclosures did not decide or were not "
                                     "asked; intervals are of whatever it would be.\n") +
         table.text();
}

/// The largest relative distance of a matrix from the commutant, as an upper bound.
std::string largest_distance(const Extraction& extraction) {
  std::optional<Interval> largest;
  for (const ExtractedMatrix& matrix : extraction.matrices) {
    const auto relative = matrix.symmetry.whole.relative();
    if (relative) largest = largest ? max(*largest, *relative) : *relative;
  }
  return largest ? upper_end(*largest) : "0";
}

}  // namespace

std::string to_text(const Extraction& extraction) {
  return files::plain_line(fmt::format("{}: d = {}, K = {}, T = {}", extraction.model, extraction.feature_dim,
                                       extraction.classes, extraction.depth)) +
         symmetry_table(extraction) + fit_table(extraction) + accuracy_table(extraction) + "\n" +
         last_line(extraction) + "\n";
}

std::string last_line(const Extraction& extraction) {
  const long tasks = extraction.scores.tasks;
  const auto accuracy = [&](const transformer::Score& score) {
    const bool known = tasks > 0 && score.unpredicted == 0;
    return known ? fmt::format("{:.4f}", static_cast<double>(score.correct) / static_cast<double>(tasks)) : "-";
  };
  return fmt::format("{} layers={} distance={} accuracy={} two-parameter={} tasks={}",
                     extraction.complete() ? "EXTRACTED" : "INTERRUPTED", extraction.depth,
                     largest_distance(extraction), accuracy(extraction.scores.each.front()),
                     accuracy(extraction.scores.each.back()), tasks);
}

}  // namespace margincert::reports
