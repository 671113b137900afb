/** `P(Z ≤ z)` of the standard normal law, relative error below 1e-14 in the lower tail too. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * Math.SQRT1_2);
}

/** Density of the standard normal law. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/**
 * Complementary error function, `1 − erf(x)`.
 *
 * - Source: the rational approximations of Sun's fdlibm (s_erf.c)
 * - Limits: 2 far to the left, 0 beyond x = 27; relative error below 1e-15 until it underflows
 */
export function erfc(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) return 1 - (x + x * nearZero(x * x));
  const tail =
    size < 1.25
      ? 1 - 0.8450629115104675 - nearOne(size - 1)
      : (Math.exp(-size * size - 0.5625) * Math.exp((size < 1 / 0.35 ? middle : far)(1 / (size * size)))) /
        size;
  return x >= 0 ? tail : 2 - tail;
}

const nearZero = rational(
  [
    0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442,
    -2.3763016656650163e-5,
  ],
  [
    1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164,
    -3.960228278775368e-6,
  ],
);
const nearOne = rational(
  [
    -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175,
    -0.11089469428239668, 0.035478304325618236, -0.002166375594868791,
  ],
  [
    1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
    0.011984499846799107,
  ],
);
const middle = rational(
  [
    -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
    -184.60509290671104, -81.2874355063066, -9.814329344169145,
  ],
  [
    1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
    108.63500554177944, 6.570249770319282, -0.0604244152148581,
  ],
);
const far = rational(
  [
    -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
    -1025.0951316110772, -483.5191916086514,
  ],
  [
    1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
    474.52854120695537, -22.44095244658582,
  ],
);

/** The ratio of two polynomials, given by their coefficients. */
function rational(numerator: readonly number[], denominator: readonly number[]): (x: number) => number {
  return (x) => polynomial(x, numerator) / polynomial(x, denominator);
}

function polynomial(x: number, coefficients: readonly number[]): number {
  let value = 0;
  for (let power = coefficients.length - 1; power >= 0; power--) value = value * x + coefficients[power];
  return value;
}
