import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { testRedirectUris, useSuggestion } from '../../../src/applications/redirects/tester.ts';
import { bad, good, local } from '../../fields/redirect-uri-vectors.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { createBrowser, type TestBrowser } from '../../support/citizen.ts';
import { createMember, createNewcomer, signInToConsole } from '../../support/console.ts';
import { fact, isKeyed, speech } from '../../support/words.ts';

const path = '/console/applications/tester';
const production = { loopback: false };

/** Typed lines, and the address that was meant. */
const meant: readonly (readonly [typed: string, suggestion: string])[] = [
  ['http://m.qx.example.cn/auth/ncc', 'https://m.qx.example.cn/auth/ncc'],
  ['http://m.qx.example.cn:80/auth', 'https://m.qx.example.cn/auth'],
  ['HTTPS://m.qx.example.cn/auth', 'https://m.qx.example.cn/auth'],
  ['m.qx.example.cn/auth', 'https://m.qx.example.cn/auth'],
  ['https:m.qx.example.cn/auth', 'https://m.qx.example.cn/auth'],
  ['https:/m.qx.example.cn/auth', 'https://m.qx.example.cn/auth'],
  ['https://M.QX.example.cn/Auth', 'https://m.qx.example.cn/Auth'],
  ['https://m.qx.example.cn:443/auth', 'https://m.qx.example.cn/auth'],
  ['https://m.qx.example.cn./auth', 'https://m.qx.example.cn/auth'],
  ['https://m.qx.example.cn/auth#top', 'https://m.qx.example.cn/auth'],
  ['https://m.qx.example.cn/a/../auth', 'https://m.qx.example.cn/auth'],
  ['https://m.qx.example.cn/登录', 'https://m.qx.example.cn/%E7%99%BB%E5%BD%95'],
  ['https：／／m.qx.example.cn／auth', 'https://m.qx.example.cn/auth'],
  ['https://m\u200b.qx.example.cn/auth', 'https://m.qx.example.cn/auth'],
  ['https://m.qx.example.cn\\auth', 'https://m.qx.example.cn/auth'],
  ['https://m.qx.example.cn\\@evil.example.com/', 'https://m.qx.example.cn/@evil.example.com/'],
  ['https://文化馆.example.cn/auth', 'https://xn--cjrz24b841b.example.cn/auth'],
];

/** Lines without a probable meaning, or that lead to another host. */
const hopeless = [
  'javascript:alert(1)',
  'https://user:pw@evil.example.com/',
  'https://10.0.0.1/callback',
  'https://*.example.cn/callback',
  'https://m.qx.example.cn/callback;jsessionid=1',
  'https://m.qx.example.cn/?code=1',
  'ftp://m.qx.example.cn/callback',
  'cloud',
];

describe('the tester of redirect addresses', () => {
  for (const [typed, suggestion] of meant) {
    it(`R22 offers ${suggestion} for ${typed}`, () => {
      const [verdict] = testRedirectUris(typed, production);
      expect(verdict?.problem).to.have.property('code');
      expect(verdict?.suggestion).to.equal(suggestion);
    });
  }

  it('R22 offers nothing where it would be guessing, or would lead to another host', () => {
    for (const uri of hopeless) expect(testRedirectUris(uri, production)[0]?.suggestion, uri).to.equal(undefined);
  });

  it('R22 offers only valid addresses, for invalid lines', () => {
    for (const [uri] of bad)
      for (const { suggestion } of testRedirectUris(uri, production))
        if (suggestion !== undefined)
          expect(testRedirectUris(suggestion, production)[0], uri).to.not.have.key('problem');
  });

  it('R22 keeps http for this machine in a sandbox', () => {
    const [verdict] = testRedirectUris('http://LOCALHOST:8080/callback', { loopback: true });
    expect(verdict?.suggestion).to.equal('http://localhost:8080/callback');
    for (const uri of local) expect(testRedirectUris(uri, { loopback: true })[0], uri).to.not.have.property('problem');
  });

  it('R22 names the line that repeats another, and replaces one line alone', () => {
    const typed = 'https://a.example.cn/1\n\n http://a.example.cn/2 \nhttps://a.example.cn/1';
    expect(testRedirectUris(typed, production).map(({ problem }) => problem)).to.deep.equal([
      undefined,
      fact('fields.https_only', { label: '回调地址' }),
      fact('fields.same_line', { line: 1 }),
    ]);
    expect(useSuggestion(typed, 2, production)).to.equal(
      'https://a.example.cn/1\nhttps://a.example.cn/2\nhttps://a.example.cn/1',
    );
    expect(useSuggestion(typed, 1, production), 'nothing to replace').to.equal(typed);
    expect(useSuggestion(typed, 9, production)).to.equal(typed);
  });
});

describe('the page of the tester', () => {
  let at: TestApp;
  let browser: TestBrowser;

  before(async () => {
    at = await startApp(import.meta.filename);
    browser = await signInToConsole(at, await createMember(at, { role: 'developer' }));
  });
  after(() => at.close());

  const ask = async (uris: string, more: Record<string, string> = {}) =>
    browser.submit(await browser.walk(path), { uris, ...more });
  const words = (text: string) =>
    text
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll('&#34;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');

  // A form knows no line without its breaks, and none of the space around one.
  const typeable = bad.filter(
    ([uri]) => uri.trim() === uri && uri.isWellFormed() && !/[\r\n\0]/.test(uri) && uri !== '',
  );

  it('knows forty mistakes and more', () => expect(typeable.length).to.be.at.least(40));

  for (const [uri] of typeable) {
    it(`R22 says the cure of ${JSON.stringify(uri).slice(0, 60)}`, async () => {
      const { status, text } = await ask(uri);
      expect(status).to.equal(200);
      const said = words(text)
        .split('\n')
        .map((line) => line.replaceAll(/\s+/g, ' ').trim());
      const [verdict] = testRedirectUris(uri, { loopback: false });
      const cure = verdict?.problem === undefined ? 'none' : speech.say(verdict.problem).replaceAll(/\s+/g, ' ');
      expect(
        said.some((line) => line.includes(cure)),
        said.join('\n').slice(0, 1500),
      ).to.equal(true);
      expect(said.join(), uri).to.include('1 个需要修改');
    });
  }

  it('R22 judges each line of many, and keeps the typed text', async () => {
    const uris = [...good.slice(0, 3), 'http://m.qx.example.cn/auth'];
    const { text } = await ask(uris.join('\r\n'));
    expect(text.match(/class="tag ok"/g)).to.have.lengthOf(3);
    expect(words(text)).to.include('共 4 个地址，1 个需要修改。').and.include(uris.join('\n'));
  });

  it('R22 puts the suggestion in the place of its line when 使用 is pressed', async () => {
    const { text } = await ask('https://a.example.cn/1\nhttp://a.example.cn/2', { use: '2' });
    expect(words(text))
      .to.include('2 个地址都可以登记。')
      .and.include('https://a.example.cn/1\nhttps://a.example.cn/2');
  });

  it('R22 answers a script beside the field the same', async () => {
    const page = await browser.walk(path);
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const body = new URLSearchParams({
      csrf,
      uris: 'http://localhost:1/callback\nhttp://a.example.cn/',
      loopback: '1',
    });
    const answer = await browser.request(path, { method: 'POST', body, headers: { accept: 'application/json' } });
    expect(answer.headers.get('cache-control')).to.equal('no-store');
    expect(await answer.json()).to.deep.equal({
      verdicts: [
        { line: 1, uri: 'http://localhost:1/callback' },
        {
          line: 2,
          uri: 'http://a.example.cn/',
          problem: speech.say(fact('fields.https_only', { label: '回调地址' })),
          suggestion: 'https://a.example.cn/',
        },
      ],
    });
    const forged = new URLSearchParams({ csrf: 'x', uris: 'https://a.example.cn/' });
    expect((await browser.request(path, { method: 'POST', body: forged })).status).to.equal(400);
  });

  it('asks for something to look at, and for no more than it can show', async () => {
    const none = await ask(' \n ');
    expect([none.status, none.text.includes(speech.say(fact('applications.addresses_missing')))]).to.deep.equal([
      422,
      true,
    ]);
    const many = Array.from({ length: 41 }, (_, place) => `https://a.example.cn/${place}`);
    expect((await ask(many.join('\n'))).text).to.match(
      isKeyed ? /applications\.addresses_most/ : /一次最多检查 40 个地址，现在是 41 个/,
    );
  });

  it('R14 is available before certification and without an institution, as sandboxes are, and to no one else', async () => {
    const uncertified = await createMember(at, { certified: false });
    for (const person of [uncertified, await createNewcomer(at)]) {
      const other = await signInToConsole(at, person, { secondFactor: false });
      const { status, text } = await other.submit(await other.walk(path), { uris: 'http://a.example.cn/' });
      expect([status, words(text).includes('共 1 个地址，1 个需要修改。')]).to.deep.equal([200, true]);
    }
    expect((await createBrowser(at.origin).request(path)).status).to.equal(303);
  });
});
