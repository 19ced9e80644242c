#include "margincert/check.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "margincert/work/campaigns.hpp"
#include "recursion/refusal.hpp"

namespace margincert {
namespace {

CheckRequest with_something_to_check(CheckRequest request) {
  if (request.models.empty()) throw Refusal("", "check needs a model", "name one");
  if (request.sources.empty()) throw Refusal("", "check needs tasks", "name a family, or task files");
  if (request.selection.statements.empty()) throw Refusal("", "check needs a statement", "select some, or all");
  std::set<std::string> names;
  for (const Model& model : request.models) {
    if (names.insert(model.name).second) continue;
    throw Refusal("", fmt::format("two models are called '{}'", model.name), "give each a name of its own");
  }
  return request;
}

}  // namespace

Check::Check(CheckRequest request)
    : prepared_(std::make_unique<work::PreparedCampaigns>("check", with_something_to_check(std::move(request)))) {}
Check::Check(Check&&) noexcept = default;
Check& Check::operator=(Check&&) noexcept = default;
Check::~Check() = default;

CheckResult Check::run(const numeric::RunControl& control) const {
  work::Campaigns done = prepared_->run(control);
  return {std::move(done.report), std::move(done.violations)};
}

CheckResult check(CheckRequest request, const numeric::RunControl& control) {
  return Check(std::move(request)).run(control);
}

}  // namespace margincert
