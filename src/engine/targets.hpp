#pragma once

// Kinds of vectors that are left out: those without a fixed length, as tiles are arrays of vectors; and SSSE3, as machines
// with it and without SSE4 are no more. All files of the engine leave out the same, so that a test that runs on one kind
// of vector runs on it everywhere.
#undef HWY_DISABLED_TARGETS
#ifdef MARGINCERT_FEW_TARGETS
#define HWY_DISABLED_TARGETS \
  (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV | HWY_SSSE3 | HWY_SSE4 | HWY_AVX2)
#else
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV | HWY_SSSE3)
#endif
