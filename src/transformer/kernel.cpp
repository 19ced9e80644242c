#include "transformer/kernel.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "transformer/lane_passes.hpp"
#include "transformer/predicted_class.hpp"
#include "transformer/workspace.hpp"

namespace margincert::transformer {
namespace {

void check(bool condition, const std::string& complaint) {
  if (!condition) throw std::invalid_argument("transformer kernel: " + complaint);
}

void check_task(const recursion::Task& task, const Shape& shape) {
  const bool fits = task.feature_dim() == shape.feature_dim && task.classes == shape.classes &&
                    task.points() == shape.context && static_cast<int>(task.features.rows()) == shape.context &&
                    static_cast<int>(task.features.columns()) == shape.feature_dim;
  check(fits, "a task has " + std::to_string(task.points()) + " points, " + std::to_string(task.feature_dim()) +
                  " features and " + std::to_string(task.classes) + " classes; the kernel is for " +
                  std::to_string(shape.context) + ", " + std::to_string(shape.feature_dim) + " and " +
                  std::to_string(shape.classes));
  const auto exists = [&](int label) { return label >= 0 && label < shape.classes; };
  check(exists(task.probe_class) &&
            std::ranges::all_of(task.labels, [&](const auto& label) { return !label || exists(*label); }),
        "a task has a label that is none of its classes");
}

void check_call(const Shape& shape, std::span<const double> weights, std::span<const recursion::Task> group) {
  check(weights.size() == shape.weights(),
        std::to_string(weights.size()) + " weights instead of " + std::to_string(shape.weights()));
  check(!group.empty() && group.size() <= tasks_per_group, std::to_string(group.size()) + " tasks in a group");
  for (const recursion::Task& task : group) check_task(task, shape);
}

/// z^0 of the tasks in hand, one to a lane; lanes without a task get zeros.
void load_tasks(std::span<const recursion::Task> tasks, Workspace& workspace) {
  const std::size_t lanes = lanes::lane_count(), d = static_cast<std::size_t>(workspace.shape().feature_dim);
  double* token = workspace.state(0);
  std::fill_n(token, workspace.tokens() * workspace.width() * lanes, 0.0);
  for (std::size_t j = 0; j < workspace.tokens(); ++j, token += workspace.width() * lanes) {
    for (std::size_t lane = 0; lane < tasks.size(); ++lane) {
      const recursion::Task& task = tasks[lane];
      const bool probe = j == workspace.keys();
      const std::span<const double> features = probe ? std::span(task.probe) : task.features[j];
      for (std::size_t k = 0; k < d; ++k) token[k * lanes + lane] = features[k];
      if (!probe && task.labels[j]) token[(d + static_cast<std::size_t>(*task.labels[j])) * lanes + lane] = 1;
    }
  }
}

/// The probe's label entries in a table of tokens: entry c of lane l is at [c * lane_count() + l].
double* probe_label(double* table, const Workspace& workspace) {
  const std::size_t element =
      workspace.keys() * workspace.width() + static_cast<std::size_t>(workspace.shape().feature_dim);
  return table + element * lanes::lane_count();
}

std::vector<double> label_of_lane(Workspace& workspace, std::size_t lane) {
  const double* label = probe_label(workspace.state(workspace.layers()), workspace);
  std::vector<double> logits(static_cast<std::size_t>(workspace.shape().classes));
  for (std::size_t c = 0; c < logits.size(); ++c) logits[c] = label[c * lanes::lane_count() + lane];
  return logits;
}

struct LabelLoss {
  double loss;
  bool correct;
  std::vector<double> slopes;  ///< by each logit: softmax(y)[c] - [c = c*]
};

/// -log softmax(y)[c*]. Sums that leave out the largest logit, and for the slopes the true one, keep small losses and
/// slopes accurate.
LabelLoss label_loss(std::span<const double> y, std::size_t truth) {
  const auto top = static_cast<std::size_t>(std::ranges::max_element(y) - y.begin());
  std::vector<double> shares(y.size());
  double below_top = 0;
  for (std::size_t c = 0; c < y.size(); ++c) {
    shares[c] = std::exp(y[c] - y[top]);
    if (c != top) below_top += shares[c];
  }
  double others = 0;
  for (std::size_t c = 0; c < y.size(); ++c) {
    shares[c] /= 1 + below_top;
    if (c != truth) others += shares[c];
  }
  shares[truth] = -others;
  return {std::log1p(below_top) + (y[top] - y[truth]), predicted_class(y) == static_cast<int>(truth),
          std::move(shares)};
}

/// Adds loss and hits of the tasks in hand and leaves ∂L/∂z^T in state_gradient(): 0 in lanes without a task,
/// so that they add nothing to any gradient.
void take_loss(std::span<const recursion::Task> tasks, Workspace& workspace, GroupResult& result) {
  const std::size_t lanes = lanes::lane_count();
  std::fill_n(workspace.state_gradient(), workspace.tokens() * workspace.width() * lanes, 0.0);
  double* slope = probe_label(workspace.state_gradient(), workspace);
  for (std::size_t lane = 0; lane < tasks.size(); ++lane) {
    const LabelLoss task =
        label_loss(label_of_lane(workspace, lane), static_cast<std::size_t>(tasks[lane].probe_class));
    result.loss += task.loss;
    result.correct += task.correct ? 1 : 0;
    for (std::size_t c = 0; c < task.slopes.size(); ++c) slope[c * lanes + lane] = task.slopes[c];
  }
}

/// Runs the group forward, as many tasks at a time as the vectors hold, and calls act(tasks in hand, index of the
/// first).
template <class Act>
void run(Workspace& workspace, std::span<const double> weights, std::span<const recursion::Task> group, Act&& act) {
  lanes::spread(weights, workspace);
  for (std::size_t first = 0; first < group.size(); first += lanes::lane_count()) {
    const auto tasks = group.subspan(first, std::min(lanes::lane_count(), group.size() - first));
    load_tasks(tasks, workspace);
    lanes::forward(workspace);
    act(tasks, first);
  }
}

}  // namespace

double cross_entropy(std::span<const double> y, int truth) {
  return predicted_class(y) ? label_loss(y, static_cast<std::size_t>(truth)).loss : NAN;
}

std::size_t Shape::weights() const {
  const auto w = static_cast<std::size_t>(width());
  return static_cast<std::size_t>(layers) * 2 * w * w;
}

std::vector<double> flattened(const Weights& weights) {
  std::vector<double> flat;
  for (const LayerWeights& layer : weights.layers) {
    for (const recursion::Rows<double>* matrix : {&layer.qk, &layer.ov}) {
      for (std::size_t row = 0; row < matrix->rows(); ++row) {
        flat.insert(flat.end(), (*matrix)[row].begin(), (*matrix)[row].end());
      }
    }
  }
  return flat;
}

Weights unflattened(std::span<const double> flat, const Shape& shape) {
  check(flat.size() == shape.weights(),
        std::to_string(flat.size()) + " weights instead of " + std::to_string(shape.weights()));
  Weights weights = zero_weights(shape.feature_dim, shape.classes, shape.layers);
  weights.context = shape.context;
  const double* next = flat.data();
  for (LayerWeights& layer : weights.layers) {
    for (recursion::Rows<double>* matrix : {&layer.qk, &layer.ov}) {
      for (std::size_t row = 0; row < matrix->rows(); ++row) {
        for (double& weight : (*matrix)[row]) weight = *next++;
      }
    }
  }
  return weights;
}

Kernel::Kernel(const Shape& shape) : shape_(shape) {
  check(shape.feature_dim >= 1 && shape.classes >= 1 && shape.context >= 1 && shape.layers >= 1,
        "a shape needs at least one feature, class, training point and layer");
}
Kernel::Kernel(Kernel&&) noexcept = default;
Kernel& Kernel::operator=(Kernel&&) noexcept = default;
Kernel::~Kernel() = default;

GroupResult Kernel::loss_and_gradient(std::span<const double> weights, std::span<const recursion::Task> group) {
  check_call(shape_, weights, group);
  if (!workspace_ || workspace_->purpose() != Workspace::Purpose::gradient) {
    workspace_ = std::make_unique<Workspace>(shape_, Workspace::Purpose::gradient);
  }
  GroupResult result{0, 0, std::vector<double>(shape_.weights())};
  run(*workspace_, weights, group, [&](std::span<const recursion::Task> tasks, std::size_t) {
    take_loss(tasks, *workspace_, result);
    lanes::backward(*workspace_, result.gradient);
  });
  return result;
}

void Kernel::label_logits(std::span<const double> weights, std::span<const recursion::Task> group,
                          std::span<double> logits) {
  check_call(shape_, weights, group);
  const auto classes = static_cast<std::size_t>(shape_.classes);
  check(logits.size() == group.size() * classes, "the span of logits needs one for each task and class");
  if (!workspace_) workspace_ = std::make_unique<Workspace>(shape_, Workspace::Purpose::label_logits);
  run(*workspace_, weights, group, [&](std::span<const recursion::Task> tasks, std::size_t first) {
    for (std::size_t lane = 0; lane < tasks.size(); ++lane) {
      std::ranges::copy(label_of_lane(*workspace_, lane), logits.begin() + (first + lane) * classes);
    }
  });
}

}  // namespace margincert::transformer
