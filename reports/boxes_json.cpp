#include <nlohmann/json.hpp>

#include "files/json_writer.hpp"
#include "files/version.hpp"
#include "reports/boxes.hpp"

namespace margincert::reports {
namespace {

using Json = nlohmann::ordered_json;

const char* truth_text(proofs::Truth truth) {
  switch (truth) {
    case proofs::Truth::yes:
      return "true";
    case proofs::Truth::no:
      return "false";
    case proofs::Truth::unknown:
      break;
  }
  return "undecided";
}

Json box_violation_json(const search::BoxCertificate& certificate, const std::optional<ConfirmedViolation>& confirmed) {
  if (!confirmed || !confirmed->bits) return nullptr;
  const proofs::Evaluation& at = *certificate.violation->verdict.worst;
  return {{"distance", certificate.violation->distance},
          {"layer", at.layer},
          {"part", at.comparison.part},
          {"rung", certificate.violation->verdict.rung},
          {"replayed_at", *confirmed->bits},
          {"file", confirmed->file.empty() ? Json(nullptr) : Json(confirmed->file)}};
}

Json certificate_json(const search::BoxCertificate& certificate, const std::optional<ConfirmedViolation>& confirmed) {
  return {{"statement", certificate.statement->id},
          {"provenance", certificate.statement->provenance},
          {"regime", to_string(certificate.regime)},
          {"verdict", to_string(certificate.outcome)},
          {"reason", certificate.reason},
          {"hypotheses", truth_text(certificate.hypotheses)},
          {"boxes", certificate.boxes},
          {"task_itself", to_string(certificate.centre.outcome)},
          {"certified_radius", certificate.radii.statement},
          {"hypotheses_radius", certificate.radii.hypotheses},
          {"inapplicable_radius", certificate.radii.inapplicable},
          {"violation", box_violation_json(certificate, confirmed)}};
}

Json boxed_task_json(const BoxedTask& task) {
  Json statements = Json::array();
  for (std::size_t i = 0; i < task.certificates.statements.size(); ++i) {
    statements.push_back(certificate_json(task.certificates.statements[i], task.confirmed[i]));
  }
  return {{"task", task.name},
          {"points", task.points},
          {"feature_dim", task.feature_dim},
          {"classes", task.classes},
          {"layers", task.layers},
          {"method", task.certificates.plain ? "plain" : "affine"},
          {"complete", task.certificates.complete},
          {"statements", std::move(statements)}};
}

}  // namespace

std::string to_json(const BoxReport& report) {
  const search::BoxRequest& request = report.request;
  Json ladder = Json::array(), tasks = Json::array();
  for (const auto rung : request.ladder.rungs()) ladder.push_back(rung.bits());
  for (const BoxedTask& task : report.tasks) tasks.push_back(boxed_task_json(task));
  const Json json{{"format", "margincert-boxes/1"},
                  {"tool", std::string("margincert ") + program_version},
                  {"model", report.model},
                  {"version", request.version == proofs::Version::corrupted ? "corrupted" : "stated"},
                  {"regime", request.regime ? to_string(*request.regime) : "natural"},
                  {"dropped", request.dropped},
                  {"families", report.families},
                  {"settings", report.settings},
                  {"parameter_draw", report.parameter_draw},
                  {"seed", report.seed},
                  {"ladder", ladder},
                  {"radius", request.radius},
                  {"farthest_radius", request.farthest()},
                  {"most_boxes", request.boxes},
                  {"tasks", tasks},
                  {"interrupted", report.interrupted},
                  {"out_of_time", report.out_of_time}};
  return files::document_text(json);
}

}  // namespace margincert::reports
