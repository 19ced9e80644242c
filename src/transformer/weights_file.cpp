#include "transformer/weights_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <stdexcept>
#include <utility>

#include "files/file_error.hpp"
#include "files/safetensors.hpp"
#include "files/strict_parse.hpp"
#include "files/text_file.hpp"
#include "files/nearest.hpp"
#include "transformer/foreign_tensors.hpp"

namespace margincert::transformer {

namespace {

using files::FileError;
using files::Safetensors;
using files::Tensor;
using Metadata = std::map<std::string, std::string>;

constexpr int most_layers = 10'000;
constexpr std::size_t longest_known_name = 200;  // a hostile megabyte is worth neither words nor distances

enum class Matrix { qk, ov };

std::string tensor_name(int layer, Matrix matrix) {
  return fmt::format("layers.{}.{}", layer, matrix == Matrix::qk ? "qk" : "ov");
}

std::string place_of(const std::string& tensor) { return "tensor " + files::shortened(tensor); }

/// What a size may be.
struct Range {
  int least, greatest;

  bool contain(int size) const { return least <= size && size <= greatest; }
};
constexpr Range allowed_features{1, 100'000}, allowed_classes{2, 10'000},
    allowed_context{1, std::numeric_limits<int>::max()};

/// A decimal integer in the range, without sign, spaces or leading zeros.
std::optional<int> parse_count(std::string_view text, Range range) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || !range.contain(value) || std::to_string(value) != text) return std::nullopt;
  return value;
}

/// Takes the key out of the metadata.
std::optional<int> take_count(Metadata& metadata, const std::string& key, Range range, const std::string& name) {
  const auto found = metadata.extract(key);
  if (found.empty()) return std::nullopt;
  const auto value = parse_count(found.mapped(), range);
  if (!value) {
    throw FileError(name, "__metadata__/" + key, fmt::format("\"{}\" is not a size", files::shortened(found.mapped())),
                    fmt::format("write the digits of an integer from {} to {}", range.least, range.greatest));
  }
  return value;
}

int take_required_count(Metadata& metadata, const std::string& key, Range range, const std::string& name) {
  const auto value = take_count(metadata, key, range, name);
  if (value) return *value;
  throw FileError(name, "__metadata__", fmt::format("the key \"{}\" is missing", key),
                  fmt::format("save the file with metadata that has \"{}\": \"<integer>\"", key));
}

/// The t of `layers.{t}.qk` and `layers.{t}.ov`.
std::optional<int> layer_of(const std::string& tensor) {
  const std::string_view prefix = "layers.";
  const std::size_t dot = tensor.rfind('.');
  if (!tensor.starts_with(prefix) || dot < prefix.size()) return std::nullopt;
  int layer = 0;
  std::from_chars(tensor.data() + prefix.size(), tensor.data() + dot, layer);
  const bool known = tensor == tensor_name(layer, Matrix::qk) || tensor == tensor_name(layer, Matrix::ov);
  return known && layer >= 0 && layer < most_layers ? std::optional(layer) : std::nullopt;
}

std::string remedy_for(const std::string& tensor, std::size_t tensors) {
  std::vector<std::string> expected;
  for (int t = 0; t < static_cast<int>(std::min<std::size_t>(most_layers, (tensors + 1) / 2)); ++t) {
    expected.push_back(tensor_name(t, Matrix::qk));
    expected.push_back(tensor_name(t, Matrix::ov));
  }
  const auto meant = is_misspelt(tensor) ? files::nearest(tensor, expected) : std::nullopt;
  if (meant) return fmt::format("did you mean \"{}\"?", *meant);
  return fmt::format(
      "it has layers.{{t}}.qk and layers.{{t}}.ov alone, t from 0 to {}: multiply out what is part of these, and if "
      "the "
      "model has anything else, it is of another class",
      most_layers - 1);
}

[[noreturn]] void refuse_tensor(const std::string& tensor, std::size_t tensors, const std::string& name) {
  if (tensor.size() > longest_known_name) {
    throw FileError(name, place_of(tensor), "is not a tensor of this format", "shorten its name, or leave it out");
  }
  if (const auto foreign = foreign_tensor(tensor)) {
    throw FileError(name, place_of(tensor), foreign->problem, foreign->remedy);
  }
  throw FileError(name, place_of(tensor), "is not a tensor of this format", remedy_for(tensor, tensors));
}

/// Of tensors that are not of this format the one that says most about the model; a long name says nothing.
int rank_of(const std::string& tensor) {
  const auto foreign = tensor.size() > longest_known_name ? std::nullopt : foreign_tensor(tensor);
  return foreign ? foreign->rank : std::numeric_limits<int>::max();
}

int depth_of(const Safetensors& file, const std::string& name) {
  int depth = 0;
  std::vector<std::string> others;
  for (const auto& [tensor, content] : file.tensors) {
    const auto layer = layer_of(tensor);
    if (!layer) others.push_back(tensor);
    depth = std::max(depth, layer.value_or(-1) + 1);
  }
  if (!others.empty()) refuse_tensor(*std::ranges::min_element(others, {}, rank_of), file.tensors.size(), name);
  if (depth == 0) throw FileError(name, "header", "has no layers", "save layers.0.qk, layers.0.ov and so on");
  return depth;
}

/// What is wrong with a shape, and what to do.
std::pair<std::string, std::string> told_of(const std::vector<std::size_t>& shape, const Weights& sizes) {
  const auto width = static_cast<std::size_t>(sizes.width());
  const std::string square = fmt::format("make it [{0}, {0}], or correct the metadata", width);
  const std::string shown = fmt::format("has the shape [{}], and feature_dim + classes is {} + {}",
                                        fmt::join(shape, ", "), sizes.feature_dim, sizes.classes);
  const bool stacked = shape.size() == 3 && shape[0] > 1 && shape[1] == width && shape[2] == width;
  if (!stacked) return {shown, square};
  return {shown + fmt::format(": {} heads, and this model class has one in each layer", shape[0]),
          "train a model with one head: two softmaxes do not add up to one"};
}

recursion::Rows<double> take_matrix(Safetensors& file, const std::string& tensor, const Weights& sizes,
                                    const std::string& name) {
  const auto found = file.tensors.extract(tensor);
  if (found.empty()) {
    throw FileError(name, place_of(tensor), "is missing", "save both matrices of every layer, without a gap");
  }
  const auto width = static_cast<std::size_t>(sizes.width());
  Tensor& matrix = found.mapped();
  if (matrix.shape != std::vector{width, width}) {
    const auto [problem, remedy] = told_of(matrix.shape, sizes);
    throw FileError(name, place_of(tensor), problem, remedy);
  }
  return {width, std::move(matrix.values)};
}

void demand(bool condition, const char* what) {
  if (!condition) throw std::invalid_argument(what);
}

bool is_square(const recursion::Rows<double>& matrix, std::size_t width) {
  return matrix.columns() == width && matrix.rows() == width;
}

void check_writable(const Weights& weights) {
  demand(allowed_features.contain(weights.feature_dim), "a weights file's d is 1 to 100000");
  demand(allowed_classes.contain(weights.classes), "a weights file's K is 2 to 10000");
  demand(!weights.context || allowed_context.contain(*weights.context), "a weights file's context is at least 1");
  demand(weights.depth() >= 1 && weights.depth() <= most_layers, "a weights file has 1 to 10000 layers");
  const auto width = static_cast<std::size_t>(weights.width());
  for (const LayerWeights& layer : weights.layers) {
    demand(is_square(layer.qk, width) && is_square(layer.ov, width), "a weights file's matrices are (d+K) x (d+K)");
  }
  for (const char* key : {"feature_dim", "classes", "context"}) {
    demand(!weights.notes.contains(key), "a weights file's notes leave feature_dim, classes and context alone");
  }
}

}  // namespace

Weights parse_weights(std::string_view bytes, const std::string& name) {
  Safetensors file = files::parse_safetensors(bytes, name);
  const int depth = depth_of(file, name);
  Weights weights;
  weights.feature_dim = take_required_count(file.metadata, "feature_dim", allowed_features, name);
  weights.classes = take_required_count(file.metadata, "classes", allowed_classes, name);
  weights.context = take_count(file.metadata, "context", allowed_context, name);
  weights.notes = std::move(file.metadata);
  for (int t = 0; t < depth; ++t) {
    auto qk = take_matrix(file, tensor_name(t, Matrix::qk), weights, name);
    auto ov = take_matrix(file, tensor_name(t, Matrix::ov), weights, name);
    weights.layers.push_back({std::move(qk), std::move(ov)});
  }
  return weights;
}

Weights read_weights(const std::string& path) { return parse_weights(files::read_text(path), path); }

std::string to_safetensors(const Weights& weights) {
  check_writable(weights);
  Metadata metadata = weights.notes;
  metadata["feature_dim"] = std::to_string(weights.feature_dim);
  metadata["classes"] = std::to_string(weights.classes);
  if (weights.context) metadata["context"] = std::to_string(*weights.context);
  const auto width = static_cast<std::size_t>(weights.width());
  std::vector<files::TensorView> tensors;
  for (int t = 0; t < weights.depth(); ++t) {
    const LayerWeights& layer = weights.layers[static_cast<std::size_t>(t)];
    tensors.push_back({tensor_name(t, Matrix::qk), {width, width}, layer.qk.values()});
    tensors.push_back({tensor_name(t, Matrix::ov), {width, width}, layer.ov.values()});
  }
  return files::to_safetensors(tensors, metadata);
}

}  // namespace margincert::transformer
