#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "generators/family.hpp"
#include "reports/report.hpp"

namespace margincert::cli {

/// Where a campaign's tasks come from, before any is made.
struct TaskSource {
  std::string name;                      ///< family id or "files"
  std::vector<std::string> assignments;  ///< settings as given
  std::vector<std::string> files;        ///< task files, instead of a family
  std::uint64_t tasks = 0;
  bool may_be_left_out = false;  ///< where the family has no task for the model; said in the report
};

/// A campaign's options, resolved against the registries. Throws UsageError with the nearest names.
struct Selection {
  std::vector<const proofs::Statement*> statements;
  bool chosen = false;  ///< named by the user
  std::set<std::string> dropped;
  std::optional<recursion::Regime> regime;
  numeric::Ladder ladder = numeric::Ladder::standard();
};
Selection resolve(const CampaignOptions& options);

/// Reads a task file and checks that it fits the model: FileError otherwise.
recursion::Task read_matching_task(const std::string& path, const Model& model);

/// A finished (or interrupted) set of runs: the report, and for each of its runs the tasks it was made of.
struct Campaigns {
  reports::Report report;
  std::vector<std::function<recursion::Task(std::uint64_t)>> tasks;
};

/// Runs every model on every source. Stops early, with what it has, on an interrupt or when the time budget is spent.
Campaigns run_campaigns(const std::string& command, const std::vector<Model>& models,
                        const std::vector<TaskSource>& sources, const CampaignOptions& options, proofs::Version version,
                        long required_applicable);

int jobs_of(const CampaignOptions& options);

}  // namespace margincert::cli
