#pragma once

#include <optional>
#include <string>
#include <vector>

#include "charts/drawing.hpp"
#include "charts/task_chart.hpp"

namespace margincert::charts {

/// The tokens of one layer in the plane of the picture, y upward.
struct PlaneFrame {
  int layer = 0;
  bool solid = false;  ///< they came from three dimensions
  std::vector<Point> tokens;
  std::vector<std::string> coordinates;  ///< in words
  double reach = 0;                      ///< what a panel must show to either side of the origin
};

/// Two coordinates as they are, three along the diagonal onto the plane orthogonal to it; nothing when the tokens have
/// other dimensions or coordinates beyond 1e150, whose squares are no numbers.
std::optional<PlaneFrame> projected(const TaskFrame& frame);

struct TokenKind {
  std::optional<int> label;
  bool probe = false;
};
void draw_token(Drawing& drawing, const TokenKind& kind, Point at, const std::string& tooltip);

struct Square {
  Point corner;
  double size = 0;
};

/// One layer, with axes through the origin and the unit circle; behind the tokens their way from `before`.
void draw_panel(Drawing& drawing, const Square& square, const PlaneFrame& frame, const PlaneFrame* before,
                const std::vector<TokenKind>& kinds, bool name_reach);

}  // namespace margincert::charts
