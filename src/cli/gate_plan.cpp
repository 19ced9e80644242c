#include "cli/gate_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <random>

#include "margincert/work/checkout.hpp"
#include "margincert/work/shipped.hpp"
#include "cli/exit_codes.hpp"

namespace margincert::cli {
namespace {

constexpr std::uint64_t default_tasks = 300, default_compared = 50, default_predicted = 5000, default_search = 20000;
constexpr long default_applicable = 100;

/// What a profile makes of counts that are not set for it.
constexpr std::uint64_t dev_share = 5, nightly_factor = 10;

std::uint64_t a_fifth(std::uint64_t count) { return count / dev_share + (count % dev_share == 0 ? 0 : 1); }

std::uint64_t ten_times(std::uint64_t count) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  return count > most / nightly_factor ? most : nightly_factor * count;
}

/// Short enough to be typed again.
std::uint64_t seed_of_the_moment() {
  std::random_device device;
  return (std::uint64_t{device() & 0xffffU} << 32U) | device();
}

/// The default campaign: the paper's own distribution, tight clusters of two geometries, cones with a guaranteed
/// margin, and tasks at the edge of the dominance hypothesis.
std::vector<ConfiguredFamily> default_families() {
  return {{"no-margin", {}, {}},
          {"prototype", {"geometry=orthonormal", "sigma=0.05"}, {}},
          {"prototype", {"geometry=simplex", "sigma=0.02"}, {}},
          {"cone", {}, {}},
          {"threshold", {}, {}}};
}

class Planner {
 public:
  explicit Planner(const GateCommand& command)
      : command_(command), config_(command.config.empty() ? GateConfig{} : read_gate_config(command.config)) {}

  GatePlan plan() {
    plan_.config = command_.config;
    plan_.campaign = command_.campaign;
    if (!plan_.campaign.outputs.writes_files()) plan_.campaign.outputs.folder = "reports/out";
    choose_profile();
    choose_paths();
    choose_seed();
    choose_statements();
    choose_sources();
    choose_requirements();
    choose_budgets();
    refuse_contradictions();
    return std::move(plan_);
  }

 private:
  bool given(const char* option) const { return command_.given.contains(option); }

  void choose_profile() {
    plan_.profile = !command_.profile.empty()                             ? command_.profile
                    : !config_.profile.empty() || command_.config.empty() ? config_.profile
                                                                          : "ci";
    own_ = plan_.profile == "dev" ? config_.dev : plan_.profile == "nightly" ? config_.nightly : GateBudget{};
  }

  NamedPath chosen(const std::string& on_command_line, const NamedPath& configured) const {
    const NamedPath& written = on_command_line.empty() ? configured : NamedPath{on_command_line, on_command_line};
    return {checkout_.name_of_model(written.path, written.name), written.path};
  }

  void choose_paths() {
    plan_.model = chosen(command_.file, config_.model);
    plan_.recursion = chosen(command_.recursion, config_.recursion);
    plan_.transformer = chosen(command_.transformer, config_.transformer);
    plan_.like = chosen(command_.like, config_.like);
    const NamedPath& cases = command_.cases.empty() ? config_.cases : NamedPath{command_.cases, command_.cases};
    plan_.cases = {checkout_.name_of(cases.path, cases.name), cases.path};
    if (!given("--baseline")) plan_.campaign.baseline.file = config_.baseline.path;
  }

  void choose_seed() {
    if (given("--seed")) return;
    plan_.fresh_seed = plan_.profile == "nightly";
    if (plan_.fresh_seed && given("--shard")) {
      throw UsageError("--shard of a nightly run needs --seed: parts of one run have one seed");
    }
    plan_.campaign.seed = plan_.fresh_seed ? seed_of_the_moment() : config_.seed.value_or(plan_.campaign.seed);
  }

  void choose_statements() {
    if (!given("--statement") && config_.statements) {
      plan_.campaign.statements = *config_.statements;
      if (config_.statements->empty()) note_empty("statements");
    }
    if (!given("--drop")) plan_.campaign.drop = config_.drop;
    if (!given("--regime") && config_.regime) plan_.campaign.regime = *config_.regime;
  }

  void note_empty(const char* key) {
    plan_.empty_selections.push_back(
        fmt::format("{}, {}: '{}' selects nothing", config_.file, config_.places.at(key), key));
  }

  /// A count as the profile has it: its own, or what it makes of the configuration's.
  std::uint64_t count(const std::optional<std::uint64_t>& own, std::uint64_t configured) const {
    if (own) return *own;
    return plan_.profile == "dev"       ? a_fifth(configured)
           : plan_.profile == "nightly" ? ten_times(configured)
                                        : configured;
  }

  TaskSource source_of(const ConfiguredFamily& family) const {
    TaskSource source;
    source.name = family.name;
    source.assignments = family.settings;
    const std::uint64_t configured = family.tasks.value_or(config_.budget.tasks.value_or(default_tasks));
    source.tasks = command_.campaign.tasks.value_or(count(own_.tasks, configured));
    return source;
  }

  std::vector<ConfiguredFamily> families_on_command_line() const {
    std::vector<ConfiguredFamily> families;
    for (const std::string& name : command_.campaign.families)
      families.push_back({name, command_.campaign.settings, {}});
    return families;
  }

  void choose_sources() {
    const bool on_command_line = !command_.campaign.families.empty();
    if (!on_command_line && !command_.campaign.settings.empty()) {
      throw UsageError("--set needs --family; the default campaign has its own settings");
    }
    const auto families = on_command_line ? families_on_command_line() : config_.families.value_or(default_families());
    if (families.empty()) note_empty("family");
    if (!plan_.empty_selections.empty()) return;
    for (const ConfiguredFamily& family : families) {
      plan_.sources.push_back(source_of(family));
      // A model with fewer features than classes has no orthonormal prototypes; the rest of the default campaign
      // stands.
      plan_.sources.back().may_be_left_out = !on_command_line && !config_.families;
    }
  }

  long applicable(const std::optional<long>& configured) const {
    if (command_.campaign.required_applicable) return *command_.campaign.required_applicable;
    if (own_.applicable) return *own_.applicable;
    const long asked = configured.value_or(config_.budget.applicable.value_or(default_applicable));
    return plan_.profile == "dev" ? static_cast<long>(a_fifth(static_cast<std::uint64_t>(asked))) : asked;
  }

  void choose_requirements() {
    plan_.required_applicable = applicable(std::nullopt);
    plan_.required_moving_layers = command_.required_moving_layers.value_or(config_.moving_layers.value_or(0));
    const auto selected = select_statements(plan_.campaign.statements);
    for (const auto& [id, requirement] : config_.required) {
      const bool checked = std::ranges::find(selected, id, &proofs::Statement::id) != selected.end();
      if (checked) plan_.required[id] = {applicable(requirement.applicable), requirement.coverage.value_or(0)};
    }
  }

  void choose_budgets() {
    const GateBudget budget = config_.budget.with(own_);
    if (!given("--time-budget")) plan_.campaign.time_budget = budget.time;
    if (!given("--precision-budget")) plan_.campaign.precision_budget = budget.precision;
    plan_.compared = count(own_.compared, config_.budget.compared.value_or(default_compared));
    plan_.predicted = count(own_.predicted, config_.budget.predicted.value_or(default_predicted));
    if (plan_.profile == "nightly") plan_.search = budget.search.value_or(default_search);
    plan_.search_time = budget.search_time;
    plan_.thresholds = thresholds_with(config_.thresholds);
    plan_.fail_on = config_.fail_on.value_or(reports::Request{}.fail_on);
  }

  /// About an option of the command line, or else about the configuration's key.
  [[noreturn]] void refuse(const std::string& key, const std::string& option_value, const char* problem,
                           const char* remedy) const {
    if (option_value.empty()) config_.refuse(key, problem, remedy);
    throw UsageError(fmt::format("--{}: {}; {}", key, problem, remedy));
  }

  void refuse_contradictions() const {
    const bool is_transformer = plan_.model.name.ends_with(weights_suffix);
    if (plan_.recursion.given() && !is_transformer) {
      refuse("recursion", command_.recursion, "the model is no transformer that could follow it",
             "give the weights, *.safetensors, as the model, or the recursion alone");
    }
    if (plan_.transformer.given() && is_transformer) {
      refuse("transformer", command_.transformer, "the model is a transformer already",
             "name the recursion it must follow as 'recursion'");
    }
    if (plan_.transformer.given() && !plan_.model.given()) {
      refuse("transformer", command_.transformer, "there is no model that it could follow",
             "name the recursion as model");
    }
    const bool identifies = is_transformer || plan_.transformer.given() || !plan_.model.given();
    if (!config_.thresholds.empty() && !identifies) {
      config_.refuse("thresholds", "there is no transformer to hold against the recursion",
                     "name its weights as 'transformer', or leave the thresholds out");
    }
    if (config_.thresholds.contains("extraction") && is_transformer && !plan_.recursion.given()) {
      config_.refuse("thresholds", "'extraction' has no declared recursion to be about",
                     "name it as 'recursion', or leave the threshold out");
    }
    if (config_.fail_on && plan_.campaign.baseline.file.empty()) {
      config_.refuse("fail_on", "only a baseline tells known findings from new ones", "name it as 'baseline'");
    }
  }

  const GateCommand& command_;
  GateConfig config_;
  Checkout checkout_;
  GateBudget own_;  ///< what the profile's own table says
  GatePlan plan_;
};

}  // namespace

GatePlan plan_gate(const GateCommand& command) { return Planner(command).plan(); }

}  // namespace margincert::cli
