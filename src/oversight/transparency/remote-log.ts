import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../errors.ts';
import { createOutgoing } from '../../http/outgoing.ts';
import { fact } from './facts.ts';
import { maxNote } from './note.ts';
import { pathOf, type ReadTiles, type Tile } from './tiles.ts';

const timeout = 20_000;
const parallel = 4;
const tries = 4;

/** The innermost cause: fetch itself reports only that an answer was terminated. */
const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.cause instanceof Error ? reasonOf(error.cause) : error.message) : String(error);

/** A log read over HTTP (C2SP tlog-tiles). */
export function createRemoteLog(base: URL, log: string) {
  const root = new URL(`transparency/${log}/`, base.href.endsWith('/') ? base : `${base.href}/`);
  const fetch = createOutgoing({ allowedHosts: [root.hostname], timeout }); // the operator's own choice, wherever it is

  /** A busy server is asked again; a missing answer is a problem, and no verdict on the log. */
  async function get(path: string, init: RequestInit = {}): Promise<{ status: number; body: Buffer }> {
    const url = new URL(path, root);
    const failed = (why: string, cause?: unknown) =>
      new Problem('maintenance', fact('transparency.log_unreachable', { url: url.href, why }), { cause });
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeout) });
        const body = Buffer.from(await answer.arrayBuffer());
        if (answer.status !== 429 && answer.status < 500) return { status: answer.status, body };
        if (attempt === tries) throw failed(`HTTP ${answer.status}`);
      } catch (error) {
        if (error instanceof Problem) throw error;
        if (attempt === tries) throw failed(reasonOf(error), error);
      }
      await sleep(200 * 3 ** attempt);
    }
  }

  async function some<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
    const found: R[] = [];
    for (let at = 0; at < all.length; at += parallel)
      found.push(...(await Promise.all(all.slice(at, at + parallel).map(work))));
    return found;
  }

  const readTiles: ReadTiles = (tiles) =>
    some(tiles, async (tile) => {
      const { status, body } = await get(`tile/${tile.level}/${pathOf(tile)}`);
      return status === 200 && body.length === tile.width * 32 ? body : Buffer.alloc(0);
    });

  return {
    readTiles,
    some,

    /** The newest head; undefined where the log has none, or answers nothing that could be one. */
    async checkpoint(): Promise<string | undefined> {
      const { status, body } = await get('checkpoint');
      return status === 200 && body.length <= maxNote ? body.toString() : undefined;
    },

    /** The leaves of a tile as the database is now; undefined where the log does not publish them. */
    async entries(tile: Pick<Tile, 'index' | 'width'>): Promise<Buffer[] | undefined> {
      const { status, body } = await get(`tile/entries/${pathOf(tile)}`);
      const entries: Buffer[] = [];
      for (let at = 0; at + 2 <= body.length; ) {
        const length = body.readUInt16BE(at);
        entries.push(body.subarray(at + 2, at + 2 + length));
        at += 2 + length;
      }
      return status === 200 && entries.length === tile.width ? entries : undefined;
    },

    /** Whether the log took the cosignature. */
    async cosign(checkpoint: string): Promise<boolean> {
      const { status } = await get('cosignatures', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ checkpoint }),
      });
      return status === 200;
    },
  };
}

export type RemoteLog = ReturnType<typeof createRemoteLog>;
