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

/** `value`: the answer, once it has arrived. */
type Entry<T> = { since: number; answer: Promise<T>; value: T | undefined };

/**
 * Caches the answer of a read for half a second, and lets simultaneous reads of one key share it. Nodes do not notify each other: a change is
 * visible everywhere within a second, because no answer is older, unless invalidation keeps it up to date.
 */
export function createCache<T>({ read, ms = 500, isLive, maxMs = 600_000, maxKeys = 20_000 }: Options<T>) {
  const cached = new Map<string, Entry<T>>();
  const longest = isLive === undefined ? ms : Math.max(ms, maxMs);
  let changes = 0;
  let sweptAt = performance.now();

  /** The valid entry of a key. */
  function good(key: string): Entry<T> | undefined {
    const found = cached.get(key);
    if (found === undefined) return undefined;
    const age = performance.now() - found.since;
    return age < ms || (age < maxMs && isLive?.() === true) ? found : undefined;
  }

  /** Removes outdated entries: of thousands a second, each read once, they would be nearly all. */
  function sweep(): void {
    const now = performance.now();
    if (now - sweptAt < longest) return;
    sweptAt = now;
    for (const [oldest, { since }] of cached)
      if (now - since < longest) break;
      else cached.delete(oldest);
  }

  function put(key: string, fresh: Entry<T>): void {
    sweep();
    cached.delete(key); // the newest come last
    cached.set(key, fresh);
    if (cached.size > maxKeys)
      for (const oldest of cached.keys())
        if (cached.size > maxKeys * 0.9) cached.delete(oldest);
        else break;
  }

  return {
    get(key: string): Promise<T> {
      const found = good(key);
      if (found !== undefined) return found.answer;
      const since = performance.now();
      const answer = read(key);
      const fresh: Entry<T> = { since, answer, value: undefined };
      put(key, fresh);
      answer.then(
        (value) => {
          fresh.value = value;
        },
        () => {
          if (cached.get(key) === fresh) cached.delete(key);
        },
      );
      return answer;
    },
    /** The same without waiting: undefined where it has to be read, or is being read. */
    atHand: (key: string): T | undefined => good(key)?.value,
    /**
     * For a read of other data that finds such an answer as well: called when that read begins; the returned function stores it. Nothing is
     * stored where an invalidation came meanwhile.
     */
    begin(): (key: string, found: T) => void {
      const [since, before] = [performance.now(), changes];
      return (key, found) => {
        if (changes === before) put(key, { since, answer: Promise.resolve(found), value: found });
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
    /** How many are kept. */
    size: (): number => cached.size,
  };
}
