/** One JSON object as a command prints it: full precision, SI base units; what is not finite is `null`. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
