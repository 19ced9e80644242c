#include "reports/merge_runs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <tuple>

#include "reports/coverage.hpp"

namespace margincert::reports {
namespace {

auto key(const Run& run) {
  return std::tie(run.position, run.model, run.source, run.settings, run.task_files, run.parameter_draw, run.tasks,
                  run.random);
}

std::string name_of(const Run& run) { return fmt::format("runs[{}] ({} on {})", run.position, run.model, run.title()); }

/// The first thing in which two runs of one model and title differ.
std::string contrast(const Run& a, const Run& b) {
  const auto differ = [&](const char* field, const auto& ours, const auto& theirs) {
    return fmt::format("{}: {} is {} and {}", name_of(b), field, ours, theirs);
  };
  if (a.position != b.position) return differ("position", a.position, b.position);
  if (a.settings != b.settings) return differ("settings", a.settings, b.settings);
  if (a.task_files != b.task_files) return differ("task_files", a.task_files, b.task_files);
  if (a.tasks != b.tasks) return differ("tasks", a.tasks, b.tasks);
  return differ("random", a.random, b.random);
}

void add(Part& sum, const Part& part, const std::string& run) {
  if (sum.whole() || part.whole())
    throw Difference(fmt::format("{} is whole already, and would be counted twice", run));
  if (part.of != sum.of) throw Difference(fmt::format("{} is cut into {} and {} parts", run, sum.of, part.of));
  for (const int i : part.done) {
    if (std::ranges::find(sum.done, i) == sum.done.end()) continue;
    throw Difference(fmt::format("{} has part {} of {} already, and it would be counted twice", run, i, sum.of));
  }
  sum.done.insert(sum.done.end(), part.done.begin(), part.done.end());
  std::ranges::sort(sum.done);
  if (static_cast<int>(sum.done.size()) == sum.of) sum = Part{};
}

template <class Key>
void add(std::map<Key, long>& sum, const std::map<Key, long>& more) {
  for (const auto& [name, count] : more) sum[name] += count;
}

// Witnesses are ranked as a campaign keeps them (proofs_check/campaign.cpp): by the number, of equals the first task.
// Numbers that are not finite are not written; a certified violation's can only be -inf, any other's only inf.
constexpr double infinity = std::numeric_limits<double>::infinity();

auto by_slack(const Witness& w) { return std::tuple(w.slack_value.value_or(infinity), w.task); }
auto by_ratio(const Witness& w) { return std::tuple(w.tightest_ratio.value_or(infinity), w.task); }
auto by_task(const Witness& w) { return w.task; }

/// A confirmed violation is never given up for one that is not.
auto by_badness(const Violation& v) {
  return std::tuple(v.confirmed_at == 0, v.worst.slack_value.value_or(-infinity), v.worst.task);
}

template <class Kept, class Rank>
void keep_first(std::optional<Kept>& kept, const std::optional<Kept>& other, Rank rank) {
  if (other && (!kept || rank(*other) < rank(*kept))) kept = other;
}

void add(std::optional<Violation>& sum, const std::optional<Violation>& other) {
  if (!sum || !other) {
    if (other) sum = other;
    return;
  }
  const std::uint64_t first = std::min(sum->first_task, other->first_task);
  keep_first(sum, other, by_badness);
  sum->first_task = first;
}

void add(Tally& sum, const Tally& tally) {
  sum.holds += tally.holds;
  sum.violated += tally.violated;
  sum.undecided += tally.undecided;
  sum.errors += tally.errors;
  sum.not_applicable += tally.not_applicable;
  add(sum.not_applicable_because, tally.not_applicable_because);
  for (const auto& [id, misses] : tally.near_misses) sum.near_misses[id].add(misses);
  add(sum.rungs, tally.rungs);
  add(sum.slacks, tally.slacks);
  keep_first(sum.closest, tally.closest, by_slack);
  keep_first(sum.tightest, tally.tightest, by_ratio);
  keep_first(sum.first_open, tally.first_open, by_task);
  add(sum.violation, tally.violation);
}

std::string names_of(const std::vector<Tally>& tallies) {
  std::string text;
  for (const Tally& tally : tallies) {
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", tally.id, to_string(tally.regime));
  }
  return text;
}

/// A run that was not begun may have no tallies yet.
void add(std::vector<Tally>& sum, const std::vector<Tally>& tallies, const std::string& what) {
  if (tallies.empty()) return;
  if (sum.empty()) {
    sum = tallies;
    return;
  }
  const std::string ours = names_of(sum), theirs = names_of(tallies);
  if (ours != theirs) throw Difference(fmt::format("{} are {} and {}", what, ours, theirs));
  for (std::size_t i = 0; i < sum.size(); ++i) add(sum[i], tallies[i]);
}

void add(std::vector<LayerProfile>& sum, const std::vector<LayerProfile>& profile) {
  for (const LayerProfile& layer : profile) {
    auto found = std::ranges::lower_bound(sum, layer.layer, {}, &LayerProfile::layer);
    if (found == sum.end() || found->layer != layer.layer) found = sum.insert(found, LayerProfile{layer.layer});
    found->tasks += layer.tasks;
    found->margin_positive += layer.margin_positive;
    found->label_margin_positive += layer.label_margin_positive;
    found->own_mass += layer.own_mass;
    found->own_mass_squares += layer.own_mass_squares;
  }
}

void add(std::map<std::string, Usage>& sum, const std::map<std::string, Usage>& usages) {
  for (const auto& [statement, usage] : usages) add(sum[statement], usage);
}

void add(Run& sum, const Run& run) {
  const std::string name = name_of(run);
  add(sum.part, run.part, name);
  sum.tasks_done += run.tasks_done;
  add(sum.statements, run.statements, name + ": its statements");
  add(sum.guarantees, run.guarantees, name + ": its guarantees");
  add(sum.profile, run.profile);
  add(sum.reference, run.reference);
}

/// Witness files are named after model, title, and the run's number among those of one title. So that each name leads
/// to one witness, reports must agree on which runs those are.
void require_equal_namesakes(const std::vector<Run>& runs, const std::vector<Run>& more) {
  const auto namesakes = [](const std::vector<Run>& all, const Run& run) {
    std::vector<const Run*> found;
    for (const Run& other : all) {
      if (other.model == run.model && other.title() == run.title()) found.push_back(&other);
    }
    std::ranges::sort(found, {}, [](const Run* r) { return key(*r); });
    return found;
  };
  for (const Run& run : more) {
    const auto ours = namesakes(runs, run), theirs = namesakes(more, run);
    if (ours.empty()) continue;
    if (ours.size() != theirs.size()) {
      throw Difference(
          fmt::format("{}: there are {} and {} runs of this name", name_of(run), ours.size(), theirs.size()));
    }
    for (std::size_t i = 0; i < ours.size(); ++i) {
      if (key(*ours[i]) != key(*theirs[i])) throw Difference(contrast(*ours[i], *theirs[i]));
    }
  }
}

}  // namespace

void add_runs(std::vector<Run>& runs, const std::vector<Run>& more) {
  require_equal_namesakes(runs, more);
  for (const Run& run : more) {
    const auto known = std::ranges::find_if(runs, [&](const Run& other) { return key(other) == key(run); });
    if (known == runs.end()) {
      runs.push_back(run);
    } else {
      add(*known, run);
    }
  }
}

void order_runs(std::vector<Run>& runs) {
  std::ranges::stable_sort(runs, [](const Run& a, const Run& b) { return key(a) < key(b); });
}

}  // namespace margincert::reports
