/** The value itself, which can no longer be changed, nor anything in it. */
export function deepFreeze<T extends object>(value: T): T {
  // What is frozen has been here: anchors of YAML share values.
  if (Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value))
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  return value;
}
