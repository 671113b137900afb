const alphabet =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega";

/** The Greek letters by code: small ones from α on, capital ones from Α on. */
const greek = alphabet.split(" ").flatMap((name, place) => [
  [String.fromCodePoint(0x3b1 + place), name],
  [String.fromCodePoint(0x391 + place), name[0].toUpperCase() + name.slice(1)],
]);

const signs =
  "–- —- −- …... ±+- ×x ·* ≈~ ≤<= ≥>= ≠!= ∞inf →-> ∂d ∈in ′' ″\" ²^2 ³^3 ½1/2 µu Σsum Πproduct ∑sum ∏product ━= †+ ℓl “\" ”\" ‘' ’'";

/** How signs that a plain terminal does not know are spelled there. */
const spelling: Readonly<Record<string, string>> = {
  ...Object.fromEntries(greek),
  ...Object.fromEntries(signs.split(" ").map((sign) => [sign[0], sign.slice(1)])),
  ...{ "√": "sqrt ", "∫": "integral ", "\u00a0": " ", "\u202f": " " },
};

/**
 * Text in ASCII alone, for a locale that knows no more: signs spelled out, letters without their accents, `?` for
 * what has no spelling.
 *
 * @example
 * asciiText("η ≤ 0.1 … π")  // => "eta <= 0.1 ... pi"
 */
export function asciiText(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (sign) => {
    const plain = sign.normalize("NFKD").replace(/\p{Mark}/gu, "");
    return spelling[sign] ?? (/^[\0-\x7f]+$/.test(plain) ? plain : (spelling[plain] ?? "?"));
  });
}
