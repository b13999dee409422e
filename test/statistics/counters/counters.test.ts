import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import type { Member } from '../../../src/actor.ts';
import { createSketch } from '../../../src/statistics/counters/sketch.ts';
import { createApi, createPartnerProgram } from '../../support/api.ts';
import { createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';

const site = 'http://localhost:9';

describe('R51 a counter of a platform that cannot count', function () {
  this.timeout(60_000);
  const clock = testClock('2026-11-24T10:00:00+08:00');
  let at: TestApp;
  let ak = '';
  let institutionId = '';
  let id = '';
  let owner: Member;
  before(async () => {
    at = await startApp(import.meta.filename, { clock, env: { TRUSTED_PROXIES: '127.0.0.1' } });
    owner = asMember(await createMember(at));
    institutionId = owner.institutionId;
    await at.database.db.run(`update institutions set region_code = '330106' where id = $1`, [institutionId]);
    ak = (await createClient(at, {}, { institutionId })).clientId;
    await at.app.counters.start();
    id = (await at.app.counters.turn(owner, ak, true)).id;
  });
  after(async () => {
    await at.app.counters.stop();
    await at.close();
  });

  type View = { visitor?: string; origin?: string; address?: string; counter?: string };
  const view = ({ visitor, origin = site, address = '192.0.2.1', counter = id }: View = {}) =>
    fetch(`${at.origin}/api/v1/counters/${counter}/views`, {
      method: 'POST',
      headers: { ...(origin !== '' && { origin }), 'x-forwarded-for': address, 'user-agent': 'browser' },
      ...(visitor !== undefined && { body: new URLSearchParams({ visitor }) }),
    });
  const typed = { 'content-type': 'application/x-www-form-urlencoded' };
  const today = async () => (await at.app.counters.standing(operator, ak, 30)).today;

  it('counts views and visitors of its own pages, with a short answer and no cookie', async () => {
    const answer = await view({ visitor: 'person-one-1' });
    expect([answer.status, answer.headers.get('set-cookie'), answer.headers.get('access-control-allow-origin')]).to.eql(
      [204, null, site],
    );
    await view({ visitor: 'person-one-1' });
    await view({ visitor: 'person-two-2' });
    // Without an id it is the browser at its address.
    for (const address of ['192.0.2.7', '192.0.2.7', '192.0.2.8']) await view({ address });
    expect((await today()).views).to.equal(0);
    await at.app.counters.flush();
    expect(await today()).to.include({ views: 6, visitors: 4, addresses: 3, elsewhere: 0, flooded: 0 });
  });

  it('tells mistakes, and counts no page of another site', async () => {
    expect((await view({ counter: 'cnobody' })).status).to.equal(404);
    expect((await view({ origin: 'https://other.example' })).status).to.equal(403);
    const elsewhere = { origin: 'https://other.example' };
    expect(
      (await createApi(at)('post', `/counters/${id}/views`, 'visitor=person-one-1', { ...typed, ...elsewhere })).status,
    ).to.equal(403);
    const short = await view({ visitor: 'x' });
    expect([short.status, (await short.text()).includes('/visitor')]).to.eql([422, true]);
    expect((await view({ visitor: 'x'.repeat(2_000) })).status).to.equal(413);
    const json = await createApi(at)('post', `/counters/${id}/views`, { visitor: 'person-one-1' });
    expect([json.status, json.headers.get('content-type')]).to.eql([415, 'application/problem+json']);
    expect(JSON.stringify(json.body)).to.include('application/x-www-form-urlencoded');
    await at.app.counters.flush();
    expect(await today()).to.include({ views: 6, elsewhere: 2 });
  });

  it('is changed by a flood of one address in the number of refused views alone', async () => {
    const statuses = new Set<number>();
    for (let round = 0; round < 50; round += 1)
      for (const { status } of await Promise.all(
        Array.from({ length: 8 }, (_, n) => view({ visitor: `stranger-${round}-${n}`, address: '203.0.113.9' })),
      ))
        statuses.add(status);
    expect([...statuses]).to.eql([204]);
    await at.app.counters.flush();
    expect(await today()).to.include({ views: 6, visitors: 4, flooded: 400 });
  });

  it('counts what the server of a platform tells, with its token and while it is on', async () => {
    const program = await createPartnerProgram(at, 'stats:write', { institutionId });
    const visitors = Array.from({ length: 1_000 }, (_, n) => `visitor-${n % 400}`);
    expect((await program.call('post', '/stats/views', { visitors })).status).to.equal(409);
    await at.app.counters.turn(owner, program.clientId, true);
    expect((await program.call('post', '/stats/views', { visitors })).status).to.equal(204);
    expect((await program.call('post', '/stats/views', { visitors: [...visitors, 'visitor-1'] })).status).to.equal(422);
    for (const wrong of [['ä'], 'all', undefined]) {
      const { body } = await program.call('post', '/stats/views', { visitors: wrong, more: 1 });
      const { errors } = z.object({ errors: z.array(z.object({ pointer: z.string(), help: z.string() })) }).parse(body);
      expect(errors.map(({ pointer }) => pointer)).to.include.members([
        ...['/more', Array.isArray(wrong) ? '/visitors/0' : '/visitors'],
      ]);
      for (const { help } of errors) expect(help).to.equal(`${at.origin}/docs/counter#server`);
    }
    await at.app.counters.flush();
    const { today: own } = await at.app.counters.standing(operator, program.clientId, 30);
    expect(own).to.include({ views: 1_000, seenViews: 0, seenVisitors: 0 });
    expect(own.visitors).to.be.within(392, 408);
  });

  it('throws the salt away at night: numbers stay, and no person can be followed to the next day', async () => {
    const people = Array.from({ length: 800 }, (_, n) => `id same-person-${n}`);
    const actor = { kind: 'application' as const, clientId: ak, institutionId, scopes: [] };
    const sketchOn = async () => {
      for (let from = 0; from < people.length; from += 400)
        await at.app.counters.add(actor, people.slice(from, from + 400));
      await at.app.counters.flush();
      const row = await at.database.db.row<{ sketch: Buffer }>(
        `select sent_sketch as sketch from counter_parts where client_id = $1 order by day desc limit 1`,
        [ak],
      );
      return row?.sketch ?? Buffer.alloc(0);
    };
    const marksOf = (bytes: Buffer) =>
      new Set(Array.from({ length: bytes.length / 3 }, (_, n) => bytes.readUIntBE(n * 3, 3)));
    clock.set('2026-11-24T23:59:00+08:00');
    const before = await sketchOn();
    clock.set('2026-11-25T00:30:00+08:00');
    await at.app.countCloud();
    const kept = await at.database.db.rows(
      `select to_char(day, 'YYYY-MM-DD') as day, salt from counter_salts where salt is not null`,
    );
    expect(kept).to.eql([]);
    expect(await at.database.db.rows(`select from counter_parts`)).to.have.length(0);
    expect(await at.app.counters.ofDay(operator, ak, '2026-11-24')).to.include({
      views: 806,
      elsewhere: 2,
      flooded: 400,
    });

    const next = await sketchOn();
    const [first, second] = [marksOf(before), marksOf(next)];
    const shared = [...first].filter((mark) => second.has(mark)).length;
    // Of 800 marks among 32,768 registers a dozen fall together by chance; of the same salt all would.
    expect(shared).to.be.below(40);
    const both = createSketch();
    both.merge(before);
    both.merge(next);
    expect(both.estimate()).to.be.above(1_500);
    expect(await at.app.counters.standing(operator, ak, 30)).to.have.nested.property('today.views', 800);
  });

  it('is a figure of the Cloud the next morning, and ends with the counter', async () => {
    const counts = await at.database.db.row<{ figures: (string | null)[] }>(
      `select figures from daily_counts where client_id = $1 and day = '2026-11-24'`,
      [ak],
    );
    expect(counts?.figures.slice(19, 21).map(Number)[0]).to.equal(806);
    expect(Number(counts?.figures[20])).to.be.within(788, 820);
    // Views told of by a platform's own server attest nothing: six views of four browsers were seen.
    expect(counts?.figures.slice(22, 24).map(Number)).to.eql([6, 4]);
    await at.app.counters.turn(owner, ak, false);
    expect((await view({ visitor: 'person-one-1' })).status).to.equal(404);
    expect((await at.app.counters.turn(owner, ak, true)).id).to.equal(id);
    // A disabled AK counts nothing: each process knows it within a minute.
    await at.app.applications.disable(operator, ak, '核实');
    await at.app.counters.stop();
    await at.app.counters.start();
    expect((await view({ visitor: 'person-one-1' })).status).to.equal(404);
  });
});
