#include "reports/report_upgrade.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "files/file_error.hpp"

namespace margincert::reports {
namespace {

constexpr const char* first_format = "margincert-report/1";

/// Calls `with` for every item of a list with its place; what is no list has none.
template <class With>
void for_each_item(nlohmann::json& owner, const std::string& place, const char* list, const With& with) {
  if (!owner.is_object() || !owner.contains(list) || !owner[list].is_array()) return;
  std::size_t i = 0;
  for (nlohmann::json& item : owner[list]) with(item, fmt::format("{}/{}/{}", place, list, i++));
}

class Upgrade {
 public:
  explicit Upgrade(const files::Document& document) : name_(document.name()), report_(document.value()) {}

  nlohmann::json report() && {
    if (!report_.is_object() || report_.value("format", nlohmann::json()) != first_format) return std::move(report_);
    report_["format"] = report_format;
    for_each_item(report_, "", "runs", [&](nlohmann::json& run, const std::string& place) {
      for (const char* tallies : {"results", "guarantees"}) {
        for_each_item(run, place, tallies, [&](nlohmann::json& tally, const std::string& at) {
          add(tally, at, "near_misses", nlohmann::json::object());
        });
      }
      add(run, place, "like", nlohmann::json::array());
    });
    add(report_, "whole file", "like", nullptr);
    if (report_.contains("request")) {
      add(report_["request"], "/request", "folder", "");
      add(report_["request"], "/request", "required_moving_layers", 0);
    }
    return std::move(report_);
  }

 private:
  void add(nlohmann::json& owner, const std::string& place, const char* key, nlohmann::json empty) const {
    if (!owner.is_object()) return;
    if (owner.contains(key)) {
      throw files::FileError(name_, place, fmt::format("{} has no \"{}\"", first_format, key), "get the report again");
    }
    owner[key] = std::move(empty);
  }

  std::string name_;
  nlohmann::json report_;
};

}  // namespace

nlohmann::json upgraded_report(const files::Document& document) { return Upgrade(document).report(); }

}  // namespace margincert::reports
