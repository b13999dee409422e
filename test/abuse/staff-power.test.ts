import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member, Staff } from '../../src/actor.ts';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import { formOf } from '../support/citizen.ts';
import { createMember, createStaff, signInToConsole } from '../support/console.ts';
import { asMember, asStaff, register, send } from '../support/institutions.ts';
import { bands } from '../support/pictures.ts';
import { refusal } from '../support/refusal.ts';

const code = (work: Promise<unknown>) => refusal(work).then((problem) => problem.code);

describe('the power of staff', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
  });
  after(() => at.close());

  const join = (accountId: string, institutionId: string, role: Member['role']) =>
    at.database.db.run(`insert into members (institution_id, account_id, role, created_at) values ($1, $2, $3, $4)`, [
      institutionId,
      accountId,
      role,
      at.app.clock.now(),
    ]);

  describe('R58 staff who work for an institution as well', () => {
    let own: Member;
    let staff: Staff;
    let ak: string;

    before(async () => {
      const person = await createStaff(at, ['operator', 'administrator']);
      staff = asStaff(person, 'operator', 'administrator');
      const owner = await createMember(at);
      own = asMember(owner);
      await join(person.accountId, own.institutionId, 'reader');
      ({ clientId: ak } = await createClient(at, {}, { institutionId: own.institutionId }));
    });

    it('neither close nor open it, nor waive a rule for its applications', async () => {
      const { closing, applications } = at.app;
      const waiver = { until: '2099-01-01', reason: '旧程序' };
      for (const [what, work] of Object.entries({
        disable: () => closing.disable(staff, own.institutionId, '试'),
        enable: () => closing.enable(staff, own.institutionId),
        'disable an application': () => applications.disable(staff, ak, '试'),
        'enable an application': () => applications.enable(staff, ak),
        'waive an address': () => applications.waiveRedirectUri(staff, ak, { ...waiver, uri: 'http://a.example.cn/' }),
        'waive PKCE': () => applications.waivePkce(staff, ak, waiver),
        contact: () => applications.setContact(staff, ak, { contactName: '我' }),
        'correct what is closed': () => at.app.statistics.report(staff, ak, '2026-01-01', { figures: { pv: 1 } }),
        owner: () => at.app.invitations.invite(staff, own.institutionId, { post: 'owner', phone: '13800008176' }),
      }))
        expect(await code(work()), what).to.equal('forbidden');
    });

    it('nor bring its links back, nor make themselves owners of another', async () => {
      const poster = await at.app.files.keep(own, {
        institutionId: own.institutionId,
        name: '海报.png',
        bytes: await bands(460, 120),
        accept: { types: ['image/png'] },
      });
      if ('problem' in poster) throw new Error(poster.problem.code);
      const values = {
        name: '青溪',
        pcUrl: 'https://a.example.cn/',
        h5Url: undefined,
        crop: undefined,
        appQr: undefined,
      };
      const id = await at.database.db.transaction((trx) =>
        at.app.links.open(trx, {
          institutionId: own.institutionId,
          values: { ...values, poster: poster.id },
          actor: own,
        }),
      );
      expect(await code(at.app.links.takeOffline(staff, id, '试'))).to.equal('forbidden');
      expect(await code(at.app.links.putOnline(staff, id))).to.equal('forbidden');
      const other = await createMember(at, { certified: false });
      const phone = (await at.app.accounts.find(staff.accountId))?.phone ?? '';
      expect(await code(at.app.invitations.invite(staff, other.institutionId, { post: 'owner', phone }))).to.equal(
        'validation_failed',
      );
    });
  });

  it('R16 operators edit papers that came by mail, and none that an institution writes itself', async () => {
    const applicant = await register(at, '溪口区图书馆');
    const staff = asStaff(await createStaff(at, ['operator']), 'operator');
    const draft = await at.app.review.begin(asMember(applicant), 'certification', {
      institutionId: applicant.institutionId,
    });
    const { review } = at.app;
    for (const work of [
      () => review.save(staff, draft.id, { name: '别的名称' }),
      () => review.submit(staff, draft.id),
      () => review.discard(staff, draft.id),
      () => review.begin(staff, 'certification', { institutionId: applicant.institutionId }),
    ])
      expect(await code(work())).to.equal('forbidden');
    const sent = await send(at, applicant);
    expect(await code(review.recall(staff, sent.id))).to.equal('forbidden');
  });

  it('R12 a recalled submission is not revealed until it is sent again', async () => {
    const applicant = await register(at, '溪口区博物馆');
    const submission = await send(at, applicant);
    const reviewer = await createStaff(at, ['reviewer']);
    const browser = await signInToConsole(at, reviewer);
    const page = await browser.walk(`/admin/review/${submission.id}`);
    const reveal = (fields: Record<string, string>) =>
      browser.submit(page, fields, `/admin/review/${submission.id}/reveal`);
    for (const name of ['__proto__', 'constructor', 'toString', ''])
      expect((await reveal({ reveal: name })).status, name).to.equal(422);
    const shown = await reveal({ reveal: 'idNumber', 'why.idNumber': '核对' });
    expect(shown.text).to.contain('11010519491231002X');
    await at.app.review.recall(asMember(applicant), submission.id);
    const late = await reveal({ reveal: 'idNumber', 'why.idNumber': '核对' });
    expect([late.status, late.text.includes('11010519491231002X')]).to.deep.equal([409, false]);
  });

  it('looking for people by phone is bounded and leaves a trace', async () => {
    const staff = await createStaff(at, ['administrator']);
    const browser = await signInToConsole(at, staff);
    const page = await browser.walk('/admin/staff');
    const { csrf = '' } = formOf(page.text).fields;
    const statuses = new Set<number>();
    for (let tries = 0; tries < 31; tries += 1) {
      const body = new URLSearchParams({ csrf, who: `1380000${7_000 + tries}` });
      statuses.add((await browser.request('/admin/staff/search', { method: 'POST', body })).status);
    }
    expect([...statuses]).to.deep.equal([422, 429]);
    const row = await at.database.db.row<{ n: number }>(
      `select count(*)::int as n from audit_events where verb = 'account.search' and actor_id = $1`,
      [staff.accountId],
    );
    expect(row?.n).to.equal(30);
  });
});
