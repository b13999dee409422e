import { request } from 'node:http';
import { expect } from 'chai';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { doorsOf } from '../access/doors.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../support/app.ts';
import {
  authorization,
  basic,
  type Client,
  createBrowser,
  formOf,
  signIn,
  type TestBrowser,
} from '../support/citizen.ts';
import { isWhole } from '../support/some.ts';
import { nastyValues, parameterNames, providerPaths } from './nasty.ts';

const methods = ['GET', 'GET', 'POST', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'];
describe('a hostile network', function () {
  this.timeout(120_000);
  let at: TestApp;
  let partner: Client;
  let citizen: TestBrowser;
  let known: string[];
  let csrf = '';
  let uid = '';

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' }, jobs: true });
    partner = await createClient(at);
    await createCitizen(at);
    citizen = createBrowser(at.origin);
    await signIn(citizen, authorization(partner.clientId));
    const login = await citizen.walk(authorization(partner.clientId, { prompt: 'login' }).url);
    csrf = formOf(login.text).fields.csrf ?? '';
    uid = login.url.pathname.split('/').at(-1) ?? '';
    known = [partner.clientId, partner.secret, uid, csrf];
  });
  after(() => at.close());

  const text = () =>
    fc.oneof(
      fc.constantFrom(...nastyValues),
      fc.constantFrom(...known),
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.base64String(),
    );
  const encoded = (value: string) => encodeURIComponent(value.toWellFormed());
  const pair = () =>
    fc
      .tuple(
        fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...parameterNames) }, text()),
        text(),
        fc.integer({ min: 0, max: 9 }),
      )
      .map(
        ([name, value, dice]) =>
          `${encoded(name)}=${dice === 0 ? value.replace(/[^\x21-\x7e]|#/g, '%ff') : encoded(value)}`,
      );
  const query = () => fc.array(pair(), { maxLength: 12 }).map((pairs) => pairs.join('&'));
  const header = (value: string) => value.replace(/[^\x20-\x7e]/g, '?').slice(0, 6_000);

  function attempt() {
    const path = fc
      .tuple(fc.constantFrom(...doorsOf(at).map(({ path }) => path), ...providerPaths), text(), fc.boolean())
      .map(([pattern, value, real]) => pattern.replace(/:\w+/g, () => (real ? uid : encoded(value))));
    const type = fc.constantFrom(
      'application/x-www-form-urlencoded',
      'application/json',
      'multipart/form-data; boundary=x',
      '',
      'x/y;;=',
    );
    return fc.record({
      method: fc.constantFrom(...methods),
      path,
      query: query(),
      body: fc.oneof(query(), query(), text()),
      type: fc.oneof({ weight: 4, arbitrary: fc.constant('application/x-www-form-urlencoded') }, type),
      inBrowser: fc.boolean(),
      withToken: fc.boolean(),
      credentials: fc.constantFrom('none', 'none', 'basic', 'bearer', 'nasty'),
      extra: text(),
    });
  }

  type Attempt = ReturnType<typeof attempt> extends fc.Arbitrary<infer T> ? T : never;

  function send({
    method,
    path,
    query,
    body,
    type,
    inBrowser,
    withToken,
    credentials,
    extra,
  }: Attempt): Promise<{ status: number; text: string }> {
    const { hostname, port, host } = new URL(at.origin);
    const cookies = [...citizen.cookies.values()].map(({ name, value }) => `${name}=${value}`).join('; ');
    const said = { none: undefined, basic: basic(partner), bearer: `Bearer ${header(extra)}`, nasty: header(extra) }[
      credentials
    ];
    const content =
      method === 'GET' || method === 'HEAD' ? undefined : Buffer.from(withToken ? `csrf=${csrf}&${body}` : body);
    const headers: Record<string, string> = {
      host,
      accept: inBrowser ? 'text/html' : 'application/json',
      cookie: inBrowser ? cookies : `ncc_session=${header(extra)}; ncc_form=${header(extra)}`,
      'accept-language': header(extra),
      ...(type !== '' && { 'content-type': type }),
      ...(said !== undefined && { authorization: said }),
      ...(content !== undefined && { 'content-length': String(content.length) }),
    };
    const address = `${path}${query === '' ? '' : `?${query}`}`.replace(/[^\x21-\x7e]/g, '%20').slice(0, 12_000);
    return new Promise((resolve, reject) => {
      const req = request({ hostname, port, path: address, method, headers, agent: false }, (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        res.on('end', () => resolve({ status: res.statusCode ?? 0, text }));
      });
      req.on('error', reject).end(content);
    });
  }

  const wanted = isWhole ? 3_000 : 750;
  it(`of ${wanted} generated requests over every route gets no 5xx and no look behind the pages`, async () => {
    const seen = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(attempt(), { minLength: 10, maxLength: 10 }), async (attempts) => {
        const answers = await Promise.all(attempts.map(send));
        for (const [place, { status, text }] of answers.entries()) {
          seen.set(status, (seen.get(status) ?? 0) + 1);
          // 501 is the answer to methods that no route of ours has.
          if (status === 501 && /TRACE|PROPFIND/.test(attempts[place]?.method ?? '')) continue;
          expect(status, JSON.stringify(attempts[place]).slice(0, 600)).to.be.within(200, 499);
          expect(text).not.to.match(/node_modules|at async |src\/\w+\/[\w-]+\.ts/);
        }
      }),
      { numRuns: wanted / 10 },
    );
    expect([...seen.values()].reduce((sum, count) => sum + count, 0)).to.be.at.least(wanted);
    expect(seen.get(200) ?? 0, 'pages').to.be.above(25);
    expect(seen.get(303) ?? 0, 'steps of a login').to.be.above(10);
  });

  it('leaves the product as it was', async () => {
    expect((await fetch(`${at.origin}/readyz`)).status).to.equal(200);
    const browser = createBrowser(at.origin);
    const callback = await signIn(browser, authorization(partner.clientId));
    expect(callback.searchParams.has('code')).to.equal(true);
  });
});
