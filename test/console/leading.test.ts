import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { days, after as later } from '../../src/clock.ts';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import type { TestBrowser } from '../support/citizen.ts';
import { type Colleague, createMember, createStaff, signInToConsole } from '../support/console.ts';
import { until } from '../support/until.ts';

describe('a link of the back office', function () {
  this.timeout(60_000);
  let at: TestApp;
  let ak: string;
  let other: string;
  let owner: Awaited<ReturnType<typeof createMember>>;
  before(async () => {
    at = await startApp(import.meta.filename);
    at.app.audit.start();
    owner = await createMember(at);
    const { institutionId } = owner;
    ak = (await createClient(at, { name: '青溪云' }, { institutionId })).clientId;
    other = (await createClient(at, { name: '青溪讲座' }, { institutionId })).clientId;
    await at.database.db.run(`update applications set expires_at = $1 where client_id = $2`, [
      later(at.app.clock.now(), days(3)),
      ak,
    ]);
  });
  after(() => at.close());

  const tell = ({ accountId }: Colleague, href: string, institutionId?: string) =>
    at.database.db.run(
      `insert into inbox (account_id, institution_id, event, title, body, href, created_at) values ($1, $2, 'test', '有事', '请看', $3, $4)`,
      [accountId, institutionId ?? null, href, at.app.clock.now()],
    );
  /** Where the messages lead. */
  async function leading(browser: TestBrowser): Promise<string[]> {
    const { text } = await browser.walk('/console/messages');
    const letters = /<ol class="ruled letters">[\s\S]*?<\/ol>/.exec(text)?.[0] ?? '';
    return [...letters.matchAll(/<a class="hit" href="([^"]+)">/g)].map(([, href = '']) => href);
  }

  it('R59 on the desk of staff shows an AK only to those who may open it', async () => {
    for (const [role, isLed] of [
      ['auditor', false],
      ['operator', true],
    ] as const) {
      const browser = await signInToConsole(at, await createStaff(at, [role]));
      const { text } = await browser.walk('/admin');
      expect(text.includes('青溪云'), role).to.equal(isLed);
      expect(text.includes(`href="/admin/applications/${ak}"`), role).to.equal(isLed);
      expect(text.includes('href="/admin/applications?show=expiring"'), role).to.equal(isLed);
    }
  });

  it('R59 in a message leads no reader to a page that would refuse them', async () => {
    const href = `/admin/applications/${ak}`;
    for (const [role, isLed] of [
      ['auditor', false],
      ['operator', true],
    ] as const) {
      const person = await createStaff(at, [role]);
      await tell(person, href);
      expect(await leading(await signInToConsole(at, person)), role).to.deep.equal(isLed ? [href] : []);
    }
    const { institutionId } = owner;
    const limited = await createMember(at, { institutionId, role: 'developer', applications: [ak] });
    for (const each of [ak, other]) await tell(limited, `/console/applications/${each}`, institutionId);
    const browser = await signInToConsole(at, limited, { secondFactor: false });
    expect(await leading(browser)).to.deep.equal([`/console/applications/${ak}`]);
    const reader = await createMember(at, { institutionId, role: 'reader' });
    for (const path of ['/console/webhooks', '/console/history']) await tell(reader, path, institutionId);
    expect(await leading(await signInToConsole(at, reader, { secondFactor: false }))).to.deep.equal([
      '/console/history',
    ]);
  });

  it('in a message or mail about another institution of the same person opens there, and goes on without its name', async () => {
    const second = await createMember(at);
    const agent = await createMember(at, { institutionId: owner.institutionId, role: 'agent' });
    await at.database.db.run(
      `insert into members (institution_id, account_id, role, created_at) values ($1, $2, 'agent', $3)`,
      [second.institutionId, agent.accountId, at.app.clock.now()],
    );
    for (const { institutionId } of [owner, second]) await tell(agent, '/console/history', institutionId);
    const [first] = await at.app.institutions.membershipsOf(agent.accountId);
    const other = first?.institutionId === owner.institutionId ? second : owner;
    const browser = await signInToConsole(at, agent, { secondFactor: false });
    const elsewhere = `/console/history?institution=${other.institutionId}`;
    expect((await leading(browser)).toSorted()).to.deep.equal(['/console/history', elsewhere]);
    const { name } = await at.app.institutions.get(other.institutionId);
    const { text } = await browser.walk('/console/messages');
    expect(text).to.include(`切换到${name}并查看`);
    expect(text.match(new RegExp(`未读</b>　${name}`, 'g')), 'each message names its institution').to.have.length(1);

    expect((await browser.walk('/console')).text, '首页 names the other one').to.match(
      new RegExp(`</time>　${name}</p>`),
    );

    const there = await browser.walk(elsewhere);
    expect(there.url.pathname + there.url.search).to.equal('/console/history');
    expect(there.text, 'the frame').to.include(name);
    expect(await leading(browser)).to.include(`/console/history?institution=${first?.institutionId}`);

    const foreign = await createMember(at);
    const stays = await browser.walk(`/console/history?institution=${foreign.institutionId}`);
    expect(stays.text, 'not a member there').to.include(name);
    const afresh = await signInToConsole(at, agent, { secondFactor: false });
    expect((await afresh.walk(elsewhere)).text, 'from a mail').to.include(name);
  });

  it('R59 to the proof of an event stands only where the log has it already', async () => {
    const auditor = await createStaff(at, ['auditor']);
    const browser = await signInToConsole(at, auditor);
    const proofs = async () =>
      [...(await browser.walk('/admin/audit')).text.matchAll(/href="(\/admin\/audit\/proof\?event=\d+)"/g)].map(
        ([, href = '']) => href,
      );
    const { db } = at.database;
    await until(
      async () => (await db.row(`select 1 from audit_pending limit 1`)) === undefined,
      'all events are sealed',
    );
    const logs = at.app.transparency;
    const waiting = await logs.sizeOf('events');
    const sealed = await db.row<{ last: number }>(`select max(position)::int as last from audit_seals`);
    expect(sealed?.last).to.be.greaterThan(waiting);
    for (const href of await proofs()) expect((await browser.walk(href)).status, `${href}, before`).to.equal(200);
    await logs.grow();
    const found = await proofs();
    expect(found).to.not.be.empty;
    for (const href of found) expect((await browser.walk(href)).status, href).to.equal(200);
  });
});
