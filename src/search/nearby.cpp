#include "search/nearby.hpp"

#include <algorithm>
#include <cmath>

#include "numeric/outward.hpp"
#include "search/task_landscape.hpp"

namespace margincert::search {
namespace {

using Point = std::vector<double>;

Point coordinates_of(const recursion::Task& task) {
  Point x(task.features.values().begin(), task.features.values().end());
  x.insert(x.end(), task.probe.begin(), task.probe.end());
  return x;
}

class Nearby {
 public:
  Nearby(const generators::Instance& centre, const Target& target, const NearbyRequest& request)
      : centre_(centre),
        target_(target),
        request_(request),
        landscape_(centre, target, false, Ranges{}),
        origin_(coordinates_of(centre.task)),
        gradients_left_(request.gradients) {}

  std::optional<NearbyViolation> find() {
    const std::optional<Point> downhill = corner_below(origin_);
    if (!downhill) return std::nullopt;
    for (double radius = first_radius(); radius <= request_.farthest && !request_.stopped(); radius *= growth) {
      if (looks_violated(at(*downhill, radius)) && keep(at(*downhill, radius))) break;
    }
    for (double radius = request_.farthest; !best_ && radius > request_.nearest && gradients_left_ > 0; radius /= 8) {
      follow(*downhill, radius);
    }
    while (best_ && improve()) continue;
    return best_;
  }

 private:
  static constexpr double growth = 1.25;
  static constexpr int steps_each = 3;

  double first_radius() const { return request_.nearest > 0 ? request_.nearest * 1.0625 : request_.farthest * 0x1p-20; }

  Point at(const Point& direction, double radius) const {
    Point x = origin_;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += radius * direction[i];
    return x;
  }

  /// The corner of [-1, 1]^m that descends most, to first order.
  std::optional<Point> corner_below(const Point& x) {
    if (gradients_left_-- <= 0 || request_.stopped()) return std::nullopt;
    Point gradient(x.size());
    landscape_.score_with_gradient(x, gradient);
    for (double& g : gradient) g = g > 0 ? -1 : g < 0 ? 1 : 0;
    return gradient;
  }

  bool looks_violated(const Point& x) {
    const Score score = landscape_.score(x);
    return is_feasible(score) && score.slack < 0;
  }

  /// From corner to corner of one box, each a little less far than the last.
  void follow(Point direction, double radius) {
    for (int step = 0; step < steps_each; ++step) {
      const Point x = at(direction, radius);
      if (looks_violated(x) && keep(x)) return;
      const std::optional<Point> corner = corner_below(x);
      if (!corner) return;
      for (std::size_t i = 0; i < direction.size(); ++i) {
        direction[i] = std::clamp(direction[i] + (*corner)[i] / (step + 1), -1.0, 1.0);
      }
    }
  }

  /// From the best so far to the corner below it, and back along the ray. False when that gains next to nothing.
  bool improve() {
    const double before = best_->distance;
    const std::optional<Point> corner = corner_below(coordinates_of(best_->instance.task));
    if (!corner) return false;
    for (const double share : {1.0, 0.5}) {
      Point direction = *corner;
      const Point here = coordinates_of(best_->instance.task);
      for (std::size_t i = 0; i < direction.size(); ++i) {
        direction[i] = share * direction[i] + (1 - share) * (here[i] - origin_[i]) / before;
      }
      if (looks_violated(at(direction, before))) keep(at(direction, before));
    }
    return best_->distance < 0.99 * before;
  }

  /// Goes back from x towards the centre as far as a violation can be certified, and keeps that if it is nearer.
  bool keep(const Point& x) {
    const auto on_ray = [&](double share) {
      Point y = origin_;
      for (std::size_t i = 0; i < y.size(); ++i) y[i] += share * (x[i] - origin_[i]);
      return y;
    };
    double outside = 0, inside = 1;
    for (int i = 0; i < 12; ++i) {
      const double middle = (outside + inside) / 2;
      (looks_violated(on_ray(middle)) ? inside : outside) = middle;
    }
    for (const double share : {inside, inside + (1 - inside) / 64, 1.0}) {
      if (certify_at(on_ray(share))) return true;
    }
    return false;
  }

  bool certify_at(const Point& x) {
    NearbyViolation found{landscape_.instance_at(x), {}, 0};
    found.distance = distance_up(found.instance.task, centre_.task);
    if (found.distance > request_.farthest) return false;
    if (best_ && found.distance >= best_->distance) return true;
    found.verdict = certify(found.instance, target_);
    if (found.verdict.outcome != proofs::Outcome::violated) return false;
    best_ = std::move(found);
    return true;
  }

  const generators::Instance& centre_;
  const Target& target_;
  const NearbyRequest& request_;
  TaskLandscape landscape_;
  Point origin_;
  int gradients_left_;
  std::optional<NearbyViolation> best_;
};

}  // namespace

std::optional<NearbyViolation> nearest_violation(const generators::Instance& centre, const Target& target,
                                                 const NearbyRequest& request) {
  return Nearby(centre, target, request).find();
}

double distance_up(const recursion::Task& a, const recursion::Task& b) {
  const Point x = coordinates_of(a), y = coordinates_of(b);
  double distance = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    distance = std::max(distance, numeric::sub_up(std::max(x[i], y[i]), std::min(x[i], y[i])));
  }
  return distance;
}

}  // namespace margincert::search
