#include "margincert/boxes.hpp"

#include <optional>

#include "margincert/work/case_files.hpp"
#include "margincert/work/guards.hpp"
#include "margincert/work/task_makers.hpp"
#include "search/witness.hpp"

namespace margincert {
namespace {

using proofs::Outcome;

search::BoxRequest question_of(const BoxesRequest& request) {
  search::BoxRequest question;
  question.statements = request.selection.statements;
  question.dropped = request.selection.dropped;
  question.regime = request.selection.regime;
  question.version = request.selection.version;
  question.ladder = request.selection.ladder;
  question.engine = request.selection.engine;
  question.radius = request.radius;
  question.boxes = request.boxes;
  return question;
}

reports::BoxReport blank_report(const BoxesRequest& request) {
  reports::BoxReport report;
  report.model = request.model.name;
  report.request = question_of(request);
  for (const TaskSource& source : request.sources) {
    if (!source.files.empty() || !source.given.empty()) continue;
    report.families.push_back(source.name);
    report.settings = source.assignments;
  }
  report.parameter_draw = request.parameter_draw;
  report.seed = request.seed;
  return report;
}

reports::BoxedTask blank_task(const work::NamedInstance& named) {
  const recursion::Task& task = named.instance.task();
  return {named.name, task.points(), task.feature_dim(), task.classes, named.instance.parameters().depth(), {}, {}};
}

reports::ConfirmedViolation unconfirmed(search::BoxCertificate& certificate, const std::string& why) {
  if (certificate.outcome == Outcome::violated) {
    certificate.outcome = Outcome::undecided;
    certificate.reason = "violated, but " + why;
  }
  return {};
}

/// Violations near the tasks of a report, derived again by Arb from their files' texts.
class BoxConfirmation {
 public:
  BoxConfirmation(reports::BoxReport& report, const KeepBoxViolation& keep) : report_(report), keep_(keep) {}

  /// What Arb does not derive again is no violation. False where that was stopped.
  bool confirm_all() {
    bool all = true;
    for (std::size_t k = 0; k < report_.tasks.size(); ++k) {
      for (search::BoxCertificate& certificate : report_.tasks[k].certificates.statements) {
        std::optional<reports::ConfirmedViolation>& confirmation = report_.tasks[k].confirmed.emplace_back();
        if (!certificate.violation) continue;
        try {
          confirmation = confirmed(certificate, k);
        } catch (const numeric::Stopped&) {
          confirmation = unconfirmed(certificate, work::stopped_before_derived);
          all = false;
        }
      }
    }
    return all;
  }

 private:
  reports::ConfirmedViolation confirmed(search::BoxCertificate& certificate, std::size_t k) const {
    const files::Case file = case_of(certificate, k);
    const replay::Replay again = work::replay_as_written(file);
    if (again.decision == replay::Decision::rejected) throw work::refuted(file, again);
    if (again.decision == replay::Decision::failed) {
      return unconfirmed(certificate, "Arb could not decide: " + again.reason);
    }
    return {again.bits, keep_ ? keep_(file, k) : ""};
  }

  files::Case case_of(const search::BoxCertificate& certificate, std::size_t k) const {
    const search::Target target{certificate.statement, report_.request.version, certificate.regime,
                                remaining_hypotheses(*certificate.statement, report_.request.dropped)};
    const search::Witness witness{
        certificate.violation->instance, certificate.violation->verdict, "", "", k, k + 1, "worst"};
    return to_case(witness, target, "check", report_.seed);
  }

  reports::BoxReport& report_;
  const KeepBoxViolation& keep_;
};

}  // namespace

BoxesCheck::BoxesCheck(const BoxesRequest& request) : blank_(blank_report(request)) {
  blank_.request.check();
  work::require_registered(request.selection);
  if (request.sources.empty()) throw Refusal("", "check needs tasks", "name a family, or task files");
  if (request.selection.statements.empty()) throw Refusal("", "check needs a statement", "select some, or all");
  for (const TaskSource& source : request.sources) {
    for (work::NamedInstance& named : work::instances_of(source, request.model, request.seed, request.parameter_draw)) {
      blank_.tasks.push_back(blank_task(named));
      instances_.push_back(std::move(named.instance));
    }
  }
}

reports::BoxReport BoxesCheck::run(const numeric::RunControl& control, const KeepBoxViolation& keep) const {
  const numeric::RunControl run = control.started(), each = run.silent();
  reports::BoxReport report = blank_;
  bool complete = true;
  for (std::size_t k = 0; k < instances_.size(); ++k) {
    reports::BoxedTask& task = report.tasks[k];
    run.show({task.name, k, instances_.size(), "tasks"});
    task.certificates = search::certify_boxes({instances_[k]}, report.request, each).front();
    complete = complete && task.certificates.complete;
    run.show({task.name, k + 1, instances_.size(), "tasks"});
  }
  {
    const numeric::StopScope saving(numeric::a_second_after(run.stop));
    complete = BoxConfirmation(report, keep).confirm_all() && complete;
  }
  report.interrupted = control.asked_to_stop();
  report.out_of_time = !report.interrupted && !complete;
  return report;
}

reports::BoxReport check_boxes(const BoxesRequest& request, const numeric::RunControl& control,
                               const KeepBoxViolation& keep) {
  return BoxesCheck(request).run(control, keep);
}

}  // namespace margincert
