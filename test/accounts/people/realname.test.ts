import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { yearOf } from '../../../src/clock.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import {
  authorization,
  type Client,
  createBrowser,
  formOn,
  type Page,
  redeem,
  signIn,
  sure,
  type TestBrowser,
  textOf,
} from '../../support/citizen.ts';
import { type Colleague, createStaff, signInToConsole } from '../../support/console.ts';

const scope = 'openid age_range realname';

describe('R04 a real name is compared with papers, and no more than its mask is kept', function () {
  this.timeout(90_000);
  let at: TestApp;
  let partner: Client;
  let helper: Colleague;
  let desk: TestBrowser;
  let citizen: TestBrowser;
  let id: string;
  let open: Page;

  before(async () => {
    at = await startApp(import.meta.filename);
    partner = await createClient(at, { scope });
    id = (await createCitizen(at, 'citizen', { phone: '13912346802' })).id;
    helper = await createStaff(at, ['support']);
    desk = await signInToConsole(at, helper);
    citizen = createBrowser(at.origin);
    open = await look('13912346802');
  });
  after(() => at.close());

  const look = async (who: string) =>
    desk.submit(formOn(await desk.walk('/admin/support'), '/admin/support'), { who, reason: '本人带证件到柜台核对' });
  const confirm = (fields: Record<string, string>, on = open) => desk.submit(formOn(on, '/name'), fields);
  const good = { name: '欧阳溪', paper: 'resident', birthYear: '1958', present: '1' };
  /** A partner's claims when the person allows everything. */
  async function told(): Promise<Record<string, unknown>> {
    const flow = authorization(partner.clientId, { scope, prompt: 'consent' });
    const callback = await signIn(citizen, flow, 'citizen', ['age_range', 'realname']);
    const { body } = await redeem(at.origin, partner, callback, flow);
    const headers = { authorization: `Bearer ${body.access_token}` };
    const { sub: _, ...claims } = (await (await fetch(`${at.origin}/oidc/userinfo`, { headers })).json()) as Record<
      string,
      unknown
    >;
    return claims;
  }

  it('is left out, not false, before a check, and the consent page shows that', async () => {
    const flow = authorization(partner.clientId, { scope, prompt: 'consent' });
    const login = await createBrowser(at.origin).walk(flow.url);
    expect(login.status).to.equal(200);
    expect(await told()).to.eql({ ial: 1 });
    const asked = await citizen.walk(authorization(partner.clientId, { scope, prompt: 'consent' }).url);
    expect(textOf(asked)).to.include('您还没有核对过证件');
  });

  it('names all missing parts together, keeps the typed values, and takes no child', async () => {
    const empty = await confirm({ name: '林9', paper: 'student', birthYear: '58' });
    expect([empty.status, textOf(empty).includes('有 4 处需要修改')]).to.eql([422, true]);
    expect(empty.text).to.include('value="林9"').and.include('value="58"');
    const young = await confirm({ ...good, birthYear: String(yearOf(at.app.clock.now()) - 14) });
    expect(textOf(young)).to.include('不满 14 周岁的，由家长');
    expect(await told()).to.eql({ ial: 1 });
  });

  it('is recorded with the day and 欧*, announced to the person, and nowhere in full', async () => {
    expect(textOf(await confirm(good)))
      .to.include('已记为实名')
      .and.include('欧*');
    const day = Math.floor(Date.now() / 86_400_000) * 86_400;
    expect(await told()).to.eql({
      ...{ age_over_14: true, age_over_18: true, age_over_60: true },
      ...{ realname_verified: true, realname_masked: '欧*', realname_verified_at: day, ial: 2 },
    });
    const { rows } = {
      rows: await at.database.db.rows<{ details: object }>(
        "select details from audit_events where subject_id = $1 and verb = 'account.realname'",
        [id],
      ),
    };
    expect(rows.map(({ details }) => Object.keys(details).toSorted())).to.eql([['cause', 'paper', 'withYear']]);
    const audit = JSON.stringify(await at.database.db.rows('select * from audit_events where subject_id = $1', [id]));
    const kept = JSON.stringify(await at.database.db.rows('select * from accounts where id = $1', [id]));
    expect(audit + kept).not.to.include('欧阳');
    expect(audit).not.to.include('1958');
    expect((await at.database.db.rows('select from sms_messages')).length).to.be.at.least(1);
  });

  it('is the person’s to see and to remove, with the year of birth', async () => {
    const home = await citizen.walk('/account/privacy');
    expect(textOf(home)).to.include('已实名：欧*').and.include('姓氏和出生年份');
    expect(textOf(await citizen.submit(formOn(home, '/realname')))).not.to.include('已实名');
    expect(await told()).to.eql({ ial: 1, age_over_14: true });
    await confirm({ ...good, birthYear: '' });
    const again = await look('13912346802');
    expect(textOf(await sure(desk, again, '/name/remove'))).to.include('已删除核对过的姓名');
    expect(await told()).not.to.have.property('realname_verified');
  });

  it('is not for an account managed by another', async () => {
    await at.database.db.run(
      'update accounts set handover_at = $2, phone_index = null, phone_sealed = null where id = $1',
      [id, new Date()],
    );
    const refused = await confirm(good);
    expect([refused.status, textOf(refused).includes('不能记为实名')]).to.eql([422, true]);
  });
});
