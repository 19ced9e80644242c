# exp: |r - (x - k ln 2)|, for all binary64 x in [X_LOW, X_HIGH].
@rnd = float<ieee_64, ne>;
x = rnd(any);
shift = 6755399441056767;  # 1.5 · 2^52 + 1023
shifted_k = mul_add(x, log2_e, shift);
k = rnd(shifted_k - shift);
high = neg_mul_add(k, ln2_high, x);
r = neg_mul_add(k, ln2_low, high);

K = shifted_k - shift;
High = x - k * ln2_high;
R = x - k * ln2;

# Both subtractions are exact, |r| stays within the polynomial's range, and 2^k and every p 2^k with p >= 1/2 are normal.
# For |x| < 1/4, |x log2_e| < 0.37 even when rounded, so shifted_k = shift, k = 0 and r = x.
{ x in [X_LOW, X_HIGH] /\ |x| >= 0.25 /\ ln2 - (ln2_high + ln2_low) in [-1b-97, 1b-97] ->
  k - K in [0, 0] /\ high - High in [0, 0] /\ @FIX(k, 0) /\ k in [-1021, 1023] /\ |r| <= RADIUS /\ |r - R| in ? }

# ln2_high is close to 1 / log2_e, and k close to x log2_e.
High -> (x * log2_e - k) / log2_e + k * (1 / log2_e - ln2_high);
x * log2_e - k -> -(k - (x * log2_e + shift - shift));
r - R -> (r - (high - k * ln2_low)) + (high - High) + k * (ln2 - (ln2_high + ln2_low));
