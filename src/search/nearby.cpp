#include "search/nearby.hpp"

#include <algorithm>
#include <cmath>

#include "numeric/outward.hpp"
#include "numeric/stop.hpp"
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
        origin_(coordinates_of(centre.task())) {}

  std::optional<NearbyViolation> find() {
    try {
      look();
    } catch (const numeric::Stopped&) {  // the best so far is certified
    }
    return best_;
  }

 private:
  static constexpr double growth = 1.25;

  void look() {
    const std::optional<Point> downhill = corner_below(centre_);
    if (!downhill) return;
    for (double radius = first_radius(); !best_ && radius < request_.farthest * growth && !request_.stopped();
         radius *= growth) {
      try_point(at(*downhill, std::min(radius, request_.farthest)));
    }
    if (!best_) turn(*downhill, std::min(request_.farthest, 4 * first_radius()));
    while (best_ && improve()) continue;
  }

  double first_radius() const { return request_.nearest > 0 ? request_.nearest * growth : request_.farthest * 0x1p-20; }

  Point at(const Point& direction, double radius) const {
    Point x = origin_;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += radius * direction[i];
    return x;
  }

  /// The corner of [-1, 1]^m where the slack falls most, to first order.
  std::optional<Point> corner_below(const recursion::Instance& instance) {
    if (request_.stopped()) return std::nullopt;
    std::optional<Point> corner = request_.slopes(instance);
    if (corner) {
      for (double& slope : *corner) slope = slope > 0 ? -1 : slope < 0 ? 1 : 0;
    }
    return corner;
  }

  bool looks_violated(const Point& x) {
    const Score score = landscape_.score(x);
    return is_feasible(score) && score.slack < 0;
  }

  bool try_point(const Point& x) { return looks_violated(x) && keep(x); }

  /// From a corner on to the one that lies below it.
  void turn(const Point& downhill, double radius) {
    const std::optional<Point> corner = corner_below(landscape_.instance_at(at(downhill, radius)));
    if (!corner) return;
    for (double r = radius; !best_ && r <= request_.farthest && !request_.stopped(); r *= growth)
      try_point(at(*corner, r));
  }

  /// From the best so far to the corner below it, and back along the ray. False when that gains next to nothing.
  bool improve() {
    const double before = best_->distance;
    const std::optional<Point> corner = corner_below(best_->instance);
    if (!corner) return false;
    const Point here = coordinates_of(best_->instance.task());
    for (const double share : {1.0, 0.5}) {
      Point direction = *corner;
      for (std::size_t i = 0; i < direction.size(); ++i) {
        direction[i] = share * direction[i] + (1 - share) * (here[i] - origin_[i]) / before;
      }
      try_point(at(direction, before));
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
    found.distance = distance_up(found.instance.task(), centre_.task());
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
