import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { oldest, type StoredEvent } from '../../src/audit/store.ts';
import { createCitizen, createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { authorization, createBrowser, signIn } from '../support/citizen.ts';
import { until } from '../support/until.ts';

describe('the audit of a citizen’s decisions', () => {
  let at: TestApp;
  let clientId: string;
  let accountId: string;

  before(async () => {
    at = await startApp(import.meta.filename, { jobs: true });
    ({ clientId } = await createClient(at));
    ({ id: accountId } = await createCitizen(at));
  });
  after(() => at.close());

  const events = async (verb: string): Promise<StoredEvent[]> =>
    oldest(at.database.db, { subject: { kind: 'account', id: accountId }, verbPrefix: verb }, undefined, 100);

  it('records each decision with the state before and after it, under the id of its request', async () => {
    const browser = createBrowser(at.origin);
    await signIn(browser, authorization(clientId, { scope: 'openid profile phone' }), 'citizen', ['profile']);
    await signIn(browser, authorization(clientId, { scope: 'openid profile phone', prompt: 'consent' }), 'citizen', [
      'profile',
      'phone',
    ]);
    const page = await browser.walk(`/account/grants/${clientId}/withdraw`);
    await browser.submit(page);

    const [first, second] = await events('consent.give');
    const [withdrawn] = await events('consent.withdraw');
    const sorted = ({ granted = [], refused = [] }: { granted?: string[]; refused?: string[] }) => [
      granted.toSorted().join(' '),
      refused.toSorted().join(' '),
    ];
    const { from: none, to: once } = Object(first?.details);
    expect([none, sorted(once)]).to.deep.equal([null, ['openid profile', 'phone']]);
    const { from, to } = Object(second?.details);
    expect([sorted(from), sorted(to)]).to.deep.equal([
      ['openid profile', 'phone'],
      ['openid phone profile', ''],
    ]);
    const last = Object(withdrawn?.details);
    expect([last.clientId, sorted(last.from), last.to]).to.deep.equal([clientId, ['openid phone profile', ''], null]);

    const numbers = [first, second, withdrawn].map((event) => event?.requestId);
    for (const number of numbers) expect(number).to.match(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(new Set(numbers).size).to.equal(3);
  });

  it('is sealed by the running product within a second', async () => {
    await createCitizen(at, 'another');
    const began = performance.now();
    await until(async () => (await at.app.audit.verify(operator)).unsealed.count === 0, 'all is sealed');
    expect(performance.now() - began).to.be.below(1_000);
    expect(await at.app.audit.verify(operator)).to.deep.include({ broken: undefined });
  });

  it('is each login that was refused, under the number of its request', async () => {
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(clientId).url);
    const page = await browser.submit(login, { username: 'citizen', password: 'not the password', agree: '1' });
    const [refused] = await events('account.login_refused');
    expect(refused?.requestId).to.equal(page.headers.get('x-request-id'));
    expect(refused?.actorKind).to.equal('anonymous');
  });
});
