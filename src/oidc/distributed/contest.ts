const underWay = new Map<string, Promise<boolean>>();

/**
 * Of many in this process who want the same thing at once one asks, and the others have lost with its answer: what is used up stays so, and each
 * of them would hold a connection and a transaction over several servers only to wait for the row. Where nobody knows what became of it, the next one asks.
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
