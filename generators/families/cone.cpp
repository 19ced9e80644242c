#include "generators/cones.hpp"
#include "generators/family.hpp"
#include "generators/registry.hpp"

namespace margincert::generators {

Family cone() {
  return {"cone",
          "One cone per class around equiangular axes in random rotation; points and probe lie within half-angle of "
          "their axis, close to uniform there. Labels are uniform, with every class present.",
          "The margin theorem: ρ_0 > Λ_0 and Δ_0 > 0 hold by construction for every draw.",
          with_common_settings(cone_settings("equiangular")), cone_task};
}

}  // namespace margincert::generators
