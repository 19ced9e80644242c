#include "search/target.hpp"

#include <algorithm>

namespace margincert::search {

bool Target::requires_hypothesis(const std::string& id) const {
  return std::ranges::find(required, id) != required.end();
}

}  // namespace margincert::search
