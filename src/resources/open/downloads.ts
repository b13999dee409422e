import { Readable } from 'node:stream';
import { unavailable } from '../../errors.ts';
import { fact } from './facts.ts';

/** Each holds a part in memory, and a slow reader for as long as it likes. */
const most = 24;
const mostOfOne = 2;

/** Downloads: a maximum at once, and for one address. */
export function createDownloads() {
  const under = new Map<string, number>();
  let all = 0;

  /** Says no where there are too many; `leave` is called once, when it is over. */
  function enter(address: string): () => void {
    const own = under.get(address) ?? 0;
    if (all >= most || own >= mostOfOne) throw unavailable(fact('open.downloads_busy'), 30);
    all += 1;
    under.set(address, own + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      all -= 1;
      const left = (under.get(address) ?? 1) - 1;
      if (left > 0) under.set(address, left);
      else under.delete(address);
    };
  }

  return {
    enter,
    /** A file that lies in parts. */
    body(part: (place: number) => Promise<Buffer | undefined>): Readable {
      async function* parts() {
        for (let place = 0; ; place += 1) {
          const bytes = await part(place);
          if (bytes === undefined) return;
          if (bytes.length > 0) yield bytes;
        }
      }
      return Readable.from(parts(), { objectMode: false });
    },
  };
}
