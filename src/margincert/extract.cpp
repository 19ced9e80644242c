#include "margincert/extract.hpp"

#include <fmt/format.h>

#include <cmath>

#include "files/file_error.hpp"
#include "generators/fresh_tasks.hpp"
#include "margincert/work/guards.hpp"
#include "margincert/work/models.hpp"
#include "recursion/refusal.hpp"

namespace margincert {
namespace {

using namespace work;
using reports::ExtractedMatrix;
using reports::Extraction;
using transformer::Weights;

constexpr numeric::Precision extraction_precision(256);

bool is_finite(const transformer::MatrixFit& fit) {
  return std::isfinite(fit.norm) && std::isfinite(fit.residuals.total()) && std::isfinite(fit.feature) &&
         std::isfinite(fit.label) && std::isfinite(fit.delta.value_or(0));
}

ExtractedMatrix extracted_matrix(const Weights& weights, int layer, bool attention, const std::string& file) {
  const transformer::LayerWeights& both = weights.layers[static_cast<std::size_t>(layer)];
  const auto& matrix = attention ? both.qk : both.ov;
  const ExtractedMatrix result{layer, attention,
                               transformer::commutant_distance(matrix, weights.feature_dim, extraction_precision),
                               transformer::permutation_defect(matrix, weights.feature_dim, extraction_precision),
                               transformer::fit_matrix(matrix, weights.feature_dim)};
  if (!is_finite(result.fit)) {
    throw files::FileError(file, fmt::format("layers.{}.{}", layer, result.name()),
                           "its entries are so large that their squares overflow binary64", "scale the weights down");
  }
  return result;
}

Extraction look_at(const Weights& weights, const ExtractRequest& request) {
  work::require_whole(weights, request.model.empty() ? "weights" : request.model);
  Extraction extraction;
  extraction.model = request.model;
  extraction.feature_dim = weights.feature_dim;
  extraction.classes = weights.classes;
  extraction.depth = weights.depth();
  extraction.points = context_of(weights, request.model);
  extraction.tasks = request.tasks;
  extraction.seed = request.seed;
  for (int t = 0; t < weights.depth(); ++t) {
    for (const bool attention : {true, false}) {
      extraction.matrices.push_back(extracted_matrix(weights, t, attention, request.model));
    }
  }
  extraction.recursion = two_parameter_form(weights);
  extraction.forms = {{"model", "the weights as they are", weights}};
  for (transformer::Reduction& form : reductions(weights)) extraction.forms.push_back(std::move(form));
  return extraction;
}

Extraction look_at(const ExtractRequest& request) {
  if (request.tasks == 0) throw Refusal("", "--tasks 0 measures nothing", "give at least 1");
  return look_at(request.weights ? *request.weights : load_weights(request.model), request);
}

}  // namespace

PreparedExtraction::PreparedExtraction(const ExtractRequest& request) : looked_at_(look_at(request)) {}

reports::Extraction PreparedExtraction::run(const numeric::RunControl& control) const {
  Extraction extraction = looked_at_;
  std::vector<const Weights*> transformers;
  for (const transformer::Reduction& form : extraction.forms) transformers.push_back(&form.weights);
  const transformer::TaskSource tasks =
      generators::fresh_tasks({extraction.feature_dim, extraction.classes, extraction.points}, extraction.seed);
  extraction.scores = transformer::score(transformers, tasks, extraction.tasks, control);
  return extraction;
}

reports::Extraction extract(const ExtractRequest& request, const numeric::RunControl& control) {
  return PreparedExtraction(request).run(control);
}

}  // namespace margincert
