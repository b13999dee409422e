import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Job } from '../../../src/jobs/job.ts';
import { createCitizen, password, startApp, type TestApp } from '../../support/app.ts';
import { authorization, createBrowser, post } from '../../support/citizen.ts';
import { columnsOf, foundIn } from './everywhere.ts';
import { type Filled, fill, signInAt } from './filled.ts';
import { unpacked } from './unpacked.ts';

describe('R04 the rights of a person', function () {
  this.timeout(90_000);
  let at: TestApp;
  let filled: Filled;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    filled = await fill(at);
  });
  after(() => at.close());

  const jobs = (): readonly Job[] => at.app.modules.flatMap((module) => module.jobs ?? []);
  async function makeExport(id: string): Promise<void> {
    const job = jobs().find((each) => 'queue' in each && each.queue === 'privacy.export');
    if (job === undefined || !('queue' in job)) throw new Error('no such job');
    await job.handle({ id }, 1);
  }
  async function erase(): Promise<void> {
    const job = jobs().find((each) => 'name' in each && each.name === 'privacy.erase');
    if (job === undefined || !('name' in job)) throw new Error('no such job');
    await job.run(at.app.clock.now());
  }
  const newestOf = async (accountId: string) => (await at.app.privacy.exports.list(accountId))[0];
  const db = () => at.database.db;

  describe('a copy of everything (C11)', () => {
    it('holds every row of every table that names the person, as JSON and as pages', async () => {
      const { accountId, phone } = filled.member;
      await at.app.privacy.exports.ask(accountId);
      const asked = await newestOf(accountId);
      await makeExport(asked?.id ?? '');
      const made = await newestOf(accountId);
      expect(made).to.include({ state: 'ready' });
      const files = await unpacked((await at.app.privacy.exports.open(accountId, made?.id ?? '')).bytes);
      const missing: string[] = [];
      let withRows = 0;
      const seen = new Set<string>();
      for (const [index, table] of (await at.app.personal())
        .filter(({ exported }) => Object.keys(exported).length > 0)
        .entries()) {
        if (table.accountIn.length === 0) continue;
        const name = seen.has(table.table) ? `${table.table}_${index}` : table.table;
        seen.add(table.table);
        const condition = table.accountIn.map((column) => `${column}::text = $1`).join(' or ');
        const [count] = await db().rows<{ n: number }>(
          `select count(*)::int as n from ${table.table} where ${condition}`,
          [accountId],
        );
        const rows: object[] = JSON.parse(files.get(`data/${name}.json`) ?? '[]');
        // Later rows: the audit of this very download, the export itself.
        if (rows.length < (count?.n ?? 0) - 2 || (rows.length === 0 && (count?.n ?? 0) > 0))
          missing.push(`${name}: ${rows.length} of ${count?.n}`);
        if (rows.length > 0) withRows += 1;
        expect(files.has(`pages/${name}.html`), name).to.equal(true);
      }
      expect(missing).to.deep.equal([]);
      expect(withRows).to.be.above(15);
      const [account] = JSON.parse(files.get('data/accounts.json') ?? '[]');
      expect(account).to.include({ phone, id: accountId });
      const events: { verb: string; details: Record<string, unknown> | null }[] = JSON.parse(
        files.get('data/audit_events.json') ?? '[]',
      );
      const login = events.find(({ verb }) => verb === 'account.login');
      expect(login?.details).to.include({ method: 'password', address: '127.0.0.1' }).and.have.property('client');
      // Details of a member's acts for the institution may name others.
      expect(events.find(({ verb }) => verb.startsWith('submission.'))).to.include({ details: null });
      expect(files.get('kinds.html')).to.contain('登录记录').and.contain('最多再留一个月');
      const mail = files.get('index.html') ?? '';
      expect(mail).to.contain('，您好').and.contain(phone).and.contain('最近的登录').and.contain('密码');
      expect(mail, 'only of the kinds that there are').not.to.match(/[ >]0 条/);
      expect(mail, 'platforms by name, verbs in Chinese').not.to.match(/ncc_|account\.login/);
      expect(files.get('pages/audit_events.html')).to.contain('<td>登录</td>');
      expect(JSON.parse(files.get('fields.json') ?? '{}').accounts).to.include({ phone: '手机号' });
      expect(files.get('README.txt')).to.contain('RFC 8259');
    });

    it('is made once a day, for its owner alone, and lies sealed', async () => {
      const { accountId, phone } = filled.member;
      const again = await at.app.privacy.exports
        .ask(accountId)
        .catch((error: { fact?: { code: string } }) => error.fact?.code);
      expect(again).to.equal('privacy.export_today');
      const made = await newestOf(accountId);
      const stranger = at.app.privacy.exports.open(filled.staff.accountId, made?.id ?? '');
      expect(await stranger.catch((error: { status: number }) => error.status)).to.equal(404);
      expect(await foundIn(db(), [phone])).to.deep.equal([]);
    });

    it('goes on after a process that died at it, and is gone after 7 days', async () => {
      const { accountId } = filled.staff;
      await at.app.privacy.exports.ask(accountId);
      const id = (await newestOf(accountId))?.id ?? '';
      await db().run(
        `insert into personal_export_parts (export_id, position, bytes) values ($1, 0, 'rest'), ($1, 7, 'rest')`,
        [id],
      );
      await makeExport(id);
      const files = await unpacked((await at.app.privacy.exports.open(accountId, id)).bytes);
      expect([...files.keys()].at(-1)).to.equal('index.html');
      await db().run(`update personal_exports set expires_at = $2 where id = $1`, [id, at.app.clock.now()]);
      expect(
        await at.app.privacy.exports.open(accountId, id).catch((error: { status: number }) => error.status),
      ).to.equal(404);
      const purge = jobs().find((each) => 'name' in each && each.name === 'privacy.purge_exports');
      if (purge && 'run' in purge) await purge.run(at.app.clock.now());
      expect(await db().rows(`select 1 from personal_export_parts where export_id = $1`, [id])).to.deep.equal([]);
    });
  });

  describe('as the operators show them once a year', () => {
    it('are counted for the yearly audit, from the present rows', async () => {
      const staff = { kind: 'staff', accountId: filled.staff.accountId, roles: ['auditor'] } as const;
      const [year = 0] = at.app.privacy.report.years();
      const { people, granted, exports, deletions, withdrawals, access } = await at.app.privacy.report.ofYear(
        staff,
        year,
      );
      const living = await db().row<{ n: number }>(
        `select count(*)::int as n from accounts where deleted_at is null and test_of is null and verifies is null`,
      );
      expect(people).to.include({ all: living?.n, closing: 0 });
      expect(granted.find(({ people: number }) => number === 2)?.scopes).to.include({ phone: 2, profile: 2 });
      expect(exports).to.include({ asked: 2, made: 2 });
      expect(deletions).to.include({ asked: 0, done: 0 });
      expect(withdrawals).to.equal(0);
      expect(access).to.be.an('array');
      const reader = { ...staff, roles: ['support'] as const };
      expect(
        await at.app.privacy.report.ofYear(reader, year).catch((error: { status: number }) => error.status),
      ).to.equal(403);
    });
  });

  describe('the deletion of the account (C13)', () => {
    const ask = (accountId: string, more: object = {}) =>
      at.app.privacy.deletions.ask(accountId, { password, understood: true, device: 'Firefox', ...more });

    it('is refused while others depend on the account, and without the password', async () => {
      expect(await ask(filled.member.accountId)).to.nested.include({
        'problems.form.code': 'privacy.owner_left',
        'problems.form.params.count': 1,
      });
      expect(await ask(filled.staff.accountId)).to.nested.include({ 'problems.form.code': 'privacy.role_left' });
      const { id } = await createCitizen(at, 'careful');
      expect(await ask(id, { password: 'wrong-horse-5' })).to.nested.include({
        'problems.password.code': 'accounts.wrong_current',
      });
      expect(await ask(id, { understood: false })).to.nested.include({
        'problems.understood.code': 'privacy.not_understood',
      });
      expect(await at.app.privacy.deletions.standing(id)).to.equal(undefined);
    });

    it('ends every token at once, blocks logins at platforms, and can be taken back there', async () => {
      const { id } = await createCitizen(at, 'hesitant', { phone: '13900008801' });
      const { tokens } = await signInAt(at, filled.partner, 'hesitant');
      const userinfo = async () =>
        (await fetch(`${at.origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${tokens.access_token}` } }))
          .status;
      expect(await userinfo()).to.equal(200);
      expect(await ask(id)).to.have.key('dueAt');
      expect(await userinfo()).to.equal(401);
      const refreshed = await post(at.origin, '/oidc/token', filled.partner, {
        grant_type: 'refresh_token',
        refresh_token: String(tokens.refresh_token),
      });
      expect(refreshed.status).to.equal(400);
      const told = await db().rows<{ payload: { clientId: string } }>(
        `select payload from jobs where queue = 'backchannel-logout' and payload->>'accountId' = $1`,
        [id],
      );
      expect(told.map(({ payload }) => payload.clientId)).to.include(filled.partner.clientId);

      const browser = createBrowser(at.origin);
      let page = await browser.walk(authorization(filled.partner.clientId).url);
      page = await browser.submit(page, { username: 'hesitant', password, agree: '1' });
      expect(page.text).to.contain('这个账号正在注销').and.to.contain('撤销注销，继续登录');
      page = await browser.submit(page);
      expect(page.url.searchParams.get('code'), page.text.slice(0, 500)).not.to.equal(null);
      expect(await at.app.privacy.deletions.standing(id)).to.equal(undefined);
    });

    it('shows on each page of the account centre how long it can be taken back, and lets nothing else be done', async () => {
      const { id } = await createCitizen(at, 'waiting', { phone: '13900008802' });
      await ask(id);
      const browser = createBrowser(at.origin);
      let page = await browser.walk('/account/logins');
      page = await browser.submit(page, { username: 'waiting', password, agree: '1' });
      expect(page.text).to.contain('15 天后注销');
      page = await browser.walk('/account/grants');
      expect(page.text).to.contain('15 天后注销');
      page = await browser.submit(page); // the banner's form is the first one
      expect(page.url.pathname).to.equal('/account/privacy');
      expect(page.text).not.to.contain('天后注销</b>');
      expect(await at.app.privacy.deletions.standing(id)).to.equal(undefined);
    });

    it('leaves nothing of the person in any column of any table, and a number that never comes back', async () => {
      const { accountId, phone, username } = filled.member;
      const nickname = '某某溪边独一人';
      await db().run(`update accounts set nickname = $2 where id = $1`, [accountId, nickname]);
      const subOf = async (name: string) => {
        const { tokens } = await signInAt(at, filled.partner, name);
        return String(JSON.parse(Buffer.from(String(tokens.id_token).split('.')[1] ?? '', 'base64url').toString()).sub);
      };
      const sub = await subOf(username);
      // 先移交: another owner keeps the institution.
      await db().run(`delete from members where account_id = $1`, [accountId]);
      expect(await ask(accountId)).to.have.key('dueAt');
      await erase();
      expect(await at.app.privacy.deletions.standing(accountId), 'not before its day').not.to.equal(undefined);
      await db().run(`update account_deletions set due_at = $2 where account_id = $1`, [accountId, at.app.clock.now()]);
      await db().run(`update jobs set done_at = $1 where done_at is null`, [at.app.clock.now()]); // jobs that were running 15 days ago
      await Promise.all([erase(), erase()]); // two nodes at once

      const hash = at.app.keys.seal.index(phone, 'accounts phone');
      expect(await foundIn(db(), [phone, username, nickname, hash])).to.deep.equal([]);
      const stays = (await at.app.personal()).flatMap(({ table, accountIn, mentionedIn = [], atDeletion }) =>
        atDeletion === 'pseudonymous' || table === 'accounts' || table === 'incident_freezes'
          ? [...accountIn, ...mentionedIn].map((column) => `${table}.${column}`)
          : [],
      );
      const found = await foundIn(db(), [accountId]);
      expect(found.filter((column) => !stays.includes(column))).to.deep.equal([]);
      const columns = await columnsOf(db());
      const [left] = await db().rows<Record<string, unknown>>(`select * from accounts where id = $1`, [accountId]);
      const filledIn = [...(columns.get('accounts') ?? [])].filter(
        (name) => left?.[name] !== null && left?.[name] !== '',
      );
      expect(filledIn).to.have.members(['id', 'deleted_at', 'sessions_valid_from', 'created_at', 'updated_at']);

      const events = await db().rows<{ data: { sub: string }; institution_id: string }>(
        `select data, institution_id from (select data, institution_id, type from event_arrivals union all select data, institution_id, type from events) e where type = 'subject.deleted'`,
      );
      expect(events).to.deep.include({ data: { sub }, institution_id: filled.partner.institutionId });
      expect(events.filter(({ data }) => data.sub === sub)).to.have.length(1);
      await createCitizen(at, username, { phone });
      expect(await subOf(username)).not.to.equal(sub);
    });
  });
});
