import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { hashToken } from '../../src/crypto/secrets.ts';
import { createWorkbooks } from '../../src/fields/workbooks/workbooks.ts';
import { channels } from '../../src/resources/channels/channels.ts';
import { createDuplicates } from '../../src/resources/entries/duplicates.ts';
import { createObstacles } from '../../src/resources/entries/obstacles.ts';
import { createPictures } from '../../src/resources/entries/pictures.ts';
import { createCheckJob } from '../../src/resources/imports/check-job.ts';
import type { Import } from '../../src/resources/imports/import.ts';
import { createKeptRows, type KeptRows } from '../../src/resources/imports/kept-rows.ts';
import { createLooking, type Look } from '../../src/resources/imports/looking.ts';
import { createRunJob } from '../../src/resources/imports/run-job.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createMember } from '../support/console.ts';
import { rowOf, send, sheetRows, workbookOf } from '../support/imports.ts';
import { asMember } from '../support/institutions.ts';

/** The jobs are called here as by a node, and die where the test wants it: the next one knows only the database. */
describe('an import whose node dies', () => {
  let at: TestApp;
  let actor: ReturnType<typeof asMember>;
  let look: Look;
  let kept: KeptRows;
  const told: Import[] = [];
  const completed = async (_trx: unknown, one: Import) => void told.push(one);
  before(async () => {
    at = await startApp(import.meta.filename);
    actor = asMember(await createMember(at));
    const duplicates = createDuplicates(at.app);
    const pictures = createPictures({ ...at.app, fetch: () => Promise.reject(new Error('no network')) });
    const obstacles = createObstacles({ ...at.app, pictures });
    look = createLooking({ ...at.app, duplicates, workbooks: createWorkbooks(), channels, pictures, obstacles });
    kept = createKeptRows({ ...at.app, seal: at.app.keys.seal, channels });
  });
  after(() => at.close());

  const rows = Array.from({ length: 480 }, (_each, n) =>
    rowOf('news', {
      external_id: n % 3 === 0 ? '' : `n-${n}`,
      title: hashToken(`第 ${n} 期`).toString('hex').slice(0, 20), // each unlike the others: who is alike is asked elsewhere
      ...(n % 100 === 7 && { summary: '' }),
    }),
  );
  const dies = () => Promise.reject(new Error('killed'));

  it('is looked at again from the beginning, and says everything once', async () => {
    const { id } = await send(at, actor, { channel: 'news', bytes: await workbookOf(sheetRows('news', rows)) });
    const { seal } = at.app.keys;
    let seen = 0;
    const dying: Look = async function* (...about) {
      for await (const each of look(...about)) {
        yield each;
        if ('looked' in each) seen += each.looked.length;
        if (seen > 410) await dies(); // results are written at 400
      }
    };
    const check = (use: Look) => createCheckJob({ ...at.app, seal, look: use, kept, completed })({ id, actor });
    await check(dying).catch(() => undefined);
    const half = await at.app.imports.get(actor, id);
    expect(half).to.include({ state: 'parsing' });
    expect(half.done).to.be.within(1, 479);
    await check(look);
    expect(await at.app.imports.get(actor, id)).to.include({ state: 'checked', done: 480, good: 475, bad: 5 });
    expect(await at.app.imports.problemCounts(actor, id)).to.deep.equal({ bad: 5 });
    await check(look);
    expect(await at.app.imports.problemCounts(actor, id)).to.deep.equal({ bad: 5 });
  });

  it('is looked at until the database has room, and fails at the third time for any other reason', async () => {
    const bytes = await workbookOf(sheetRows('news', rows.slice(0, 3)));
    const { db } = at.database;
    const check = at.app.imports.jobs.find((job) => 'queue' in job && job.queue === 'imports.check');
    if (check === undefined || !('handle' in check)) throw new Error('no such job');
    for (const [sqlState, times, state] of [
      ['53100', [1, 2, 3, 4], 'parsing'],
      ['P0001', [1, 2], 'parsing'],
      ['P0001', [3], 'failed'],
      ['P0001', [4], 'failed'],
    ] as const) {
      const { id } = await send(at, actor, { channel: 'news', bytes });
      await db.run(
        `create function refuse_row() returns trigger language plpgsql as $$ begin raise exception 'no' using errcode = '${sqlState}'; end $$`,
      );
      await db.run('create trigger refuse before insert on import_rows for each row execute function refuse_row()');
      for (const attempt of times) await check.handle({ id, actor }, attempt).catch(() => undefined);
      await db.run('drop function refuse_row cascade');
      expect((await at.app.imports.get(actor, id)).state, `${sqlState} ${times}`).to.equal(state);
      await check.handle({ id, actor }, 5);
      expect((await at.app.imports.get(actor, id)).state).to.equal(state === 'parsing' ? 'checked' : 'failed');
    }
  });

  for (const [when, after] of [
    ['before a chunk is committed', false],
    ['right after', true],
  ] as const)
    it(`goes on where it was, and leaves one draft of each row, when it dies ${when}`, async () => {
      const bytes = await workbookOf(
        sheetRows(
          'news',
          rows.map((row) => ({ ...row, external_id: row.external_id ? `${row.external_id}-${after}` : '' })),
        ),
      );
      const { id } = await send(at, actor, { channel: 'news', bytes, isStraight: true });
      const { seal } = at.app.keys;
      await createCheckJob({ ...at.app, seal, look, kept, completed })({ id, actor });
      let calls = 0;
      const dying = {
        proposeMany: async (...about: Parameters<typeof at.app.resources.proposeMany>) => {
          calls += 1;
          if (calls === 2 && !after) await dies();
          const made = await at.app.resources.proposeMany(...about);
          if (calls === 2) await dies();
          return made;
        },
      };
      const run = (resources: Parameters<typeof createRunJob>[0]['resources']) =>
        createRunJob({ ...at.app, seal, channels, look, kept, completed, resources })({ id, actor });
      told.length = 0;
      await run(dying).catch(() => undefined);
      expect((await at.app.imports.get(actor, id)).done).to.be.within(200, 449);
      // Two nodes at once: the one that lost the lease and the one that has it.
      await Promise.allSettled([run(at.app.resources), run(at.app.resources)]);
      await run(at.app.resources);
      const one = await at.app.imports.get(actor, id);
      expect(one).to.include({ state: 'done', done: 480 });
      expect(one.counts).to.deep.equal({ created: 475, skipped: 5 });
      const { count } = (await at.database.db.row<{ count: number }>(
        `select count(*)::integer as count from entries where batch_id = $1`,
        [id],
      )) ?? { count: 0 };
      expect(count).to.equal(475);
      expect(told.map(({ state }) => state)).to.deep.equal(['done']);
    });
});
