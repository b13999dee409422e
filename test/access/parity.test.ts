import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Role } from '../../src/actor.ts';
import { scopesFor } from '../../src/oversight/admin-token.ts';
import { createApi, createProgram } from '../support/api.ts';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { formOf, type TestBrowser } from '../support/citizen.ts';
import { createMember, signInToConsole } from '../support/console.ts';
import { asMember, asStaff, send } from '../support/institutions.ts';
import { apiOperations } from '../support/operations.ts';
import { refusal } from '../support/refusal.ts';
import { doorsOf } from './doors.ts';
import { parity } from './parity.ts';
import { leftUnsaid } from './same-words.ts';

const roles: readonly Role[] = ['operator', 'reviewer'];

type Way = { call: ReturnType<typeof createApi>; browser: TestBrowser; csrf: string };
/** One thing for the page and its twin for the API: a change of one must not show at the other. */
type Scene = {
  /** The action, as parity.ts names it. */
  action: string;
  /** Makes the thing and gives its name in the address. */
  make: () => Promise<string>;
  by?: 'regional' | 'colleague';
  form?: Readonly<Record<string, string>>;
  body?: object;
  /** The status that both ways refuse with. */
  refused: number;
};

describe('R59 an action by page and by API', () => {
  let at: TestApp;
  let ways: Record<'usual' | 'regional' | 'colleague', Way>;
  let scenes: Readonly<Record<string, Scene>>;

  before(async function () {
    this.timeout(90_000);
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    const { app } = at;
    const come = async (regions: readonly string[] = []) => {
      const { person, value } = await createProgram(at, roles, Object.keys(scopesFor(roles)), { regions });
      const browser = await signInToConsole(at, person);
      const { fields } = formOf((await browser.walk('/account/recover')).text);
      return { person, call: createApi(at, value), browser, csrf: fields.csrf ?? '' };
    };
    const [usual, regional, colleague] = [await come(), await come(['440000']), await come()];
    ways = { usual, regional, colleague };
    const staff = asStaff(usual.person, ...roles);
    const own = await createMember(at);
    await at.database.db.run(
      `insert into members (institution_id, account_id, role, created_at) values ($1, $2, 'reader', $3)`,
      [own.institutionId, usual.person.accountId, app.clock.now()],
    );

    const application = async (institutionId?: string) =>
      (await createClient(at, {}, institutionId === undefined ? {} : { institutionId })).clientId;
    const disabled = async () => {
      const ak = await application();
      await app.applications.disable(operator, ak, '试停');
      return ak;
    };
    const waiting = async () => (await send(at, await createMember(at, { certified: false }))).id;
    const once = (verb: (id: string) => Promise<unknown>) => async () => {
      const id = await waiting();
      await verb(id);
      return id;
    };
    const unsent = async () => {
      const person = await createMember(at, { certified: false });
      const about = { institutionId: person.institutionId };
      return (await app.review.begin(asMember(person), 'certification', about)).id;
    };
    const recalled = async () => {
      const person = await createMember(at, { certified: false });
      const { id } = await send(at, person);
      await app.review.recall(asMember(person), id);
      return id;
    };
    const mine = async () => {
      const person = await createMember(at, { certified: false });
      await at.database.db.run(
        `insert into members (institution_id, account_id, role, created_at) values ($1, $2, 'reader', $3)`,
        [person.institutionId, usual.person.accountId, app.clock.now()],
      );
      return (await send(at, person)).id;
    };
    const console = async () => 'console';
    const nobody = async () => 'ncc_aaaaaaaaaaaaaaaaaaaa';
    const noPaper = async () => '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
    const ofOwn = () => application(own.institutionId);
    const reason = { reason: '违反约定' };
    const disable = 'post /api/v1/admin/applications/{ak}:disable';
    const renew = 'post /api/v1/admin/applications/{ak}:renew';
    const enable = 'post /api/v1/admin/applications/{ak}:enable';
    const verb = (name: string) => `post /api/v1/admin/submissions/{id}:${name}`;
    const d = { approve: { d: 'approve' }, return: { d: 'return' }, reject: { d: 'reject' } };
    const told = (name: 'return' | 'reject') => ({ form: { ...d[name], ...reason }, body: reason });
    const nothing = (name: 'return' | 'reject') => ({ form: { ...d[name], reason: ' ' }, body: { reason: ' ' } });

    scenes = {
      'disabling what everybody signs in with': { action: disable, make: console, form: reason, refused: 409 },
      'enabling what everybody signs in with': { action: enable, make: nobody, refused: 404 },
      'renewing what everybody signs in with': { action: renew, make: console, refused: 409 },
      'disabling without a reason': { action: disable, make: application, form: { reason: ' ' }, refused: 422 },
      'disabling once more for another reason': { action: disable, make: disabled, form: reason, refused: 409 },
      'disabling what does not exist': { action: disable, make: nobody, form: reason, refused: 404 },
      'disabling what lies elsewhere': {
        action: disable,
        make: application,
        by: 'regional',
        form: reason,
        refused: 404,
      },
      'disabling the own': { action: disable, make: ofOwn, form: reason, refused: 403 },
      'renewing what is disabled': { action: renew, make: disabled, refused: 409 },
      'renewing what lies elsewhere': { action: renew, make: application, by: 'regional', refused: 404 },
      'claiming what was never sent': { action: verb('claim'), make: unsent, refused: 404 },
      'claiming what was taken back': { action: verb('claim'), make: recalled, refused: 409 },
      'claiming the own': { action: verb('claim'), make: mine, refused: 403 },
      'claiming what does not exist': { action: verb('claim'), make: noPaper, refused: 404 },
      'claiming what lies elsewhere': { action: verb('claim'), make: waiting, by: 'regional', refused: 404 },
      'claiming what a colleague has claimed': {
        ...{ action: verb('claim'), make: once((id) => app.review.claim(staff, id)) },
        ...{ by: 'colleague', refused: 409 },
      },
      'approving the own': { action: verb('approve'), make: mine, form: d.approve, body: {}, refused: 403 },
      'approving what was decided': {
        ...{ action: verb('approve'), make: once((id) => app.review.reject(operator, id, '不合要求')) },
        ...{ form: d.approve, body: {}, refused: 409 },
      },
      'approving what was never sent': {
        action: verb('approve'),
        make: unsent,
        form: d.approve,
        body: {},
        refused: 404,
      },
      'approving what was taken back': {
        action: verb('approve'),
        make: recalled,
        form: d.approve,
        body: {},
        refused: 409,
      },
      'returning without a reason': { action: verb('return'), make: waiting, ...nothing('return'), refused: 422 },
      'returning the own': { action: verb('return'), make: mine, ...told('return'), refused: 403 },
      'rejecting without a reason': { action: verb('reject'), make: waiting, ...nothing('reject'), refused: 422 },
      'rejecting the own': { action: verb('reject'), make: mine, ...told('reject'), refused: 403 },
      'rejecting what lies elsewhere': {
        ...{ action: verb('reject'), make: waiting },
        ...{ by: 'regional', ...told('reject'), refused: 404 },
      },
      'putting back what another has claimed': {
        ...{ action: verb('release'), make: once((id) => app.review.claim(operator, id)) },
        ...{ by: 'regional', refused: 404 },
      },
    };
  });
  after(() => at.close());

  it('has a page for each operation, or a reason why there is none', () => {
    const operations = apiOperations.map(({ method, path }) => `${method} ${path}`);
    const pages = new Set(doorsOf(at).map(({ method, path }) => `${method} ${path}`));
    expect(
      operations.filter((each) => parity[each] === undefined),
      'operations of which nobody has said where their page is',
    ).to.deep.equal([]);
    expect(
      Object.keys(parity).filter((each) => !operations.includes(each)),
      'operations that are gone',
    ).to.deep.equal([]);
    expect(
      Object.values(parity).filter((pair) => 'page' in pair && !pages.has(pair.page)),
      'pages that are gone',
    ).to.deep.equal([]);
  });

  it('is refused alike, and every action of operators has such a refusal', async function () {
    this.timeout(90_000);
    const differences: string[] = [];
    for (const [name, { action, make, by = 'usual', form = {}, body = form, refused }] of Object.entries(scenes)) {
      const pair = parity[action];
      if (pair === undefined || !('page' in pair)) throw new Error(action);
      const { call, browser, csrf } = ways[by];
      const place = action.replace('post /api/v1', '').replace(/\{\w+\}/, await make());
      const [api, target] = [await call('post', place, body), pair.page.replace(/^POST /, '')];
      const id = await make();
      const seen = target.includes('/review/') ? (await at.app.review.find(id))?.revision : undefined;
      const page = await browser.request(target.replace(/:\w+/, id), {
        method: 'POST',
        body: new URLSearchParams({ ...form, csrf, sure: '1', ...(seen !== undefined && { revision: String(seen) }) }),
      });
      const html = await page.text();
      if (api.status !== refused || page.status !== refused)
        differences.push(`${name}: ${refused} by API ${api.status} ${api.body.code}, by page ${page.status}`);
      else if (refused !== 404)
        for (const reason of leftUnsaid(api.body, html)) differences.push(`${name}: the page does not say ${reason}`);
    }
    expect(differences).to.deep.equal([]);
    const tried = new Set(Object.values(scenes).map(({ action }) => action));
    const changing = apiOperations
      .map(({ method, path }) => `${method} ${path}`)
      .filter((each) => each.startsWith('post /api/v1/admin/'));
    expect(changing.filter((each) => !tried.has(each))).to.deep.equal([]);
  });

  it('stops or loosens nothing that the Cloud itself signs in with, whichever way it is asked', async () => {
    const { applications } = at.app;
    const until = '2099-01-01';
    const waived = { uri: 'http://old.qx.example.cn/cb', until, reason: '旧程序' };
    const asked = {
      disable: () => applications.disable(operator, 'console', '试停'),
      'waive an address': () => applications.waiveRedirectUri(operator, 'console', waived),
      'waive PKCE': () => applications.waivePkce(operator, 'console', { until, reason: '旧程序' }),
    };
    for (const [name, ask] of Object.entries(asked)) expect((await refusal(ask())).code, name).to.equal('conflict');
  });
});
