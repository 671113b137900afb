/** A number for the screen with so many significant digits; whole numbers stay whole: `12,346` of 12345.678. */
export function numberText(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const magnitude = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (magnitude === 0) return "0";
  if (magnitude >= 1e15 || magnitude < 1e-4) {
    return (
      sign +
      magnitude
        .toExponential(digits - 1)
        .replace(/\.?0+e/, "e")
        .replace("e+", "e")
    );
  }
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude)));
  const [whole = "", fraction = ""] = magnitude.toFixed(Math.min(decimals, 100)).split(".");
  const kept = fraction.replace(/0+$/, "");
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (kept && `.${kept}`);
}

export function percentText(share: number, digits = 3): string {
  return `${numberText(share * 100, digits)} %`;
}

export function signedText(value: number, digits = 3): string {
  return value > 0 ? `+${numberText(value, digits)}` : numberText(value, digits);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count, 15)} ${count === 1 ? one : many}`;
}
