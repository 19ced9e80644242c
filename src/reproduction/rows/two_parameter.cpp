#include <fmt/format.h>

#include "reproduction/claims.hpp"
#include "reproduction/rows.hpp"

namespace margincert::reproduction {
namespace {

Measurement measure_two_parameter(const Context& context) {
  Measurement measurement = two_parameter_of(context, context.scale.first, studied_model(context).weights);
  measurement.explanation = fmt::format("Measured on {}.", studied_model_in_words(context.scale));
  return measurement;
}

}  // namespace

Measurement two_parameter_of(const Context& context, const Size& size, const transformer::Weights& weights) {
  constexpr double most_lost_by_two = 0.01;
  const ReducedAccuracy reduced(context, size, weights, {"projection", "fitted-background", "two-parameter"});
  return {{reduced.loses_less_than(most_lost_by_two, "two-parameter")},
          "",
          {reduced.table("Accuracy of the symmetric forms", context.scale)},
          {}};
}

Row two_parameter() {
  return {
      "two-parameter",
      "With the label background fixed at δ = −1/K, two parameters per weight matrix still closely match the model's "
      "accuracy.",
      "S",
      "“Two parameters per layer suffice. […] We therefore fix this parameter and reduce the parameterization to two "
      "per layer which gives the abstraction used in the main text. Figure 10 (left) shows that this two-parameter "
      "model still closely ma[tches]”",
      measure_two_parameter};
}

}  // namespace margincert::reproduction
