#include "cli/box_check.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "cli/campaign_options.hpp"
#include "cli/case_folder.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "files/atomic_write.hpp"
#include "margincert/boxes.hpp"

namespace margincert::cli {
namespace {

namespace fs = std::filesystem;
using proofs::Outcome;

constexpr const char* box_case_suffix = ".box.case.json";
constexpr std::uint64_t usual_tasks = 5;  ///< per family; each takes seconds

/// Boxes have a report of their own, which has no other formats and no place for a baseline's findings.
void refuse_what_boxes_have_not(const CheckCommand& command) {
  const CampaignOptions& o = command.campaign;
  const auto refuse = [](const std::string& option, const char* why) {
    throw UsageError(fmt::format("{} does not go with --radius: {}; leave one of them out", option, why));
  };
  if (!o.outputs.format.empty() && o.outputs.format != "text" && o.outputs.format != "json") {
    refuse("--format " + o.outputs.format, "boxes are reported as text or json");
  }
  if (!o.outputs.files.empty()) {
    refuse(fmt::format("--{}-output", o.outputs.files.begin()->first), "print --json to a file instead");
  }
  if (!o.baseline.file.empty()) refuse("--baseline", "boxes have no findings to tolerate");
  if (!o.baseline.written_file.empty()) refuse("--write-baseline", "boxes have no findings to tolerate");
  if (!o.shard.empty()) refuse("--shard", "reports of boxes cannot be merged");
  if (o.required_applicable) refuse("--require-applicable", "it counts tasks and not boxes");
  if (command.tasks.empty() && o.families.empty()) {
    throw UsageError("check needs tasks; give --task FILE… or --family F");
  }
}

BoxesRequest request_of(const CheckCommand& command) {
  const CampaignOptions& o = command.campaign;
  BoxesRequest request;
  request.model = load_model(command.params.empty() ? "reference" : command.params);
  request.selection = selection_of(o);
  if (command.twins) request.selection.version = proofs::Version::corrupted;
  if (!command.tasks.empty()) request.sources.push_back(file_source(command.tasks));
  for (const std::string& family : o.families) {
    request.sources.push_back(family_source(family, o.settings, o.tasks.value_or(usual_tasks)));
  }
  request.radius = *command.radius;
  if (command.boxes) request.boxes = *command.boxes;
  request.seed = o.seed;
  request.parameter_draw = o.parameter_draw;
  return request;
}

/// boxes.json and violations/ in the folder of --output, where there is one.
class BoxOutputs {
 public:
  explicit BoxOutputs(const CheckCommand& command) : command_(command), folder_(command.campaign.outputs.folder) {}

  void prepare() const {
    if (folder_.empty()) return;
    require_own_folder(violations_folder(folder_));
    prepare_folder(violations_folder(folder_).string());
  }

  std::string keep(const files::Case& violation, std::size_t task) const {
    if (folder_.empty()) return "";
    const fs::path path =
        violations_folder(folder_) / fmt::format("{}-{}{}", violation.statement, task, box_case_suffix);
    files::write_file(path, files::to_json(violation));
    return path.string();
  }

  void write(const reports::BoxReport& report) const {
    if (folder_.empty()) return;
    files::write_file(fs::path(folder_) / "boxes.json", to_json(report));
    std::vector<fs::path> kept(command_.tasks.begin(), command_.tasks.end());
    kept.emplace_back(command_.params);
    for (const reports::BoxedTask& task : report.tasks) {
      for (const auto& confirmed : task.confirmed) {
        if (confirmed) kept.emplace_back(confirmed->file);
      }
    }
    remove_earlier_cases(violations_folder(folder_), box_case_suffix, kept);
  }

 private:
  const CheckCommand& command_;
  const std::string& folder_;
};

int exit_status(const reports::BoxReport& report) {
  if (report.interrupted) return exit_code::interrupted;
  if (report.count(Outcome::violated) > 0) return exit_code::violated;
  if (report.count(Outcome::undecided) + report.count(Outcome::error) > 0 || report.out_of_time)
    return exit_code::inconclusive;
  return report.count(Outcome::holds) == 0 ? exit_code::nothing_checked : exit_code::pass;
}

}  // namespace

int check_boxes(const CheckCommand& command) {
  refuse_what_boxes_have_not(command);
  const BoxesCheck check(request_of(command));
  const OutputOptions& options = command.campaign.outputs;
  const BoxOutputs outputs(command);
  outputs.prepare();
  catch_interrupts();
  const reports::BoxReport report =
      check.run(run_control(command.campaign.jobs, options.quiet, command.campaign.time_budget),
                [&](const files::Case& violation, std::size_t task) { return outputs.keep(violation, task); });
  outputs.write(report);
  struct Form {
    bool json, quiet;
  };
  print_outcome(report, Form{options.format == "json", options.quiet});
  return exit_status(report);
}

}  // namespace margincert::cli
