/**
 * A path as errors show it and `--set` takes it: keys joined by dots, in quotation marks where a key is not
 * a plain word.
 *
 * @example
 * formatPath(["classes", "web tier", "count"])  // => 'classes."web tier".count'
 */
export function formatPath(keys: readonly string[]): string {
  return keys.map((key) => (/^[\p{L}\p{N}_-]{1,60}$/u.test(key) ? key : quotedKey(key))).join(".");
}

function quotedKey(key: string): string {
  const text = key.length > 60 ? `${key.slice(0, 40)}…` : key;
  return JSON.stringify(text);
}
