import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Role } from '../../src/actor.ts';
import { apiScopes } from '../../src/applications/aksk/scopes.ts';
import { scopesFor } from '../../src/oversight/admin-token.ts';
import { type Door, doorsOf } from '../access/doors.ts';
import { createPartnerProgram, createProgram } from '../support/api.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { formOf, type TestBrowser } from '../support/citizen.ts';
import { createMember, createStaff, signInToConsole } from '../support/console.ts';
import { someOf } from '../support/some.ts';

const roles: readonly Role[] = ['administrator', 'reviewer', 'operator', 'support', 'statistics', 'auditor'];
const uuid = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
/** As in the first edition: a filter’s hash, which anyone can compute, and any position. */
const unkeyed = createHash('sha256').update('{}').digest('base64url').slice(0, 8);
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Cursors never given out: of the right form, beyond the range of a date or a number, or in the format of other lists. */
const cursors: readonly string[] = [
  'x',
  '0',
  '-1',
  '9'.repeat(15),
  '8640000000000001',
  `9999999999999.${uuid}`,
  `999999999999999.${uuid}`,
  `1.${'-'.repeat(36)}`,
  `-99999999999999.${uuid}`,
  `9999-99-99T99:99:99.999Z_${uuid}`,
  `2026-11-24T01:00:00.000Z_${'-'.repeat(36)}`,
  `99999999999999-f${'9'.repeat(15)}`,
  `999999999999999-x`,
  `1e999_1_${uuid}`,
  encoded(['x', 'never', uuid]),
  encoded([unkeyed, 'never', 'x']),
  encoded([unkeyed, '+275760-09-13T00:00:00.001Z', uuid]),
  encoded([unkeyed, '1e400']),
  encoded(['aaaaaaaa', '+275760-09-13T00:00:00.001Z', uuid]),
  `${encoded(['2026-11-24T01:00:00.000Z', uuid])}.${'A'.repeat(22)}`,
  'a'.repeat(1_000),
];

const ids: readonly string[] = [
  '-'.repeat(36),
  uuid.toUpperCase(),
  `${uuid}0`,
  uuid.replaceAll('-', ''),
  `{${uuid}}`,
  'null',
  '-1',
  '9'.repeat(30),
  '0001-01-01',
  '2026-02-30',
  '9999-12',
  '%27%3B--',
  '%F0%9F%98%80',
  'a'.repeat(300),
];

/** Of so many lists and doors each tries a fourteenth of these, another each day; all of them with WHOLE=1. */
const part = 14;

type Visitor = { browser: TestBrowser; csrf: string };

describe('an invented cursor of a list, or an invented id', () => {
  let at: TestApp;
  let doors: Door[];
  let desk: Visitor;
  let member: Visitor;
  let admin: string;
  let partner: string;

  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    const come = async (browser: TestBrowser) => ({
      browser,
      csrf: formOf((await browser.walk('/account/recover')).text).fields.csrf ?? '',
    });
    desk = await come(await signInToConsole(at, await createStaff(at, [...roles, 'security'])));
    const person = await createMember(at);
    member = await come(await signInToConsole(at, person));
    admin = (await createProgram(at, roles, Object.keys(scopesFor(roles)))).value;
    const { institutionId } = person;
    partner = (await createPartnerProgram(at, Object.keys(apiScopes).join(' '), { institutionId })).value;
    doors = doorsOf(at).filter(({ path }) => !/sign-out|sign-in|callback|outbox/.test(path));
  });
  after(() => at.close());

  async function knock({ method, path }: Door, target: string): Promise<Response> {
    const isApi = path.startsWith('/api/');
    const { browser, csrf } = path.startsWith('/admin') ? desk : member;
    const bearer = path.startsWith('/api/v1/admin/') ? admin : partner;
    const body = isApi ? '{"reason":"x"}' : new URLSearchParams({ csrf, sure: '1', reason: '试' });
    return browser.request(target, {
      method,
      headers: isApi ? { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' } : {},
      ...(method !== 'GET' && { body }),
    });
  }

  it('is never more than a first page, a clear refusal or nothing found', async function () {
    this.timeout(120_000);
    const broken: string[] = [];
    let knocks = 0;
    const lists = doors.filter(({ method, path }) => method === 'GET' && !path.includes(':'));
    for (const [place, door] of lists.entries())
      for (const value of someOf(cursors, place, part)) {
        const query = new URLSearchParams({ cursor: value, before: value, after: value });
        const response = await knock(door, `${door.path}?${query}`);
        await response.arrayBuffer();
        knocks += 1;
        if (response.status >= 500) broken.push(`${door.path} ${value}: ${response.status}`);
      }
    expect(broken).to.deep.equal([]);
    expect(knocks).to.be.at.least(60 * Math.floor(cursors.length / part));
  });

  it('opens no door by an id', async function () {
    this.timeout(120_000);
    const broken: string[] = [];
    const named = doors.filter(({ path }) => /:\w/.test(path.replace(/:(claim|release|approve|return|reject)$/, '')));
    for (const [place, door] of named.entries())
      for (const id of someOf(ids, place, part)) {
        const target = door.path.replaceAll(/(?<=\/|^):\w+/g, id);
        const response = await knock(door, target);
        await response.arrayBuffer();
        if (response.status >= 500) broken.push(`${door.method} ${target}: ${response.status}`);
      }
    expect(broken).to.deep.equal([]);
  });

  it('is refused to programs, in every list, with the cure', async () => {
    const refused: string[] = [];
    for (const door of doors.filter(({ path, method }) => method === 'GET' && path.startsWith('/api/')))
      for (const value of ['x', `${encoded(['2026-11-24T01:00:00.000Z', uuid])}.${'A'.repeat(22)}`]) {
        const response = await knock(door, `${door.path.replace(':ak', 'x').replace(/:\w+/, uuid)}?cursor=${value}`);
        const { code = '' } = (await response.json().catch(() => ({}))) as { code?: string };
        if (response.status === 400) refused.push(`${door.path}: ${code}`);
      }
    const lists = new Set(refused);
    expect([...lists].every((line) => line.endsWith(': bad_request'))).to.equal(true);
    expect(lists.size, [...lists].join('\n')).to.be.at.least(8);
  });
});
