#include "margincert/models.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "margincert/work/guards.hpp"
#include "margincert/work/models.hpp"
#include "margincert/work/shipped.hpp"
#include "recursion/refusal.hpp"
#include "files/case_file.hpp"
#include "files/file_error.hpp"
#include "files/recursion_file.hpp"
#include "generators/family.hpp"
#include "files/nearest.hpp"
#include "transformer/symmetry.hpp"
#include "transformer/weights_file.hpp"

namespace margincert {
namespace {

using work::EmbeddedText, work::find_embedded, work::embedded_names, work::recursion_suffix, work::weights_suffix,
    work::case_suffix;

/// The shipped file of that name and kind; null for what has to be a path. Refusal of a name that there is not.
const EmbeddedText* find_shipped(const std::string& path_or_name, std::string_view suffix, const char* kind) {
  if (const EmbeddedText* shipped = find_embedded(path_or_name + std::string(suffix))) return shipped;
  const bool could_be_a_name = path_or_name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos;
  if (could_be_a_name && !std::filesystem::exists(path_or_name)) {
    const std::vector<std::string> names = embedded_names(suffix);
    throw Refusal("",
                  fmt::format("no file and no shipped {0} '{1}'{2} ({0}s: {3})", kind, path_or_name,
                              files::did_you_mean(path_or_name, names), files::joined(names)),
                  "");
  }
  return nullptr;
}

void require_equal(const std::string& file, const char* place, const char* what, int found, int expected) {
  if (found == expected) return;
  throw files::FileError(file, place, fmt::format("has {} {}, the model has {}", found, what, expected),
                         "hold the model against something of its own shape");
}

bool has_finite_numbers(const recursion::LayerParameters& layer) {
  return std::isfinite(layer.alpha) && std::isfinite(layer.gamma) && std::isfinite(layer.alpha_prime) &&
         std::isfinite(layer.gamma_prime);
}

}  // namespace

Model load_model(const std::string& path_or_name) {
  if (const EmbeddedText* shipped = find_shipped(path_or_name, recursion_suffix, "model")) {
    return {path_or_name, files::parse_parameters(shipped->text, shipped->name)};
  }
  if (path_or_name.ends_with(weights_suffix))
    return {path_or_name, extracted(load_weights(path_or_name), path_or_name)};
  if (path_or_name.ends_with(case_suffix)) return {path_or_name, files::read_case(path_or_name).parameters};
  return {path_or_name, files::read_parameters(path_or_name)};
}

std::vector<Model> gated_models() { return {load_model("reference"), load_model("textbook")}; }

transformer::Weights load_weights(const std::string& path_or_name) {
  if (const EmbeddedText* shipped = find_shipped(path_or_name, weights_suffix, "transformer")) {
    return transformer::parse_weights(shipped->text, shipped->name);
  }
  if (path_or_name.ends_with(".json")) {
    throw files::FileError(path_or_name, "whole file", "is named as JSON, and a transformer's weights are wanted",
                           "give a safetensors file");
  }
  return transformer::read_weights(path_or_name);
}

recursion::Parameters extracted(const transformer::Weights& weights, const std::string& file) {
  work::require_whole(weights, file);
  recursion::Parameters parameters = two_parameter_form(weights);
  if (std::ranges::all_of(parameters.layers, has_finite_numbers)) return parameters;
  throw files::FileError(file, "whole file", "its entries are so large that their sums overflow binary64",
                         "scale the weights down");
}

namespace work {

bool is_shipped(const std::string& path_or_name) {
  return find_embedded(path_or_name + std::string(recursion_suffix)) ||
         find_embedded(path_or_name + std::string(weights_suffix));
}

int context_of(const transformer::Weights& weights, const std::string& file, const std::string& family) {
  constexpr int usual = 40;
  const std::vector<std::string> assignment{fmt::format("n={}", weights.context.value_or(usual))};
  try {
    read_settings(generators::find_family(family), assignment);
  } catch (const generators::SettingError& error) {
    throw files::FileError(file, "__metadata__/context",
                           fmt::format("the family {} has no such tasks: {}", family, error.what()),
                           "correct the number of training points, or leave it out");
  }
  return weights.context.value_or(usual);
}

void require_same_tokens(const recursion::Parameters& model, const std::string& file,
                         const recursion::Parameters& parameters) {
  require_equal(file, "feature_dim", "features", parameters.feature_dim, model.feature_dim);
  require_equal(file, "classes", "classes", parameters.classes, model.classes);
}

void require_same_shape(const transformer::Weights& model, const std::string& file, int feature_dim, int classes,
                        int layers) {
  require_equal(file, "feature_dim", "features", feature_dim, model.feature_dim);
  require_equal(file, "classes", "classes", classes, model.classes);
  require_equal(file, "layers", "layers", layers, model.depth());
}

}  // namespace work
}  // namespace margincert
