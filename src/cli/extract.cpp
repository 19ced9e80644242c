#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "cli/campaigns.hpp"
#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/extraction_report.hpp"
#include "cli/interrupt.hpp"
#include "margincert/work/models.hpp"
#include "cli/progress.hpp"
#include "files/atomic_write.hpp"
#include "files/file_error.hpp"
#include "files/recursion_file.hpp"
#include "reproduction/tasks.hpp"

namespace margincert::cli {
namespace {

using transformer::Weights;

constexpr numeric::Precision precision(256);

bool is_finite(const transformer::MatrixFit& fit) {
  return std::isfinite(fit.norm) && std::isfinite(fit.residuals.total()) && std::isfinite(fit.feature) &&
         std::isfinite(fit.label) && std::isfinite(fit.delta.value_or(0));
}

ExtractedMatrix extracted(const Weights& weights, int layer, bool attention, const std::string& file) {
  const transformer::LayerWeights& both = weights.layers[static_cast<std::size_t>(layer)];
  const auto& matrix = attention ? both.qk : both.ov;
  const ExtractedMatrix result{layer, attention,
                               transformer::commutant_distance(matrix, weights.feature_dim, precision),
                               transformer::permutation_defect(matrix, weights.feature_dim, precision),
                               transformer::fit_matrix(matrix, weights.feature_dim)};
  if (!is_finite(result.fit)) {
    throw files::FileError(file, fmt::format("layers.{}.{}", layer, result.name()),
                           "its entries are so large that their squares overflow binary64", "scale the weights down");
  }
  return result;
}

ExtractionReport analysed(const Weights& weights, const ExtractCommand& command) {
  ExtractionReport report;
  report.command = command;
  report.feature_dim = weights.feature_dim;
  report.classes = weights.classes;
  report.depth = weights.depth();
  report.points = context_of(weights, command.model);
  for (int t = 0; t < weights.depth(); ++t) {
    for (const bool attention : {true, false}) {
      report.matrices.push_back(extracted(weights, t, attention, command.model));
    }
  }
  report.forms = {{"model", "the weights as they are", weights}};
  for (transformer::Reduction& form : reductions(weights)) report.forms.push_back(std::move(form));
  return report;
}

/// On fresh tasks of the source's own distribution, in the model's dimensions.
void measure(ExtractionReport& report) {
  const ExtractCommand& command = report.command;
  std::vector<const Weights*> transformers;
  for (const transformer::Reduction& form : report.forms) transformers.push_back(&form.weights);
  const transformer::TaskSource tasks =
      reproduction::fresh_tasks({report.feature_dim, report.classes, report.points, report.depth}, {}, command.seed);
  report.scores = transformer::score(transformers, tasks, command.tasks, run_control(command.jobs, command.quiet));
}

void write_recursion(const recursion::Parameters& parameters, const ExtractCommand& command) {
  std::error_code none;
  if (std::filesystem::equivalent(command.output, command.model, none)) {
    throw UsageError(fmt::format("--output {} is the model itself; name another file", command.output));
  }
  files::write_file(command.output, files::to_json(parameters));
}

}  // namespace

int run(const ExtractCommand& command) {
  if (command.tasks == 0) throw UsageError("--tasks 0 measures nothing; give at least 1");
  const Weights weights = load_weights(command.model);
  ExtractionReport report = analysed(weights, command);
  if (!command.output.empty()) write_recursion(two_parameter_form(weights), command);
  catch_interrupts();
  measure(report);

  if (command.json) {
    fmt::print("{}", extraction_json(report));
  } else if (!command.quiet) {
    fmt::print("{}\n", extraction_text(report));
  }
  print_last(extraction_line(report), command.json);
  return report.complete() ? exit_code::pass : exit_code::interrupted;
}

}  // namespace margincert::cli
