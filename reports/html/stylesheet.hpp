#pragma once

#include <string_view>

namespace margincert::reports::html {

/// The page's one stylesheet, stylesheet.css, and its digest as a content policy names it: "sha256-…". Both are made by
/// the build.
extern const std::string_view stylesheet;
extern const std::string_view stylesheet_hash;

}  // namespace margincert::reports::html
