#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace margincert::generators {

/// A setting that a family does not know, or a value it does not allow; the text names the remedy.
class SettingError : public std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

struct IntegerRange {
  std::int64_t min;
  std::int64_t max;
};
struct RealRange {
  double min;
  double max;
};
struct Words {
  std::vector<std::string> allowed;
};
using SettingDomain = std::variant<IntegerRange, RealRange, Words>;
using SettingValue = std::variant<std::int64_t, double, std::string>;

/// One declared setting of a family. Without a default its value comes from the recursion's parameters.
struct SettingSpec {
  std::string name;
  std::string meaning;
  SettingDomain domain;
  std::optional<SettingValue> default_value;
};

SettingSpec integer_setting(std::string name, std::string meaning, std::int64_t default_value, IntegerRange range);
SettingSpec real_setting(std::string name, std::string meaning, double default_value, RealRange range);
SettingSpec word_setting(std::string name, std::string meaning, std::string default_value, Words words);

/// "1..100000", "simplex | orthonormal".
std::string allowed_text(const SettingDomain& domain);
/// "40"; "from the parameters" when there is no default.
std::string default_text(const SettingSpec& spec);

/// The values of all settings of one family, each inside its declared domain.
class Settings {
 public:
  std::int64_t integer(std::string_view name) const;
  double real(std::string_view name) const;
  const std::string& word(std::string_view name) const;
  /// Was the setting assigned, or does its default stand?
  bool is_given(std::string_view name) const { return given_.contains(name); }

 private:
  friend Settings read_settings(std::string_view family_id, std::span<const SettingSpec> specs,
                                std::span<const std::string> assignments);
  const SettingValue& value(std::string_view name) const;

  std::map<std::string, SettingValue, std::less<>> values_;
  std::set<std::string, std::less<>> given_;
};

/// Reads "name=value" assignments against the declared settings. Throws SettingError on an unknown or repeated name, a
/// malformed value and one outside its domain.
Settings read_settings(std::string_view family_id, std::span<const SettingSpec> specs,
                       std::span<const std::string> assignments);

}  // namespace margincert::generators
