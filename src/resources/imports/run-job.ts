import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Database } from '../../database/open.ts';
import { Problem } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import type { Jobs } from '../../jobs/service.ts';
import { apart, canonicalLive } from '../channels/canonical.ts';
import { type Channels, channelNamed } from '../channels/channels.ts';
import * as live from '../entries/live-store.ts';
import type { Resources } from '../entries/service.ts';
import type { Completed } from './check-job.ts';
import { isBad } from './checking.ts';
import { type Counts, type Import, numberOfRow } from './import.ts';
import type { Judged, KeptRows } from './kept-rows.ts';
import type { Look } from './looking.ts';
import * as rowsStore from './rows-store.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  channels: Channels;
  resources: Pick<Resources, 'proposeMany'>;
  jobs: Pick<Jobs, 'enqueue'>;
  look: Look;
  kept: KeptRows;
  completed: Completed;
};

const inChunks = 200;

/** Imports the good rows. How far it is, is written with each chunk: begun again it goes on from there, and nothing comes twice. */
export function createRunJob({ db, clock, seal, jobs, channels, resources, look, kept, completed }: Needs) {
  async function keep(actor: Actor, one: Import, looked: readonly Judged[]): Promise<void> {
    const channel = channelNamed(one.channel, channels);
    const good = looked.filter(({ isBad }) => !isBad);
    const items = good.map(({ row: { row, data }, values }) => ({
      externalId: data.external_id?.trim() || numberOfRow(one.id, row),
      ...{ ...apart(channel, data), values },
    }));
    const position = looked.at(-1)?.row.row ?? 0;
    await resources.proposeMany(
      actor,
      one.channel,
      {
        institutionId: one.institutionId,
        clientId: one.clientId,
        batch: { id: one.id, number: one.number },
        async within(trx, proposed) {
          const at = clock.now();
          for (const [place, { entryId, outcome }] of proposed.entries()) {
            const said = items[place]?.live ?? {};
            if (Object.keys(said).length === 0 || outcome === 'in_review' || outcome === 'taken') continue;
            const read = canonicalLive(channel, said);
            if (Object.keys(read.problems).length === 0) await live.save(trx, entryId, read.values, at);
          }
          const counts: Counts = { skipped: looked.length - good.length };
          for (const { outcome } of proposed) counts[outcome] = (counts[outcome] ?? 0) + 1;
          const isNew = await store.addImported(trx, one.id, { position, done: looked.length, counts }, at);
          if (!isNew) throw new Error('another node is at this import');
        },
      },
      items.map(({ externalId, data, values }) => ({ externalId, data, values })),
    );
  }

  /** Where a sandbox is full, the rest of the rows will not come in however often it is tried. */
  async function stop(id: string, why: Fact): Promise<void> {
    await db.transaction(async (trx) => {
      if ((await store.fail(trx, id, why, clock.now(), 'importing')) === 0) return;
      const failed = await store.find(trx, seal, id);
      if (failed !== undefined) await completed(trx, failed);
    });
  }

  /** As they were judged before the decision; a file that a node of the version before has checked is read once more. */
  async function* rowsOf(one: Import, bytes: Buffer): AsyncGenerator<Judged[]> {
    if (await rowsStore.any(db, one.id)) return yield* kept.judged(one, one.position);
    for await (const told of look(one, { bytes, kind: one.kind }))
      if ('looked' in told)
        yield told.looked
          .filter(({ row: { row } }) => row > one.position)
          .map(({ problems, ...each }) => ({ ...each, isBad: isBad(problems) }));
  }

  async function keepAll(actor: Actor, one: Import, bytes: Buffer): Promise<void> {
    let waiting: Judged[] = [];
    for await (const rows of rowsOf(one, bytes)) {
      waiting.push(...rows);
      if (waiting.length < inChunks) continue;
      await keep(actor, one, waiting);
      waiting = [];
    }
    if (waiting.length > 0) await keep(actor, one, waiting);
  }

  return async function run({ id, actor }: { id: string; actor: Actor }): Promise<void> {
    const one = await store.find(db, seal, id);
    const bytes = await store.readFile(db, seal, id);
    if (one?.state !== 'importing' || bytes === undefined) return;
    try {
      await keepAll(actor, one, bytes);
    } catch (error) {
      if (error instanceof Problem && error.fact.code === 'sandbox.full') return stop(id, error.fact);
      throw error;
    }
    await db.transaction(async (trx) => {
      const at = clock.now();
      if (!(await store.move(trx, id, { from: ['importing'], to: one.sends ? 'sending' : 'done', at }))) return;
      await rowsStore.clearGood(trx, id);
      const done = await store.find(trx, seal, id);
      if (done === undefined) return;
      const details = { institution: one.institutionId, channel: one.channel, counts: done.counts };
      await record(trx, at, actor, 'import.done', { kind: 'import', id }, details);
      await completed(trx, done);
      if (one.sends) await jobs.enqueue(trx, 'imports.send', { id, actor });
    });
  };
}
