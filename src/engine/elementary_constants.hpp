#pragma once

/// The numbers in the vector exponential and logarithm. proofs_check/kernels/check.py makes them again and compares
/// them with this page bit by bit, so each stands on a line of its own as NAME = HEX-FLOAT.
namespace margincert::engine {

/// ln 2 to 95 bits. The high part has 42, so that k · high is exact in binary64 for |k| < 2^11.
struct Ln2 {
  static constexpr double ln2_high = 0x1.62e42fefa38p-1;
  static constexpr double ln2_low = 0x1.ef35793c7673p-45;
};

/// e^r ≈ c0 + c1 r + … + c11 r^11 for |r| <= ln 2 / 2, to 2^-57.6 of its value.
struct ExpConstants : Ln2 {
  static constexpr double log2_e = 0x1.71547652b82fep0;
  static constexpr double c0 = 0x1p0;
  static constexpr double c1 = 0x1p0;
  static constexpr double c2 = 0x1.000000000000cp-1;
  static constexpr double c3 = 0x1.555555555551bp-3;
  static constexpr double c4 = 0x1.555555554fe6bp-5;
  static constexpr double c5 = 0x1.111111111fa02p-7;
  static constexpr double c6 = 0x1.6c16c185e81bdp-10;
  static constexpr double c7 = 0x1.a01a01558b176p-13;
  static constexpr double c8 = 0x1.a01996195a728p-16;
  static constexpr double c9 = 0x1.71dec62566e54p-19;
  static constexpr double c10 = 0x1.28b09af48091cp-22;
  static constexpr double c11 = 0x1.ae14626973fafp-26;
};

/// ln((1 + s) / (1 - s)) ≈ 2 s + s³ (l0 + l1 s² + … + l6 s^12) for |s| <= (√2 - 1) / (√2 + 1), to 2^-57.6 of its value.
struct LogConstants : Ln2 {
  static constexpr double sqrt_half = 0x1.6a09e667f3bcdp-1;
  static constexpr double l0 = 0x1.5555555555558p-1;
  static constexpr double l1 = 0x1.9999999995319p-2;
  static constexpr double l2 = 0x1.2492492df0124p-2;
  static constexpr double l3 = 0x1.c71c62e4bf5c9p-3;
  static constexpr double l4 = 0x1.7462b53077e98p-3;
  static constexpr double l5 = 0x1.39fe49bcac10dp-3;
  static constexpr double l6 = 0x1.2b5987b270483p-3;
};

}  // namespace margincert::engine
