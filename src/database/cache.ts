type Options<T> = {
  read: (key: string) => Promise<T>;
  /** How old an answer may be, in real milliseconds: changes by other nodes are visible within this time. */
  ms?: number;
  /** Whether changes by all nodes arrive at this moment (invalidation.ts): then answers stay until they are invalidated. */
  isLive?: () => boolean;
  /** How old an answer may become even so. */
  maxMs?: number;
  maxKeys?: number;
};

/**
 * Caches for half a second what a read answered, and lets simultaneous reads of one key share it. Nodes tell each other nothing: a change
 * is visible everywhere within a second, because no answer is older, unless invalidation keeps it up to date.
 */
export function createCache<T>({
  read,
  ms = 500,
  isLive = () => false,
  maxMs = 600_000,
  maxKeys = 20_000,
}: Options<T>) {
  const cached = new Map<string, { since: number; answer: Promise<T> }>();
  let changes = 0;

  function put(key: string, fresh: { since: number; answer: Promise<T> }): void {
    cached.delete(key); // the newest come last
    cached.set(key, fresh);
    if (cached.size > maxKeys)
      for (const oldest of cached.keys())
        if (cached.size > maxKeys * 0.9) cached.delete(oldest);
        else break;
  }

  return {
    get(key: string): Promise<T> {
      const now = performance.now();
      const found = cached.get(key);
      const age = found === undefined ? Number.POSITIVE_INFINITY : now - found.since;
      if (found !== undefined && (age < ms || (age < maxMs && isLive()))) return found.answer;
      const answer = read(key);
      const fresh = { since: now, answer };
      put(key, fresh);
      answer.catch(() => {
        if (cached.get(key) === fresh) cached.delete(key);
      });
      return answer;
    },
    /**
     * For a read of something else that finds such an answer on its way: called when that read begins, and what it returns with what was
     * found. Nothing is kept where anything was invalidated meanwhile.
     */
    begin(): (key: string, found: T) => void {
      const [since, before] = [performance.now(), changes];
      return (key, found) => {
        if (changes === before) put(key, { since, answer: Promise.resolve(found) });
      };
    },
    /** After a change on this node, which must be visible here immediately, and after one on another node. */
    invalidate(key: string): void {
      changes += 1;
      cached.delete(key);
    },
    /** When a change may have been missed. */
    clear(): void {
      changes += 1;
      cached.clear();
    },
  };
}
