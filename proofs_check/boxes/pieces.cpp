#include "proofs_check/boxes/pieces.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

namespace margincert::proofs::boxes {
namespace {

struct Piece {
  recursion::Box box;
  std::vector<std::size_t> open;  ///< statements of the question
};

/// Adds up, over what is undecided, each coordinate's share of the uncertainty.
std::vector<double> weights(const std::vector<Judgement>& judgements, const std::vector<std::size_t>& asked,
                            std::size_t coordinates) {
  std::vector<double> sum(coordinates, 0);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto& form = judgements[i].weakest;
    if (judgements[i].statement != Truth::unknown || !form) continue;
    const std::size_t known = std::min(coordinates, form->slopes().size());
    for (std::size_t k = 0; k < known; ++k) sum[k] += std::abs(form->slopes()[k]) / form->reach();
  }
  return sum;
}

/// Where nothing is known of slopes, the widest side.
std::size_t coordinate_to_cut(const std::vector<double>& weight, const recursion::Box& box) {
  const auto heaviest = std::ranges::max_element(weight);
  if (*heaviest > 0) return static_cast<std::size_t>(heaviest - weight.begin());
  const auto sides = box.half_widths.values();
  return static_cast<std::size_t>(std::ranges::max_element(sides) - sides.begin());
}

}  // namespace

std::vector<Covered> cover(const Question& question, const recursion::Box& box, int budget,
                           const std::function<bool()>& stopped) {
  std::vector<Covered> covered(question.statements.size(), {Truth::yes, 0});
  Piece whole{box, {}};
  for (std::size_t i = 0; i < covered.size(); ++i) whole.open.push_back(i);
  std::deque<Piece> waiting{std::move(whole)};
  for (int judged = 0; !waiting.empty() && judged < budget && !stopped(); ++judged) {
    Piece piece = std::move(waiting.front());
    waiting.pop_front();
    Question asked{{}, question.parameters, question.regime, question.dropped, question.version};
    // A statement that is lost elsewhere needs no more pieces.
    std::erase_if(piece.open, [&](std::size_t i) { return covered[i].statement != Truth::yes; });
    for (const std::size_t i : piece.open) asked.statements.push_back(question.statements[i]);
    if (piece.open.empty()) continue;
    const std::vector<Judgement> judgements = judge(asked, piece.box);
    std::vector<std::size_t> still_open;
    for (std::size_t k = 0; k < piece.open.size(); ++k) {
      Covered& of_one = covered[piece.open[k]];
      ++of_one.pieces;
      if (judgements[k].statement == Truth::no) of_one.statement = Truth::no;
      if (judgements[k].statement == Truth::unknown) still_open.push_back(piece.open[k]);
    }
    if (still_open.empty()) continue;
    auto [below, above] =
        piece.box.halves(coordinate_to_cut(weights(judgements, piece.open, piece.box.coordinates()), piece.box));
    waiting.push_back({std::move(below), still_open});
    waiting.push_back({std::move(above), std::move(still_open)});
  }
  for (const Piece& piece : waiting) {
    for (const std::size_t i : piece.open) {
      if (covered[i].statement == Truth::yes) covered[i].statement = Truth::unknown;
    }
  }
  return covered;
}

}  // namespace margincert::proofs::boxes
