import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member } from '../../src/actor.ts';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { createMember, signInToConsole } from '../support/console.ts';
import { fill } from '../support/fill.ts';
import { asMember } from '../support/institutions.ts';
import { refusal } from '../support/refusal.ts';
import { doorsOf } from './doors.ts';

// 对接历史 is tried kind by kind in test/integration/history.test.ts.
describe('a developer who is limited to one AK', () => {
  const clock = testClock(new Date(performance.timeOrigin + performance.now()).toISOString());
  let at: TestApp;
  let whole: Member;
  let limited: Member;
  let person: Awaited<ReturnType<typeof createMember>>;
  let own: string;
  let other: string;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    const owner = await createMember(at);
    const { institutionId } = owner;
    whole = asMember(owner);
    const scope = 'openid stats:write';
    [own, other] = [
      (await createClient(at, { name: '自己的平台', scope }, { institutionId })).clientId,
      (await createClient(at, { name: '别人的平台', scope }, { institutionId })).clientId,
    ];
    person = await createMember(at, { institutionId, role: 'developer', applications: [own] });
    limited = { ...asMember(person), role: 'developer', applications: [own] };
    for (const clientId of [own, other]) {
      const { db } = at.database;
      const mine = { client_id: `'${clientId}'`, institution_id: `'${institutionId}'` };
      const lasts = { starts_at: `timestamptz '2020-01-01'`, ends_at: `timestamptz '2099-12-30'` };
      await fill(db, 'licences', 1, { ...mine, ...lasts });
      await fill(db, 'webhook_endpoints', 1, { ...mine, url: `'https://${clientId}.example.cn/'` });
      const title = clientId === own ? '自己的剪纸展' : '别人的剪纸展';
      await fill(db, 'entries', 1, {
        ...mine,
        channel: `'activity'`,
        title: `'${title}'`,
        external_id: `'${clientId}'`,
        review_state: `'draft'`,
      });
      await fill(db, 'daily_reports', 1, { ...mine, day: `'2036-01-01'`, figures: `'{1,1,1,0,0}'` });
      await fill(db, 'webhook_deliveries', 1, {
        endpoint_id: `(select id from webhook_endpoints where client_id = '${clientId}')`,
        ...{ state: `'failed'`, type: `'${clientId}'` },
      });
    }
  });
  after(() => at.close());

  /** Which AKs a list names. */
  const lists: Record<string, (actor: Member) => Promise<readonly (string | undefined)[]>> = {
    licences: async (actor) => (await at.app.licences.listOf(actor)).map(({ clientId }) => clientId),
    webhooks: async (actor) => (await at.app.webhooks.endpoints.list(actor)).map(({ clientId }) => clientId),
    deliveries: async (actor) => (await at.app.webhooks.deliveries(actor, {})).map(({ type }) => type),
  };
  for (const [name, read] of Object.entries(lists))
    it(`sees the ${name} of that AK alone, where the institution sees all`, async () => {
      expect(await read(whole)).to.have.members([own, other]);
      expect(await read(limited)).to.deep.equal([own]);
    });

  it('opens no webhook of the institution, and reads no report of another AK', async () => {
    const { statistics, webhooks } = at.app;
    const range = { from: '2036-01-01', to: '2036-01-02' };
    expect((await statistics.list(limited, own, range)).map(({ clientId }) => clientId)).to.deep.equal([own]);
    expect((await refusal(statistics.list(limited, other, range))).message).to.include('no_application');
    const input = { url: 'https://example.cn/', description: '', types: [] };
    expect((await refusal(webhooks.endpoints.create(limited, input))).message).to.include('webhooks.own_ak_only');
  });

  it('is named no other AK by any page of the back office', async () => {
    const browser = await signInToConsole(at, person);
    // Each page that names nothing by its path, as others.test.ts has those that do.
    const pages = doorsOf(at).filter(
      ({ method, path }) =>
        method === 'GET' && /^\/console(?!\/(?:sign-|callback|switch|stay)).*/.test(path) && !path.includes(':'),
    );
    expect(pages.length).to.be.above(30);
    const named: string[] = [];
    for (const { path } of pages) {
      const answer = await browser.request(path);
      const text = await answer.text();
      expect(answer.status, path).to.be.below(500);
      if (text.includes('别人的') || text.includes(other)) named.push(path);
    }
    expect(named).to.deep.equal([]);
    expect((await browser.walk('/console/applications')).text).to.include('自己的平台');
  });
});
