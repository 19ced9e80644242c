#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The safetensors container: an 8-byte little-endian length, a JSON header of that length, and the tensors' bytes.
namespace margincert::files {

enum class Dtype { f64, f32 };

/// A tensor of any rank, with the numbers exactly as the file has them.
struct Tensor {
  Dtype dtype = Dtype::f64;        ///< how the file holds it; a binary32 is a binary64
  std::vector<std::size_t> shape;  ///< empty for a single number
  std::vector<double> values;      ///< finite, row-major

  friend bool operator==(const Tensor&, const Tensor&) = default;
};

struct Safetensors {
  std::map<std::string, std::string> metadata;
  std::map<std::string, Tensor> tensors;
};

/// Reads a file's bytes; `name` stands for the file in messages. FileError on anything but F64 and F32 tensors of
/// finite numbers that fill the data without gap or overlap, and on headers that are not exactly as specified
/// (docs/formats.md, "Transformer weights").
Safetensors parse_safetensors(std::string_view bytes, const std::string& name);

/// What is written of a tensor: its values, row-major, are F64 in the file.
struct TensorView {
  std::string name;
  std::vector<std::size_t> shape;
  std::span<const double> values;
};

/// The file's bytes: the metadata by key, if there are any, then the tensors in the order given. Equal input gives
/// equal bytes. std::invalid_argument for what no reader could accept: a number that is not finite, a shape that has
/// not as many elements as there are values, a name that appears twice or is reserved, text that is not UTF-8.
std::string to_safetensors(std::span<const TensorView> tensors, const std::map<std::string, std::string>& metadata);

}  // namespace margincert::files
