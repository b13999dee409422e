import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { label } from '../../../src/accounts/account/account.ts';
import type { Member } from '../../../src/actor.ts';
import { sealNext } from '../../../src/audit/sealer.ts';
import { days } from '../../../src/clock.ts';
import type { ScheduledJob } from '../../../src/jobs/job.ts';
import { createCitizen, createClient, operator, password, startApp, type TestApp } from '../../support/app.ts';
import { authorization, createBrowser, signIn } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { createMember, createStaff } from '../../support/console.ts';
import { columnsOf, foundIn } from './everywhere.ts';

describe('R04 data of an erased account three years after the erasure', function () {
  this.timeout(300_000);
  // The functions of the database that let something go do so by its own clock as well.
  const clock = testClock(new Date(Date.now() - 4 * 365 * 86_400_000).toISOString());
  const phone = '19900000006';
  const address = '203.0.113.66';
  const device = 'HarmonyOS 独有浏览器';
  const email = 'lonely.traveller@example.org';
  const username = 'lonely_traveller';
  let at: TestApp;
  let accountId: string;
  let masked: string;

  before(async () => {
    at = await startApp(import.meta.filename, { clock, env: { THROTTLE: 'off' } });
  });
  after(() => at.close());
  const db = () => at.database.db;

  const scheduled = (): ScheduledJob[] =>
    at.app.modules.flatMap(({ jobs = [] }) => jobs).flatMap((job) => ('run' in job ? [job] : []));
  async function runAll(): Promise<void> {
    for (const job of scheduled()) await job.run(clock.now());
  }
  const sealAll = () => db().transaction((trx) => sealNext(trx, at.app.keys.auditKey, 10_000));
  const needles = () => [phone, '独孤一行', masked, address, device, email, username, '199****0006'];

  it('is nothing that names them: no phone, name, masked name, address or device in any column of any table', async () => {
    const account = await createCitizen(at, username, { phone, email });
    accountId = account.id;
    await db().run(`update accounts set nickname = '独孤一行' where id = $1`, [accountId]);
    await new Promise((resolve) => setTimeout(resolve, 600)); // cached data expire
    const found = await at.app.accounts.find(accountId);
    if (found === undefined) throw new Error('nobody there');
    masked = label(found);
    expect(masked).to.match(/^独.*（199\*{4}0006）$/);

    // A life: logins, refused ones, a platform, an institution that was joined and left, support, an incident, a copy.
    const partner = await createClient(at);
    await signIn(createBrowser(at.origin), authorization(partner.clientId), username);
    const occasion = { method: 'password', address, device, clientId: partner.clientId } as const;
    const known = await at.app.accounts.find(accountId);
    if (known === undefined) throw new Error('nobody there');
    await at.app.db.transaction((trx) => at.app.accounts.recordLogin(trx, known, occasion));
    await at.app.accounts.recordRefusal(accountId, accountId, occasion);
    const owner = await createMember(at);
    const as: Member = {
      kind: 'member',
      accountId: owner.accountId,
      institutionId: owner.institutionId,
      role: 'owner',
    };
    await at.app.invitations.invite(as, owner.institutionId, { phone, post: 'agent' });
    const [invitation] = await at.app.invitations.pendingFor(accountId);
    await at.app.invitations.accept({ kind: 'citizen', accountId }, invitation?.id ?? '');
    const { token } = await at.app.invitationLinks.inviteByLink(as, owner.institutionId, { post: 'reader' });
    await at.app.members.remove(as, owner.institutionId, accountId);
    await at.app.invitationLinks.acceptLink({ kind: 'citizen', accountId }, token);
    await at.app.accounts.grantRole(operator, accountId, { role: 'support' });
    await at.app.accounts.revokeRole(operator, accountId, 'support');
    await at.app.consoleSessions.begin(
      { accountId, authTime: clock.now(), enrolmentProvedAt: undefined, address, device },
      undefined,
    );
    const guard = await createStaff(at, ['security', 'administrator']);
    const staff = { kind: 'staff', accountId: guard.accountId, roles: ['security', 'administrator'] } as const;
    await at.app.accounts.lock(staff, accountId, '核实');
    await at.app.accounts.unlock(staff, accountId, '核实无误');
    const desk = at.app.incidentDesk;
    const { id: incident } = await opened(staff);
    const frozen = await desk.freezes.start(staff, incident, { kind: 'account', target: phone, reason: '核查登录' });
    if ('problems' in frozen) throw new Error(JSON.stringify(frozen.problems));
    await db().run(`update accounts set locked_at = null where id = $1`, [accountId]);
    await at.app.privacy.exports.ask(accountId);
    expect((await foundIn(db(), needles())).length, 'something is there to be found').to.be.above(8);

    clock.advance(60);
    await new Promise((resolve) => setTimeout(resolve, 600));
    const asked = await at.app.privacy.deletions.ask(accountId, { password, understood: true, device });
    expect(asked, JSON.stringify(asked)).to.have.key('dueAt');
    await sealAll();
    for (const step of [16, ...Array.from({ length: 8 }, () => 30), ...Array.from({ length: 10 }, () => 90)]) {
      clock.advance(days(step));
      await db().run(`update jobs set done_at = $1 where done_at is null and queue <> 'privacy.export'`, [clock.now()]);
      await runAll();
      await sealAll();
    }

    expect((await at.app.accounts.find(accountId))?.deletedAt).not.to.equal(undefined);
    expect(await foundIn(db(), needles())).to.deep.equal([]);
    const report = await at.app.audit.verify(operator);
    expect(report.broken).to.equal(undefined);
    expect(report.personsEnded).to.be.above(4);
    expect((await columnsOf(db())).size).to.be.above(90);

    async function opened(actor: typeof staff) {
      const made = await desk.incidents.open(actor, incidentForm());
      if ('problems' in made) throw new Error(JSON.stringify(made.problems));
      return made;
    }
  });

  it('is no row whose time is over, in any table that has one', async () => {
    const left: string[] = [];
    for (const { table, kept } of await at.app.personal()) {
      if (kept.term.until !== 'time' || kept.term.column === undefined) continue;
      const before = new Date(clock.now().getTime() - kept.term.seconds * 1000);
      const rows = await db().rows(`select 1 from ${table} where ${kept.term.column} < $1 limit 1`, [before]);
      if (rows.length > 0) left.push(table);
    }
    expect(left).to.deep.equal([]);
  });

  const incidentForm = () => ({
    ...{ title: '核查一个账号', summary: '值班发现异常登录', level: 'minor' },
    foundAt: clock.now().toISOString(),
  });
});
