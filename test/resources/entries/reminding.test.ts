import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { dayOf, days, after as later } from '../../../src/clock.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { asMember } from '../../support/institutions.ts';
import { publish } from '../../support/resources.ts';
import { isKeyed } from '../../support/words.ts';

describe('reminders of copyright that ends', () => {
  const clock = testClock('2026-11-24T01:00:00Z');
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  it('R46 come 30, 7 and 1 day before 授权截止, one letter for all entries of that day, once across nodes', async () => {
    const member = await createMember(at);
    const actor = asMember(member);
    const until = (inDays: number) => dayOf(later(clock.now(), days(inDays)));
    const ending = { copyright_until: until(30), publish_at: '', expire_at: '' };
    await publish(at, actor, 'news', { ...ending, external_id: 'one', title: '甲文' });
    await publish(at, actor, 'news', { ...ending, external_id: 'two', title: '乙文' });
    await publish(at, actor, 'news', { ...ending, external_id: 'later', title: '丙文', copyright_until: until(31) });
    // Its own end is earlier than that of the copyright: there is nothing to do.
    await publish(at, actor, 'news', { ...ending, external_id: 'short', expire_at: `${until(20)}T12:00:00+08:00` });

    const letters = () =>
      at.database.db.rows<{ key: string; text: string }>(
        `select n.key, string_agg(i::text, '') as text from notices n left join inbox i on i.account_id = $1
         where n.key like 'resource.copyright_ends:%' group by n.key, n.created_at order by n.created_at`,
        [member.accountId],
      );
    const run = () => Promise.all([at.app.resources.remind(), at.app.resources.remind()]);
    await run();
    const told = await letters();
    expect(told).to.have.lengthOf(1);
    expect(told[0]?.text)
      .to.match(isKeyed ? /"count""?:2/ : /2 条/)
      .and.to.include('甲文')
      .and.to.include('乙文')
      .and.not.include('丙文');
    await run();
    expect(await letters()).to.have.lengthOf(1);

    clock.advance(days(23));
    await run();
    clock.advance(days(6));
    await run();
    await run();
    const stages = (await letters()).map(({ key }) => key.split(':')[3]);
    expect(stages.filter((stage) => stage === '7')).to.have.lengthOf(1);
    expect(stages.filter((stage) => stage === '1')).to.have.lengthOf(1);
  });
});
