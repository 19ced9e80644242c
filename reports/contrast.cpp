#include "reports/contrast.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace margincert::reports {
namespace {

/// Collects what differs. Numbers are compared as the shortest texts that read back as them.
class Comparing {
 public:
  explicit Comparing(std::string place) : place_(std::move(place)) {}

  template <class T>
  void field(const std::string& name, const T& ours, const T& theirs) {
    std::string a = fmt::format("{}", ours), b = fmt::format("{}", theirs);
    if (a != b) found.push_back({place_ + name, std::move(a), std::move(b)});
  }

  std::vector<Contrast> found;

 private:
  std::string place_;
};

std::map<std::string, std::string> texts(const std::map<std::string, Requirement>& required) {
  std::map<std::string, std::string> result;
  for (const auto& [statement, least] : required) {
    result[statement] = fmt::format("applicable {}, coverage {}", least.applicable, least.coverage);
  }
  return result;
}

}  // namespace

std::vector<Contrast> contrasts(const Request& ours, const Request& theirs) {
  Comparing request("request.");
  request.field("command", ours.command, theirs.command);
  request.field("profile", ours.profile, theirs.profile);
  request.field("config", ours.config, theirs.config);
  request.field("folder", ours.folder, theirs.folder);
  request.field("seed", ours.seed, theirs.seed);
  request.field("statements", ours.statements, theirs.statements);
  request.field("statements_chosen", ours.statements_chosen, theirs.statements_chosen);
  request.field("corrupted_twins", ours.corrupted_twins, theirs.corrupted_twins);
  request.field("dropped", ours.dropped, theirs.dropped);
  request.field("regime", ours.regime, theirs.regime);
  request.field("ladder", ours.ladder, theirs.ladder);
  request.field("engine", ours.engine, theirs.engine);
  request.field("required_applicable", ours.required_applicable, theirs.required_applicable);
  request.field("required", texts(ours.required), texts(theirs.required));
  request.field("required_moving_layers", ours.required_moving_layers, theirs.required_moving_layers);
  request.field("fail_on", ours.fail_on, theirs.fail_on);
  return request.found;
}

std::vector<Contrast> contrasts(const std::string& model, const recursion::Parameters& ours,
                                const recursion::Parameters& theirs) {
  Comparing parameters(fmt::format("models.{}.", model));
  parameters.field("feature_dim", ours.feature_dim, theirs.feature_dim);
  parameters.field("classes", ours.classes, theirs.classes);
  parameters.field("label_background", to_string(ours.label_background), to_string(theirs.label_background));
  parameters.field("layers", ours.layers.size(), theirs.layers.size());
  for (std::size_t t = 0; t < std::min(ours.layers.size(), theirs.layers.size()); ++t) {
    const recursion::LayerParameters &a = ours.layers[t], &b = theirs.layers[t];
    parameters.field(fmt::format("layers[{}].alpha", t), a.alpha, b.alpha);
    parameters.field(fmt::format("layers[{}].gamma", t), a.gamma, b.gamma);
    parameters.field(fmt::format("layers[{}].alpha_prime", t), a.alpha_prime, b.alpha_prime);
    parameters.field(fmt::format("layers[{}].gamma_prime", t), a.gamma_prime, b.gamma_prime);
  }
  return parameters.found;
}

}  // namespace margincert::reports
