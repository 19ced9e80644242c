# log with k other than 0: the absolute error of what is added to k ln2_high, a product without rounding.
k = fixed<0, ne>(any_k);
small = mul_add(s, cubic, rnd(k * ln2_low));
bracket = rnd(half_square - small);
tail = rnd(f - bracket);
k_high = rnd(k * ln2_high);

Tail = f - (Half_square - (S * Cubic + k * ln2_low));

{ f in [F_LOW, F_HIGH] /\ |k| <= 1024 -> k_high - k * ln2_high in [0, 0] /\ |tail - Tail| in ? }

tail - Tail -> (tail - (f - bracket)) - (bracket - (half_square - small)) - (half_square - Half_square) +
               (small - (S * Cubic + k * ln2_low)) { f + 2 <> 0 };
$ f in 8;
