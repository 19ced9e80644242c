#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "margincert/work/models.hpp"
#include "cli/outputs.hpp"
#include "files/case_file.hpp"
#include "generators/family.hpp"
#include "generators/shrinking.hpp"
#include "proofs_check/campaign.hpp"
#include "reports/report.hpp"

namespace margincert::cli {

/// A task that was not drawn from a family.
struct GivenTask {
  std::string name;  ///< its file, or what found it
  recursion::Task task;
};

/// Where a campaign's tasks come from, before any is made.
struct TaskSource {
  std::string name;                      ///< family id, or "files", "cases", "search"
  std::vector<std::string> assignments;  ///< settings as given
  std::vector<std::string> files;        ///< task files, instead of a family
  std::uint64_t tasks = 0;               ///< of a family
  bool may_be_left_out = false;          ///< where the family has no task for the model; said in the report
  /// Or tasks themselves, of which those are taken that fit the model; always judged with the model's own parameters.
  std::vector<GivenTask> given = {};
};

/// A campaign's options, resolved against the registries. Throws UsageError with the nearest names.
struct Selection {
  std::vector<const proofs::Statement*> statements;
  bool chosen = false;  ///< named by the user
  std::set<std::string> dropped;
  std::optional<recursion::Regime> regime;
  numeric::Ladder ladder = numeric::Ladder::standard();
  proofs::Engine engine = proofs::Engine::on;
  reports::Part part;  ///< of every run
};
Selection resolve(const CampaignOptions& options);

/// Ids of the hypotheses so named, by id or number; UsageError with the nearest name.
std::set<std::string> select_hypotheses(const std::vector<std::string>& wanted);
/// Statements by id or theorem, all when nothing is wanted; UsageError with the nearest name.
std::vector<const proofs::Statement*> select_statements(const std::vector<std::string>& wanted);

/// Reads a task file and checks that it fits the model: FileError otherwise.
recursion::Task read_matching_task(const std::string& path, const Model& model);

/// A task with the parameters it is judged with, and what it is called: its file, or "cone 7".
struct NamedInstance {
  std::string name;
  generators::Instance instance;
};
/// All of a source's. Throws as run_campaigns does.
std::vector<NamedInstance> instances_of(const TaskSource& source, const CampaignOptions& options, const Model& model);

/// A finished (or interrupted) set of runs: the report, and for each of its runs what it was made of and came to.
struct Campaigns {
  reports::Report report;
  std::vector<proofs::CampaignResult> results;
  std::vector<std::function<generators::Instance(std::uint64_t)>> instances;
  std::vector<ViolationCase> violations;
};

/// Runs every model on every source, once all of them are set up and the outputs can be written. Stops early, with what
/// it has, on an interrupt or when the time budget is spent. The recursion that they must be like is run on every
/// source but tasks that are given; of it is kept what applied.
Campaigns run_campaigns(const std::string& command, const std::vector<Model>& models,
                        const std::vector<TaskSource>& sources, const CampaignOptions& options, const Outputs& outputs,
                        proofs::Version version, long required_applicable, const std::optional<Model>& like = {});

/// 0 stands for as many as the machine has.
int jobs_of(int jobs);

}  // namespace margincert::cli
