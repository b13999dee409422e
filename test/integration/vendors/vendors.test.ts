import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import type { Member } from '../../../src/actor.ts';
import { createBulkRenewal } from '../../../src/applications/validity/bulk-renewal.ts';
import type { Connection, Database } from '../../../src/database/open.ts';
import { type Ability, abilities } from '../../../src/integration/vendors/abilities.ts';
import { authorised } from '../../../src/integration/vendors/store.ts';
import { createClient, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember, signInToConsole } from '../../support/console.ts';
import { copyRow } from '../../support/copies.ts';
import { asMember } from '../../support/institutions.ts';
import { refusal } from '../../support/refusal.ts';
import { authorise, createVendor } from '../../support/vendors.ts';
import { headingOf } from '../../support/words.ts';

/** How something is refused, as the log has it. */
const refused = async (work: Promise<unknown>) => (await refusal(work)).message;

describe('R02 服务的机构: a developer of many institutions', () => {
  let at: TestApp;
  const clock = testClock('2026-11-24T10:00:00+08:00');
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());
  beforeEach(() => clock.set('2026-11-24T10:00:00+08:00'));

  async function served(lasts = 90) {
    const { person, vendor, name } = await createVendor(at);
    const hall = await createMember(at);
    const owner = asMember(hall);
    const { clientId } = await createClient(
      at,
      {
        name: '青溪云',
        homeUrl: 'https://m.qx.example.cn/',
        purpose: '活动报名时填写联系人。',
        scope: 'openid profile',
        redirectUris: ['https://m.qx.example.cn/callback'],
        ...{ contactName: '陈静', contactPhone: '13800008111', contactEmail: 'chenjing@qx.example.cn' },
      },
      { institutionId: hall.institutionId },
    );
    const id = await authorise(at, owner, name, lasts);
    return { person, vendor, name, hall, owner, clientId, id };
  }

  it('shows nothing of its desk to a member who is limited to AKs of the developer itself', async () => {
    const { vendor, clientId } = await served();
    const limited = { ...vendor, role: 'developer' as const, applications: ['ncc_aaaaaaaaaaaaaaaaaaaa'] };
    expect((await at.app.vendors.served({ ...vendor, role: 'developer' })).map((each) => each.clientId)).to.include(
      clientId,
    );
    for (const applications of [limited.applications, [clientId], []]) {
      const actor = { ...limited, applications };
      expect(await refused(at.app.vendors.served(actor))).to.include('vendors.no_vendor');
      expect(await refused(at.app.vendors.look(actor, clientId))).to.include('vendors.no_vendor');
      expect(await refused(at.app.vendors.renew(actor, [clientId]))).to.include('vendors.no_vendor');
    }
  });

  it('R02 ends at once for an institution that operators disable: it is served no more and renewed no more', async () => {
    const { vendor, owner, clientId } = await served();
    const clients = async () => (await at.app.vendors.served(vendor)).map((each) => each.clientId);
    expect(await clients()).to.include(clientId);
    await at.app.closing.disable({ kind: 'operator', name: 'test' }, owner.institutionId, '停用');
    expect(await clients()).not.to.include(clientId);
    expect(await refused(at.app.vendors.renew(vendor, [clientId]))).to.include('vendors.nothing_to_renew');
  });

  it('R30 renews the renewable AKs in one click, which shows the date; each AK has its audit event, and stays the institution’s', async () => {
    const { person, vendor, name, owner, clientId } = await served();
    const other = asMember(await createMember(at));
    const two = await createClient(at, { name: '澜江云' }, { institutionId: other.institutionId });
    const dead = await createClient(at, { name: '岚城云' }, { institutionId: other.institutionId });
    const foreign = await createClient(at, { name: '别家' }, {});
    await authorise(at, other, name);
    await at.app.applications.disable({ kind: 'operator', name: 'test' }, dead.clientId, '停用');
    clock.set('2026-12-20T10:00:00+08:00');
    const browser = await signInToConsole(at, person);
    const page = await browser.walk('/console/vendor');
    expect(page.text).to.include('受 2 家机构委托，共 3 个 AK').and.to.include('都延长到 2027年1月19日 23:59');
    expect(page.text).not.to.include('别家');

    const renewed = await at.app.vendors.renew(vendor, [clientId, two.clientId, dead.clientId, foreign.clientId]);
    expect(renewed.map((each) => each.clientId).toSorted()).to.deep.equal([clientId, two.clientId].toSorted());
    for (const each of [clientId, two.clientId]) {
      const { expiresAt, institutionId } = await at.app.applications.get(each);
      expect(expiresAt?.toISOString()).to.equal('2027-01-19T15:59:59.000Z');
      expect([owner.institutionId, other.institutionId]).to.include(institutionId);
      const events = await at.database.db.rows<{ actor_id: string; details: object }>(
        `select actor_id, details from audit_events where verb = 'application.renew' and subject_id = $1`,
        [each],
      );
      expect(events).to.have.length(1);
      expect(events[0]?.actor_id).to.equal(vendor.accountId);
      expect(events[0]?.details).to.include({ vendor: name });
    }
    expect((await at.app.applications.get(foreign.clientId)).expiresAt?.toISOString()).not.to.include('2027-01-19');
    expect((await at.app.history.read(owner, { kind: 'keys' })).lines[0]?.says.code).to.equal('history.ak_renewed');
  });

  it('renews a thousand AKs in as many statements as one, within five seconds, each in the sealed audit', async () => {
    const { vendor, owner } = await served();
    await at.database.db.run(
      `insert into applications (client_id, institution_id, name, scope, api_scope, token_endpoint_auth_method, redirect_uris,
         expires_at, tokens_valid_from, created_at, updated_at)
       select 'many-' || n, $1, '应用 ' || n, 'openid', '', 'client_secret_basic', '{}', $2::timestamptz, $2, $2, $2
       from generate_series(1, 1000) n`,
      [owner.institutionId, clock.now()],
    );
    const ids = Array.from({ length: 1000 }, (_, index) => `many-${index + 1}`);
    let statements = 0;
    const noting = <Asked extends unknown[], Answer>(ask: (...asked: Asked) => Answer) => {
      return (...asked: Asked): Answer => {
        statements += 1;
        return ask(...asked);
      };
    };
    const counting = (trx: Connection): Connection => ({
      ...trx,
      rows: <Row>(text: string, values?: readonly unknown[]) => noting(trx.rows<Row>)(text, values),
      row: <Row>(text: string, values?: readonly unknown[]) => noting(trx.row<Row>)(text, values),
      run: noting(trx.run),
    });
    const db = at.database.db;
    const counted: Database = { ...db, transaction: (work) => db.transaction((trx) => work(counting(trx))) };
    const { tellAll } = at.app.webhooks;
    const { renewMany } = createBulkRenewal({ db: counted, clock, forget: () => undefined, tellAll });
    const numbers: number[] = [];
    for (const some of [ids.slice(0, 1), ids]) {
      statements = 0;
      await renewMany(vendor, some, async () => ({}));
      numbers.push(statements);
    }
    expect(numbers[1]).to.equal(numbers[0]).and.to.be.below(10);

    const began = performance.now();
    expect(await at.app.vendors.renew(vendor, ids)).to.have.length(1000);
    const seconds = (performance.now() - began) / 1000;
    console.info(`      a thousand AKs in ${seconds.toFixed(2)} s`);
    expect(seconds).to.be.below(5);
    const row = await db.row<{ count: number }>(
      `select count(distinct subject_id)::int as count from audit_events where verb = 'application.renew' and subject_id like 'many-%' and mac is not null`,
    );
    expect(row?.count).to.equal(1000);
    expect((await at.app.audit.verify({ kind: 'operator', name: 'test' })).broken).to.equal(undefined);
  });

  it('shows every AK that it looks after, however many there are', async () => {
    const { vendor, owner, clientId } = await served();
    const changes = { client_id: `'more-' || n` };
    await copyRow(at.database.db, 'applications', { where: `client_id = '${clientId}'`, times: 5_050, changes });
    const mine = (await at.app.vendors.served(vendor)).filter((each) => each.institutionId === owner.institutionId);
    expect(mine).to.have.lengthOf(5_051);
  });

  it('sees the calls of its AKs, verifies them, and applies for other addresses, of which the owner hears', async () => {
    const { person, vendor, hall, owner, clientId, name } = await served();
    at.app.integrationLog.record({
      ...{ endpoint: 'token', clientId, requestId: 'r' },
      refusal: { error: 'invalid_grant' },
    });
    await at.app.integrationLog.flush();
    const browser = await signInToConsole(at, person);
    const page = await browser.walk(`/console/vendor/${clientId}`);
    expect(page.text).to.include('invalid_grant').and.to.include('去验证');
    expect((await browser.walk('/console/vendor?show=failing')).text).to.include('1 次');
    const self = await at.app.vendors.standIn(vendor, 'verify', clientId);
    const run = await at.app.verification.start(self, clientId, {
      stack: 'node',
      loginUrl: 'https://m.qx.example.cn/login',
    });
    const running = await browser.walk(`/console/vendor/verification/${clientId}/${run.id}`);
    expect(running.status).to.equal(200);
    expect(running.text).to.include('href="/console/vendor"');

    // An AK that an operator entered has no papers yet: the owner completes them.
    const change = at.app.vendors.changeRedirects(vendor, clientId, 'https://m.qx.example.cn/new');
    expect(await refused(change)).to.include('vendors.papers_incomplete');
    expect(await refused(at.app.vendors.changeRedirects(vendor, clientId, 'nonsense'))).to.include('to_correct');
    await at.database.db.run(`update applications set approved = $2 where client_id = $1`, [
      clientId,
      at.app.keys.seal.seal(JSON.stringify({ contactPosition: '数字文化部主任' }), `applications.approved.${clientId}`),
    ]);
    await at.app.vendors.changeRedirects(vendor, clientId, 'https://m.qx.example.cn/new');
    const [sent] = await at.app.review.list(
      { institutionId: hall.institutionId, kinds: ['application'] },
      undefined,
      5,
    );
    expect(sent?.state).to.equal('submitted');
    const inbox = await at.app.notices.inbox(owner.accountId);
    expect(inbox.map(({ title }) => title)).to.include(
      headingOf('vendors.redirects_letter', { vendor: name, application: '青溪云' }),
    );
    expect(await refused(at.app.vendors.changeRedirects(vendor, clientId, 'https://m.qx.example.cn/2'))).to.include(
      'vendors.change_under_way',
    );
  });

  describe('an authorisation', () => {
    /** Role × ability × AK: combinations without an entry fail. */
    const roles = ['owner', 'agent', 'developer', 'reporter', 'reader'] as const;
    const mayWork: readonly string[] = ['owner', 'agent', 'developer'];

    for (const [name, { may }] of Object.entries(abilities))
      for (const role of roles)
        it(`${name} as ${role} of the developer: ${may && mayWork.includes(role) ? 'yes' : 'no'}`, async () => {
          matrix ??= await served();
          const { vendor, clientId } = matrix;
          if (!isAbility(name)) throw new Error(name);
          const actor: Member = { ...vendor, role };
          const asked = at.app.vendors.mustMay(actor, name, clientId);
          if (may && mayWork.includes(role)) expect((await asked).row.clientId).to.equal(clientId);
          else expect(await refused(asked)).to.match(/vendors\.(may_not|no_vendor)/);
          // The same for an AK of an owner without an authorisation: it does not exist.
          stranger ??= (await createClient(at)).clientId;
          expect(await refused(at.app.vendors.mustMay(actor, name, stranger))).to.match(
            /vendors\.(not_authorised|no_vendor|may_not)/,
          );
        });
    let matrix: Awaited<ReturnType<typeof served>> | undefined;
    let stranger: string | undefined;
    const isAbility = (name: string): name is Ability => Object.hasOwn(abilities, name);

    it('opens none of the institution’s own doors: no SK, no citizens, no figures, no resources', async () => {
      const { person, clientId } = await served();
      const browser = await signInToConsole(at, person);
      for (const path of [
        `/console/applications/${clientId}`,
        `/console/applications/${clientId}/secrets`,
        `/console/applications/${clientId}/calls`,
        `/console/statistics/${clientId}/2026-11-23`,
        `/console/verification/${clientId}`,
      ])
        expect((await browser.walk(path)).status, path).to.equal(404);
      const { text } = await browser.walk(`/console/vendor/${clientId}`);
      expect(text).not.to.match(/ncc_sk_|领取 SK|更换 SK/);
    });

    it('is given by owners to certified developers alone, for a year at most, once', async () => {
      const { owner, name } = await served();
      const give = (actor: Member, vendor: string, endsOn: string) =>
        refused(at.app.vendors.grant(actor, { vendor, endsOn }));
      const hall = await createMember(at);
      const { name: plain } = await at.app.institutions.get(hall.institutionId);
      expect(await give({ ...owner, role: 'agent' }, name, '2026-12-01')).to.include('vendors.owner_grants');
      const fieldOf = async (vendor: string, endsOn: string) =>
        (await refusal(at.app.vendors.grant(owner, { vendor, endsOn }))).fields;
      expect((await fieldOf(plain, '2026-12-01'))?.vendor?.code).to.equal('vendors.vendor_unknown');
      expect((await fieldOf(name, '2026-11-23'))?.endsOn?.code).to.equal('vendors.day_passed');
      expect((await fieldOf(name, '2028-11-23'))?.endsOn?.code).to.equal('vendors.longest');
      expect((await fieldOf(name, '2026-12-01'))?.vendor?.code).to.equal('vendors.granted');
    });

    it('ends at once when it is taken back, and by itself after its last day', async () => {
      const { vendor, owner, clientId, id } = await served(3);
      clock.set('2026-11-27T23:59:00+08:00');
      expect(await at.app.vendors.renew(vendor, [clientId])).to.have.length(1);
      clock.set('2026-11-28T00:00:00+08:00');
      expect(await refused(at.app.vendors.renew(vendor, [clientId]))).to.include('vendors.nothing_to_renew');
      expect(await refused(at.app.vendors.log(vendor, clientId, {}))).to.include('vendors.not_authorised');
      await at.app.vendors.setEnd(owner, id, '2026-12-31');
      expect((await at.app.vendors.served(vendor)).map((each) => each.clientId)).to.include(clientId);
      await at.app.vendors.end(owner, id);
      expect(await at.app.vendors.served(vendor)).to.deep.equal([]);
      expect(await refused(at.app.vendors.end(owner, id))).to.include('vendors.no_authorisation');
    });

    const ends = {
      'its institution is disabled': ['institution', 'disabled_at = now()'],
      'its institution is certified no more': ['institution', 'certified_at = null'],
      'the developer is disabled': ['developer', 'disabled_at = now()'],
      'the developer is certified no more': ['developer', 'certified_at = null'],
      'the developer is one no more': ['developer', `kind = 'cultural'`],
    } as const;
    for (const [name, [whose, change]] of Object.entries(ends))
      it(`counts no more once ${name}`, async () => {
        const { vendor, owner, clientId } = await served();
        const shown = await signInToConsole(at, await createMember(at, { institutionId: vendor.institutionId }));
        expect((await shown.walk(`/console/vendor/${clientId}`)).status).to.equal(200);
        const { institutionId } = whose === 'institution' ? owner : vendor;
        await at.database.db.run(`update institutions set ${change} where id = $1`, [institutionId]);
        expect(await refused(at.app.vendors.mustMay(vendor, 'log', clientId))).to.match(
          /vendors\.(not_authorised|no_vendor)/,
        );
        const still = at.database.db.transaction((trx) =>
          authorised(trx, vendor.institutionId, [clientId], '2026-11-24'),
        );
        expect(await still).to.deep.equal([]);
        expect((await shown.walk(`/console/vendor/${clientId}`)).status).not.to.equal(200);
      });

    it('is for one AK at a time: its holder sees no other of its institution', async () => {
      const { vendor, owner, clientId } = await served();
      const other = await createClient(at, { name: '青溪云·馆务' }, { institutionId: owner.institutionId });
      for (const ability of ['log', 'verify', 'redirects'] as const) {
        const self = await at.app.vendors.standIn(vendor, ability, clientId);
        expect(self.applications, ability).to.deep.equal([clientId]);
        expect(await refused(at.app.integrationLog.read(self, other.clientId, {})), ability).to.include(
          'applications.not_found',
        );
      }
    });

    it('tells both sides once that it ends within 15 days, from however many nodes', async () => {
      const { vendor, owner } = await served(20);
      const told = async (accountId: string) =>
        (await at.app.notices.inbox(accountId)).filter(({ event }) => event === 'vendor.ending').length;
      await at.app.vendors.remind();
      expect(await told(owner.accountId)).to.equal(0);
      clock.set('2026-11-30T10:00:00+08:00');
      await Promise.all([at.app.vendors.remind(), at.app.vendors.remind()]);
      expect([await told(owner.accountId), await told(vendor.accountId)]).to.deep.equal([1, 1]);
    });
  });

  it('shows its desk to developers only', async () => {
    const { person } = await served();
    expect((await (await signInToConsole(at, person)).walk('/console')).text).to.include('href="/console/vendor"');
    const hall = await createMember(at);
    const browser = await signInToConsole(at, hall);
    expect((await browser.walk('/console')).text).not.to.include('href="/console/vendor"');
    expect((await browser.walk('/console/vendor')).status).to.equal(404);
  });
});
