#include "files/recursion_file.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "files/hex_float.hpp"
#include "files/json_reader.hpp"
#include "files/nested_files.hpp"

namespace margincert::files {

namespace {

using recursion::Fraction;
using recursion::LabelBackground;
using recursion::LayerParameters;
using recursion::MinusOneOverClasses;
using recursion::Parameters;

constexpr std::string_view recursion_format = "margincert-recursion/1";
constexpr long most_feature_dimensions = 100'000;
constexpr long most_classes = 10'000;
constexpr std::size_t most_layers = 10'000;
constexpr long largest_term = 1'000'000'000;  // of a fraction: products with K stay far inside 64 bits

/// A decimal integer without "+", "-0" or leading zeros, of absolute value up to `largest_term`.
std::optional<long> parse_term(std::string_view text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value < -largest_term || value > largest_term) return std::nullopt;
  if (std::to_string(value) != text) return std::nullopt;
  return value;
}

std::optional<Fraction> parse_fraction(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto numerator = parse_term(text.substr(0, slash));
  const auto denominator = parse_term(text.substr(slash + 1));
  if (!numerator || !denominator || *denominator <= 0) return std::nullopt;
  return Fraction{*numerator, *denominator};
}

LabelBackground read_label_background(const Node& node) {
  if (!node.is_string()) return node.number();
  const std::string text = node.string();
  if (text == "-1/K") return MinusOneOverClasses{};
  if (text.find('/') == std::string::npos) return node.number();
  const auto fraction = parse_fraction(text);
  if (!fraction) {
    node.refuse(fmt::format("\"{}\" is not a fraction", text.substr(0, 60)),
                "write \"-1/K\", or \"p/q\" in decimal integers up to 10^9 with q > 0, such as \"-1/3\"");
  }
  return *fraction;
}

LayerParameters read_layer(const Node& node) {
  static const Keys keys = {"alpha", "gamma", "alpha_prime", "gamma_prime"};
  node.object(keys, keys);
  return {.alpha = node.member("alpha").number(),
          .gamma = node.member("gamma").number(),
          .alpha_prime = node.member("alpha_prime").number(),
          .gamma_prime = node.member("gamma_prime").number()};
}

std::vector<LayerParameters> read_layers(const Node& node) {
  const std::vector<Node> elements = node.array();
  if (elements.empty() || elements.size() > most_layers) {
    node.refuse(fmt::format("{} layers", elements.size()), fmt::format("give 1 to {} of them", most_layers));
  }
  std::vector<LayerParameters> layers;
  layers.reserve(elements.size());
  for (const Node& element : elements) layers.push_back(read_layer(element));
  return layers;
}

enum class Numbers { decimal, hex };

nlohmann::ordered_json json_of(double value, Numbers numbers) {
  if (!std::isfinite(value)) throw std::invalid_argument("a recursion file holds finite numbers only");
  if (numbers == Numbers::hex) return hex_float(value);
  return value;
}

nlohmann::ordered_json json_of(const LabelBackground& background, Numbers numbers) {
  if (const auto* number = std::get_if<double>(&background)) return json_of(*number, numbers);
  return recursion::to_string(background);
}

nlohmann::ordered_json json_of(const LayerParameters& layer, Numbers numbers) {
  return {{"alpha", json_of(layer.alpha, numbers)},
          {"gamma", json_of(layer.gamma, numbers)},
          {"alpha_prime", json_of(layer.alpha_prime, numbers)},
          {"gamma_prime", json_of(layer.gamma_prime, numbers)}};
}

std::string text_of(const Parameters& parameters, Numbers numbers) {
  nlohmann::ordered_json layers = nlohmann::ordered_json::array();
  for (const LayerParameters& layer : parameters.layers) layers.push_back(json_of(layer, numbers));
  const nlohmann::ordered_json root = {{"format", recursion_format},
                                       {"feature_dim", parameters.feature_dim},
                                       {"classes", parameters.classes},
                                       {"label_background", json_of(parameters.label_background, numbers)},
                                       {"layers", layers}};
  return root.dump(2) + "\n";
}

}  // namespace

Parameters read_parameters(const Node& node) {
  static const Keys keys = {"format", "feature_dim", "classes", "label_background", "layers"};
  node.expect_format(recursion_format);
  node.object(keys, keys);
  return {.feature_dim = static_cast<int>(node.member("feature_dim").integer(1, most_feature_dimensions)),
          .classes = static_cast<int>(node.member("classes").integer(2, most_classes)),
          .label_background = read_label_background(node.member("label_background")),
          .layers = read_layers(node.member("layers"))};
}

Parameters parse_parameters(std::string_view text, const std::string& name) {
  const Document document(text, name);
  return read_parameters(document.root());
}

Parameters read_parameters(const std::string& path) {
  const Document document = read_document(path);
  return read_parameters(document.root());
}

std::string to_json(const Parameters& parameters) { return text_of(parameters, Numbers::decimal); }

std::string to_exact_json(const Parameters& parameters) { return text_of(parameters, Numbers::hex); }

}  // namespace margincert::files
