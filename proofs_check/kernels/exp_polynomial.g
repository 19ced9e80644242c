# exp: what rounding adds to the polynomial, for all binary64 r in [-RADIUS, RADIUS].
@rnd = float<ieee_64, ne>;
r = rnd(any);
p10 = mul_add(c11, r, c10);
p9 = mul_add(p10, r, c9);
p8 = mul_add(p9, r, c8);
p7 = mul_add(p8, r, c7);
p6 = mul_add(p7, r, c6);
p5 = mul_add(p6, r, c5);
p4 = mul_add(p5, r, c4);
p3 = mul_add(p4, r, c3);
p2 = mul_add(p3, r, c2);
p1 = mul_add(p2, r, c1);
p = mul_add(p1, r, c0);

P10 = c11 * r + c10;
P9 = P10 * r + c9;
P8 = P9 * r + c8;
P7 = P8 * r + c7;
P6 = P7 * r + c6;
P5 = P6 * r + c5;
P4 = P5 * r + c4;
P3 = P4 * r + c3;
P2 = P3 * r + c2;
P1 = P2 * r + c1;
P = P1 * r + c0;

{ |r| <= RADIUS -> p in [0.5, 1.5] /\ |(p - P) / P| in ? }

$ r in 16;
