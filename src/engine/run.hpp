#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "engine/coefficients.hpp"
#include "engine/passes.hpp"

namespace margincert::engine {

/// One set of lanes on its way through the layers: up to lane_count() tasks, or the points of one.
class Run {
 public:
  /// The questions are in range and have d, K, T and regime in common; there is one where lanes are points.
  Run(std::span<const Question> questions, std::span<const SharedBounds> bounds, Use use, lanes::Detail detail,
      const ErrorTerms& terms);

  /// Goes through all layers and hands what is seen of layers 0..T to `sink`, each with its tokens; what lanes of
  /// points saw is brought together in all of them. Blocks of queries are spread over `jobs` threads.
  using Sink = std::function<void(const Seen& seen, const Tokens& tokens)>;
  void go(int jobs, const Sink& sink);

  const Frame& frame() const { return frame_; }
  /// Where coordinate k of a token of the lane's task stands, in tables of `width` coordinates. Token n is the probe.
  std::size_t place(std::size_t lane, std::size_t token, std::size_t width = 1, std::size_t k = 0) const {
    const std::size_t n = frame_.lanes;
    const bool is_probe = token == points_[lane];
    if (frame_.use == Use::tasks) return ((is_probe ? frame_.probe() : token) * width + k) * n + lane;
    return is_probe ? (frame_.probe() * width + k) * n : (token / n * width + k) * n + token % n;
  }

 private:
  void load_question(std::size_t lane, const Question& question);
  void prepare_layer(int t, Seen& seen);
  Seen attend(int jobs, Seen seen);
  Seen look(int jobs, Seen seen);
  template <class Work>
  Seen over_blocks(int jobs, Seen seen, const Work& work);
  lanes::Layer layer();

  const Question& question(std::size_t lane) const { return questions_[lane < questions_.size() ? lane : 0]; }

  std::vector<Question> questions_;
  std::vector<SharedBounds> bounds_;  ///< of every question's parameters
  std::vector<std::size_t> points_;   ///< n of every lane's question
  Frame frame_;
  lanes::Detail detail_;
  ErrorTerms terms_;
  Coefficients coefficients_;
  Tokens now_, next_;
  Shared shared_;
  ProbeAverage probe_;
  std::vector<Scratch> scratch_;  ///< one for each thread
  Doubles key_labels_, query_labels_;
  Lanes probe_class_;
  bool masked_, some_exact_ = true;
};

}  // namespace margincert::engine
