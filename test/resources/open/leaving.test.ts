import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { dayOf } from '../../../src/clock.ts';
import { createApi } from '../../support/api.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { fill } from '../../support/fill.ts';
import { follow, linesIn } from '../../support/open.ts';
import { createHost, shelve } from '../../support/published.ts';

describe('R44 withdrawn entries, and the daily files of 开放数据', function () {
  this.timeout(90_000);
  const clock = testClock('2036-11-24T02:00:00Z');
  let at: TestApp;
  let stays: string;
  let goes: string;
  let ids: string[];

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    [stays, goes] = [await createHost(at, '青溪县文化馆'), await createHost(at, '澜江市文化馆')];
    const body = `<p>${'剪纸是一门手艺。'.repeat(2_000)}</p>`;
    const own = Array.from({ length: 70 }, (_, number) => ({
      channel: 'news' as const,
      data: { title: `第 ${number} 期`, body },
    }));
    ids = [
      ...(await shelve(at, stays, own)),
      ...(await shelve(at, goes, [{ channel: 'book', data: { title: '剪纸入门' } }])),
    ];
    for (const day of [1, 2]) {
      await at.app.openReading.exportToday();
      if (day === 1) clock.advance(24 * 3600);
    }
  });
  after(() => at.close());

  const call = () => createApi({ origin: at.origin, send: (url, init) => fetch(url, { ...init, cache: 'no-cache' }) });
  const listed = z.array(
    z.object({
      ...{ date: z.string(), sha256: z.string(), url: z.string(), changes: z.string() },
      ...{ resources: z.number(), size: z.number(), channels: z.record(z.string(), z.number()) },
    }),
  );
  async function files() {
    clock.advance(61); // a new budget
    const found: { about: z.infer<typeof listed>[number]; bytes: Buffer }[] = [];
    for (const about of listed.parse((await call()('get', '/open/exports')).body.items)) {
      const answer = await fetch(about.url, { cache: 'no-cache' });
      expect(answer.headers.get('cache-control')).to.equal('public, max-age=30');
      found.push({ about, bytes: Buffer.from(await answer.arrayBuffer()) });
    }
    return found;
  }

  it('part within a minute, in the files of all days; the others and all proofs stay right, and a download that was begun ends', async () => {
    const before = await files();
    expect(before.map(({ about }) => about.resources)).to.eql([71, 71]);
    const reading = at.app.openReading;
    const today = dayOf(clock.now());
    const { revision } = await reading.export(today);
    const first = await reading.exportPart(today, 0, revision);

    await at.app.closing.disable(operator, goes, '投诉核实中');
    await reading.orderChanges();
    const now = await files();
    for (const { about, bytes } of now) {
      const lines = linesIn(bytes);
      expect(lines.map(({ id }) => String(id)).toSorted(), about.date).to.eql(ids.slice(0, 70).toSorted());
      expect(about).to.deep.include({ resources: 70, size: bytes.length });
      expect(about.channels).to.include({ news: 70, book: 0 });
      expect(about.sha256).to.equal(createHash('sha256').update(bytes).digest('hex'));
    }

    const parts: (Buffer | undefined)[] = [first];
    for (let place = 1; parts.at(-1) !== undefined; place += 1)
      parts.push(await reading.exportPart(today, place, revision));
    const whole = Buffer.concat(parts.flatMap((part) => part ?? []));
    expect(parts.length).to.be.above(2);
    expect(whole.equals(before.find(({ about }) => about.date === today)?.bytes ?? Buffer.alloc(0))).to.equal(true);
    clock.advance(3601);
    await reading.orderChanges();
    expect(await at.database.db.rows('select 1 from open_export_replaced')).to.eql([]);
  });

  it('are gone also for readers who continue from a file: the changes contain it', async () => {
    const [{ about, bytes } = await Promise.reject(new Error('no file'))] = await files();
    const copy = new Map(linesIn(bytes).map((line) => [String(line.id), line]));
    const { told } = await follow(call(), { copy, cursor: about.changes });
    expect(told).to.eql([`withdrawn ${ids.at(-1)}`]);
  });

  it('leave also where a thousand others changed before', async () => {
    const { db } = at.database;
    const placed = { position: `nextval('open_positions')` };
    await fill(db, 'open_changes', 1_000, placed);
    await db.run('delete from open_changes where entry_id = $1', [ids[0]]);
    await fill(db, 'open_changes', 1, { ...placed, entry_id: `'${ids[0]}'` });
    await db.run('delete from listings where entry_id = $1', [ids[0]]);
    await at.app.openReading.orderChanges();
    for (const { about, bytes } of await files())
      expect(
        linesIn(bytes).map(({ id }) => id),
        about.date,
      )
        .to.have.length(69)
        .and.not.to.include(ids[0]);
  });
});
