import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createPartnerProgram } from '../support/api.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';
import { createMember } from '../support/console.ts';
import { send } from '../support/imports.ts';
import { asMember } from '../support/institutions.ts';
import { refusal } from '../support/refusal.ts';
import { isKeyed } from '../support/words.ts';

describe('R47 the imports of one institution in a day', () => {
  const clock = testClock('2036-11-24T00:10:00+08:00');
  const perDay = 200;
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
  });
  after(() => at.close());

  const bytes = Buffer.from('{"title":"剪纸"}');
  /** Nothing waits to be looked at: that has a limit of its own. */
  const looked = () => at.database.db.run(`update imports set state = 'abandoned' where state = 'parsing'`);

  it('are numbered one after the other beyond 99, up to 200; the 50 after them get a time to retry', async () => {
    const actor = asMember(await createMember(at));
    const numbers: string[] = [];
    const refused: { code: string; message: string; retryAfter: number | undefined }[] = [];
    for (let turn = 0; turn < 250; turn += 1) {
      clock.advance(60);
      if (turn < perDay) numbers.push((await send(at, actor, { channel: 'news', bytes, type: 'ndjson' })).number);
      else refused.push(await refusal(send(at, actor, { channel: 'news', bytes, type: 'ndjson' })));
      await looked();
    }
    expect(numbers.slice(97, 101)).to.deep.equal(['98', '99', '100', '101'].map((number) => `20361124-${number}`));
    expect(new Set(numbers).size).to.equal(perDay);
    expect(new Set(refused.map(({ code }) => code))).to.deep.equal(new Set(['rate_limited']));
    // The first was at 00:11 and this is 04:20: it is a day old, and makes room, in 71,460 seconds.
    expect(refused.at(-1)?.message).to.include('imports.imports_per_day').and.to.include('imports.imports_per_day');
    expect(refused.at(-1)?.retryAfter).to.equal(71_460);
    clock.advance(71_460);
    expect((await send(at, actor, { channel: 'news', bytes, type: 'ndjson' })).number).to.equal('20361125-01');
  });

  it('are no more than that where many are sent at once, and programs get 429', async () => {
    const program = await createPartnerProgram(at);
    for (let turn = 0; turn < 197; turn += 1) {
      await send(at, program.actor, { channel: 'news', bytes, type: 'ndjson' });
      await looked();
    }
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () =>
        send(at, program.actor, { channel: 'news', bytes, type: 'ndjson' }).then(
          ({ number }) => number.replace(/^\d{8}-/, ''),
          (error: { code: string }) => error.code,
        ),
      ),
    );
    expect(outcomes.toSorted()).to.deep.equal(['198', '199', '200', 'rate_limited', 'rate_limited']);
    const answer = await program.call('post', '/imports?channel=news', bytes.toString(), {
      'content-type': 'application/x-ndjson',
    });
    expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).to.deep.equal([
      ...[429, 'rate_limited', '86400'],
    ]);
    expect(answer.body.detail).to.match(isKeyed ? /^imports\.imports_per_day .*200/ : /200 个文件/);
  });

  it('wait for those that are being looked at, five at a time', async () => {
    const actor = asMember(await createMember(at));
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () =>
        send(at, actor, { channel: 'news', bytes, type: 'ndjson' }).then(
          () => 'taken',
          (error: { code: string }) => error.code,
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'taken')).to.have.length(5);
    expect(outcomes.filter((outcome) => outcome === 'rate_limited')).to.have.length(3);
  });
});
