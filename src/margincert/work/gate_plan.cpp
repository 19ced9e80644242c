#include "margincert/work/gate_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <random>

#include "margincert/work/checkout.hpp"
#include "margincert/work/shipped.hpp"
#include "recursion/refusal.hpp"

namespace margincert::work {
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
  explicit Planner(const GateRequest& request) : request_(request), config_(request.config) {}

  GatePlan plan() {
    plan_.config = config_.file;
    choose_profile();
    choose_paths();
    choose_seed();
    choose_statements();
    choose_sources();
    choose_requirements();
    choose_budgets();
    refuse_contradictions();
    select();
    return std::move(plan_);
  }

 private:
  bool is(Profile profile) const { return plan_.profile == profile; }

  void choose_profile() {
    plan_.profile = request_.profile ? request_.profile : config_.profile;
    if (!plan_.profile && !config_.file.empty()) plan_.profile = Profile::ci;
    own_ = is(Profile::dev) ? config_.dev : is(Profile::nightly) ? config_.nightly : GateBudget{};
  }

  NamedPath chosen(const std::string& asked, const NamedPath& configured) const {
    const NamedPath& written = asked.empty() ? configured : NamedPath{asked, asked};
    return {checkout_.name_of_model(written.path, written.name), written.path};
  }

  void choose_paths() {
    plan_.model = chosen(request_.model, config_.model);
    plan_.recursion = chosen(request_.recursion, config_.recursion);
    plan_.transformer = chosen(request_.transformer, config_.transformer);
    plan_.like = chosen(request_.like, config_.like);
    const NamedPath& cases = request_.cases.empty() ? config_.cases : NamedPath{request_.cases, request_.cases};
    plan_.cases = {checkout_.name_of(cases.path, cases.name), cases.path};
    plan_.baseline = request_.baseline;
    if (plan_.baseline.file.empty()) plan_.baseline.file = config_.baseline.path;
  }

  void choose_seed() {
    plan_.seed = request_.seed.value_or(config_.seed.value_or(plan_.seed));
    plan_.part = request_.part.value_or(plan_.part);
    if (request_.seed) return;
    plan_.fresh_seed = is(Profile::nightly);
    if (plan_.fresh_seed && request_.part) {
      throw Refusal("", "--shard of a nightly run needs --seed: parts of one run have one seed", "");
    }
    if (plan_.fresh_seed) plan_.seed = seed_of_the_moment();
  }

  void choose_statements() {
    statements_ = request_.statements;
    if (!statements_.empty() || !config_.statements) return;
    statements_ = *config_.statements;
    if (statements_.empty()) note_empty("statements");
  }

  void note_empty(const char* key) {
    plan_.empty_selections.push_back(
        fmt::format("{}, {}: '{}' selects nothing", config_.file, config_.places.contains(key) ? config_.places.at(key) : key, key));
  }

  /// A count as the profile has it: its own, or what it makes of the configuration's.
  std::uint64_t count(const std::optional<std::uint64_t>& own, std::uint64_t configured) const {
    if (own) return *own;
    return is(Profile::dev) ? a_fifth(configured) : is(Profile::nightly) ? ten_times(configured) : configured;
  }

  TaskSource source_of(const ConfiguredFamily& family) const {
    const std::uint64_t configured = family.tasks.value_or(config_.budget.tasks.value_or(default_tasks));
    return family_source(family.name, family.settings, request_.tasks.value_or(count(own_.tasks, configured)));
  }

  std::vector<ConfiguredFamily> families_asked_for() const {
    std::vector<ConfiguredFamily> families;
    for (const std::string& name : request_.families) families.push_back({name, request_.settings, {}});
    return families;
  }

  void choose_sources() {
    const bool asked = !request_.families.empty();
    if (!asked && !request_.settings.empty()) {
      throw Refusal("", "--set needs --family", "the default campaign has its own settings");
    }
    const auto families = asked ? families_asked_for() : config_.families.value_or(default_families());
    if (families.empty()) note_empty("family");
    if (!plan_.empty_selections.empty()) return;
    for (const ConfiguredFamily& family : families) {
      plan_.sources.push_back(source_of(family));
      // A model with fewer features than classes has no orthonormal prototypes; the rest of the default campaign
      // stands.
      plan_.sources.back().may_be_left_out = !asked && !config_.families;
    }
  }

  long applicable(const std::optional<long>& configured) const {
    if (request_.required_applicable) return *request_.required_applicable;
    if (own_.applicable) return *own_.applicable;
    const long asked = configured.value_or(config_.budget.applicable.value_or(default_applicable));
    return is(Profile::dev) ? static_cast<long>(a_fifth(static_cast<std::uint64_t>(asked))) : asked;
  }

  void choose_requirements() {
    plan_.required_applicable = applicable(std::nullopt);
    plan_.required_moving_layers = request_.required_moving_layers.value_or(config_.moving_layers.value_or(0));
    plan_.selection.statements = select_statements(statements_);
    plan_.selection.chosen = !statements_.empty();
    for (const auto& [id, requirement] : config_.required) {
      const auto& selected = plan_.selection.statements;
      const bool checked = std::ranges::find(selected, id, &proofs::Statement::id) != selected.end();
      if (checked) plan_.required[id] = {applicable(requirement.applicable), requirement.coverage.value_or(0)};
    }
  }

  void choose_budgets() {
    const GateBudget budget = config_.budget.with(own_);
    plan_.time_budget = request_.time_budget ? request_.time_budget : budget.time;
    precision_budget_ = request_.precision_budget ? request_.precision_budget : budget.precision;
    plan_.compared = count(own_.compared, config_.budget.compared.value_or(default_compared));
    plan_.predicted = count(own_.predicted, config_.budget.predicted.value_or(default_predicted));
    if (is(Profile::nightly)) plan_.search = budget.search.value_or(default_search);
    plan_.search_time = budget.search_time;
    plan_.thresholds = thresholds_with(config_.thresholds);
    plan_.fail_on = config_.fail_on.value_or(reports::Request{}.fail_on);
  }

  /// About what the request says beside the configuration, or else about the configuration's key.
  [[noreturn]] void refuse(const std::string& key, const std::string& asked, const char* problem,
                           const char* remedy) const {
    if (asked.empty()) config_.refuse(key, problem, remedy);
    throw Refusal("--" + key, problem, remedy);
  }

  void refuse_contradictions() const {
    const bool is_transformer = plan_.model.name.ends_with(weights_suffix);
    if (plan_.recursion.given() && !is_transformer) {
      refuse("recursion", request_.recursion, "the model is no transformer that could follow it",
             "give the weights, *.safetensors, as the model, or the recursion alone");
    }
    if (plan_.transformer.given() && is_transformer) {
      refuse("transformer", request_.transformer, "the model is a transformer already",
             "name the recursion it must follow as 'recursion'");
    }
    if (plan_.transformer.given() && !plan_.model.given()) {
      refuse("transformer", request_.transformer, "there is no model that it could follow",
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
    if (config_.fail_on && plan_.baseline.file.empty()) {
      config_.refuse("fail_on", "only a baseline tells known findings from new ones", "name it as 'baseline'");
    }
  }

  /// What is asked of every task, but for the statements, which what is required of them has needed.
  void select() {
    Selection& selection = plan_.selection;
    selection.dropped = select_hypotheses(request_.dropped.empty() ? config_.drop : request_.dropped);
    selection.regime = request_.regime.value_or(config_.regime.value_or(std::nullopt));
    selection.ladder = precision_budget_ ? limited(request_.ladder, *precision_budget_) : request_.ladder;
    selection.engine = request_.engine;
    plan_.parameter_draw = request_.parameter_draw;
  }

  const GateRequest& request_;
  const GateConfig& config_;
  Checkout checkout_;
  GateBudget own_;                       ///< what the profile's own table says
  std::vector<std::string> statements_;  ///< as they are named
  std::optional<int> precision_budget_;
  GatePlan plan_;
};

}  // namespace

GatePlan plan_gate(const GateRequest& request) { return Planner(request).plan(); }

}  // namespace margincert::work
