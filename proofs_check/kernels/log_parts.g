# log: the parts of log m that both proofs have in common, f = m - 1 in [F_LOW, F_HIGH] a multiple of 2^-53. Capitals are
# what small letters would be without roundings.
@rnd = float<ieee_64, ne>;
f = fixed<-53, ne>(any_f);
s = rnd(f / rnd(f + 2));
z = rnd(s * s);
half_square = rnd(rnd(0.5 * f) * f);
p5 = mul_add(l6, z, l5);
p4 = mul_add(p5, z, l4);
p3 = mul_add(p4, z, l3);
p2 = mul_add(p3, z, l2);
p1 = mul_add(p2, z, l1);
series = mul_add(p1, z, l0);
cubic = mul_add(z, series, half_square);

S = f / (f + 2);
Z = S * S;
P5 = l6 * Z + l5;
P4 = P5 * Z + l4;
P3 = P4 * Z + l3;
P2 = P3 * Z + l2;
P1 = P2 * Z + l1;
Series = P1 * Z + l0;
Half_square = 0.5 * f * f;
Cubic = Z * Series + Half_square;
