#include "reports/artifact.hpp"

#include <fmt/format.h>

namespace margincert::reports {
namespace {

std::string model_file(const std::string& model, bool transformer) {
  if (!is_shipped_name(model)) return model;
  return "models/" + model + (transformer ? ".safetensors" : ".recursion.json");
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

}  // namespace

bool is_shipped_name(const std::string& model) {
  return !model.empty() && model.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos;
}

std::string artifact_of(const Report& report, const Finding& finding) {
  if (finding.rule == "cases")
    return finding.source.find('/') == std::string::npos ? "cases/" + finding.source : finding.source;
  if (finding.rule == "baseline" && !report.baseline_file.empty()) return report.baseline_file;
  if (!finding.model.empty()) return model_file(finding.model, finding.rule == identification_rule);
  if (!report.request.config.empty()) return report.request.config;
  return report.models.empty() ? "models/" : model_file(report.models.begin()->first, false);
}

std::string artifact_uri(std::string_view path) {
  while (path.starts_with("./")) {
    path.remove_prefix(2);
    while (path.starts_with('/')) path.remove_prefix(1);
  }
  if (path.empty()) path = ".";
  std::string uri = path.front() == '/' ? "file://" : "";
  for (const char c : path) {
    if (is_unreserved(c)) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

}  // namespace margincert::reports
