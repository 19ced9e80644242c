#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace margincert::files {

struct TomlEntry;

/// What a TOML document holds at one place, and where that place is.
struct TomlValue {
  struct Date {};  ///< of any kind: nothing here asks for one
  std::variant<std::string, std::int64_t, double, bool, Date, std::vector<TomlValue>, std::vector<TomlEntry>> content;
  int line = 1, column = 1;
};

/// A key of a table with its value.
struct TomlEntry {
  std::string key;
  TomlValue value;
  int line = 1, column = 1;  ///< of the key
};

/// A place in a TOML document. Every question it cannot answer exactly is a FileError that names the place by line and
/// column. Valid as long as its TomlDocument.
class TomlNode {
 public:
  TomlNode(const TomlValue& value, const std::string& file, std::string name)
      : value_(&value), file_(&file), name_(std::move(name)) {}

  /// The keys that lead here, "required.C"; "" for the whole document.
  const std::string& name() const { return name_; }
  /// "line 3, column 5"
  std::string place() const;
  bool is_table() const;

  /// Refuses anything but a table whose keys are all allowed.
  void table(const std::vector<std::string>& allowed) const;
  bool has(const std::string& key) const;
  /// The value of a key of this table; refuses when it is missing.
  TomlNode member(const std::string& key) const;
  /// Keys and values of a table whose keys are free, sorted by key.
  std::vector<std::pair<std::string, TomlNode>> members() const;

  std::vector<TomlNode> array() const;
  /// Not empty.
  std::string string() const;
  /// An integer in least..greatest.
  std::int64_t integer(std::int64_t least, std::int64_t greatest) const;
  /// 0..2^64-1: an integer, or beyond 2^63-1, where TOML's own end, its digits in a string.
  std::uint64_t natural() const;
  /// A finite number: an integer, a decimal as its nearest binary64, or a string that holds a hex-float.
  double number() const;
  /// A string, or the shortest text of a number.
  std::string word() const;

  [[noreturn]] void refuse(std::string_view problem, std::string_view remedy) const;
  std::string place_of_key(const std::string& key) const;
  /// The same of one of this table's keys, at its place.
  [[noreturn]] void refuse_key(const std::string& key, std::string_view problem, std::string_view remedy) const;

 private:
  const std::vector<TomlEntry>* entries() const;
  const TomlEntry& entry(const std::string& key) const;
  std::string child_name(const std::string& key) const { return name_.empty() ? key : name_ + "." + key; }
  /// "'statements' is an integer"
  std::string shown() const;
  [[noreturn]] void refuse_type(std::string_view wanted) const;

  const TomlValue* value_;
  const std::string* file_;
  std::string name_;
};

/// A TOML 1.0 document and the name under which messages speak of it.
class TomlDocument {
 public:
  /// FileError, with line and column, when the text is not TOML, a key or table that stands there twice among it.
  TomlDocument(std::string_view text, std::string name);

  TomlNode root() const& { return {value_, name_, ""}; }
  TomlNode root() const&& = delete;

 private:
  std::string name_;
  TomlValue value_;
};

}  // namespace margincert::files
