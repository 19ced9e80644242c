#include "margincert/gate_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <utility>

#include "files/file_error.hpp"
#include "files/text_file.hpp"
#include "files/toml_reader.hpp"
#include "generators/family.hpp"
#include "margincert/gate_thresholds.hpp"
#include "numeric/precision.hpp"
#include "files/nearest.hpp"
#include "recursion/refusal.hpp"

namespace margincert {
namespace {

using files::TomlNode;
using Words = std::vector<std::string>;

constexpr const char* config_format = "margincert-gate/1";
constexpr std::int64_t largest_integer = std::numeric_limits<std::int64_t>::max();

/// What the registry of families says of a word it does not take, as problem and remedy.
std::pair<std::string, std::string> in_two(const std::string& message) {
  const std::size_t semicolon = message.rfind("; ");
  if (semicolon == std::string::npos) return {message, "correct it"};
  return {message.substr(0, semicolon), message.substr(semicolon + 2)};
}

/// The registry's answer, or its refusal at the place in the file. Decltype keeps references.
template <class Ask>
decltype(auto) answered_at(const TomlNode& node, Ask ask) {
  const auto refuse = [&](const std::exception& error) {
    const auto [problem, remedy] = in_two(error.what());
    node.refuse(problem, remedy);
  };
  try {
    return ask();
  } catch (const Refusal& refusal) {
    node.refuse(refusal.problem(), refusal.remedy());
  } catch (const generators::UnknownFamily& error) {
    refuse(error);
  } catch (const generators::SettingError& error) {
    refuse(error);
  }
  throw std::logic_error("a refusal was none");
}

void refuse_word(const TomlNode& node, const Words& known) {
  const std::string word = node.string();
  if (std::ranges::find(known, word) != known.end()) return;
  node.refuse(fmt::format("'{}' is '{}'{}", node.name(), word, files::did_you_mean(word, known)),
              "use one of " + files::joined(known));
}

/// Strings, none of them twice.
Words words_of(const TomlNode& node) {
  Words words;
  for (const TomlNode& element : node.array()) {
    const std::string word = element.string();
    if (std::ranges::find(words, word) != words.end()) {
      element.refuse(fmt::format("'{}' is named twice", word), "name it once");
    }
    words.push_back(word);
  }
  return words;
}

class Reader {
 public:
  Reader(std::string_view text, const std::string& path) : document_(text, path), root_(document_.root()) {
    config_.file = path;
  }

  GateConfig read() {
    check_format();
    root_.table({"format", "model", "recursion", "transformer", "like", "profile", "seed", "statements", "drop",
                 "regime", "family", "required", "thresholds", "fail_on", "baseline", "cases", "budget", "dev",
                 "nightly"});
    for (const auto& [key, value] : root_.members()) config_.places[key] = root_.place_of_key(key);
    read_paths();
    read_words();
    read_selection();
    read_families();
    read_tables();
    return std::move(config_);
  }

 private:
  template <class Action>
  void where_given(const TomlNode& table, const std::string& key, Action action) {
    if (table.has(key)) action(table.member(key));
  }
  template <class Action>
  void where_given(const std::string& key, Action action) {
    where_given(root_, key, action);
  }

  void check_format() {
    const TomlNode format = root_.member("format");
    if (format.string() == config_format) return;
    format.refuse(fmt::format("'{}' is not the format expected here", format.string()),
                  fmt::format("write format = \"{}\"", config_format));
  }

  NamedPath path_of(const TomlNode& node, bool may_be_shipped) const {
    const std::string name = node.string();
    const bool word = name.find_first_of("/.") == std::string::npos;
    if (may_be_shipped && word) return {name, name};
    const std::filesystem::path folder = std::filesystem::path(config_.file).parent_path();
    return {name, (folder / name).lexically_normal().string()};
  }

  void read_paths() {
    where_given("model", [&](const TomlNode& node) { config_.model = path_of(node, true); });
    where_given("recursion", [&](const TomlNode& node) { config_.recursion = path_of(node, true); });
    where_given("transformer", [&](const TomlNode& node) { config_.transformer = path_of(node, true); });
    where_given("like", [&](const TomlNode& node) { config_.like = path_of(node, true); });
    where_given("baseline", [&](const TomlNode& node) { config_.baseline = path_of(node, false); });
    where_given("cases", [&](const TomlNode& node) { config_.cases = path_of(node, false); });
  }

  void read_words() {
    where_given("profile", [&](const TomlNode& node) {
      refuse_word(node, {"ci", "dev", "nightly"});
      config_.profile = find_profile(node.string());
    });
    where_given("seed", [&](const TomlNode& node) { config_.seed = node.natural(); });
    where_given("regime", [&](const TomlNode& node) {
      refuse_word(node, {"natural", "full", "class-pure"});
      config_.regime = find_regime(node.string());
    });
    where_given("fail_on", [&](const TomlNode& node) {
      for (const TomlNode& element : node.array()) refuse_word(element, {"worse", "existing", "resolved"});
      config_.fail_on = words_of(node);
    });
  }

  void read_selection() {
    where_given("statements", [&](const TomlNode& node) {
      for (const TomlNode& element : node.array())
        answered_at(element, [&] { return select_statements({element.string()}); });
      config_.statements = words_of(node);
    });
    where_given("drop", [&](const TomlNode& node) {
      for (const TomlNode& element : node.array())
        answered_at(element, [&] { return select_hypotheses({element.string()}); });
      config_.drop = words_of(node);
    });
  }

  ConfiguredFamily family_of(const TomlNode& node) {
    node.table({"name", "set", "tasks"});
    const TomlNode name = node.member("name");
    const generators::Family& family = answered_at(
        name, [&]() -> auto& { return generators::find_family(name.string()); });
    ConfiguredFamily configured{family.id, {}, std::nullopt};
    where_given(node, "set", [&](const TomlNode& set) {
      for (const auto& [setting, value] : set.members()) {
        configured.settings.push_back(fmt::format("{}={}", setting, value.word()));
        answered_at(value, [&] { return read_settings(family, {{configured.settings.back()}}); });
      }
    });
    where_given(node, "tasks", [&](const TomlNode& tasks) { configured.tasks = count_of(tasks); });
    return configured;
  }

  void read_families() {
    where_given("family", [&](const TomlNode& node) {
      config_.families.emplace();
      for (const TomlNode& element : node.array()) {
        const ConfiguredFamily family = family_of(element);
        const bool twice = std::ranges::any_of(*config_.families, [&](const ConfiguredFamily& other) {
          return other.name == family.name && other.settings == family.settings;
        });
        // The same tasks would count twice for coverage.
        if (twice)
          element.refuse(fmt::format("family '{}' with these settings stands here twice", family.name), "keep one");
        config_.families->push_back(family);
      }
    });
  }

  static std::uint64_t count_of(const TomlNode& node) {
    return static_cast<std::uint64_t>(node.integer(1, largest_integer));
  }
  static double positive(const TomlNode& node) {
    const double value = node.number();
    if (!(value > 0)) node.refuse(fmt::format("'{}' is {}", node.name(), value), "give a number above 0");
    return value;
  }

  GateBudget budget_of(const TomlNode& node, const Words& more) {
    Words allowed{"tasks", "compared", "predicted", "time", "precision"};
    allowed.insert(allowed.end(), more.begin(), more.end());
    node.table(allowed);
    GateBudget budget;
    where_given(node, "tasks", [&](const TomlNode& n) { budget.tasks = count_of(n); });
    where_given(node, "compared", [&](const TomlNode& n) { budget.compared = count_of(n); });
    where_given(node, "predicted", [&](const TomlNode& n) { budget.predicted = count_of(n); });
    where_given(node, "applicable", [&](const TomlNode& n) { budget.applicable = n.integer(1, largest_integer); });
    where_given(node, "time", [&](const TomlNode& n) { budget.time = positive(n); });
    where_given(node, "precision", [&](const TomlNode& n) {
      budget.precision = static_cast<int>(n.integer(numeric::Precision::minimum, numeric::Precision::maximum));
    });
    where_given(node, "search",
                [&](const TomlNode& n) { budget.search = static_cast<std::uint64_t>(n.integer(0, largest_integer)); });
    where_given(node, "search_time", [&](const TomlNode& n) { budget.search_time = positive(n); });
    return budget;
  }

  void read_tables() {
    where_given("budget", [&](const TomlNode& node) { config_.budget = budget_of(node, {}); });
    where_given("dev", [&](const TomlNode& node) { config_.dev = budget_of(node, {"applicable"}); });
    where_given("nightly", [&](const TomlNode& node) {
      config_.nightly = budget_of(node, {"applicable", "search", "search_time"});
    });
    where_given("required", [&](const TomlNode& node) { read_required(node); });
    where_given("thresholds", [&](const TomlNode& node) { read_thresholds(node); });
  }

  void read_required(const TomlNode& node) {
    std::map<std::string, ConfiguredRequirement> by_statement, by_theorem;
    for (const auto& [name, value] : node.members()) {
      if (name == "applicable") {
        config_.budget.applicable = value.integer(1, largest_integer);
        continue;
      }
      if (name == "moving_layers") {
        config_.moving_layers = value.integer(0, largest_integer);
        continue;
      }
      const std::vector<std::string> ids = required_statements(node, name);
      auto& requirements = ids.size() == 1 && ids.front() == name ? by_statement : by_theorem;
      for (const std::string& id : ids) requirements[id] = requirement_of(value);
    }
    // What is said of a statement itself counts, and where it leaves something open, what is said of its theorem.
    config_.required = by_theorem;
    for (const auto& [id, requirement] : by_statement) {
      ConfiguredRequirement& joined = config_.required[id];
      if (requirement.applicable) joined.applicable = requirement.applicable;
      if (requirement.coverage) joined.coverage = requirement.coverage;
    }
  }

  /// The statements among those selected that a name in [required] speaks of.
  std::vector<std::string> required_statements(const TomlNode& node, const std::string& name) const {
    const auto selected = select_statements(config_.statements.value_or(Words{}));
    std::vector<std::string> ids;
    try {
      for (const auto* statement : select_statements({name})) {
        if (std::ranges::find(selected, statement) != selected.end()) ids.push_back(statement->id);
      }
    } catch (const Refusal& refusal) {
      node.refuse_key(name, refusal.problem(), refusal.remedy());
    }
    if (ids.empty()) {
      node.refuse_key(name, fmt::format("'{}' is required, and 'statements' leaves it out", name),
                      "require what is checked, or check what is required");
    }
    return ids;
  }

  ConfiguredRequirement requirement_of(const TomlNode& node) {
    node.table({"applicable", "coverage"});
    ConfiguredRequirement requirement;
    where_given(node, "applicable", [&](const TomlNode& n) { requirement.applicable = n.integer(1, largest_integer); });
    where_given(node, "coverage", [&](const TomlNode& n) {
      requirement.coverage = positive(n);
      if (*requirement.coverage > 1) n.refuse(fmt::format("'{}' is above 1", n.name()), "give a share of the tasks");
    });
    if (!requirement.applicable && !requirement.coverage) {
      node.refuse(fmt::format("'{}' requires nothing", node.name()), "give 'applicable' or 'coverage'");
    }
    return requirement;
  }

  /// A key may be quoted, "residual.labels", or not; TOML reads the second as a table in a table.
  void read_thresholds(const TomlNode& node) {
    for (const auto& [name, value] : node.members()) {
      if (!value.is_table()) {
        add_threshold(name, value);
        continue;
      }
      for (const auto& [quantity, bound] : value.members()) add_threshold(name + "." + quantity, bound);
    }
  }

  void add_threshold(const std::string& name, const TomlNode& value) {
    const double bound = value.number();
    const std::string canonical = answered_at(value, [&] { return canonical_threshold(name, bound); });
    if (!config_.thresholds.emplace(canonical, bound).second) {
      value.refuse(fmt::format("'{}' has a threshold twice", canonical), "keep one of them");
    }
  }

  files::TomlDocument document_;
  TomlNode root_;
  GateConfig config_;
};

}  // namespace

std::string to_string(Profile profile) {
  switch (profile) {
    case Profile::ci:
      return "ci";
    case Profile::dev:
      return "dev";
    case Profile::nightly:
      break;
  }
  return "nightly";
}

std::optional<Profile> find_profile(std::string_view name) {
  for (const Profile profile : {Profile::ci, Profile::dev, Profile::nightly}) {
    if (to_string(profile) == name) return profile;
  }
  return std::nullopt;
}

GateBudget GateBudget::with(const GateBudget& other) const {
  const auto first = [](const auto& a, const auto& b) { return a ? a : b; };
  return {first(other.tasks, tasks),         first(other.compared, compared),
          first(other.predicted, predicted), first(other.applicable, applicable),
          first(other.time, time),           first(other.precision, precision),
          first(other.search, search),       first(other.search_time, search_time)};
}

void GateConfig::refuse(const std::string& key, std::string_view problem, std::string_view remedy) const {
  throw files::FileError(file, places.contains(key) ? places.at(key) : key, problem, remedy);
}

GateConfig parse_gate_config(std::string_view text, const std::string& path) { return Reader(text, path).read(); }

GateConfig read_gate_config(const std::string& path) { return parse_gate_config(files::read_text(path), path); }

}  // namespace margincert
