#include "generators/registry.hpp"

namespace margincert::generators {

const std::vector<Family>& families() {
#define MARGINCERT_MAKE_FAMILY(name) name(),
  static const std::vector<Family> all = {MARGINCERT_FAMILIES(MARGINCERT_MAKE_FAMILY)};
#undef MARGINCERT_MAKE_FAMILY
  return all;
}

}  // namespace margincert::generators
