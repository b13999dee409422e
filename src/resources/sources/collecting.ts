import type { Clock } from '../../clock.ts';
import type { Fact } from '../../fact.ts';
import { Unreadable } from '../../fields/workbooks/unreadable.ts';
import { fact } from './facts.ts';
import type { Fetched, Get, Validators } from './fetching.ts';
import { keyOf } from './mapping.ts';
import type { SourceItem, SourceReading } from './reading/item.ts';
import { readInThread } from './thread.ts';

/** Pages that one run reads: of a source that goes on, and of a sitemap. */
const mostPages = { next: 50, sitemap: 60 };
const concurrency = 4;
const mostItems = 10_000;

export type Collected =
  | { same: true }
  | { fault: Fact; wait?: number | undefined }
  /** `isMore`: the next run goes on at the cursor, and need not wait. */
  | ({ reading: SourceReading; address: string; cursor?: string | undefined; isMore?: boolean } & Validators);

type Needs = { get: Get; clock: Clock; readContent?: typeof readInThread };

/** All of a source that one run reads. `cursor`: where a source that tells changes goes on. */
export function createCollecting({ get, clock, readContent = readInThread }: Needs) {
  async function readOf(fetched: Extract<Fetched, { bytes: Buffer }>): Promise<SourceReading> {
    const { bytes, charset, address } = fetched;
    return readContent({ bytes, charset, address, now: clock.now() });
  }

  async function readAt(address: string): Promise<SourceReading | { fault: Fact; wait?: number | undefined }> {
    const fetched = await get(address);
    if ('fault' in fetched) return fetched;
    if (!('bytes' in fetched)) return { fault: fact('sources.unreadable') };
    return readOf(fetched);
  }

  /** A source that goes on: RPDE until a page without items, or as much as one run takes; our own form until the last page. */
  async function follow(
    first: SourceReading,
  ): Promise<
    | { reading: SourceReading; cursor?: string | undefined; isMore: boolean }
    | { fault: Fact; wait?: number | undefined }
  > {
    const items = new Map(first.items.map((item) => [keyOf(item), item]));
    const removed = new Set(first.removed.map((key) => keyOf({ key })));
    const isRpde = first.form === 'rpde';
    let last = first;
    const isEnd = () => last.next === undefined || (isRpde && last.items.length === 0 && last.removed.length === 0);
    let isSame = false;
    for (let pages = 1; last.next !== undefined && !isEnd() && pages < mostPages.next; pages += 1) {
      if (isRpde && items.size + removed.size >= mostItems) break;
      const read = await readAt(last.next);
      if ('fault' in read) return read;
      if (read.form !== first.form) return { fault: fact('sources.other_form') };
      for (const item of read.items) {
        items.set(keyOf(item), item);
        removed.delete(keyOf(item));
      }
      for (const key of read.removed) {
        items.delete(keyOf({ key }));
        removed.add(keyOf({ key }));
      }
      if (!isRpde && items.size > mostItems) return { fault: fact('sources.many_items', { most: mostItems }) };
      isSame = read.next === last.next;
      last = read;
      if (isSame) break;
    }
    const isRest = last.next !== undefined && first.form === 'open';
    const reading = { ...first, items: [...items.values()], removed: [...removed], isWhole: first.isWhole && !isRest };
    return { reading, ...(isRpde && { cursor: last.next }), isMore: isRpde && !isSame && !isEnd() };
  }

  /** The pages of a sitemap with structured data, the latest changes first. One that does not answer leaves the rest; one that is not there is gone. */
  async function throughPages(map: SourceReading): Promise<SourceReading> {
    const pages = map.pages ?? [];
    const waiting = pages.slice(0, mostPages.sitemap);
    const items: SourceItem[] = [];
    let isMissing = pages.length > waiting.length;
    const work = async () => {
      for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
        const read = await readAt(address).catch((error: unknown) => {
          if (error instanceof Unreadable) return { fault: error.problem };
          throw error;
        });
        if ('fault' in read) isMissing ||= read.fault.code !== 'sources.not_there';
        else {
          isMissing ||= !read.isWhole;
          const [only] = read.items;
          // A page of one thing is its name, whatever its title and time are changed to.
          items.push(...(only !== undefined && read.items.length === 1 ? [{ ...only, key: address }] : read.items));
        }
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    return { ...map, items: items.slice(0, mostItems), isWhole: map.isWhole && !isMissing };
  }

  return async function collect(address: string, known: Validators = {}): Promise<Collected> {
    try {
      const fetched = await get(address, known);
      if ('fault' in fetched) return fetched;
      if (!('bytes' in fetched)) return { same: true };
      const { etag, lastModified } = fetched;
      const first = await readOf(fetched);
      // The pages behind a map change without it.
      if (first.form === 'sitemap') return { reading: await throughPages(first), address: fetched.address };
      if (first.next === undefined) return { reading: first, address: fetched.address, etag, lastModified };
      const followed = await follow(first);
      return 'fault' in followed ? followed : { ...followed, address: fetched.address };
    } catch (error) {
      if (error instanceof Unreadable) return { fault: error.problem };
      throw error;
    }
  };
}

export type Collect = ReturnType<typeof createCollecting>;
