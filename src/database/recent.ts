type Options<T> = {
  read: (key: string) => Promise<T>;
  /** How old an answer may be, in real milliseconds: what another node changed is seen within this time. */
  ms?: number;
  /** Keys that are remembered. */
  most?: number;
};

/**
 * Remembers for half a second what a read answered, and lets simultaneous reads of one key share it. Nothing has to be told to other
 * nodes, and nothing can be missed: every change is seen within a second because nothing lives that long here.
 */
export function createRecent<T>({ read, ms = 500, most = 20_000 }: Options<T>) {
  const known = new Map<string, { since: number; answer: Promise<T> }>();

  return {
    get(key: string): Promise<T> {
      const now = performance.now();
      const found = known.get(key);
      if (found !== undefined && now - found.since < ms) return found.answer;
      const answer = read(key);
      known.delete(key); // the newest stand last
      known.set(key, { since: now, answer });
      answer.catch(() => known.delete(key));
      if (known.size > most)
        for (const oldest of known.keys())
          if (known.size > most * 0.9) known.delete(oldest);
          else break;
      return answer;
    },
    /** After a change on this node, which its own caller must see at once. */
    forget(key: string): void {
      known.delete(key);
    },
  };
}
