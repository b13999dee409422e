import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { csvOf, rowOf, sheetRows } from '../support/imports.ts';
import { nestedDrawing } from '../support/pictures.ts';

// Programs that upload and fetch without a pause, in a process of their own. Real ones are other machines: the cost of making requests must not
// be measured, so the process has the lowest priority.

export type Uploaders = {
  origin: string;
  /** Ten, each of an institution of its own. */
  tokens: readonly string[];
  /** Of which import the table of errors is fetched. */
  importId: string;
  /** picture, drawing, import, export. */
  kinds: readonly string[];
};

/** How often which answer came. */
export type Told = Record<string, number>;

const rows = 2_000;
export const sheet = () =>
  csvOf(
    sheetRows(
      'news',
      Array.from({ length: rows }, (_, n) => rowOf('news', { external_id: `n${n}`, title: '' })),
    ),
  );

/** Starts them; `end` stops them and returns the answers. */
export async function startUploaders(uploaders: Uploaders) {
  const child = fork(import.meta.filename);
  child.send(uploaders);
  await once(child, 'message');
  return {
    async end(): Promise<Told> {
      child.send('end');
      return (await once(child, 'message'))[0];
    },
  };
}

async function upload({ origin, tokens, importId, kinds }: Uploaders, isOver: () => boolean): Promise<Told> {
  const raw = { width: 1600, height: 1600, channels: 3 } as const;
  const photo = await sharp(randomBytes(raw.width * raw.height * raw.channels), { raw })
    .jpeg({ quality: 90 })
    .toBuffer();
  const table = sheet();
  const told: Told = {};
  const as = (n: number) => ({ authorization: `Bearer ${tokens[n]}` });
  const file = (n: number, bytes: Buffer) => {
    const body = new FormData();
    body.set('file', new Blob([new Uint8Array(bytes), new Uint8Array(randomBytes(16))]), 'a'); // each another one
    return fetch(`${origin}/api/v1/files`, { method: 'POST', headers: as(n), body });
  };
  const works: Record<string, { first: number; many: number; ask: (n: number) => Promise<Response> }> = {
    picture: { first: 0, many: 4, ask: (n) => file(n, photo) },
    drawing: { first: 4, many: 2, ask: (n) => file(n, nestedDrawing()) },
    import: {
      first: 6,
      many: 2,
      ask: (n) =>
        fetch(`${origin}/api/v1/imports?channel=news`, {
          method: 'POST',
          headers: { ...as(n), 'content-type': 'text/csv' },
          body: table,
        }),
    },
    export: {
      first: 8,
      many: 2,
      ask: () => fetch(`${origin}/api/v1/imports/${importId}/errors.csv`, { headers: as(0) }),
    },
  };
  process.send?.('begun');
  await Promise.all(
    kinds.flatMap((kind) => {
      const work = works[kind];
      if (work === undefined) return [];
      return Array.from({ length: work.many }, async (_, index) => {
        while (!isOver()) {
          const answer = await work.ask(work.first + index);
          await answer.arrayBuffer();
          const name = `${kind} ${answer.status}`;
          told[name] = (told[name] ?? 0) + 1;
          if (answer.status >= 429) await sleep(Math.min(Number(answer.headers.get('retry-after') ?? 0), 2) * 1000);
        }
      });
    }),
  );
  return told;
}

if (process.argv[1] === import.meta.filename) {
  setPriority(constants.priority.PRIORITY_LOW);
  let isOver = false;
  process.on('message', (message: Uploaders | 'end') => {
    if (message === 'end') isOver = true;
    else
      void upload(message, () => isOver).then((told) => {
        process.send?.(told);
        process.disconnect();
      });
  });
}
