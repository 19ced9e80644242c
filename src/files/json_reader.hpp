#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace margincert::files {

using Keys = std::vector<std::string>;

/// A place in a JSON document. Every question it cannot answer exactly is a FileError that names the place by its JSON
/// pointer (/layers/2/alpha). Valid as long as its Document.
class Node {
 public:
  Node(const nlohmann::json& value, const std::string& file, std::string path)
      : value_(&value), file_(&file), path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  /// The value as the file has it, cut to a readable length.
  std::string shown() const;
  /// All of it as JSON text, to be read as a document of its own.
  std::string text() const;
  bool is_null() const;
  bool is_string() const;
  bool is_object() const;

  /// Refuses anything but an object with "format": expected. To be asked first: it is what tells files apart.
  void expect_format(std::string_view expected) const;
  /// Refuses anything but an object whose keys are all allowed and among which no required one is missing.
  void object(const Keys& allowed, const Keys& required) const;
  bool has(const std::string& key) const;
  /// The value of a key of this object; refuses when it is missing.
  Node member(const std::string& key) const;

  std::vector<Node> array() const;
  /// Keys and values of an object whose keys are free, sorted by key.
  std::vector<std::pair<std::string, Node>> members() const;
  /// An integer written without fraction or exponent, in least..greatest.
  long integer(long least, long greatest) const;
  /// The same beyond the range of signed numbers: 0..greatest.
  std::uint64_t natural(std::uint64_t greatest) const;
  bool boolean() const;
  std::string string() const;
  /// The nearest binary64 to a JSON number, or the exact value of a string that holds a hex-float.
  double number() const;

  [[noreturn]] void refuse(std::string_view problem, std::string_view remedy) const;

 private:
  const nlohmann::json* value_;
  const std::string* file_;
  std::string path_;
};

/// A parsed JSON text and the name under which messages speak of it.
class Document {
 public:
  /// FileError when the text is not strict JSON: see strict_parse.hpp.
  Document(std::string_view text, std::string name);

  Node root() const& { return {*value_, name_, ""}; }
  Node root() const&& = delete;
  const nlohmann::json& value() const { return *value_; }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::shared_ptr<const nlohmann::json> value_;
};

/// Reads and parses a whole file, named in messages as it was given.
Document read_document(const std::string& path);

}  // namespace margincert::files
