import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../support/app.ts';
import { testClock } from '../support/clock.ts';

describe('/.well-known/security.txt (RFC 9116)', () => {
  let at: TestApp;
  const clock = testClock('2026-11-24T02:30:00.000Z');
  before(async () => {
    const env = { CONTACT_EMAIL: 'safety@example.cn', CONTACT_PHONE: '400-0596-087' };
    at = await startApp(import.meta.filename, { clock, env });
  });
  after(() => at.close());

  it('names the contact for reports of vulnerabilities, by the contacts of this deployment, and its expiry', async () => {
    const answer = await fetch(`${at.origin}/.well-known/security.txt`);
    expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([200, 'text/plain; charset=utf-8']);
    expect((await answer.text()).split('\n')).to.deep.equal([
      'Contact: mailto:safety@example.cn',
      'Contact: tel:+86-400-0596-087',
      'Expires: 2027-05-23T00:00:00.000Z',
      'Preferred-Languages: zh, en',
      `Canonical: ${at.origin}/.well-known/security.txt`,
      '',
    ]);
  });

  it('is never outdated: it ends within a year of each request', async () => {
    clock.set('2027-11-24T02:30:00.000Z');
    const text = await (await fetch(`${at.origin}/.well-known/security.txt`)).text();
    const end = Date.parse(/^Expires: (.+)$/m.exec(text)?.[1] ?? '');
    expect(end)
      .to.be.above(clock.now().getTime())
      .and.below(clock.now().getTime() + 365 * 86_400_000);
  });
});
