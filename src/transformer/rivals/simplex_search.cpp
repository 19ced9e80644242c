#include "transformer/rivals/simplex_search.hpp"

#include <algorithm>
#include <cmath>

namespace margincert::transformer::rivals {
namespace {

using Point = std::vector<double>;

constexpr double collapsed = 1e-11;  // of the simplex, beside 1 + |x|: below it, binary64 sees little of the function

struct Vertex {
  Point x;
  double value;
};

class Search {
 public:
  Search(const std::function<double(std::span<const double>)>& function, int evaluations)
      : function_(function), left_(evaluations) {}

  bool spent() const { return left_ == 0; }
  const Vertex& best() const { return best_; }

  /// Once the evaluations are spent, worst of all and without a call.
  Vertex at(Point x) {
    if (spent()) return {std::move(x), HUGE_VAL};
    --left_;
    double value = function_(x);
    if (std::isnan(value)) value = HUGE_VAL;
    Vertex vertex{std::move(x), value};
    if (best_.x.empty() || value < best_.value) best_ = vertex;
    return vertex;
  }

 private:
  const std::function<double(std::span<const double>)>& function_;
  int left_;
  Vertex best_{{}, HUGE_VAL};
};

/// `steps` points of -reach..reach, their distances growing with |x|.
Point coordinates(int steps, double reach) {
  constexpr double bend = 3;
  Point points;
  for (int k = 0; k < steps; ++k) {
    const double u = steps == 1 ? 0 : 2.0 * k / (steps - 1) - 1;
    points.push_back(reach * std::sinh(bend * u) / std::sinh(bend));
  }
  return points;
}

void search_grid(Search& search, std::size_t numbers, double reach, int evaluations) {
  const int steps = std::max(1, static_cast<int>(std::pow(evaluations, 1.0 / static_cast<double>(numbers)) + 1e-9));
  const Point points = coordinates(steps, reach);
  for (const double first : points) {
    if (numbers == 1) {
      search.at({first});
    } else {
      for (const double second : points) search.at({first, second});
    }
  }
}

/// from + share (to - from)
Point towards(const Point& from, const Point& to, double share) {
  Point x = from;
  for (std::size_t k = 0; k < x.size(); ++k) x[k] += share * (to[k] - from[k]);
  return x;
}

bool is_collapsed(const std::vector<Vertex>& simplex) {
  for (const Vertex& vertex : simplex) {
    for (std::size_t k = 0; k < vertex.x.size(); ++k) {
      const double x = simplex[0].x[k];
      if (std::fabs(vertex.x[k] - x) > collapsed * (1 + std::fabs(x))) return false;
    }
  }
  return true;
}

void contract(Search& search, std::vector<Vertex>& simplex, const Point& centre, const Vertex& reflected) {
  Vertex& worst = simplex.back();
  const bool outside = reflected.value < worst.value;
  const Vertex contracted = search.at(towards(centre, outside ? reflected.x : worst.x, 0.5));
  if (contracted.value < std::min(reflected.value, worst.value)) {
    worst = contracted;
    return;
  }
  for (std::size_t k = 1; k < simplex.size(); ++k) simplex[k] = search.at(towards(simplex[0].x, simplex[k].x, 0.5));
}

/// One step; the simplex is sorted, best first.
void move_simplex(Search& search, std::vector<Vertex>& simplex) {
  Point centre(simplex[0].x.size(), 0.0);  // of all but the worst
  for (std::size_t v = 0; v + 1 < simplex.size(); ++v) {
    for (std::size_t k = 0; k < centre.size(); ++k) {
      centre[k] += simplex[v].x[k] / static_cast<double>(simplex.size() - 1);
    }
  }
  Vertex& worst = simplex.back();
  const Vertex reflected = search.at(towards(centre, worst.x, -1));
  if (reflected.value < simplex[0].value) {
    const Vertex expanded = search.at(towards(centre, worst.x, -2));
    worst = expanded.value < reflected.value ? expanded : reflected;
  } else if (reflected.value < simplex[simplex.size() - 2].value) {
    worst = reflected;
  } else {
    contract(search, simplex, centre, reflected);
  }
}

void descend(Search& search, double size) {
  std::vector<Vertex> simplex{search.best()};
  for (std::size_t k = 0; k < simplex[0].x.size(); ++k) {
    Point x = search.best().x;
    x[k] += size * (1 + std::fabs(x[k]));
    simplex.push_back(search.at(std::move(x)));
  }
  const auto by_value = [](const Vertex& a, const Vertex& b) { return a.value < b.value; };
  while (!search.spent()) {
    std::ranges::stable_sort(simplex, by_value);
    if (is_collapsed(simplex)) return;
    move_simplex(search, simplex);
  }
}

}  // namespace

Minimum minimise(const std::function<double(std::span<const double>)>& function, std::size_t numbers, double reach,
                 int evaluations) {
  if (numbers == 0) return {{}, function({}), 1};
  Search search(function, evaluations);
  search_grid(search, numbers, reach, evaluations / 4);
  if (search.best().x.empty()) search.at(Point(numbers, 0.0));
  for (double size = 0.5; !search.spent(); size = std::max(size / 8, 1e-6)) descend(search, size);
  return {search.best().x, search.best().value, evaluations};
}

}  // namespace margincert::transformer::rivals
