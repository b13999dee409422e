import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member, Role, Staff } from '../../src/actor.ts';
import { scopesFor } from '../../src/oversight/admin-token.ts';
import { createProgram } from '../support/api.ts';
import { operator, startApp, type TestApp } from '../support/app.ts';
import { formOf, type TestBrowser } from '../support/citizen.ts';
import { createMember, createStaff, enrol, signInToConsole } from '../support/console.ts';
import { type Door, doorsOf } from './doors.ts';
import { address, createGoverned, createOwned, type Owned } from './owned.ts';
import { type Reach, reachOf } from './reach.ts';

const everything: readonly Role[] = ['administrator', 'reviewer', 'operator', 'support', 'statistics', 'auditor'];
/** With this the forms would do something. */
const filled: Readonly<Record<string, string>> = {
  sure: '1',
  reason: '不合要求',
  'why.name': '核对',
  reveal: 'name',
  d: 'approve',
  role: 'support',
  region: '440000',
  phone: '13800008177',
  text: '请补充',
  uri: 'http://old.qx.example.cn/cb',
  until: '2099-01-01',
  waiverReason: '旧程序',
  pkceUntil: '2099-01-01',
  pkceReason: '旧程序',
  figures: '1',
  pv: '10',
  who: 'staff1',
  word: '敏感',
  words: '敏感',
  from: '2026-01-01',
  to: '2026-01-02',
  channel: 'news',
  submit: '1',
};

type Limited = { browser: TestBrowser; csrf: string; bearer: string };

describe('R58 staff who are limited to regions', () => {
  let at: TestApp;
  let owned: Owned;
  let doors: Door[];
  let inside: Limited;
  let outside: Limited;
  let named: Readonly<Record<string, string>>;
  /** Texts that an answer shows only to staff of 青溪. */
  let marks: readonly string[];

  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    const person = await createMember(at);
    const owner: Member = { kind: 'member', ...person, role: 'owner' };
    const colleague = await createStaff(at, [...everything, 'security']);
    const staff: Staff = { kind: 'staff', accountId: colleague.accountId, roles: ['operator', 'reviewer'] };
    await enrol(at, colleague);
    owned = { ...(await createOwned(at, owner)), ...(await createGoverned(at, staff, owner)) };
    const { db } = at.database;
    await db.run(`update institutions set region_code = '330106' where id::text not like '00000000-%'`);
    await db.run(`update file_uses set region_code = '330106' where region_code is null`);
    await db.run(`update figure_questions set region_code = '330106'`);
    const ak = last(owned['/admin/applications/:ak']);
    await db.run(
      `update applications set created_at = $2::timestamptz - interval '9 days', updated_at = $2::timestamptz - interval '9 days', expires_at = $2::timestamptz + interval '3 days',
         api_scope = 'stats:write' where client_id = $1`,
      [ak, at.app.clock.now()],
    );
    const come = async (region: string): Promise<Limited> => {
      const { person: who, value } = await createProgram(at, everything, Object.keys(scopesFor(everything)), {
        regions: [region],
      });
      const browser = await signInToConsole(at, who);
      const { fields } = formOf((await browser.walk('/account/recover')).text);
      return { browser, csrf: fields.csrf ?? '', bearer: value };
    };
    [inside, outside] = [await come('330000'), await come('440000')];
    const invitation = await at.app.invitations.invite(operator, person.institutionId, {
      phone: '13900008155',
      post: 'owner',
    });
    const submission = last(owned['/admin/review/:id']);
    named = {
      institution: person.institutionId,
      invitation: invitation.id,
      [`pick.${submission}`]: '1',
      [`app.${ak}`]: '1',
    };
    marks = ['青溪', '浙江省', submission, 'sent=1'];
    doors = doorsOf(at).filter(({ access }) => /^(staff|admin:)/.test(access));
  });
  after(() => at.close());

  const kindOf = ({ method, path }: Door) => reachOf.get(`${method} ${path}`);
  /** There is no file before there is a leaf: test/oversight/passports tries it, also as staff of a region. */
  const hasLeaves = ({ path }: Door) => path !== '/admin/statistics/passport/file';
  const of = (kind: Reach) => doors.filter((door) => hasLeaves(door) && kindOf(door) === kind);

  function targetOf({ path }: Door): string {
    if (path.startsWith('/api/'))
      return path
        .replace(':ak', last(owned['/admin/applications/:ak']))
        .replace(':id', last(owned['/admin/review/:id']));
    if (path === '/admin/applications/mailed/new') return `${path}?${new URLSearchParams(named)}`;
    if (path === '/admin/search') return `${path}?q=qingxi&people=1`;
    return path.includes(':') ? (address(owned, path) ?? '') : path;
  }

  async function knock(door: Door, { browser, csrf, bearer }: Limited, values: Readonly<Record<string, string>>) {
    const { method, path } = door;
    if (path.startsWith('/api/')) {
      const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
      const body =
        method === 'GET'
          ? undefined
          : JSON.stringify(
              'reason' in values && /:(disable|return|reject)$/.test(path) ? { reason: values.reason } : {},
            );
      return fetch(new URL(targetOf(door), at.origin), { method, headers, ...(body !== undefined && { body }) });
    }
    const body = new URLSearchParams({ ...values, csrf });
    return browser.request(targetOf(door), { method, ...(method !== 'GET' && { body }) });
  }

  const says = ({ method, path }: Door, response: Response) => `${method} ${path}: ${response.status}`;

  it('are thought of at every door of the operators', () => {
    const found = doors.map(({ method, path }) => `${method} ${path}`);
    expect(
      found.filter((door) => !reachOf.has(door)),
      'doors where nobody has said what the limit means',
    ).to.deep.equal([]);
    expect(
      [...reachOf.keys()].filter((door) => !found.includes(door)),
      'doors that are gone',
    ).to.deep.equal([]);
    expect(doors.filter((door) => targetOf(door) === '').map(({ path }) => path)).to.deep.equal([]);
  });

  it('find nothing outside of them, at every door', async () => {
    const open: string[] = [];
    for (const door of of('one')) {
      const response = await knock(door, outside, { ...filled, ...named });
      await response.arrayBuffer();
      if (response.status !== 404) open.push(says(door, response));
    }
    expect(open).to.deep.equal([]);
  });

  it('are shown no list with anything of it', async () => {
    const open: string[] = [];
    for (const door of of('list')) {
      const response = await knock(door, outside, named);
      const shown = `${response.headers.get('location') ?? ''} ${await response.text()}`;
      if ((response.status >= 400 && response.status !== 422) || marks.some((mark) => shown.includes(mark)))
        open.push(says(door, response));
    }
    expect(open).to.deep.equal([]);
  });

  it('decide nothing for the whole country', async () => {
    const open: string[] = [];
    for (const door of of('country'))
      for (const limited of [inside, outside]) {
        const response = await knock(door, limited, { ...filled, ...named });
        const text = await response.text();
        const isRefused = response.status === 403 || response.status === 404 || text.includes('全国');
        if (!isRefused) open.push(says(door, response));
      }
    expect(open).to.deep.equal([]);
  });

  it('find everything inside of them', async () => {
    const closed: string[] = [];
    for (const door of of('list')) {
      const response = await knock(door, inside, named);
      const shown = `${response.headers.get('location') ?? ''} ${await response.text()}`;
      if (response.status >= 400 || !marks.some((mark) => shown.includes(mark))) closed.push(says(door, response));
    }
    for (const door of of('one')) {
      const response = await knock(door, inside, named);
      const text = await response.text();
      if (response.status === 403 || response.status === 404 || response.status >= 500)
        closed.push(`${says(door, response)} ${/<h1[^>]*>([^<]*)/.exec(text)?.[1] ?? text.slice(0, 200)}`);
    }
    expect(closed).to.deep.equal([]);
  });
});

const last = (path: string | undefined): string => path?.split('/').at(-1) ?? '';
