#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/campaigns.hpp"
#include "margincert/work/case_files.hpp"
#include "cli/commands.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "margincert/work/models.hpp"
#include "cli/progress.hpp"
#include "numeric/run_control.hpp"
#include "cli/search_output.hpp"
#include "generators/family.hpp"
#include "proofs_check/hypotheses.hpp"
#include "recursion/nearest.hpp"
#include "search/engine.hpp"

namespace margincert::cli {
namespace {

namespace fs = std::filesystem;

/// Certifications that shrinking may spend.
constexpr long shrink_budget = 4000;

const proofs::Statement& the_statement(const std::string& id) {
  if (const auto* statement = proofs::find_statement(id)) return *statement;
  std::vector<std::string> known;
  for (const auto& statement : proofs::statements()) known.push_back(statement.id);
  throw UsageError(
      fmt::format("no statement '{}'{}; margincert list shows them all", id, recursion::did_you_mean(id, known)));
}

/// --require takes theorems too: all hypotheses that theory.md lists for it.
std::set<std::string> required_beside(const std::vector<std::string>& wanted) {
  std::set<std::string> ids;
  std::vector<std::string> named;
  for (const std::string& name : wanted) {
    if (name != "A" && name != "B" && name != "C") {
      named.push_back(name);
      continue;
    }
    const auto all = name == "A"   ? proofs::theorem_a_hypotheses()
                     : name == "B" ? proofs::theorem_b_hypotheses()
                                   : proofs::theorem_c_hypotheses();
    ids.insert(all.begin(), all.end());
  }
  ids.merge(select_hypotheses(named));
  return ids;
}

search::Target target_of(const SearchCommand& command) {
  search::Target target;
  target.statement = &the_statement(command.statement);
  target.version = command.twin ? proofs::Version::corrupted : proofs::Version::stated;
  target.regime = command.regime == "natural" ? natural_regime(*target.statement)
                  : command.regime == "full"  ? recursion::Regime::full
                                              : recursion::Regime::class_pure;
  std::set<std::string> required = required_beside(command.require);
  required.insert(target.statement->hypotheses.begin(), target.statement->hypotheses.end());
  for (const std::string& id : select_hypotheses(command.drop)) {
    if (required.erase(id) == 0) {
      throw UsageError(fmt::format("--drop {0}: {1} does not require {0}; its hypotheses are {2}", id,
                                   target.statement->id, recursion::joined(target.statement->hypotheses)));
    }
  }
  for (const auto& hypothesis : proofs::hypotheses()) {
    if (required.contains(hypothesis.id)) target.required.push_back(hypothesis.id);
  }
  if (target.regime == recursion::Regime::class_pure && select_hypotheses(command.drop).contains("class-purity")) {
    throw UsageError("--drop class-purity drops nothing in the class-pure regime; add --regime full");
  }
  return target;
}

std::vector<std::string> chosen_engines(const std::vector<std::string>& wanted) {
  const std::vector<std::string> known = search::engine_ids();
  for (const std::string& id : wanted) {
    if (std::ranges::find(known, id) == known.end()) {
      throw UsageError(fmt::format("no engine '{}'{} (engines: {})", id, recursion::did_you_mean(id, known),
                                   recursion::joined(known)));
    }
    if (std::ranges::count(wanted, id) > 1) throw UsageError(fmt::format("engine '{}' is given twice", id));
  }
  return wanted;
}

search::Request request_of(const SearchCommand& command) {
  search::Request request;
  request.target = target_of(command);
  request.sources.families = command.families;
  for (const std::string& family : command.families) generators::find_family(family);
  if (!command.settings.empty() && command.families.size() != 1) throw UsageError("--set needs exactly one --family");
  request.sources.settings = command.settings;
  request.sources.most_points = command.points;
  if (!command.params.empty()) request.sources.parameters = load_model(command.params).parameters;
  if (command.vary_params && command.params.empty()) {
    throw UsageError("--vary-params needs --params; without, parameters are searched anyway");
  }
  request.vary_parameters = command.params.empty() || command.vary_params;
  request.engines = chosen_engines(command.engines);
  request.budget = command.budget;
  request.seed = command.seed;
  request.jobs = jobs_of(command.jobs);
  if (request.budget == 0) throw UsageError("--budget 0 checks nothing; give at least 1");
  return request;
}

class Search {
 public:
  explicit Search(const SearchCommand& command)
      : command_(command), limit_(numeric::RunControl{.stop = interrupted, .seconds = command.time_budget}.started()), stop_(limit_.stop) {
    report_.request = request_of(command);
    report_.parameters = command.params;
  }

  int run() {
    refuse_to_overwrite_the_input();
    catch_interrupts();
    prepare_folder(command_.output);
    remove_stale();
    hunt();
    if (report_.worst) keep_simplest();
    report_.interrupted = interrupted();
    report_.out_of_time = !report_.interrupted && (!report_.result.complete || report_.unconfirmed);
    print();
    return exit_status();
  }

 private:
  void hunt() {
    Progress progress(report_.request.budget, command_.quiet, "evaluations");
    progress.describe(report_.request.target.statement->id);
    search::Watch watch;
    watch.stop = stop_;
    watch.on_progress = [&](std::size_t evaluations) { progress.advance(evaluations); };
    // Written as soon as it is known, so that not even a kill loses it.
    watch.on_worse = [&](const search::Witness& witness) { save(witness, report_.worst); };
    report_.result = search::hunt(report_.request, watch);
  }

  void keep_simplest() {
    const numeric::StopScope a_second_more(numeric::a_second_after(stop_));
    save(search::simplified(report_.worst->witness, report_.request.target, report_.request.freedom(),
                            interrupted() ? 0 : shrink_budget),
         report_.simplest);
  }

  fs::path path_of(const std::string& kind) const {
    const search::Target& target = report_.request.target;
    const std::string twin = target.version == proofs::Version::corrupted ? "-twin" : "";
    return fs::path(command_.output) / fmt::format("{}{}.{}.case.json", target.statement->id, twin, kind);
  }

  void refuse_to_overwrite_the_input() const {
    std::error_code missing;
    for (const char* kind : {"worst", "simplest"}) {
      if (!fs::equivalent(path_of(kind), command_.params, missing)) continue;
      throw UsageError(fmt::format("--params {} is where this search writes its {} witness; choose another --output",
                                   command_.params, kind));
    }
  }

  /// An earlier search's witnesses must not pass for this one's.
  void remove_stale() const {
    std::error_code error;
    for (const char* kind : {"worst", "simplest"}) fs::remove(path_of(kind), error);
  }

  /// Not where an end was asked for and Arb would take longer than a second: what it has not derived again is nothing.
  void save(const search::Witness& witness, std::optional<SavedWitness>& saved) {
    const numeric::StopScope a_second_more(numeric::a_second_after(stop_), numeric::StopScope::Around::not_at_all);
    const search::Target& target = report_.request.target;
    const fs::path path = path_of(witness.kind);
    try {
      saved =
          SavedWitness{witness, path, save_confirmed(to_case(witness, target, "search", report_.request.seed), path)};
    } catch (const numeric::Stopped&) {
      report_.unconfirmed = true;
    }
  }

  void print() const { print_outcome(report_, command_); }

  int exit_status() const {
    if (report_.interrupted) return exit_code::interrupted;
    if (report_.found()) return exit_code::violated;
    if (report_.out_of_time || report_.result.open > 0) return exit_code::inconclusive;
    return report_.vacuous() ? exit_code::nothing_checked : exit_code::pass;
  }

  const SearchCommand& command_;
  numeric::RunControl limit_;
  numeric::StopQuestion stop_;
  SearchReport report_;
};

}  // namespace

int run(const SearchCommand& command) { return Search(command).run(); }

}  // namespace margincert::cli
