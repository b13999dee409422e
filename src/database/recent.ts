type Options<T> = {
  read: (key: string) => Promise<T>;
  /** How old an answer may be, in real milliseconds: what another node changed is seen within this time. */
  ms?: number;
  /** Whether every change, on whatever node, is heard of at this moment (hearing.ts): then answers live on, and are forgotten one by one. */
  isHeard?: () => boolean;
  /** How old an answer may become even so. */
  longest?: number;
  /** Keys that are remembered. */
  most?: number;
};

/**
 * Remembers for half a second what a read answered, and lets simultaneous reads of one key share it. Nothing has to be told to other
 * nodes, and nothing can be missed: every change is seen within a second because nothing lives that long here, unless it is heard of.
 */
export function createRecent<T>({
  read,
  ms = 500,
  isHeard = () => false,
  longest = 600_000,
  most = 20_000,
}: Options<T>) {
  const known = new Map<string, { since: number; answer: Promise<T> }>();

  return {
    get(key: string): Promise<T> {
      const now = performance.now();
      const found = known.get(key);
      const age = found === undefined ? Number.POSITIVE_INFINITY : now - found.since;
      if (found !== undefined && (age < ms || (age < longest && isHeard()))) return found.answer;
      const answer = read(key);
      const fresh = { since: now, answer };
      known.delete(key); // the newest stand last
      known.set(key, fresh);
      answer.catch(() => {
        if (known.get(key) === fresh) known.delete(key);
      });
      if (known.size > most)
        for (const oldest of known.keys())
          if (known.size > most * 0.9) known.delete(oldest);
          else break;
      return answer;
    },
    /** After a change on this node, which its own caller must see at once, and when one is heard of. */
    forget(key: string): void {
      known.delete(key);
    },
    /** When a change may have been missed. */
    clear(): void {
      known.clear();
    },
  };
}
