#include "margincert/work/gated.hpp"

#include <utility>

#include "margincert/work/models.hpp"
#include "margincert/work/shipped.hpp"

namespace margincert::work {
namespace {

/// The shipped models: the transformer is held against the first of them.
Gated shipped_models() {
  Gated gated{gated_models(), {}, {}, {}};
  IdentificationRequest request;
  request.name = request.weights = request.recursion = "reference";
  request.transformer = load_weights("reference");
  request.parameters = gated.models.front().parameters;
  gated.identification.push_back(std::move(request));
  return gated;
}

/// Weights, and the recursion that is declared or read off them.
Gated gated_transformer(const GatePlan& plan) {
  IdentificationRequest request;
  request.name = plan.model.name;
  request.weights = plan.model.path;
  request.transformer = load_weights(plan.model.path);
  request.recursion = plan.recursion.path;
  if (plan.recursion.given()) {
    request.parameters = load_model(plan.recursion.path).parameters;
    return {{{plan.recursion.name, request.parameters}}, {request}, {}, {}};
  }
  request.parameters = extracted(request.transformer, plan.model.path);
  const std::string remark = plan.model.name + ": the bounds are those of the recursion that is read off its weights";
  return {{{plan.model.name, request.parameters}}, {request}, {remark}, {}};
}

Gated gated_recursion(const GatePlan& plan) {
  Gated gated{{{plan.model.name, load_model(plan.model.path).parameters}}, {}, {}, {}};
  if (!plan.transformer.given()) return gated;
  IdentificationRequest request;
  request.name = plan.transformer.name;
  request.weights = plan.transformer.path;
  request.transformer = load_weights(plan.transformer.path);
  request.recursion = plan.model.path;
  request.parameters = gated.models.front().parameters;
  gated.identification.push_back(std::move(request));
  return gated;
}

/// Its theorems can only be asked for on tasks that both can have: those of one d and one K.
Model reference_of(const NamedPath& like, const std::vector<Model>& models) {
  const recursion::Parameters parameters = load_model(like.path).parameters;
  for (const Model& model : models) {
    require_same_tokens(model.parameters, like.path, parameters);
  }
  return {like.name, parameters};
}

}  // namespace

Gated load_gated(const GatePlan& plan) {
  Gated gated = !plan.model.given()                         ? shipped_models()
                : plan.model.name.ends_with(weights_suffix) ? gated_transformer(plan)
                                                            : gated_recursion(plan);
  for (IdentificationRequest& request : gated.identification) {
    require_identifiable(request);
    request.thresholds = plan.thresholds;
    request.compared = plan.compared;
    request.predicted = plan.predicted;
    request.seed = plan.seed;
  }
  if (plan.like.given()) gated.like = reference_of(plan.like, gated.models);
  return gated;
}

}  // namespace margincert::work
