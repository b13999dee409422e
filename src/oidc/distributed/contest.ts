const underWay = new Map<string, Promise<boolean>>();

/**
 * Runs `ask` once for all callers of this process that compete for the same key at once; the others have lost when it succeeds, as a consumed
 * token stays consumed, and would only hold a connection and a transaction over several servers while they wait for the row. If the outcome is
 * unknown, the next caller asks.
 */
export async function contest(name: string, ask: () => Promise<boolean>): Promise<boolean> {
  for (let other = underWay.get(name); other !== undefined; other = underWay.get(name)) {
    const isDecided = await other.then(
      () => true,
      () => false,
    );
    if (isDecided) return false;
  }
  const own = ask().finally(() => underWay.delete(name));
  underWay.set(name, own);
  return own;
}
