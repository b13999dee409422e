import { expect } from 'chai';
import { describe, it } from 'mocha';
import { days, after as later } from '../../src/clock.ts';
import { endpointAfter, verdictOf } from '../../src/webhooks/posting.ts';

const began = new Date('2026-11-01T00:00:00Z');
const good = { status: 200, problem: undefined };
const bad = { status: 500, problem: { code: 'webhooks.answered', params: { status: 500 } } } as const;
const on = { failingSince: undefined, disabledAt: undefined, disabledReason: undefined };

describe('what an attempt makes of an endpoint', () => {
  it('begins to count with the first failure, and goes on from there', () => {
    const once = endpointAfter(on, bad, began);
    expect(once).to.deep.equal({ ...on, failingSince: began });
    expect(endpointAfter({ ...on, failingSince: began }, bad, later(began, days(4)))).to.equal(undefined);
  });

  it('counts anew after an answer: one that failed, answered for nine days and failed again goes on', () => {
    const answered = endpointAfter({ ...on, failingSince: began }, good, later(began, 60));
    expect(answered).to.deep.equal(on);
    expect(endpointAfter(on, good, later(began, days(9)))).to.equal(undefined);
    const again = endpointAfter(answered ?? on, bad, later(began, days(9)));
    expect(again).to.deep.equal({ ...on, failingSince: later(began, days(9)) });
  });

  it('ends it after five days of failures, or with a 410, and once', () => {
    const failing = { ...on, failingSince: began };
    const over = endpointAfter(failing, bad, later(began, days(5)));
    expect(over).to.include({ disabledReason: 'failing' });
    const gone = endpointAfter(on, { ...bad, status: 410 }, began);
    expect(gone).to.include({ disabledAt: began, disabledReason: 'gone' });
    expect(
      endpointAfter({ ...failing, disabledAt: began, disabledReason: 'failing' as const }, bad, later(began, days(9))),
    ).to.equal(undefined);
  });

  it('tries again while there is a wait left, and never after a 410', () => {
    expect(verdictOf(good, 60, began)).to.deep.equal({ state: 'delivered', nextAt: undefined });
    expect(verdictOf(bad, 60, began)).to.deep.equal({ state: 'pending', nextAt: later(began, 60) });
    expect(verdictOf(bad, undefined, began)).to.deep.equal({ state: 'failed', nextAt: undefined });
    expect(verdictOf({ ...bad, status: 410 }, 60, began)).to.deep.equal({ state: 'failed', nextAt: undefined });
  });
});
