import { after, type Clock, minutes } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { createOutgoing } from '../../http/outgoing.ts';
import type { Log } from '../../log.ts';
import { consistencyProof } from './merkle.ts';
import { maxNote, readNote } from './note.ts';
import { nodesFrom } from './tiles.ts';
import * as trees from './tree-store.ts';

/** A witness that waits to be asked: its name, and where `add-checkpoint` stands. */
export type AskedWitness = { name: string; url: URL };

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  witnesses: readonly AskedWitness[];
  addCosignatures: (log: trees.LogName, signed: string) => Promise<number>;
};

const timeout = 10_000;
/** A head that stays the newest is co-signed again, so that its line tells that the witness is there. */
const renewed = minutes(10);

/** Hands new heads to witnesses that wait for them (C2SP tlog-witness), with the proof that each only continues the tree which that witness saw before. */
export function createSubmitting({ db, clock, log: logger, witnesses, addCosignatures }: Needs) {
  const fetch = createOutgoing({
    ...{ allowedHosts: witnesses.map(({ url }) => url.hostname), timeout, most: maxNote }, // the operator's own choice, wherever they are
  });

  async function post({ url }: AskedWitness, log: trees.LogName, older: number, head: trees.StoredHead) {
    const read = nodesFrom((tiles) => trees.tiles(db, log, tiles), head.size);
    const isPart = older > 0 && older < head.size;
    const hashes = isPart ? await consistencyProof(older, head.size, read) : [];
    const lines = [`old ${older}`, ...hashes.map((hash) => hash.toString('base64')), '', head.note];
    const to = new URL('add-checkpoint', url.href.endsWith('/') ? url : `${url.href}/`);
    const answer = await fetch(to, {
      method: 'POST',
      redirect: 'error',
      body: lines.join('\n'),
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
    return { status: answer.status, body: await answer.text() };
  }

  async function submit(witness: AskedWitness, log: trees.LogName): Promise<void> {
    const [head, lines] = await Promise.all([trees.newestHead(db, log), trees.cosignatures(db, log)]);
    const text = head && readNote(head.note)?.text;
    if (head === undefined || text === undefined) return;
    const line = lines.find(({ witness: name }) => name === witness.name);
    if (line?.size === head.size && line.at > after(clock.now(), -renewed)) return;
    let answer = await post(witness, log, Math.min(line?.size ?? 0, head.size), head);
    if (answer.status === 409) {
      // The size that it remembers is in its answer.
      const known = Number(/^\d{1,15}(?=\n?$)/.exec(answer.body)?.[0] ?? Number.NaN);
      if (!(known <= head.size)) throw new Error(`it remembers a tree of ${answer.body.trim().slice(0, 20)}`);
      answer = await post(witness, log, known, head);
    }
    if (answer.status !== 200) throw new Error(`it answered ${answer.status}: ${answer.body.trim().slice(0, 200)}`);
    await addCosignatures(log, `${text}\n${answer.body}`);
  }

  /** Of each witness its cosignature, where it gives one; the others wait for none of them. */
  return async (): Promise<void> => {
    await Promise.all(
      witnesses.map(async (witness) => {
        for (const log of trees.logNames)
          await submit(witness, log).catch((error: Error) =>
            logger.warn({ err: error, witness: witness.name, log }, 'A witness did not co-sign'),
          );
      }),
    );
  };
}
