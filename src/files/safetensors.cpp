#include "files/safetensors.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stdexcept>
#include <tuple>

#include "files/file_error.hpp"
#include "files/foreign_format.hpp"
#include "files/json_reader.hpp"
#include "files/strict_parse.hpp"

namespace margincert::files {

namespace {

using nlohmann::json;
using Shape = std::vector<std::size_t>;

constexpr std::size_t length_bytes = 8;
constexpr std::uint64_t longest_header = 100'000'000;  // the format's own limit
const std::string metadata_key = "__metadata__";

/// Where a tensor's numbers stand: bytes begin..end-1 of the data.
struct Entry {
  std::string name;
  Dtype dtype;
  Shape shape;
  std::size_t begin, end;
};

std::size_t bytes_per_number(Dtype dtype) { return dtype == Dtype::f64 ? 8 : 4; }

std::string place_of(const std::string& tensor) { return "tensor " + shortened(tensor); }

/// Size in bytes; none when it is beyond 2^64.
std::optional<std::size_t> byte_count(const Shape& shape, Dtype dtype) {
  std::size_t count = bytes_per_number(dtype);
  for (const std::size_t extent : shape) {
    if (__builtin_mul_overflow(count, extent, &count)) return std::nullopt;
  }
  return count;
}

template <class Word>
Word little_endian(const char* bytes) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof(Word); ++i) word |= Word{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return word;
}

void append_little_endian(std::string& bytes, std::uint64_t word) {
  for (std::size_t i = 0; i < sizeof(word); ++i) bytes += static_cast<char>(word >> (8 * i));
}

/// The header's text, without its padding.
std::string_view header_text(std::string_view bytes, const std::string& name) {
  refuse_foreign_format(bytes, name);
  if (bytes.size() < length_bytes) {
    throw FileError(name, "whole file",
                    fmt::format("has {} bytes, less than the {} of the header's length", bytes.size(), length_bytes),
                    "check that it is a safetensors file, and get it again");
  }
  const auto length = little_endian<std::uint64_t>(bytes.data());
  if (length > longest_header) {
    throw FileError(name, "header", fmt::format("is {} bytes long, more than {}", length, longest_header),
                    "check that it is a safetensors file");
  }
  if (length > bytes.size() - length_bytes) {
    throw FileError(name, "header",
                    fmt::format("is {} bytes long, and {} follow its length", length, bytes.size() - length_bytes),
                    "the file is cut short: get it again");
  }
  std::string_view text = bytes.substr(length_bytes, length);
  if (!text.starts_with('{')) {
    throw FileError(name, "header", "does not begin with '{'", "check that it is a safetensors file");
  }
  text = text.substr(0, text.find_last_not_of(' ') + 1);
  if (!text.ends_with('}')) {
    throw FileError(name, "header", "does not end with '}'", "pad it with spaces, or with nothing");
  }
  return text;
}

std::map<std::string, std::string> read_metadata(const Node& node) {
  std::map<std::string, std::string> metadata;
  for (const auto& [key, value] : node.members()) metadata[key] = value.string();
  return metadata;
}

Dtype read_dtype(const Node& node) {
  const std::string dtype = node.string();
  if (dtype == "F64") return Dtype::f64;
  if (dtype == "F32") return Dtype::f32;
  node.refuse(node.shown() + " is not a type that is read here", "save the tensor as F64 or F32");
}

std::vector<std::size_t> read_sizes(const Node& node) {
  std::vector<std::size_t> sizes;
  for (const Node& size : node.array()) {
    sizes.push_back(static_cast<std::size_t>(size.integer(0, std::numeric_limits<long>::max())));
  }
  return sizes;
}

Entry read_entry(const std::string& tensor, const Node& node, std::size_t data_size) {
  static const Keys keys = {"dtype", "shape", "data_offsets"};
  node.object(keys, keys);
  const Dtype dtype = read_dtype(node.member("dtype"));
  const Shape shape = read_sizes(node.member("shape"));
  const auto needed = byte_count(shape, dtype);
  if (!needed) node.member("shape").refuse("has more elements than any file can hold", "correct the shape");

  const Node place = node.member("data_offsets");
  const std::vector<std::size_t> offsets = read_sizes(place);
  if (offsets.size() != 2) place.refuse(fmt::format("has {} numbers", offsets.size()), "write [begin, end]");
  const std::size_t begin = offsets[0], end = offsets[1];
  if (begin > end) place.refuse(fmt::format("ends at {}, before it begins at {}", end, begin), "write [begin, end]");
  if (end > data_size) {
    place.refuse(fmt::format("ends at byte {} of {} bytes of data", end, data_size),
                 "the file is cut short: get it again");
  }
  if (end - begin != *needed) {
    place.refuse(fmt::format("holds {} bytes, and the shape [{}] of {} needs {}", end - begin, fmt::join(shape, ", "),
                             node.member("dtype").shown(), *needed),
                 "make dtype, shape and data_offsets agree");
  }
  return {tensor, dtype, shape, begin, end};
}

/// Every byte of the data belongs to one tensor.
void check_coverage(std::vector<Entry>& entries, std::size_t data_size, const std::string& name) {
  std::ranges::sort(entries, {}, [](const Entry& entry) { return std::tie(entry.begin, entry.end); });
  std::size_t covered = 0;
  for (const Entry& entry : entries) {
    if (entry.begin < covered) {
      throw FileError(name, place_of(entry.name),
                      fmt::format("begins at byte {}, and the tensor before it ends at {}", entry.begin, covered),
                      "tensors must not overlap");
    }
    if (entry.begin > covered) {
      throw FileError(name, place_of(entry.name),
                      fmt::format("begins at byte {}, and bytes from {} on belong to no tensor", entry.begin, covered),
                      "tensors must follow each other without a gap");
    }
    covered = entry.end;
  }
  if (covered < data_size) {
    throw FileError(name, "whole file", fmt::format("{} bytes follow the last tensor", data_size - covered),
                    "remove them, or get the file again");
  }
}

/// "2, 0, 1": where in the tensor its element of this number stands.
std::string index_in(const Shape& shape, std::size_t element) {
  std::vector<std::size_t> index(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0; element /= shape[axis]) index[axis] = element % shape[axis];
  return fmt::format("{}", fmt::join(index, ", "));
}

template <class Float, class Word>
std::vector<double> numbers_of(const Entry& entry, std::string_view data, const std::string& name) {
  std::vector<double> values((entry.end - entry.begin) / sizeof(Word));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto value = std::bit_cast<Float>(little_endian<Word>(data.data() + entry.begin + i * sizeof(Word)));
    if (!std::isfinite(value)) {
      throw FileError(name, place_of(entry.name), fmt::format("element [{}] is {}", index_in(entry.shape, i), value),
                      "every number must be finite");
    }
    values[i] = value;
  }
  return values;
}

Tensor read_tensor(const Entry& entry, std::string_view data, const std::string& name) {
  return {entry.dtype, entry.shape,
          entry.dtype == Dtype::f64 ? numbers_of<double, std::uint64_t>(entry, data, name)
                                    : numbers_of<float, std::uint32_t>(entry, data, name)};
}

std::string json_text(const std::string& text) {
  try {
    return json(text).dump();
  } catch (const json::type_error&) {
    throw std::invalid_argument("a safetensors file holds UTF-8 text only");
  }
}

/// `,"name":{"dtype":…,"shape":…,"data_offsets":…}` for a tensor that begins at this byte of the data.
std::string entry_text(const TensorView& tensor, std::size_t begin) {
  const auto needed = byte_count(tensor.shape, Dtype::f64);
  if (needed != tensor.values.size_bytes()) {
    throw std::invalid_argument("a tensor's shape has as many elements as it has values");
  }
  if (!std::ranges::all_of(tensor.values, [](double value) { return std::isfinite(value); })) {
    throw std::invalid_argument("a safetensors file holds finite numbers only");
  }
  return fmt::format(",{}:{{\"dtype\":\"F64\",\"shape\":[{}],\"data_offsets\":[{},{}]}}", json_text(tensor.name),
                     fmt::join(tensor.shape, ","), begin, begin + *needed);
}

std::string metadata_text(const std::map<std::string, std::string>& metadata) {
  std::string members;
  for (const auto& [key, value] : metadata) members += "," + json_text(key) + ":" + json_text(value);
  return members.empty() ? "" : fmt::format(",\"{}\":{{{}}}", metadata_key, members.substr(1));
}

}  // namespace

Safetensors parse_safetensors(std::string_view bytes, const std::string& name) {
  const std::string_view header = header_text(bytes, name);
  const std::string_view data = bytes.substr(length_bytes + little_endian<std::uint64_t>(bytes.data()));
  const json entries_by_name = parse_strictly(header, name + ": header");
  Safetensors file;
  std::vector<Entry> entries;
  for (const auto& [key, value] : entries_by_name.items()) {
    if (key == metadata_key) {
      file.metadata = read_metadata(Node(value, name, metadata_key));
    } else {
      entries.push_back(read_entry(key, Node(value, name, place_of(key)), data.size()));
    }
  }
  check_coverage(entries, data.size(), name);
  for (const Entry& entry : entries) file.tensors.emplace(entry.name, read_tensor(entry, data, name));
  return file;
}

std::string to_safetensors(std::span<const TensorView> tensors, const std::map<std::string, std::string>& metadata) {
  std::string members = metadata_text(metadata);
  std::set<std::string> names{metadata_key};
  std::size_t data_size = 0;
  for (const TensorView& tensor : tensors) {
    if (!names.insert(tensor.name).second) throw std::invalid_argument("each tensor has a name of its own");
    members += entry_text(tensor, data_size);
    data_size += tensor.values.size_bytes();
  }
  std::string header = members.empty() ? "{}" : "{" + members.substr(1) + "}";
  header.resize((header.size() + length_bytes - 1) / length_bytes * length_bytes, ' ');

  std::string bytes;
  bytes.reserve(length_bytes + header.size() + data_size);
  append_little_endian(bytes, header.size());
  bytes += header;
  for (const TensorView& tensor : tensors) {
    for (const double value : tensor.values) append_little_endian(bytes, std::bit_cast<std::uint64_t>(value));
  }
  return bytes;
}

}  // namespace margincert::files
