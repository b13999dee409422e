import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { days } from '../../src/clock.ts';
import { createCitizen, startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { remember } from '../support/record.ts';
import { refusal } from '../support/refusal.ts';

describe('a token of an assistant', () => {
  const clock = testClock('2036-11-27T10:00:00+08:00');
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  it('counts towards the maximum of an account only while it lives', async () => {
    const { id } = await createCitizen(at);
    const { assistantTokens } = at.app;
    const mint = () => assistantTokens.mint(id, undefined, { name: '本机' });
    const isFull = async () => expect((await refusal(mint())).message).to.include('assistants.most_tokens');
    for (let made = 0; made < 10; made += 1) remember((await mint()).value);
    await isFull();
    const [one] = await assistantTokens.list(id);
    await assistantTokens.revoke(id, one?.id ?? '');
    remember((await mint()).value);
    await isFull();
    clock.advance(days(91));
    remember((await mint()).value);
  });
});
