import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import {
  type Action,
  actionNames,
  mayGo,
  type State,
  stateNames,
  transitions,
} from '../../../src/review/workflow/transitions.ts';
import { fact } from '../../support/words.ts';
import { type Hall, openHall, refusal } from '../hall.ts';

const states = Object.keys(stateNames).filter((name): name is State => Object.hasOwn(stateNames, name));
const actions = Object.keys(actionNames).filter((name): name is Action => Object.hasOwn(actionNames, name));

/** Deciding about an unclaimed submission claims it. */
const claimsFirst: readonly Action[] = ['check', 'approve', 'return', 'reject'];

describe('the life of a submission', () => {
  let hall: Hall;
  before(async () => {
    hall = await openHall();
  });
  after(() => hall.close());

  const rowOf = (id: string) =>
    hall.db.row<{ state: State }>(
      `select s.state, s.revision, s.updated_at, s.subject_id, s.reason, s.claimed_by, s.checked_by, s.decided_by,
              (select count(*)::int from submission_events e where e.submission_id = s.id) as events,
              (select count(*)::int from audit_events a where a.subject_id = s.id::text) as records,
              (select count(*)::int from wall) as wall
       from submissions s where s.id = $1`,
      [id],
    );

  function press(action: Action, state: State, id: string): Promise<unknown> {
    const { review, agent, first, second } = hall;
    const reviewer = state === 'checked' ? second : first;
    switch (action) {
      case 'submit':
        return review.submit(agent, id);
      case 'recall':
        return review.recall(agent, id);
      case 'claim':
        return review.claim(first, id);
      case 'release':
        return review.release(first, id);
      case 'check':
      case 'approve':
        return review.approve(reviewer, id);
      case 'return':
        return review.sendBack(reviewer, id, '请修改');
      case 'reject':
        return review.reject(reviewer, id, '不收');
    }
  }

  /** `check` is the first approval of two with the same button; with one reviewer there is none. */
  const kindFor = (action: Action, state: State) => (action === 'check' || state === 'checked' ? 'double' : 'plain');

  for (const state of states)
    for (const action of actions) {
      // A submission of two reviewers that is approved has been checked on its way.
      if (action === 'check' && (state === 'checked' || state === 'approved')) continue;
      const claims = state === 'submitted' && claimsFirst.includes(action);
      const isAllowed = mayGo(state, action) || claims;
      it(`R58 ${isAllowed ? 'lets' : 'does not let'} ${stateNames[state]} be answered with ${actionNames[action]}`, async () => {
        const id = await hall.bring(state, kindFor(action, state));
        const was = await rowOf(id);
        expect(was?.state).to.equal(state);
        const told = hall.heard.length;
        hall.clock.advance(1);
        if (isAllowed) {
          await press(action, state, id);
          expect((await rowOf(id))?.state).to.equal(transitions[action].to);
          expect(hall.heard.slice(told)).to.eql(claims ? ['claim', action] : [action]);
        } else {
          const refused = await refusal(press(action, state, id));
          const { code } = refused;
          // Only the claimer may put it back, and there is none.
          if (code === 'conflict') expect(refused.fact).to.eql(fact('review.state_is', { state: stateNames[state] }));
          expect(code).to.be.oneOf(action === 'release' ? ['conflict', 'forbidden'] : ['conflict']);
          expect(await rowOf(id)).to.eql(was);
          expect(hall.heard.length).to.equal(told);
        }
      });
    }

  it('writes each step into the timeline, the audit and the notices', async () => {
    const id = await hall.bring('returned');
    const entries = await hall.review.timeline(id);
    expect(entries.map(({ verb, actorId, from, to }) => [verb, actorId, from, to])).to.eql([
      ['submit', 'agent', 'draft', 'submitted'],
      ['claim', 'first', 'submitted', 'claimed'],
      ['return', 'first', 'claimed', 'returned'],
    ]);
    expect(entries.at(-1)).to.include({ reason: '看不清' });
    expect(entries.at(-1)?.comments).to.eql({ title: '太短' });
    const records = await hall.db.rows<{ verb: string }>(
      `select verb from audit_events where subject_kind = 'submission' and subject_id = $1 order by id`,
      [id],
    );
    expect(records.map(({ verb }) => verb)).to.eql([
      'submission.begin',
      'submission.submit',
      'submission.claim',
      'submission.return',
    ]);
  });
});
