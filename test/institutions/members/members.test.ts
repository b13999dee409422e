import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { readPost } from '../../../src/institutions/members/post.ts';
import { operator, startApp, type TestApp } from '../../support/app.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember, colleagueOf } from '../../support/institutions.ts';
import { refusal } from '../../support/refusal.ts';
import { together } from '../../support/together.ts';
import { fact } from '../../support/words.ts';

describe('members of an institution', function () {
  this.timeout(90_000);
  let clock: TestClock;
  let at: TestApp;
  let owner: Awaited<ReturnType<typeof createMember>>;

  before(async () => {
    clock = testClock();
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());
  beforeEach(async () => {
    clock.set('2026-03-02T01:00:00Z');
    owner = await createMember(at);
  });

  const rolesIn = async (institutionId: string) =>
    Object.fromEntries((await at.app.institutions.membersOf(institutionId)).map((each) => [each.accountId, each.role]));
  const remove = (by: { accountId: string; institutionId: string }, accountId: string) =>
    at.app.members.remove(asMember(by), by.institutionId, accountId);

  it('are managed by owners only, of their own institution only', async () => {
    const { institutionId } = owner;
    const agent = await colleagueOf(at, institutionId, 'agent');
    const stranger = await createMember(at);
    const promote = (actor: ReturnType<typeof asMember>) =>
      at.app.members.setPost(actor, institutionId, agent.accountId, { post: 'owner' });
    expect((await refusal(promote(asMember(agent, 'agent')))).code).to.equal('forbidden');
    // Who was an owner when the page was shown is asked again.
    expect((await refusal(promote(asMember(agent, 'owner')))).code).to.equal('forbidden');
    expect((await refusal(promote(asMember(stranger)))).code).to.equal('forbidden');
    const elsewhere = at.app.members.setPost(asMember(stranger), stranger.institutionId, agent.accountId, {
      post: 'owner',
    });
    expect((await refusal(elsewhere)).code).to.equal('not_found');
    expect((await refusal(at.app.members.list(asMember(stranger), institutionId))).code).to.equal('not_found');
    await promote(asMember(owner));
    expect(await rolesIn(institutionId)).to.eql({ [owner.accountId]: 'owner', [agent.accountId]: 'owner' });
  });

  it('keep at least one owner who can sign in', async () => {
    const { institutionId } = owner;
    const second = await colleagueOf(at, institutionId, 'owner');
    const down = () => at.app.members.setPost(asMember(owner), institutionId, owner.accountId, { post: 'reader' });
    await at.app.accounts.lock(operator, second.accountId, 'test');
    expect((await refusal(down())).message).to.equal('institutions.last_owner');
    expect((await refusal(remove(owner, owner.accountId))).message).to.equal('institutions.last_owner');
    await at.app.accounts.unlock(operator, second.accountId, 'test');
    await down();
    expect(await rolesIn(institutionId)).to.include({ [owner.accountId]: 'reader', [second.accountId]: 'owner' });
  });

  it('keep one owner when two remove each other at the same moment', async () => {
    const { institutionId } = owner;
    const second = await colleagueOf(at, institutionId, 'owner');
    const held = { text: `select 1 from members where institution_id = $1 for update`, values: [institutionId] };
    const outcomes = await together(at.database.db, held, () => [
      remove(owner, second.accountId),
      remove(second, owner.accountId),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).to.eql(['fulfilled', 'rejected']);
    expect(Object.values(await rolesIn(institutionId))).to.eql(['owner']);
  });

  it('may leave on their own', async () => {
    const reader = await colleagueOf(at, owner.institutionId, 'reader');
    const other = await colleagueOf(at, owner.institutionId, 'reader');
    const self = asMember(reader, 'reader');
    expect((await refusal(at.app.members.remove(self, owner.institutionId, other.accountId))).code).to.equal(
      'forbidden',
    );
    await at.app.members.remove(self, owner.institutionId, reader.accountId);
    expect(await rolesIn(owner.institutionId)).not.to.have.property(reader.accountId);
  });

  it('R02 are out at the end of their last day, when they are hired', async () => {
    const ends = new Date('2026-03-31T15:59:59Z');
    const hired = await createMember(at, {
      institutionId: owner.institutionId,
      role: 'developer',
      applications: ['ncc_a'],
      endsAt: ends,
    });
    clock.set('2026-03-31T15:59:58Z');
    expect(await at.app.institutions.membershipsOf(hired.accountId)).to.have.lengthOf(1);
    clock.set('2026-03-31T15:59:59Z');
    expect(await at.app.institutions.membershipsOf(hired.accountId)).to.eql([]);
  });

  it('leave a trace of every change', async () => {
    const reader = await colleagueOf(at, owner.institutionId, 'reader');
    await at.app.members.setPost(asMember(owner), owner.institutionId, reader.accountId, { post: 'agent' });
    await remove(owner, reader.accountId);
    const rows = await at.database.db.rows<{ verb: string; details: { member: string } }>(
      `select verb, details from audit_events where subject_id = $1 order by id`,
      [owner.institutionId],
    );
    expect(rows.slice(-2).map(({ verb, details }) => [verb, details.member])).to.eql([
      ['member.change', reader.accountId],
      ['member.remove', reader.accountId],
    ]);
  });
});

describe('posts of members', () => {
  const known = [{ clientId: 'ncc_a' }, { clientId: 'ncc_b' }];
  const now = new Date('2026-03-02T01:00:00Z');
  const read = (input: Parameters<typeof readPost>[0]) => readPost(input, known, now);

  it('R02 limits who is hired to applications of the institution and to a year', () => {
    expect(read({ post: 'hired', applications: ['ncc_a', 'ncc_of_others'], endsAt: '2026-06-30' })).to.eql({
      post: { role: 'developer', applications: ['ncc_a'], endsAt: new Date('2026-06-30T15:59:59Z') },
    });
    expect(read({ post: 'hired' }))
      .to.have.property('problems')
      .with.all.keys('endsAt');
    expect(read({ post: 'hired', applications: ['ncc_a'], endsAt: '2026-03-01' })).to.have.nested.property(
      'problems.endsAt',
    );
    expect(read({ post: 'hired', applications: ['ncc_a'], endsAt: '2027-03-02' })).to.have.property('post');
    expect(read({ post: 'hired', applications: ['ncc_a'], endsAt: '2027-03-04' })).to.have.nested.property(
      'problems.endsAt',
    );
  });

  it('limit no other member', () => {
    expect(read({ post: 'owner', applications: ['ncc_a'], endsAt: '2026-06-30' })).to.eql({
      post: { role: 'owner', applications: undefined, endsAt: undefined },
    });
    expect(read({ post: 'root' })).to.eql({ problems: { post: fact('fields.choose', { label: '角色' }) } });
  });
});
