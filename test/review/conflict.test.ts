import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Staff } from '../../src/actor.ts';
import type { Data } from '../../src/fields/form.ts';
import * as store from '../../src/review/workflow/store.ts';
import { createProgram } from '../support/api.ts';
import { createClient, startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { type Colleague, createMember, createStaff, signInToConsole } from '../support/console.ts';
import { asMember, idNumber } from '../support/institutions.ts';
import { refusal } from '../support/refusal.ts';
import { authorise, createVendor } from '../support/vendors.ts';
import { press } from './desk-setting.ts';

type Company = Awaited<ReturnType<typeof createVendor>>;
const roles = ['operator', 'reviewer'] as const;

describe('conflict of interest in the review: who may not decide', () => {
  const clock = testClock('2026-11-24T02:00:00Z');
  let at: TestApp;
  let hall: Awaited<ReturnType<typeof createMember>>;
  let company: Company;
  let earlier: Company;
  let sender: Awaited<ReturnType<typeof createMember>>;
  /** Each has a tie to the hall's submission; `why` is the message to them. */
  let tied: Record<string, { person: Colleague; why: string }>;
  let stranger: Colleague;

  const join = (institutionId: string, { accountId }: Colleague) =>
    at.database.db.run(
      `insert into members (institution_id, account_id, role, created_at) values ($1, $2, 'reader', $3)`,
      [institutionId, accountId, clock.now()],
    );
  const actorOf = ({ accountId }: Colleague): Staff => ({ kind: 'staff', accountId, roles });
  const setProfile = (institutionId: string, profile: Data) =>
    at.database.db.run(`update institutions set profile = $2 where id = $1`, [
      institutionId,
      at.app.keys.seal.seal(JSON.stringify(profile), `institutions.profile.${institutionId}`),
    ]);

  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    [hall, company, earlier] = [await createMember(at), await createVendor(at), await createVendor(at)];
    const owner = asMember(hall);
    await authorise(at, owner, company.name);
    sender = await createMember(at, { institutionId: hall.institutionId, role: 'agent' });
    const staff = () => createStaff(at, roles);
    const [sent, began, wrote, insider, developer, contact, agent, twin] = [
      await staff(),
      await staff(),
      await staff(),
      await staff(),
      await staff(),
      await staff(),
      await staff(),
      await staff(),
    ];
    if (!sent || !began || !wrote || !insider || !developer || !contact || !agent || !twin) throw new Error('nobody');
    await join(hall.institutionId, insider);
    await join(company.person.institutionId, developer);
    // The agent of another institution, who is known there by the same identity number as the agent of the hall.
    const other = await createMember(at);
    await join(other.institutionId, twin);
    await setProfile(other.institutionId, { agentPhone: twin.phone, idNumber });
    await setProfile(hall.institutionId, {
      agentPhone: `+86 ${agent.phone.slice(0, 3)} ${agent.phone.slice(3)}`,
      idNumber,
    });
    const named = 'review.names_you';
    tied = {
      'sent it': { person: sent, why: 'review.own_submission' },
      'began it': { person: began, why: 'review.own_submission' },
      'wrote in it': { person: wrote, why: 'review.own_submission' },
      'works for the institution': { person: insider, why: 'review.own_submission' },
      'works for the developer who acts for it': { person: developer, why: 'review.developer_of_it' },
      'is the contact by phone': { person: contact, why: named },
      'is the certified agent by phone': { person: agent, why: named },
      'is the certified agent by identity number': { person: twin, why: named },
    };
    stranger = await staff();
    await join((await createMember(at)).institutionId, stranger);
  });
  after(() => at.close());

  /** A paper of any kind that waits, as it lies in the table. */
  async function waiting(kind: string, more: Partial<Record<'by' | 'began', string>> = {}): Promise<string> {
    const id = randomUUID();
    const [db, seal] = [at.database.db, at.app.keys.seal];
    clock.advance(1);
    const one = {
      ...{ id, kind, institutionId: hall.institutionId, subjectId: undefined, version: 1, title: `${kind} ${id}` },
      ...{ source: 'mail' as const, regionCode: undefined, createdAt: clock.now() },
      createdBy: more.began ?? tied['began it']?.person.accountId ?? '',
      data: { contactPhone: tied['is the contact by phone']?.person.phone ?? '' },
    };
    await store.insert(db, seal, one);
    const submittedBy = more.by ?? tied['sent it']?.person.accountId ?? '';
    await store.move(
      db,
      id,
      'draft',
      'submitted',
      { submittedBy, submittedAt: clock.now(), dueAt: clock.now() },
      clock.now(),
    );
    await db.run(`insert into submission_writers (submission_id, account_id) values ($1, $2)`, [
      id,
      tied['wrote in it']?.person.accountId,
    ]);
    return id;
  }

  it('R58 is found for every kind: the sender, a writer, a member of either side, a person named in it', async () => {
    const verbs = {
      claim: (who: Staff, id: string) => at.app.review.claim(who, id),
      approve: (who: Staff, id: string) => at.app.review.approve(who, id),
      return: (who: Staff, id: string) => at.app.review.sendBack(who, id, '请补充'),
      reject: (who: Staff, id: string) => at.app.review.reject(who, id, '不合要求'),
    };
    const kinds = at.app.review.kinds().map(({ name }) => name);
    expect(kinds.length).to.be.above(10);
    for (const kind of kinds) {
      const id = await waiting(kind);
      for (const [tie, { person, why }] of Object.entries(tied)) {
        const actor = actorOf(person);
        for (const [verb, work] of Object.entries(verbs)) {
          const { code, message } = await refusal(work(actor, id)).catch(() => ({ code: 'none', message: 'none' }));
          expect([code, message], `${kind}: ${verb} by who ${tie}`).to.eql(['forbidden', why]);
        }
        const obstacle = await at.app.review.obstacle(actor, await at.app.review.read(actor, id));
        expect(obstacle?.code, `${kind}: ${tie}`).to.equal(why);
      }
      const sent = await at.app.review.read(actorOf(stranger), id);
      expect(await at.app.review.obstacle(actorOf(stranger), sent), kind).to.equal(undefined);
    }
  });

  it('R58 is refused at every door: the page, many at once, the API', async () => {
    for (const [tie, { person, why }] of Object.entries(tied)) {
      const browser = await signInToConsole(at, person);
      const id = await waiting('link');
      const page = `/admin/review/${id}`;
      const shown = await browser.walk(page);
      expect(shown.text, tie).not.to.include('value="approve"');
      await press(browser, page, page, { d: 'approve' });
      await press(browser, page, `${page}/claim`);
      await press(browser, '/admin/review?kind=link', '/admin/review/batch?kind=link', { [`pick.${id}`]: '2' });
      const { call } = await createProgram(at, roles, ['admin:review'], { colleague: person });
      for (const verb of ['claim', 'approve']) {
        const { status, body } = await call(
          'post',
          `/admin/submissions/${id}:${verb}`,
          verb === 'claim' ? undefined : {},
        );
        expect([status, body.code], `${tie}: ${verb}`).to.eql([403, 'forbidden']);
      }
      expect((await at.app.review.find(id))?.state, `${tie} (${why})`).to.equal('submitted');
    }
  });

  it('R58 holds for the developer’s own addresses also when the authorisation ended meanwhile, or its developer wrote for the institution', async () => {
    const owner = asMember(hall);
    const reviewer = await createStaff(at, roles);
    await join(earlier.person.institutionId, reviewer);
    const unrelated = await waiting('link');
    expect(
      await at.app.review.obstacle(actorOf(reviewer), await at.app.review.read(actorOf(reviewer), unrelated)),
    ).to.equal(undefined);
    const granted = await authorise(at, owner, earlier.name);
    const during = await waiting('application');
    clock.advance(60);
    await at.app.vendors.end(owner, granted);
    clock.advance(60);
    const byDeveloper = await waiting('application', { by: earlier.vendor.accountId });
    for (const id of [during, byDeveloper]) {
      const { code, message } = await refusal(at.app.review.approve(actorOf(reviewer), id));
      expect([code, message]).to.eql(['forbidden', 'review.developer_of_it']);
    }
    const afterwards = await waiting('application');
    expect((await at.app.review.claim(actorOf(reviewer), afterwards)).state).to.equal('claimed');
  });

  it('R58 remembers a member who wrote in it, and has left the institution since', async () => {
    const { institutionId } = hall;
    const writer = asMember(sender, 'agent');
    const { id } = await at.app.review.begin(asMember(hall), 'link', { institutionId });
    await at.app.review.save(writer, id, { name: '青溪云' });
    await store.move(
      at.database.db,
      id,
      'draft',
      'submitted',
      { submittedBy: hall.accountId, submittedAt: clock.now(), dueAt: clock.now() },
      clock.now(),
    );
    await at.database.db.run(`delete from members where account_id = $1`, [sender.accountId]);
    const { code, message } = await refusal(at.app.review.approve(actorOf(sender), id));
    expect([code, message]).to.eql(['forbidden', 'review.own_submission']);
  });

  it('R58 looks back on members: who leaves while it waits, is removed or ends by date, of either side, may not decide it', async () => {
    const staff = () => createStaff(at, roles);
    const [leaver, removed, ended, leftBefore, ofVendor] = [
      await staff(),
      await staff(),
      await staff(),
      await staff(),
      await staff(),
    ];
    const [ours, theirs] = [hall.institutionId, company.person.institutionId];
    for (const person of [leaver, removed, ended, leftBefore]) await join(ours, person);
    await join(theirs, ofVendor);
    const leave = (institutionId: string, { accountId }: Colleague) =>
      at.app.members.remove({ kind: 'member', accountId, institutionId, role: 'reader' }, institutionId, accountId);
    await leave(ours, leftBefore);
    clock.advance(60);
    const id = await waiting('link');
    clock.advance(60);
    await leave(ours, leaver);
    await at.app.members.remove(asMember(hall), ours, removed.accountId);
    await at.app.members.remove(asMember(company.person), theirs, ofVendor.accountId);
    await at.database.db.run(`update members set ends_at = $2 where account_id = $1`, [ended.accountId, clock.now()]);
    clock.advance(60);
    const past = { leaver, removed, ended };
    for (const [how, person] of Object.entries({ ...past, ofVendor })) {
      const why = how === 'ofVendor' ? 'review.developer_of_it' : 'review.own_submission';
      const { code, message } = await refusal(at.app.review.sendBack(actorOf(person), id, '请补充'));
      expect([code, message], how).to.eql(['forbidden', why]);
      const shown = await at.app.review.read(actorOf(person), id);
      expect((await at.app.review.obstacle(actorOf(person), shown))?.code, how).to.equal(why);
    }
    const later = await waiting('link');
    for (const person of [leftBefore, stranger])
      expect(await at.app.review.obstacle(actorOf(person), await at.app.review.read(actorOf(person), id))).to.equal(
        undefined,
      );
    for (const person of Object.values(past))
      expect(await at.app.review.obstacle(actorOf(person), await at.app.review.read(actorOf(person), later))).to.equal(
        undefined,
      );
  });

  it('R58 is told to who claimed a submission and joined the institution afterwards, who may still put it back', async () => {
    const joiner = await createStaff(at, ['reviewer']);
    const id = await waiting('link');
    await at.app.review.claim(actorOf(joiner), id);
    const browser = await signInToConsole(at, joiner);
    const page = `/admin/review/${id}`;
    expect((await browser.walk(page)).text).to.include('value="approve"');
    await join(hall.institutionId, joiner);
    const shown = await browser.walk(page);
    expect(shown.text).to.include('不能审核自己或本机构提交的申请').and.to.include(`${page}/release`);
    expect(shown.text).not.to.include('请先请对方放回');
    expect(shown.text).not.to.include('value="approve"');
  });

  it('R58 applies where staff change an institution without papers', async () => {
    const { clientId } = await createClient(at, { name: '青溪云' }, { institutionId: hall.institutionId });
    const changes = {
      disable: (who: Staff) => at.app.applications.disable(who, clientId, '停用'),
      close: (who: Staff) => at.app.institutions.mustBeOthers(who, hall.institutionId),
    };
    const by = [
      'works for the institution',
      'works for the developer who acts for it',
      'is the certified agent by phone',
    ];
    for (const tie of by)
      for (const [name, work] of Object.entries(changes)) {
        const person = tied[tie]?.person;
        if (person === undefined) throw new Error(tie);
        expect((await refusal(work(actorOf(person)))).code, `${name} by who ${tie}`).to.equal('forbidden');
      }
    await changes.disable(actorOf(stranger));
  });
});
