import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { inForce, isEnabled } from '../../../src/applications/aksk/in-force.ts';
import { after as later } from '../../../src/clock.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

const now = new Date('2026-12-24T15:59:59.400Z');

describe('whether an AK is in force, asked of a row and of the database', () => {
  let base: TestDatabase;
  before(async () => {
    base = await testDatabase();
  });
  after(() => base.drop());

  it('R28 R31 is the same for ten thousand rows, at every fraction of the second in which they end', async () => {
    const near = [undefined, -86_400, -1.4, -1, -0.401, -0.4, -0.399, -0.001, 0, 0.001, 0.6, 1, 3, 2_592_000];
    const moment = () => {
      const offset = near[Math.floor(Math.random() * near.length)];
      return offset === undefined ? null : new Date(now.getTime() + offset * 1000);
    };
    const rows = Array.from({ length: 10_000 }, () => ({
      expires: moment(),
      own: Math.random() < 0.3 ? later(now, -60) : null,
      institution: Math.random() < 0.3 ? later(now, -60) : null,
    }));
    const answers = await base.db.rows<{ held: boolean; enabled: boolean }>(
      `select ${inForce.sql('$1')} as held, ${isEnabled()} as enabled
       from unnest($2::timestamptz[], $3::timestamptz[], $4::timestamptz[]) with ordinality as t (expires_at, own, institution, place),
         lateral (select t.expires_at, t.own as disabled_at) a, lateral (select t.institution as disabled_at) i
       order by t.place`,
      [now, rows.map((row) => row.expires), rows.map((row) => row.own), rows.map((row) => row.institution)],
    );
    expect(answers).to.have.length(rows.length);
    for (const [place, { expires, own, institution }] of rows.entries()) {
      // As a row is read: an institution that is disabled takes its applications with it.
      const disabledAt = own ?? institution ?? undefined;
      const held = inForce.holds({ expiresAt: expires ?? undefined, disabledAt }, now);
      expect(answers[place], JSON.stringify(rows[place])).to.eql({ held, enabled: disabledAt === undefined });
    }
    expect(answers.filter(({ held }) => held).length).to.be.within(1_000, 9_000);
  });
});
