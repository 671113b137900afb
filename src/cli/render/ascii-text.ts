/** How signs that a plain terminal does not know are spelled there. */
const spelling: Readonly<Record<string, string>> = {
  ...{
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "±": "+-",
    "×": "x",
    "·": "*",
    "≈": "~",
    "≤": "<=",
    "≥": ">=",
  },
  ...{
    "∞": "inf",
    "→": "->",
    "∂": "d",
    "′": "'",
    "″": '"',
    "²": "^2",
    "³": "^3",
    "√": "sqrt ",
    "∫": "integral ",
  },
  ...{ "½": "1/2", µ: "u", μ: "mu", "∈": "in", "≠": "!=", Σ: "sum", Π: "product", "━": "=", "†": "+" },
  ...{ "“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " ", "∑": "sum", "∏": "product" },
  ...{
    α: "alpha",
    β: "beta",
    γ: "gamma",
    δ: "delta",
    ε: "epsilon",
    ζ: "zeta",
    η: "eta",
    θ: "theta",
    κ: "kappa",
  },
  ...{ λ: "lambda", ν: "nu", ξ: "xi", π: "pi", ρ: "rho", σ: "sigma", τ: "tau", φ: "phi", χ: "chi", ψ: "psi" },
  ...{ ω: "omega", Γ: "Gamma", Δ: "Delta", Θ: "Theta", Λ: "Lambda", Φ: "Phi", Ψ: "Psi", Ω: "Omega", ℓ: "l" },
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
