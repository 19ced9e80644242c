#include "engine/run.hpp"

#include <algorithm>
#include <cmath>

#include "engine/merge_seen.hpp"
#include "engine/rounding.hpp"
#include "numeric/parallel.hpp"
#include "numeric/stop.hpp"

namespace margincert::engine {
namespace {

Frame frame_for(std::span<const Question> questions, Use use) {
  Frame frame;
  frame.use = use;
  frame.class_pure = questions.front().regime == recursion::Regime::class_pure;
  frame.lanes = lanes::lane_count();
  for (const Question& question : questions) {
    frame.keys = std::max(frame.keys, static_cast<std::size_t>(question.task.points()));
  }
  const std::size_t elements = use == Use::tasks ? frame.keys : (frame.keys + frame.lanes - 1) / frame.lanes;
  frame.queries = elements + 1;
  frame.features = static_cast<std::size_t>(questions.front().parameters.feature_dim);
  frame.classes = static_cast<std::size_t>(questions.front().parameters.classes);
  return frame;
}

bool is_masked(const Frame& frame, std::span<const Question> questions) {
  const auto has_room = [&](const Question& q) { return static_cast<std::size_t>(q.task.points()) < frame.keys; };
  return frame.class_pure || std::ranges::any_of(questions, has_room);
}

/// The radius in the Euclidean norm of a box in the max norm. Both products may underflow, by 2^-1075 each.
double radius_of_box(double radius, std::size_t dimensions) {
  return radius == 0 ? 0 : radius * std::sqrt(static_cast<double>(dimensions)) * growth + 0x1p-1073;
}

double key_label(const std::optional<int>& label) { return label ? *label : label::unlabelled_key; }
double query_label(const std::optional<int>& label) { return label ? *label : label::unlabelled_query; }

}  // namespace

Run::Run(std::span<const Question> questions, std::span<const SharedBounds> bounds, Use use, lanes::Detail detail,
         const ErrorTerms& terms)
    : questions_(questions.begin(), questions.end()),
      bounds_(bounds.begin(), bounds.end()),
      frame_(frame_for(questions, use)),
      detail_(detail),
      terms_(terms),
      now_(frame_),
      next_(frame_),
      shared_(frame_),
      probe_(frame_),
      key_labels_(frame_.keys * (use == Use::tasks ? frame_.lanes : 1)),
      query_labels_(frame_.queries * frame_.lanes),
      masked_(is_masked(frame_, questions)) {
  key_labels_.fill(label::no_key);
  query_labels_.fill(label::no_query);
  for (std::size_t lane = 0; lane < frame_.lanes; ++lane) {
    // Lanes without a question of their own repeat the first one.
    const Question& question = this->question(lane);
    points_.push_back(static_cast<std::size_t>(question.task.points()));
    if (use == Use::tasks || lane == 0) load_question(lane, question);
    probe_class_.of[lane] = question.task.probe_class;
  }
  scratch_.emplace_back(frame_);
  // Where lanes are points the probe is alone in its element.
  std::fill_n(query_labels_.data() + frame_.probe() * frame_.lanes, use == Use::tasks ? frame_.lanes : 1, label::probe);
  lanes::measure_norms(frame_, now_);
}

void Run::load_question(std::size_t lane, const Question& question) {
  const recursion::Task& task = question.task;
  const auto points = static_cast<std::size_t>(task.points());
  const double radius = radius_of_box(question.radius, frame_.features);
  for (std::size_t j = 0; j <= points; ++j) {
    const std::span<const double> features = j < points ? task.features[j] : std::span(task.probe);
    for (std::size_t k = 0; k < frame_.features; ++k) now_.x.data()[place(lane, j, frame_.features, k)] = features[k];
    now_.feature_radius.data()[place(lane, j)] = radius;
    if (j == points) continue;
    const std::optional<int>& label = task.labels[j];
    if (label) now_.y.data()[place(lane, j, frame_.classes, static_cast<std::size_t>(*label))] = 1;
    query_labels_.data()[place(lane, j)] = query_label(label);
    key_labels_.data()[frame_.use == Use::tasks ? j * frame_.lanes + lane : j] = key_label(label);
  }
}

lanes::Layer Run::layer() {
  return {frame_,       coefficients_, now_,       shared_, key_labels_.data(), query_labels_.data(),
          probe_class_, masked_,       some_exact_};
}

namespace {

/// Keys as rows of plain numbers.
void copy_rows(const Frame& f, std::size_t width, const double* elements, double* rows) {
  for (std::size_t i = 0; i < f.keys; ++i) {
    for (std::size_t k = 0; k < width; ++k)
      rows[i * width + k] = elements[(i / f.lanes * width + k) * f.lanes + i % f.lanes];
  }
}

}  // namespace

void Run::prepare_layer(int t, Seen& seen) {
  some_exact_ = false;
  for (std::size_t lane = 0; lane < frame_.lanes; ++lane) {
    const Question& question = this->question(lane);
    const auto points = static_cast<std::size_t>(question.task.points());
    set_coefficients(coefficients_, lane, *bounds_[lane < bounds_.size() ? lane : 0], t, points, terms_);
    const auto& layers = question.parameters.layers;
    const auto at_rest = [](const recursion::LayerParameters& p) { return p.alpha_prime == 0; };
    some_exact_ |= question.radius == 0 && std::all_of(layers.begin(), layers.begin() + t, at_rest);
  }
  lanes::prepare(layer(), detail_, seen);
  if (frame_.use == Use::points) {
    copy_rows(frame_, frame_.features, now_.x.data(), shared_.key_x.data());
    copy_rows(frame_, frame_.classes, now_.y.data(), shared_.key_y.data());
    copy_rows(frame_, 2, now_.squares.data(), shared_.key_squares.data());
    spread_greatest(shared_.key_norm, frame_.lanes);
    spread_greatest(shared_.key_radius, frame_.lanes);
    spread_greatest(shared_.key_label_norm, frame_.lanes);
    spread_greatest(shared_.key_label_radius, frame_.lanes);
  }
  if (detail_ == lanes::Detail::observed) lanes::see_tokens(layer(), seen);
}

/// work(first, end, scratch, seen) over all blocks of training queries; what they see is brought together.
template <class Work>
Seen Run::over_blocks(int jobs, Seen seen, const Work& work) {
  const std::size_t blocks = (frame_.probe() + queries_per_block - 1) / queries_per_block;
  const std::size_t shares = std::min<std::size_t>(blocks, static_cast<std::size_t>(std::max(jobs, 1)));
  const auto do_share = [&](std::size_t which, Seen& by_share) {
    for (std::size_t block = which; block < blocks; block += shares) {
      numeric::stop_point();
      const std::size_t first = block * queries_per_block;
      work(first, std::min(first + queries_per_block, frame_.probe()), scratch_[which], by_share);
    }
  };
  if (shares == 1) {
    do_share(0, seen);
    return seen;
  }
  while (scratch_.size() < shares) scratch_.emplace_back(frame_);
  std::vector<Seen> seen_by(shares, Seen(frame_.classes));
  numeric::for_each_index(
      shares, static_cast<int>(shares), [] { return false; },
      [&](std::uint64_t which) { do_share(which, seen_by[which]); });
  for (const Seen& part : seen_by) merge(seen, part);
  return seen;
}

Seen Run::attend(int jobs, Seen seen) {
  const lanes::Layer here = layer();
  lanes::attend(here, detail_, frame_.probe(), frame_.queries, next_, probe_, scratch_.front(), seen);
  return over_blocks(jobs, std::move(seen), [&](std::size_t first, std::size_t end, Scratch& scratch, Seen& by_block) {
    lanes::attend(here, detail_, first, end, next_, probe_, scratch, by_block);
  });
}

Seen Run::look(int jobs, Seen seen) {
  const lanes::Layer here = layer();
  lanes::see_products(here, frame_.probe(), frame_.queries, scratch_.front(), seen);
  return over_blocks(jobs, std::move(seen), [&](std::size_t first, std::size_t end, Scratch& scratch, Seen& by_block) {
    lanes::see_products(here, first, end, scratch, by_block);
  });
}

void Run::go(int jobs, const Sink& sink) {
  const int depth = questions_.front().parameters.depth();
  for (int t = 0; t <= depth; ++t) {
    Seen seen(frame_.classes);
    prepare_layer(t, seen);
    if (t < depth) {
      seen = attend(jobs, std::move(seen));
    } else if (detail_ == lanes::Detail::observed) {
      seen = look(jobs, std::move(seen));
    }
    if (frame_.use == Use::points) bring_together(seen, frame_.lanes);
    sink(seen, now_);
    std::swap(now_, next_);
  }
}

}  // namespace margincert::engine
