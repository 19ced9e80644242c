#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "margincert/selection.hpp"

namespace margincert {

/// A file or folder, or a shipped model, that a configuration names.
struct NamedPath {
  std::string name;  ///< as written
  std::string path;  ///< from here: what is opened

  bool given() const { return !name.empty(); }
  friend bool operator==(const NamedPath&, const NamedPath&) = default;
};

/// What a gate is run for: "ci" with its pinned seed; "dev", the same on a fifth of the tasks; "nightly" with a fresh
/// seed, ten times the tasks and a search.
enum class Profile { ci, dev, nightly };
std::string to_string(Profile profile);
/// None where none is so called.
std::optional<Profile> find_profile(std::string_view name);

/// One [[family]].
struct ConfiguredFamily {
  std::string name;
  std::vector<std::string> settings;  ///< name=value
  std::optional<std::uint64_t> tasks;

  friend bool operator==(const ConfiguredFamily&, const ConfiguredFamily&) = default;
};

/// What a run may cost: [budget], and what [dev] or [nightly] put in its place.
struct GateBudget {
  std::optional<std::uint64_t> tasks;      ///< of every family that does not say otherwise
  std::optional<std::uint64_t> compared;   ///< tasks on which a transformer is held against the recursion
  std::optional<std::uint64_t> predicted;  ///< tasks on which its accuracy is measured
  std::optional<long> applicable;          ///< tasks that a statement must apply to
  std::optional<double> time;              ///< seconds
  std::optional<int> precision;            ///< bits
  std::optional<std::uint64_t> search;     ///< evaluations for each statement, nightly
  std::optional<double> search_time;       ///< seconds for all of them

  /// What `other` has, and where it has nothing, what this has.
  GateBudget with(const GateBudget& other) const;
  friend bool operator==(const GateBudget&, const GateBudget&) = default;
};

/// [required.STATEMENT]
struct ConfiguredRequirement {
  std::optional<long> applicable;
  std::optional<double> coverage;

  friend bool operator==(const ConfiguredRequirement&, const ConfiguredRequirement&) = default;
};

/// margincert-gate/1 (docs/gate.md): what a gate is asked for. What its file leaves out is empty.
struct GateConfig {
  std::string file;  ///< "" for no configuration at all
  NamedPath model, recursion, transformer, like, baseline, cases;
  std::optional<Profile> profile;
  std::optional<std::uint64_t> seed;
  std::optional<std::vector<std::string>> statements;  ///< ids and theorems; empty: the file selects nothing
  std::vector<std::string> drop;
  std::optional<RegimeChoice> regime;
  std::optional<std::vector<ConfiguredFamily>> families;  ///< empty: the file selects nothing
  std::optional<std::vector<std::string>> fail_on;
  std::map<std::string, ConfiguredRequirement> required;  ///< by statement
  std::optional<long> moving_layers;                      ///< that are required
  std::map<std::string, double> thresholds;  ///< "extraction", "equivariance", "accuracy", and as in crosscheck
  GateBudget budget, dev, nightly;
  std::map<std::string, std::string> places;  ///< of the document's keys: "line 3, column 1"

  /// FileError about a key of the document, for what shows only when the command line is known.
  [[noreturn]] void refuse(const std::string& key, std::string_view problem, std::string_view remedy) const;
  friend bool operator==(const GateConfig&, const GateConfig&) = default;
};

/// Reads a configuration; paths in it are relative to its folder. FileError with line and column for whatever it may
/// not say: unknown keys and names (with the nearest one), wrong types, and keys that contradict each other.
GateConfig read_gate_config(const std::string& path);
GateConfig parse_gate_config(std::string_view text, const std::string& path);

}  // namespace margincert
