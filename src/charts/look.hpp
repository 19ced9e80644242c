#pragma once

#include <string>

// Charts as SVG that needs neither scripts nor styles: presentation attributes only, so that it shows under a content
// policy that forbids both, and currentColor for text and lines, so that it shows on white and on black.
namespace margincert::charts {

/// What every chart is told besides its data.
struct Look {
  std::string id;           ///< unique on its page: letters, digits, '-' and '_'
  std::string title;        ///< above the chart, and its name for who does not see it
  std::string description;  ///< for who does not see it; the chart adds a summary of its data
  bool heading = true;      ///< false: the title stands on the page already and is not drawn
  bool standalone = false;  ///< a file of its own: with namespace and size, on white
  /// At which letters have their natural size, at least 320. A picture that is squeezed into less has smaller letters:
  /// 480 can still be read on a phone.
  double width = 480;
};

}  // namespace margincert::charts
