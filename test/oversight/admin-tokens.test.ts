import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createApi, createProgram } from '../support/api.ts';
import { operator, startApp, type TestApp } from '../support/app.ts';
import type { Page } from '../support/citizen.ts';
import { testClock } from '../support/clock.ts';
import { type Colleague, createStaff, enrol, signInToConsole } from '../support/console.ts';
import { fill } from '../support/fill.ts';
import { remember } from '../support/record.ts';
import { refusal } from '../support/refusal.ts';

describe('an admin token', () => {
  // The provider's sessions live in real time, so this begins there.
  const clock = testClock(new Date(performance.timeOrigin + performance.now()).toISOString());
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  const list = '/admin/submissions';
  const status = async ({ call }: Pick<Awaited<ReturnType<typeof createProgram>>, 'call'>) =>
    (await call('get', list)).status;
  const reviewer = () => createProgram(at, ['reviewer'], ['admin:review']);

  it('stands in a list that goes on page by page, however many there are', async () => {
    const person = await createStaff(at, ['reviewer']);
    await fill(at.database.db, 'admin_tokens', 120, {
      ...{ account_id: `'${person.accountId}'`, name: `'凭证 ' || lpad(n::text, 3, '0')`, scopes: `'{admin:review}'` },
      ...{
        hash: `decode(md5(n::text || '${person.accountId}'), 'hex')`,
        created_at: `timestamptz '${clock.now().toISOString()}' - n * interval '1 second'`,
      },
      expires_at: `timestamptz '${clock.now().toISOString()}' + interval '1 day'`,
    });
    const browser = await signInToConsole(at, person);
    const names: string[] = [];
    let path: string | undefined = '/admin/tokens';
    for (let turn = 0; path !== undefined && turn < 5; turn += 1) {
      const { text }: Page = await browser.walk(path);
      names.push(...[...text.matchAll(/凭证 \d{3}(?=<br>)/g)].map(([name]) => name));
      path = /href="(\/admin\/tokens\?before=[^"]+)">更早/.exec(text)?.[1];
    }
    expect(new Set(names).size).to.equal(120);
    expect(names).to.have.lengthOf(120);
  });

  it('is made on a page, after a fresh second factor, and shown once', async () => {
    const person = await createStaff(at, ['reviewer']);
    const browser = await signInToConsole(at, person);
    const page = await browser.walk('/admin/tokens/new');
    expect(page.text).to.include('查看和审核申请').and.not.include('读取审计记录');
    const wrong = await browser.submit(page, { name: '', life: '8' });
    expect(wrong.status).to.equal(422);
    expect(wrong.text).to.include('请填写用途').and.include('请选择能做的事');
    const made = await browser.submit(wrong, { name: '夜间核对', life: '8', 'scopes.admin:review': '1' });
    const value = remember(/ncc_admin_[\w-]{43}/.exec(made.text)?.[0]);
    expect(made.status).to.equal(200);
    expect(made.headers.get('cache-control')).to.equal('no-store');
    expect((await createApi(at, value)('get', list)).status).to.equal(200);
    const overview = await browser.walk('/admin/tokens');
    expect(overview.text).to.include('夜间核对').and.include('生效中').and.not.include(String(value));
    const stored = await at.database.db.rows(`select t::text as row from admin_tokens t`);
    expect(JSON.stringify(stored)).not.to.include(String(value));
    const ended = await browser.submit(overview);
    expect(ended.text).to.include('已作废');
    expect((await createApi(at, value)('get', list)).status).to.equal(401);
  });

  it('asks for the second factor again after half an hour', async () => {
    const browser = await signInToConsole(at, await createStaff(at, ['reviewer']));
    for (const minutes of [10, 19]) {
      clock.advance(minutes * 60);
      expect((await browser.walk('/admin/tokens/new')).url.pathname).to.equal('/admin/tokens/new');
    }
    clock.advance(2 * 60);
    expect((await browser.walk('/admin/tokens/new')).url.pathname).to.equal('/console/confirm');
  });

  it('cannot be had without a second factor, nor for scopes beyond the roles, nor for longer than 7 days', async () => {
    const { accountId } = await createStaff(at, ['reviewer']);
    const actor = { kind: 'staff', accountId, roles: ['reviewer'] } as const;
    const mint = (more: object) =>
      at.app.adminTokens.mint(actor, { name: '试', scopes: 'admin:review', life: '8', ...more }).then(
        () => 'minted',
        (error) => error.code,
      );
    expect(await mint({})).to.equal('forbidden');
    await enrol(at, { accountId });
    expect(await mint({})).to.equal('minted');
    for (const more of [
      { scopes: 'admin:audit' },
      { scopes: 'resource:read' },
      { scopes: '' },
      { life: '169' },
      { life: '' },
    ])
      expect(await mint(more), JSON.stringify(more)).to.equal('validation_failed');
  });

  it('opens exactly its scopes, and lists them', async () => {
    const program = await createProgram(at, ['reviewer', 'auditor'], ['admin:audit']);
    expect((await program.call('get', '/admin/audit')).status).to.equal(200);
    const refused = await program.call('get', list);
    expect([refused.status, refused.body.code]).to.deep.equal([403, 'insufficient_scope']);
    expect(refused.headers.get('www-authenticate')).to.equal(
      'Bearer realm="admin-api", error="insufficient_scope", scope="admin:review"',
    );
  });

  it('is not taken in the query, nor in the place of a partner’s, nor a partner’s in its place', async () => {
    const { value } = await reviewer();
    expect((await fetch(`${at.origin}/api/v1${list}?access_token=${value}`)).status).to.equal(401);
    expect((await createApi(at, value)('get', '/me')).status).to.equal(401);
    expect((await createApi(at, 'ncc_admin_nobody')('get', list)).status).to.equal(401);
    expect((await createApi(at)('get', list)).headers.get('www-authenticate')).to.equal('Bearer realm="admin-api"');
  });

  it('ends at its time, to the second', async () => {
    const program = await reviewer();
    clock.advance(8 * 3600 - 1);
    expect(await status(program)).to.equal(200);
    clock.advance(1);
    expect(await status(program)).to.equal(401);
  });

  for (const [what, end] of Object.entries({
    'a lock of the account': ({ accountId }: Colleague) => at.app.accounts.lock(operator, accountId, '离职'),
    'the end of all sessions': ({ accountId }: Colleague) => at.app.accounts.endSessions(operator, accountId),
    'the loss of the second factor': ({ accountId }: Colleague) =>
      at.database.db.run(`delete from second_factors where account_id = $1`, [accountId]),
    'another second factor': ({ accountId }: Colleague) => enrol(at, { accountId }),
    'the loss of the last role': ({ accountId }: Colleague) =>
      at.app.accounts.revokeRole(operator, accountId, 'reviewer'),
  }))
    it(`ends with ${what}`, async () => {
      const program = await reviewer();
      expect(await status(program)).to.equal(200);
      clock.advance(1);
      await end(program.person);
      expect(await status(program)).to.equal(401);
    });

  it('has the roles of the moment, not those of the day it was made', async () => {
    const program = await createProgram(at, ['reviewer', 'statistics'], ['admin:review']);
    expect(await status(program)).to.equal(200);
    await at.app.accounts.revokeRole(operator, program.person.accountId, 'reviewer');
    expect(await status(program)).to.equal(403);
    await at.app.accounts.grantRole(operator, program.person.accountId, { role: 'reviewer' });
    expect(await status(program)).to.equal(200);
  });

  it('is ended by its owner, and by the guards of the system', async () => {
    const mine = await reviewer();
    const [token] = await at.app.adminTokens.list(mine.actor);
    const other = await reviewer();
    expect(await at.app.adminTokens.list(other.actor)).to.have.length(1);
    const refused = at.app.adminTokens.revoke(other.actor, token?.id ?? '');
    expect(await refused.catch((error) => error.code)).to.equal('not_found');
    const { accountId } = await createStaff(at, ['security']);
    await at.app.adminTokens.revoke({ kind: 'staff', accountId, roles: ['security'] }, token?.id ?? '');
    expect(await status(mine)).to.equal(401);
  });

  it('counts towards the maximum of an account only while it lives', async () => {
    const { actor: staff } = await reviewer();
    const mint = () => at.app.adminTokens.mint(staff, { name: '夜间核对', life: '8', scopes: 'admin:review' });
    for (let made = 1; made < 20; made += 1) remember((await mint()).value);
    expect((await refusal(mint())).message).to.include('oversight.most_tokens');
    const [one] = await at.app.adminTokens.list(staff);
    await at.app.adminTokens.revoke(staff, one?.id ?? '');
    remember((await mint()).value);
    expect((await refusal(mint())).message).to.include('oversight.most_tokens');
  });

  it('makes no other tokens', async () => {
    const { actor } = await reviewer();
    const made = at.app.adminTokens.mint({ ...actor, via: 'x' }, { name: '试', scopes: 'admin:review', life: '8' });
    expect(await made.catch((error) => error.code)).to.equal('forbidden');
  });

  it('notes its last use, at most once a minute', async () => {
    const program = await reviewer();
    const used = async () => (await at.app.adminTokens.list(program.actor))[0]?.lastUsedAt;
    expect(await used()).to.equal(undefined);
    await status(program);
    const first = clock.now();
    clock.advance(30);
    await status(program);
    expect(await used()).to.deep.equal(first);
    clock.advance(31);
    await status(program);
    expect(await used()).to.deep.equal(clock.now());
  });

  it('is audited when it is made and ended, without its value', async () => {
    const program = await reviewer();
    const [{ id = '' } = {}] = await at.app.adminTokens.list(program.actor);
    await at.app.adminTokens.revoke(program.actor, id);
    const rows = await at.database.db.rows<{ verb: string; details: object }>(
      `select verb, details from audit_events where subject_kind = 'admin_token' and subject_id = $1 order by id`,
      [id],
    );
    expect(rows.map(({ verb }) => verb)).to.deep.equal(['admin_token.create', 'admin_token.revoke']);
    expect(JSON.stringify(rows)).not.to.include(program.value);
  });
});
