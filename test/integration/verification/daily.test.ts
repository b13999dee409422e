import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { days, hours, after as later } from '../../../src/clock.ts';
import { toCheck } from '../../../src/integration/verification/runs/store.ts';
import { createCitizen, createClient, operator, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { copyRow } from '../../support/copies.ts';
import { empty, fill } from '../../support/fill.ts';

describe('which passes the daily verification looks at', () => {
  const clock = testClock('2026-11-24T02:00:00Z');
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  it('R29 R57 are those of an AK that is in force now: not over since a second, nor disabled, nor of an institution that is', async () => {
    const { db } = at.database;
    let made = 0;
    const passed = async (terms: { expiresAt?: Date; sandbox?: boolean }) => {
      const { clientId, institutionId } = await createClient(at, {}, terms);
      made += 1;
      const { id: accountId } = await createCitizen(at, `verified${made}`);
      await db.run(
        `insert into verification_runs (id, client_id, institution_id, mode, framework, login_url, code, account_id, username, state, number,
           verdicts, started_by, started_at, ends_at, finished_at, redirect_uris, due_at)
         values ($1, $2, $3, 'verification', 'other', 'https://x.example.cn/', $4, $5, $6, 'passed', $7, '[]', 'x', $8, $8, $8, '{}', $9)`,
        [
          ...[
            randomUUID(),
            clientId,
            institutionId,
            randomBytes(16).toString('hex'),
            accountId,
            `v${made}`,
            `V-2611-${made}`,
          ],
          ...[later(clock.now(), -days(2)), later(clock.now(), days(300))],
        ],
      );
      return { clientId, institutionId };
    };
    const inForce = await passed({});
    const endsNow = await passed({ expiresAt: clock.now() });
    await passed({ expiresAt: later(clock.now(), -1) });
    await passed({ expiresAt: later(clock.now(), -hours(19)) });
    await passed({ sandbox: true });
    const disabled = await passed({});
    await at.app.applications.disable(operator, disabled.clientId, '停用');
    const closed = await passed({});
    await at.app.closing.disable(operator, closed.institutionId, '停用');
    const found = await toCheck(db, clock.now(), later(clock.now(), -hours(20)), 50);
    expect(found.map(({ clientId }) => clientId).toSorted()).to.eql([inForce.clientId, endsNow.clientId].toSorted());
  });

  it('R57 are all of a day, and not the first twenty alone', async () => {
    const { db } = at.database;
    await empty(db, 'verification_runs', 'applications');
    const { clientId } = await createClient(at);
    await copyRow(db, 'applications', {
      ...{ where: `client_id = '${clientId}'`, times: 41 },
      changes: { client_id: `'ncc_' || lpad(n::text, 20, 'a')` },
    });
    const past = `timestamptz '2026-11-22'`;
    await fill(db, 'verification_runs', 41, {
      ...{ client_id: `'ncc_' || lpad(n::text, 20, 'a')`, mode: `'verification'`, state: `'passed'`, verdicts: `'[]'` },
      ...{ number: `'V-2611-' || n`, login_url: `'http://localhost:9/login'`, code: `'code ' || n` },
      ...{ started_at: past, ends_at: past, finished_at: past, due_at: `timestamptz '2027-11-22'` },
    });
    await at.app.verification.repeat();
    const looked = await db.rows('select from verification_runs where checked_at = $1', [clock.now()]);
    expect(looked).to.have.length(41);
  });
});
