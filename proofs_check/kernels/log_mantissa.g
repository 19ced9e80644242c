# log with k = 0: the relative error by rounding, for f other than 0 (where all is exactly 0). As k ln2_low = 0, one
# rounding is left of s cubic + k ln2_low.
small = rnd(s * cubic);
bracket = rnd(half_square - small);
tail = rnd(f - bracket);

Small = S * Cubic;
Bracket = Half_square - Small;
Tail = f - Bracket;
# Over powers of f, which keeps them away from 0:
Cubic_ff = Series / ((f + 2) * (f + 2)) + 0.5;
Bracket_ff = 0.5 - S * Cubic_ff;
Tail_f = 1 - f * Bracket_ff;

{ |f| in [1b-53, 0.5] /\ f in [F_LOW, F_HIGH] -> |(tail - Tail) / Tail| in ? }

Cubic -> f * f * Cubic_ff { f + 2 <> 0 };
Bracket -> f * f * Bracket_ff { f + 2 <> 0 };
Tail -> f * Tail_f { f + 2 <> 0 };
Half_square / Cubic -> 0.5 / Cubic_ff { f <> 0, f + 2 <> 0, Cubic_ff <> 0 };
(Z * Series) / Cubic -> (Series / ((f + 2) * (f + 2))) / Cubic_ff { f <> 0, f + 2 <> 0, Cubic_ff <> 0 };
Half_square / Bracket -> 0.5 / Bracket_ff { f <> 0, f + 2 <> 0, Bracket_ff <> 0 };
Small / Bracket -> S * Cubic_ff / Bracket_ff { f <> 0, f + 2 <> 0, Bracket_ff <> 0 };
Bracket / Tail -> f * Bracket_ff / Tail_f { f <> 0, f + 2 <> 0, Tail_f <> 0 };
f / Tail -> 1 / Tail_f { f <> 0, f + 2 <> 0, Tail_f <> 0 };
$ f in 8;
