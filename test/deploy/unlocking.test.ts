import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { operator, password, startApp, type TestApp } from '../support/app.ts';
import { createBrowser } from '../support/citizen.ts';
import { createStaff, enrol } from '../support/console.ts';
import { linesOf, runLine } from '../support/runbooks.ts';

const page = 'accounts-locked.md';

describe('R14 the runbook of locked accounts', () => {
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename);
  });
  after(() => at.close());

  it('brings the last administrator back into the back office, line by line as it stands there', async () => {
    const { accountId, username } = await createStaff(at, ['administrator']);
    await enrol(at, { accountId });
    await at.app.accounts.lock(operator, accountId, '误停用');
    const looks = linesOf(page, 'look').filter(({ language }) => language === 'sql');
    expect(looks.length).to.equal(1);
    const seen = async () => at.database.db.rows<{ username: string; roles: string }>(looks[0]?.text ?? '');
    expect(await seen()).to.deep.include.members([
      { username, roles: 'administrator', locked_at: (await at.app.accounts.find(accountId))?.lockedAt },
    ]);

    const cures = linesOf(page, 'cure');
    expect(cures.map(({ text }) => text.split(' ').slice(0, 3).join(' '))).to.eql([
      ...['cloud account unlock', 'cloud account reset-second-factor'],
      ...['cloud account enrolment-code', 'cloud account grant'],
    ]);
    for (const { text } of cures) await runLine(text, { ACCOUNT: username }, at.app);
    expect(await seen()).to.eql([]);
    const browser = createBrowser(at.origin);
    const login = await browser.walk('/console/sign-in?to=/admin');
    const inside = await browser.submit(login, { username, password, agree: '1' });
    expect(inside.url.pathname, 'where the enrolment code is asked for').to.equal('/console/second-factor');
    const verbs = await at.database.db.rows<{ verb: string }>(
      `select verb from audit_events where subject_id = $1 and actor_kind = 'operator' order by id`,
      [accountId],
    );
    expect(verbs.map(({ verb }) => verb)).to.include.members([
      ...['account.unlock', 'second_factor.reset', 'second_factor.enrolment_code'],
    ]);
  });
});
