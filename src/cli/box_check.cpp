#include "cli/box_check.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "cli/box_report.hpp"
#include "cli/campaigns.hpp"
#include "margincert/work/case_files.hpp"
#include "cli/case_folder.hpp"
#include "cli/delivery.hpp"
#include "cli/exit_codes.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "numeric/run_control.hpp"
#include "files/atomic_write.hpp"

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

class BoxCheck {
 public:
  explicit BoxCheck(const CheckCommand& command)
      : command_(command),
        options_(command.campaign),
        limit_(numeric::RunControl{.stop = interrupted, .seconds = options_.time_budget}.started()),
        stop_(limit_.stop),
        model_(load_model(command.params.empty() ? "reference" : command.params)) {
    const Selection selection = resolve(options_);
    search::BoxRequest& request = report_.request;
    request.statements = selection.statements;
    request.dropped = selection.dropped;
    request.regime = selection.regime;
    request.version = command.twins ? proofs::Version::corrupted : proofs::Version::stated;
    request.ladder = selection.ladder;
    request.engine = selection.engine;
    request.radius = *command.radius;
    if (command.boxes) request.boxes = *command.boxes;
    report_.model = model_.name;
    report_.families = options_.families;
    report_.settings = options_.settings;
    report_.parameter_draw = options_.parameter_draw;
    report_.seed = options_.seed;
    gather_tasks();
  }

  int run() {
    prepare_output();
    catch_interrupts();
    certify();
    bool complete = confirm();
    for (const BoxedTask& task : report_.tasks) complete = complete && task.certificates.complete;
    report_.interrupted = interrupted();
    report_.out_of_time = !report_.interrupted && !complete;
    write_report();
    print();
    return exit_status();
  }

 private:
  void prepare_output() const {
    const std::string& folder = options_.outputs.folder;
    if (folder.empty()) return;
    require_own_folder(violations_folder(folder));
    prepare_folder(violations_folder(folder).string());
  }

  void write_report() const {
    const std::string& folder = options_.outputs.folder;
    if (folder.empty()) return;
    files::write_file(fs::path(folder) / "boxes.json", to_json(report_));
    std::vector<fs::path> kept(command_.tasks.begin(), command_.tasks.end());
    kept.push_back(command_.params);
    for (const BoxedTask& task : report_.tasks) {
      for (const auto& confirmed : task.confirmed) {
        if (confirmed) kept.push_back(confirmed->file);
      }
    }
    remove_earlier_cases(violations_folder(folder), box_case_suffix, kept);
  }

  void gather_tasks() {
    std::vector<TaskSource> sources;
    if (!command_.tasks.empty()) sources.push_back({"files", {}, command_.tasks, command_.tasks.size()});
    for (const std::string& family : options_.families) {
      sources.push_back({family, options_.settings, {}, options_.tasks.value_or(usual_tasks)});
    }
    for (const TaskSource& source : sources) {
      for (NamedInstance& named : instances_of(source, options_, model_)) {
        const recursion::Task& task = named.instance.task();
        report_.tasks.push_back(
            {named.name, task.points(), task.feature_dim(), task.classes, named.instance.parameters().depth(), {}, {}});
        instances_.push_back(std::move(named.instance));
      }
    }
  }

  /// Task by task where there are more of them than threads, so that progress shows and an interrupt keeps what is
  /// done.
  void certify() {
    Progress progress(instances_.size(), options_.outputs.quiet);
    const search::BoxWatch watch{jobs_of(options_.jobs), stop_};
    for (std::size_t k = 0; k < instances_.size(); ++k) {
      progress.describe(report_.tasks[k].name);
      report_.tasks[k].certificates = certify_boxes({instances_[k]}, report_.request, watch).front();
      progress.advance(k + 1);
    }
  }

  /// What Arb does not derive again from the file's text is no violation. False where that was stopped.
  bool confirm() {
    const numeric::StopScope saving(numeric::a_second_after(stop_));
    bool all = true;
    for (std::size_t k = 0; k < report_.tasks.size(); ++k) {
      for (search::BoxCertificate& certificate : report_.tasks[k].certificates.statements) {
        std::optional<ConfirmedViolation>& confirmation = report_.tasks[k].confirmed.emplace_back();
        if (!certificate.violation) continue;
        try {
          confirmation = confirmed(certificate, k);
        } catch (const numeric::Stopped&) {
          confirmation = unconfirmed(certificate, stopped_before_derived);
          all = false;
        }
      }
    }
    return all;
  }

  static ConfirmedViolation unconfirmed(search::BoxCertificate& certificate, const std::string& why) {
    if (certificate.outcome == Outcome::violated) {
      certificate.outcome = Outcome::undecided;
      certificate.reason = "violated, but " + why;
    }
    return {};
  }

  ConfirmedViolation confirmed(search::BoxCertificate& certificate, std::size_t k) const {
    const search::Target target{certificate.statement, report_.request.version, certificate.regime,
                                remaining_hypotheses(*certificate.statement, report_.request.dropped)};
    const search::Witness witness{
        certificate.violation->instance, certificate.violation->verdict, "", "", k, k + 1, "worst"};
    const files::Case file = to_case(witness, target, "check", options_.seed);
    const replay::Replay again = replay_as_written(file);
    if (again.decision == replay::Decision::rejected) throw refuted(file, again);
    if (again.decision == replay::Decision::failed) {
      return unconfirmed(certificate, "Arb could not decide: " + again.reason);
    }
    ConfirmedViolation result{again.bits, ""};
    if (!options_.outputs.folder.empty()) {
      const fs::path path =
          violations_folder(options_.outputs.folder) / fmt::format("{}-{}{}", file.statement, k, box_case_suffix);
      files::write_file(path, files::to_json(file));
      result.file = path.string();
    }
    return result;
  }

  void print() const {
    struct Form {
      bool json, quiet;
    };
    print_outcome(report_, Form{options_.outputs.format == "json", options_.outputs.quiet});
  }

  int exit_status() const {
    if (report_.interrupted) return exit_code::interrupted;
    if (report_.count(Outcome::violated) > 0) return exit_code::violated;
    if (report_.count(Outcome::undecided) + report_.count(Outcome::error) > 0 || report_.out_of_time)
      return exit_code::inconclusive;
    return report_.count(Outcome::holds) == 0 ? exit_code::nothing_checked : exit_code::pass;
  }

  const CheckCommand& command_;
  const CampaignOptions& options_;
  numeric::RunControl limit_;
  numeric::StopQuestion stop_;
  Model model_;
  std::vector<generators::Instance> instances_;
  BoxReport report_;
};

}  // namespace

int check_boxes(const CheckCommand& command) {
  refuse_what_boxes_have_not(command);
  return BoxCheck(command).run();
}

}  // namespace margincert::cli
