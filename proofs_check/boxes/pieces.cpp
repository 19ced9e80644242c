#include "proofs_check/boxes/pieces.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

#include "numeric/stop.hpp"

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
  const auto sides = box.half_widths().values();
  return static_cast<std::size_t>(std::ranges::max_element(sides) - sides.begin());
}

/// The pieces of a box on which something is still to be judged.
class Cover {
 public:
  Cover(const Question& question, const recursion::Box& box)
      : question_(question), covered_(question.statements.size(), {Truth::yes, 0}) {
    Piece whole{box, {}};
    for (std::size_t i = 0; i < covered_.size(); ++i) whole.open.push_back(i);
    waiting_.push_back(std::move(whole));
  }

  bool done() const { return waiting_.empty(); }

  /// Judges the piece that has waited longest. One that a stop interrupts waits on.
  void judge_next() {
    Piece& piece = waiting_.front();
    // A statement that is lost elsewhere needs no more pieces.
    std::erase_if(piece.open, [&](std::size_t i) { return covered_[i].statement != Truth::yes; });
    if (!piece.open.empty()) {
      Question asked{{}, question_.regime, question_.dropped, question_.version};
      for (const std::size_t i : piece.open) asked.statements.push_back(question_.statements[i]);
      take(piece, judge(asked, piece.box));
    }
    waiting_.pop_front();
  }

  std::vector<Covered> conclude() && {
    for (const Piece& piece : waiting_) {
      for (const std::size_t i : piece.open) {
        if (covered_[i].statement == Truth::yes) covered_[i].statement = Truth::unknown;
      }
    }
    return std::move(covered_);
  }

 private:
  void take(const Piece& piece, const std::vector<Judgement>& judgements) {
    std::vector<std::size_t> still_open;
    for (std::size_t k = 0; k < piece.open.size(); ++k) {
      Covered& of_one = covered_[piece.open[k]];
      ++of_one.pieces;
      if (judgements[k].statement == Truth::no) of_one.statement = Truth::no;
      if (judgements[k].statement == Truth::unknown) still_open.push_back(piece.open[k]);
    }
    if (still_open.empty()) return;
    auto [below, above] =
        piece.box.halves(coordinate_to_cut(weights(judgements, piece.open, piece.box.coordinates()), piece.box));
    waiting_.push_back({std::move(below), still_open});
    waiting_.push_back({std::move(above), std::move(still_open)});
  }

  const Question& question_;
  std::vector<Covered> covered_;
  std::deque<Piece> waiting_;
};

}  // namespace

std::vector<Covered> cover(const Question& question, const recursion::Box& box, int budget,
                           const std::function<bool()>& stopped) {
  Cover cover(question, box);
  try {
    for (int judged = 0; !cover.done() && judged < budget && !stopped(); ++judged) cover.judge_next();
  } catch (const numeric::Stopped&) {  // what is left waits, and is not certain
  }
  return std::move(cover).conclude();
}

}  // namespace margincert::proofs::boxes
