#pragma once

#include <string>
#include <string_view>

#include "reports/finding.hpp"

namespace margincert::reports {

/// Could it be a shipped model's name? These are made of small letters and dashes alone, as paths to files seldom are.
bool is_shipped_name(const std::string& model);

/// The file that a finding is about, for services that show findings beside files: the model's, as it was named, or
/// within models/ when it is a shipped one; the case's; the baseline. What is about none of them is held against the
/// configuration, else against the first model, else against the folder of models.
std::string artifact_of(const Report& report, const Finding& finding);

/// A path as a URI: relative to the checkout's root, or a file URI when it is absolute. ASCII, whatever the path is.
std::string artifact_uri(std::string_view path);

}  // namespace margincert::reports
