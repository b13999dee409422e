import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createCitizen, createClient, operator, password, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, type Page } from '../support/citizen.ts';
import { shapeOf } from './page.ts';

const known = { username: 'citizen', phone: '13800008000' };
const unknown = { username: 'nobody1', phone: '13800008001' };
const locked = { username: 'lockedd', phone: '13800008002' };
type Person = typeof known;

/** The page without personal parts: the typed identifier does not count. */
function shape({ status, text, headers }: Page, person: Person): unknown {
  const masked = person.phone.replace(/^(\d{3})\d{4}/, '$1****');
  const words = shapeOf(text)
    .replaceAll(person.username, 'NAME')
    .replaceAll(person.phone, 'PHONE')
    .replaceAll(masked, 'MASKED');
  const names = [...headers.keys()].filter((name) => name !== 'content-length' && name !== 'keep-alive').toSorted();
  return { status, words, names };
}

describe('who has an account is not to be learned', () => {
  let at: TestApp;
  let partner: Client;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    partner = await createClient(at);
    await createCitizen(at, known.username, { phone: known.phone });
    const { id } = await createCitizen(at, locked.username, { phone: locked.phone });
    await at.app.accounts.lock(operator, id, '本人申请');
  });
  after(() => at.close());

  /** The answers to the same steps for a person. */
  async function answers(person: Person, way: string, ...steps: ((person: Person) => Record<string, string>)[]) {
    const browser = createBrowser(at.origin);
    const login = await browser.walk(authorization(partner.clientId, { prompt: 'login' }).url);
    const path = way === 'login' ? login.url.pathname : `${login.url.pathname}/${way}`;
    const shapes: unknown[] = [];
    let page = await browser.walk(path);
    for (const step of steps) {
      page = await browser.submit(page, step(person));
      shapes.push(shape(page, person));
    }
    return shapes;
  }

  it('from a wrong password: an account, none, and a locked one with the right password read the same', async () => {
    const wrong = ({ username }: Person) => ({ username, password: 'wrong-horse-5', agree: '1' });
    const right = ({ username }: Person) => ({ username, password, agree: '1' });
    const byPhone = ({ phone }: Person) => ({ username: phone, password: 'wrong-horse-5', agree: '1' });
    const expected = await answers(unknown, 'login', wrong, wrong, byPhone);
    expect(await answers(known, 'login', wrong, wrong, byPhone)).to.eql(expected);
    expect(await answers(locked, 'login', right, right, byPhone)).to.eql(expected);
  });

  it('from the answer when too many tries were made', async () => {
    const wrong = ({ username }: Person) => ({ username: `${username}`, password: 'wrong-horse-5', agree: '1' });
    const six = Array.from({ length: 6 }, () => wrong);
    const [shut] = (await answers({ ...unknown, username: 'nobody2' }, 'login', ...six)).slice(-1);
    await createCitizen(at, 'somebdy');
    expect((await answers({ ...known, username: 'somebdy' }, 'login', ...six)).slice(-1)).to.eql([shut]);
    expect(JSON.stringify(shut)).to.contain('尝试次数过多');
  });

  for (const way of ['sms', 'recover', 'register']) {
    it(`from asking for a code and typing a wrong one: ${way}`, async () => {
      const ask = ({ phone }: Person) => ({ phone, send: '1' });
      const guess = ({ phone }: Person) => ({ phone, code: '000000', agree: '1' });
      const expected = await answers(unknown, way, ask, guess);
      expect(await answers(known, way, ask, guess)).to.eql(expected);
      expect(await answers(locked, way, ask, guess)).to.eql(expected);
      await at.database.db.run('truncate throttle'); // 60 seconds between two codes
    });
  }

  it('from the messages that are sent: all get the same text', async () => {
    const texts = await at.app.sms.recent();
    const of = (phone: string) =>
      texts
        .filter(({ to }) => to === phone)
        .map(({ text }) => text.replace(/\d{6}/, 'CODE'))
        .toSorted();
    expect(of(known.phone)).to.have.lengthOf(3);
    expect(of(unknown.phone)).to.eql(of(known.phone));
    expect(of(locked.phone)).to.eql(of(known.phone));
  });

  it('from an authorization request: a hint only changes the value of the field', async () => {
    const pageFor = async (person: Person) =>
      shape(
        await createBrowser(at.origin).walk(authorization(partner.clientId, { login_hint: person.username }).url),
        person,
      );
    expect(await pageFor(known)).to.eql(await pageFor(unknown));
  });
});
