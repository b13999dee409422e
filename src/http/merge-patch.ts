type Members = Readonly<Record<string, unknown>>;

/** RFC 7396: what stands in the patch is set, null removes, objects are merged, everything else is replaced as a whole. */
export function mergePatch(target: Members, patch: Members): Record<string, unknown> {
  const merged = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    const before = merged.get(name);
    if (value === null) merged.delete(name);
    else merged.set(name, isObject(value) ? mergePatch(isObject(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(merged);
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
