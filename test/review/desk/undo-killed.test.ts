import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import * as store from '../../../src/review/workflow/store.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { createMember, createStaff, signInToConsole } from '../../support/console.ts';
import { startServer } from '../../support/server.ts';
import { until } from '../../support/until.ts';
import { press } from '../desk-setting.ts';

describe('a decision of the review desk, where the process is killed', function () {
  this.timeout(120_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  it('has left nothing at that time, and is carried out by the next process', async () => {
    const { review, clock, keys } = at.app;
    const { institutionId, accountId } = await createMember(at);
    const member = { kind: 'member', accountId, institutionId, role: 'owner' } as const;
    const { id } = await review.begin(member, 'link', { institutionId });
    const now = clock.now();
    await store.move(
      at.database.db,
      id,
      'draft',
      'submitted',
      { submittedBy: accountId, submittedAt: now, dueAt: now },
      now,
    );
    const stateOf = async () => (await store.find(at.database.db, keys.seal, id))?.state;
    const told = async () =>
      (await at.database.db.rows(`select 1 from inbox where account_id = $1`, [accountId])).length;
    const before = await told();
    const place = { file: import.meta.filename, url: at.database.url, keysDir: at.keysDir };

    const first = await startServer(place);
    const browser = await signInToConsole({ ...at, origin: first.origin }, await createStaff(at, ['reviewer']));
    const path = `/admin/review/${id}`;
    const page = await press(browser, path, path, { d: 'return', reason: '请补充网址' });
    expect(page.text).to.include('class="undo"');
    await first.kill('SIGKILL');
    expect(await stateOf()).to.equal('claimed');
    expect(await told()).to.equal(before);

    const second = await startServer(place);
    await until(async () => (await stateOf()) === 'returned', 'carried out by the other process', 30_000);
    expect(await at.database.db.rows(`select 1 from review_decisions`)).to.eql([]);
    expect(await told()).to.equal(before + 1);
    await second.kill();
  });
});
