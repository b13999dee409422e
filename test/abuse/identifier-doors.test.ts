import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import pg from 'pg';
import { engines } from '../../src/crypto/argon2.ts';
import { createCitizen, createClient, operator, password, startApp, type TestApp } from '../support/app.ts';
import { authorization, type Client, createBrowser, type Page, type TestBrowser } from '../support/citizen.ts';
import { shapeOf } from './page.ts';

/** Three people that a stranger must not be able to distinguish. */
const people = {
  known: { username: 'citizen', phone: '13800008000', email: 'citizen@example.cn' },
  unknown: { username: 'nobody1', phone: '13800008001', email: 'nobody1@example.cn' },
  locked: { username: 'lockedd', phone: '13800008002', email: 'lockedd@example.cn' },
};
type Person = (typeof people)['known'];
type Step = (person: Person) => Record<string, string>;

/** Each way in which a door takes a name or a number, step by step from the page that it stands on. */
type Ways = Readonly<Record<string, readonly Step[]>>;
type Door = { takes: Ways } | { takesNone: string };

const ask: Step = ({ phone }) => ({ phone, send: '1' });
const call: Step = ({ phone }) => ({ phone, voice: '1' });
const guess: Step = ({ phone }) => ({ phone, code: '000000', agree: '1' });
const codes: Ways = {
  'a code and a wrong one': [ask, guess, guess],
  'a call': [call],
  'a code that nobody asked for': [guess],
};

const askByEmail: Step = ({ email }) => ({ step: 'email', email, send: '1' });
const guessByEmail: Step = ({ email }) => ({ step: 'email', email, code: '000000' });
const recovery: Ways = {
  ...codes,
  'a code by e-mail and a wrong one': [askByEmail, guessByEmail, guessByEmail],
  'a code by e-mail that nobody asked for': [guessByEmail],
};

/** Every form that is open to anyone. A new one belongs here: with how it takes names, or with why it takes none. */
const doors: Readonly<Record<string, Door>> = {
  '/interaction/:uid/login': {
    takes: {
      'a wrong password': [
        ({ username }) => ({ username, password: 'wrong-horse-5', agree: '1' }),
        ({ username }) => ({ username, password: 'wrong-horse-6', agree: '1' }),
      ],
      'a wrong password, by phone': [({ phone }) => ({ username: phone, password: 'wrong-horse-5', agree: '1' })],
      'no password': [({ username }) => ({ username, password: '', agree: '1' })],
    },
  },
  '/interaction/:uid/sms': { takes: codes },
  '/interaction/:uid/register': { takes: codes },
  '/interaction/:uid/recover': { takes: recovery },
  '/account/recover': { takes: recovery },
  '/account/added/:link': { takesNone: 'ends what the link is of, which nobody guesses' },
  '/account/stop/:link': { takesNone: 'stops what the link is of, which nobody guesses' },
  '/interaction/:uid/account': { takesNone: 'goes on as whoever is signed in' },
  '/interaction/:uid/keep': { takesNone: 'goes on as somebody whom the cookie of this browser names' },
  '/interaction/:uid/child': { takesNone: 'asks the guardian of a child that just signed in' },
  '/interaction/:uid/child/on': { takesNone: 'goes on for a child that just signed in' },
  '/interaction/:uid/forget': { takesNone: 'forgets somebody whom the cookie of this browser names' },
  '/interaction/:uid/passkey/options': { takesNone: 'a challenge for whichever passkey the device has' },
  '/interaction/:uid/passkey': { takesNone: 'the passkey says whose it is' },
  '/interaction/:uid/factor': { takesNone: 'one more factor of whoever is signed in' },
  '/interaction/:uid/factor/passkey/options': { takesNone: 'one more factor of whoever is signed in' },
  '/interaction/:uid/factor/passkey': { takesNone: 'one more factor of whoever is signed in' },
  '/interaction/:uid/new-passkey/options': { takesNone: 'for whoever has just signed in' },
  '/interaction/:uid/new-passkey': { takesNone: 'for whoever has just signed in' },
  '/interaction/:uid/offer': { takesNone: 'for whoever has just signed in' },
  '/interaction/:uid/agreement': { takesNone: 'for whoever has just proved everything else' },
  '/interaction/:uid/handover': { takesNone: 'for whoever has just proved a first password' },
  '/interaction/:uid/soon': { takesNone: 'for whoever has just signed in' },
  '/interaction/:uid/terms': { takesNone: 'agrees for whoever has just signed in' },
  '/interaction/:uid/scan': { takesNone: 'goes on as whoever confirmed on a phone' },
  '/interaction/:uid/consent': { takesNone: 'decides for whoever is signed in' },
  '/interaction/:uid/abort': { takesNone: 'goes back' },
  '/oidc/auth': { takesNone: 'begins a login: login_hint only stands in the field (enumeration.test.ts)' },
  '/oidc/logout': { takesNone: 'ends a session' },
  '/sandbox': { takesNone: 'makes an AK, an SK and test citizens of its own' },
  '/docs/start/keys': { takesNone: 'likewise, for whoever has no terminal' },
  '/docs/start/project': { takesNone: 'sends files, with the keys that are on the page already' },
  '/transparency': { takesNone: 'checks a proof that brings all it needs' },
  '/transparency/passport': { takesNone: 'checks a file that brings all it needs' },
  '/resources/:id/counted': { takesNone: 'counts a public page, and says nothing' },
  '/transparency/:log/cosignatures': { takesNone: 'takes lines of witnesses on a public checkpoint' },
};

/** The visible text for a person and the headers for a program, without the typed identifiers. */
function shape({ status, text, headers }: Page, { username, phone, email }: Person): unknown {
  const masked = phone.replace(/^(\d{3})\d{4}/, '$1****');
  const words = shapeOf(text)
    .replaceAll(email, 'EMAIL')
    .replaceAll(email.replace(/^(.).*@/, '$1***@'), 'MASKED EMAIL')
    .replaceAll(username, 'NAME')
    .replaceAll(phone, 'PHONE')
    .replaceAll(masked, 'MASKED');
  const names = [...headers.keys()].filter((name) => name !== 'content-length' && name !== 'keep-alive').toSorted();
  return { status, words, names };
}

describe('no door that takes a name or a number tells whose it is', () => {
  let at: TestApp;
  let partner: Client;
  let hashes = 0;
  let statements: string[] = [];
  const { query } = pg.Client.prototype;
  const [first] = engines;

  before(async () => {
    if (first === undefined) throw new Error('no engine');
    // Counted where they are done, whatever service asks for them.
    Reflect.set(engines, 0, async () => {
      const engine = await first();
      const counted =
        <Args extends unknown[], Result>(work: (...args: Args) => Result) =>
        (...args: Args): Result => {
          hashes += 1;
          return work(...args);
        };
      return { hash: counted(engine.hash), verify: counted(engine.verify) };
    });
    Reflect.set(pg.Client.prototype, 'query', function counted(this: pg.Client, ...args: unknown[]): unknown {
      const [statement] = args;
      const text = statement instanceof Object ? Reflect.get(statement, 'text') : statement;
      // The partner's application is read again every half a second, at any request.
      if (typeof text === 'string' && !text.includes('from applications a ')) statements.push(text);
      return Reflect.apply(query, this, args);
    });
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    partner = await createClient(at);
    await createCitizen(at, people.known.username, people.known);
    const { id } = await createCitizen(at, people.locked.username, people.locked);
    await at.database.db.run('update accounts set email_verified_at = created_at where email_index is not null');
    await at.app.accounts.lock(operator, id, '本人申请');
  });
  after(async () => {
    Reflect.set(engines, 0, first);
    Reflect.set(pg.Client.prototype, 'query', query);
    await at.close();
  });
  beforeEach(() => at.database.db.run('truncate throttle'));

  async function pageOf(browser: TestBrowser, path: string): Promise<Page> {
    if (!path.includes(':uid')) return browser.walk(path);
    const login = await browser.walk(authorization(partner.clientId, { prompt: 'login' }).url);
    const own = login.url.pathname.split('/')[2] ?? '';
    return browser.walk(path.endsWith('/login') ? `/interaction/${own}?by=password` : path.replace(':uid', own));
  }

  /** The answer of each step, and its cost. */
  async function walked(path: string, steps: readonly Step[], person: Person) {
    const browser = createBrowser(at.origin);
    let page = await pageOf(browser, path);
    const seen: unknown[] = [];
    for (const step of steps) {
      [hashes, statements] = [0, []];
      page = await browser.submit(page, step(person));
      seen.push({ ...Object(shape(page, person)), hashes, statements: statements.toSorted() });
    }
    return seen;
  }

  it('covers every form that is open to anyone', () => {
    const open = at.app.routes.filter(({ kind, access }) => kind !== 'page' && access.who === 'anyone');
    expect(open.map(({ path }) => path).toSorted()).to.eql(Object.keys(doors).toSorted());
  });

  for (const [path, door] of Object.entries(doors))
    for (const [way, steps] of Object.entries('takes' in door ? door.takes : {}))
      it(`${path}, ${way}: the same bytes, hashes and statements for an account, none and a locked one`, async () => {
        await walked(path, steps, { username: 'somebody', phone: '13800008009', email: 'somebody@example.cn' }); // fill the caches first
        await at.database.db.run('truncate throttle');
        const expected = await walked(path, steps, people.unknown);
        await at.database.db.run('truncate throttle');
        expect(await walked(path, steps, people.known)).to.eql(expected);
        await at.database.db.run('truncate throttle');
        expect(await walked(path, steps, people.locked)).to.eql(expected);
      });

  it('counts: a wrong password is one hash, a code none', async () => {
    const [login] = await walked(
      '/interaction/:uid/login',
      [({ username }) => ({ username, password: `${password}x`, agree: '1' })],
      people.known,
    );
    const [sms] = await walked('/interaction/:uid/sms', [ask], people.known);
    expect([login, sms].map((step) => Reflect.get(Object(step), 'hashes'))).to.eql([1, 0]);
    expect(Reflect.get(Object(login), 'statements')).to.have.length.above(3);
  });
});
