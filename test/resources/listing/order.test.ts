import { expect } from 'chai';
import { describe, it } from 'mocha';
import { confirmedFirst } from '../../../src/resources/listing/confirmed.ts';
import type { Listing } from '../../../src/resources/listing/listing.ts';
import { inTurn } from '../../../src/resources/listing/order.ts';

const now = new Date('2026-12-02T10:20:00+08:00');
const entry = (title: string, day?: string, changed = '2026-12-02'): Listing => ({
  ...{ entryId: title, publicationId: title, channel: 'activity', institutionId: 'a', institution: '青溪县文化馆' },
  ...{ regionCode: '330822', title, summary: '', cover: undefined, facts: { mode: 'offline' }, live: {} },
  startsAt: day === undefined ? undefined : new Date(`${day}T14:00:00+08:00`),
  endsAt: day === undefined ? undefined : new Date(`${day}T16:00:00+08:00`),
  publishedAt: new Date(`${changed}T09:00:00+08:00`),
  changedAt: new Date(`${changed}T09:00:00+08:00`),
});
const titles = (listings: readonly Listing[]) => listings.map(({ title }) => title);

describe('equally good entries', () => {
  it('stand by the next beginning, and without one or with a past one by their titles', () => {
    const given = [
      entry('c', '2026-12-05'),
      entry('b'),
      entry('a', '2026-12-01'),
      entry('d', '2026-12-03'),
      entry('e', '2026-12-03'),
    ];
    expect(titles(given.toSorted(inTurn(now)))).to.deep.equal(['d', 'e', 'c', 'a', 'b']);
    expect(titles(given.toReversed().toSorted(inTurn(now)))).to.deep.equal(['d', 'e', 'c', 'a', 'b']);
  });

  it('have the unconfirmed ones last among those beside each other, and no other group is torn apart', () => {
    const groups: Readonly<Record<string, number>> = { a: 3, b: 3, c: 1, d: 3 };
    const given = [
      entry('a', '2026-12-04', '2026-11-01'),
      entry('b', '2026-12-04'),
      entry('c', '2026-12-04'),
      entry('d'),
    ];
    expect(titles(confirmedFirst(given, ({ title }) => groups[title] ?? 0, now))).to.deep.equal(['b', 'a', 'c', 'd']);
  });
});
