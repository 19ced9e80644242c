#include "reports/formats.hpp"

#include <algorithm>

#include "reports/annotations.hpp"

namespace margincert::reports {

const std::vector<Format>& formats() {
  static const std::vector<Format> all{{"text", {".txt"}, "", to_text},
                                       {"json", {".json"}, "report.json", to_json},
                                       {"junit", {".xml"}, "junit.xml", to_junit},
                                       {"sarif", {".sarif", ".sarif.json"}, "report.sarif", to_sarif},
                                       {"markdown", {".md", ".markdown"}, "report.md", to_markdown},
                                       {"html", {".html", ".htm"}, "report.html", to_html},
                                       {"github", {}, "", to_annotations}};
  return all;
}

const Format* find_format(std::string_view name) {
  const auto found = std::ranges::find(formats(), name, &Format::name);
  return found == formats().end() ? nullptr : &*found;
}

const Format* format_of_path(std::string_view path) {
  const Format* best = nullptr;
  std::size_t longest = 0;
  for (const Format& format : formats()) {
    for (const std::string& extension : format.extensions) {
      if (!path.ends_with(extension) || extension.size() <= longest) continue;
      best = &format;
      longest = extension.size();
    }
  }
  return best;
}

}  // namespace margincert::reports
