import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createPartnerProgram } from '../support/api.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { formOf, type TestBrowser } from '../support/citizen.ts';
import { createMember, signInToConsole } from '../support/console.ts';
import { createBorrower, createDesk, grant, share } from '../support/lending.ts';
import { apiOperations } from '../support/operations.ts';
import { entryOf, publish } from '../support/resources.ts';
import { everyScope, uploadedBy } from '../support/sandbox.ts';
import { parity } from './parity.ts';
import { leftUnsaid } from './same-words.ts';

type Program = Awaited<ReturnType<typeof createPartnerProgram>>;
type Way = { call: Program['call']; browser: TestBrowser; csrf: string };
/** The values of the names in the two addresses, and the data to send. */
type Thing = {
  page: readonly string[];
  api: readonly string[];
  body?: object;
  form?: Readonly<Record<string, string>>;
};

const nothing = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
const entry = '/api/v1/resources/{channel}/{external_id}';
const hook = '/api/v1/webhook-endpoints/{id}';
const again = 'for a program what is done stays done: it asks once more and hears the same';

/** Pairs that are not tried with things of another institution, and why. */
const notForeign: Readonly<Record<string, string>> = {
  [`put ${entry}`]: 'a name of ours makes an entry of ours',
  [`delete ${entry}`]: again,
  'put /api/v1/stats/daily/{date}': 'the AK is that of the token',
};

/** Changes that no state of their own stands in the way of, and why. */
const noState: Readonly<Record<string, string>> = {
  'post /api/v1/verification':
    'of sandboxes alone: test/integration/verification/practice-api.test.ts tries it once its run is over',
  'post /api/v1/verification:answer':
    'of sandboxes alone: test/integration/verification/practice-api.test.ts tries it once its run is over',
  'post /api/v1/verification:skip':
    'of sandboxes alone: test/integration/verification/practice-api.test.ts tries it once its run is over',
  'post /api/v1/verification/citizens': 'one more may be made as long as there is room',
  'post /api/v1/verification:simulate': 'another answer may always be asked for, and it is taken back by none',
  'post /api/v1/verification:finish':
    'of sandboxes alone: test/integration/verification/practice-api.test.ts tries it once its run is over',
  [`put ${entry}`]: 'a draft may always be replaced; what is being reviewed is tried with patch',
  [`post ${entry}:submit`]: again,
  'post /api/v1/resources:batch': 'each of the batch is answered beside the others',
  'post /api/v1/resources:confirm-week': again,
  'post /api/v1/announcements': 'one may be read at any time',
  'post /api/v1/imports': 'what is wrong with a file is found out later',
  'post /api/v1/files': 'a file has no state',
  'post /api/v1/webhook-endpoints': 'the same address again is the same endpoint, whose secret nobody sees again',
  [`patch ${hook}`]: 'it may be paused and resumed at any time',
  [`delete ${hook}`]: 'it may be deleted at any time',
  'post /api/v1/stats/daily:batch': 'each day is answered beside the others',
  'post /api/v1/licences': 'the page sends what stands in the basket, and is asked again there',
};

describe('R59 actions of partners by page and by API', function () {
  this.timeout(120_000);
  let at: TestApp;
  let own: Way;
  let other: Way;
  /** By the page a member who may only read; by the API a token without the scope. */
  let reader: Way;
  let bare: Readonly<Record<string, Program['call']>>;
  let things: Readonly<Record<string, Thing>>;
  /** `says`: the page's words where programs get the name of the call that helps. */
  let states: Readonly<Record<string, Thing & { refused: number; says?: string }>>;

  before(async () => {
    at = await startApp(import.meta.filename, { env: { THROTTLE: 'off' } });
    const desk = await createDesk(at);
    const borrower = await createBorrower(at);
    const { institutionId } = borrower;
    const come = async (
      person: Parameters<typeof signInToConsole>[1] & { institutionId: string },
      isReader = false,
    ) => {
      const program = await createPartnerProgram(at, everyScope, { institutionId: person.institutionId });
      const browser = await signInToConsole(at, person, { secondFactor: !isReader });
      const { fields } = formOf((await browser.walk('/account/recover')).text);
      return { program, call: program.call, browser, csrf: fields.csrf ?? '' };
    };
    const mine = await come({ ...borrower.person, institutionId });
    const { program } = mine;
    [own, other] = [mine, await come(await createMember(at))];
    reader = await come(await createMember(at, { institutionId, role: 'reader' }), true);
    const without = async (scope: string) => (await createPartnerProgram(at, scope, { institutionId })).call;
    const [reads, stats] = [await without('resource:read'), await without('stats:read')];
    bare = Object.fromEntries(everyScope.split(' ').map((scope) => [scope, scope === 'resource:read' ? stats : reads]));

    const published = async (externalId: string, channel: 'activity' | 'news' = 'activity') =>
      publish(at, program.actor, channel, { external_id: externalId });
    const drafted = async (externalId: string) => {
      const data = await entryOf(at, institutionId, 'activity', { external_id: externalId });
      const about = { institutionId, clientId: program.clientId };
      const [made] = await at.app.resources.proposeMany(program.actor, 'activity', about, [{ externalId, data }]);
      return { entryId: made?.entryId ?? '', submissionId: made?.submissionId ?? '' };
    };
    const one = await published('one');
    const two = await published('two');
    const news = await published('news', 'news');
    const draft = await drafted('draft');
    const waiting = await drafted('waiting');
    await at.app.resources.submit(program.actor, waiting.entryId);
    const { id: batch } = await at.app.imports.begin(program.actor, {
      ...{ channel: 'news', institutionId, clientId: program.clientId, name: 'a.ndjson', bytes: Buffer.from('{}') },
      type: 'ndjson',
    });
    const { webhooks } = at.app;
    const opened = await webhooks.endpoints.create(program.actor, {
      url: 'https://a.example.cn/1',
      types: [],
      description: '',
    });
    const endpoint = opened.endpoint.id;
    const { id: delivery } = await webhooks.test(program.actor, endpoint);
    const closed = (
      await webhooks.endpoints.create(program.actor, { url: 'https://a.example.cn/2', types: [], description: '' })
    ).endpoint.id;
    const { id: stopped } = await webhooks.test(program.actor, closed);
    await webhooks.endpoints.change(program.actor, closed, { disabled: true });
    const shared = await share(at, desk);
    const licence = await grant(at, desk, borrower, [shared], { application: program.clientId });
    const ended = await grant(at, desk, borrower, [shared], { application: program.clientId });
    await at.app.licences.revoke(desk.writer, ended, '署名不符');
    const file = await uploadedBy(program);
    const tomorrow = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    const figures = { pv: 9, uv: 3, ip: 3, new_activities: 0, new_venues: 0 };
    const typed = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, String(value)]));
    const whole = JSON.parse(JSON.stringify(await entryOf(at, institutionId, 'activity')));

    const ofEntry = (externalId: string, id: string) => ({ page: [id], api: ['activity', externalId] });
    const ofId = (id: string) => ({ page: [id], api: [id] });
    things = {
      'get /api/v1/me': { page: [program.clientId], api: [] },
      [`put ${entry}`]: { ...ofEntry('draft', draft.submissionId), body: whole },
      [`patch ${entry}`]: { ...ofEntry('draft', draft.submissionId), body: { tags: null } },
      [`get ${entry}`]: ofEntry('one', one.entryId),
      [`delete ${entry}`]: ofEntry('draft', draft.entryId),
      [`post ${entry}:submit`]: { ...ofEntry('draft', draft.submissionId), form: { submit: '1' } },
      [`post ${entry}:recall`]: { ...ofEntry('waiting', waiting.submissionId), form: { recall: '1' } },
      [`post ${entry}:withdraw`]: {
        ...ofEntry('one', one.entryId),
        body: { reason: '活动取消' },
        form: { why: '活动取消' },
      },
      [`put ${entry}/live-state`]: { ...ofEntry('one', one.entryId), body: { remaining: 1 }, form: { remaining: '1' } },
      'get /api/v1/imports/{id}': ofId(batch),
      'post /api/v1/imports/{id}:submit': ofId(batch),
      'get /api/v1/imports/{id}/errors.csv': ofId(batch),
      'get /api/v1/files/{id}': ofId(file),
      'post /api/v1/files': { page: [draft.submissionId], api: [] },
      [`get ${hook}`]: ofId(endpoint),
      [`patch ${hook}`]: { ...ofId(endpoint), body: { disabled: true }, form: { disabled: '1' } },
      [`delete ${hook}`]: ofId(endpoint),
      [`post ${hook}:test`]: ofId(endpoint),
      'get /api/v1/webhook-deliveries': ofId(endpoint),
      'post /api/v1/webhook-deliveries/{id}:redeliver': { page: [endpoint, delivery], api: [delivery] },
      'put /api/v1/stats/daily/{date}': {
        page: [program.clientId, tomorrow],
        api: [tomorrow],
        body: { figures },
        form: typed,
      },
      'post /api/v1/stats/daily:batch': { page: [program.clientId, tomorrow.slice(0, 7)], api: [] },
      'get /api/v1/catalog/resources/{id}': ofId(nothing),
      'get /api/v1/licences/{id}': ofId(licence),
      'get /api/v1/licences/{id}/package': ofId(licence),
    };
    states = {
      [`patch ${entry}`]: {
        ...ofEntry('waiting', waiting.submissionId),
        body: { tags: null },
        form: { save: '1' },
        refused: 409,
        says: '已经提交的申请不能修改。需要修改时，请先撤回。',
      },
      [`post ${entry}:recall`]: { ...ofEntry('two', two.submissionId), form: { recall: '1' }, refused: 409 },
      [`delete ${entry}`]: { ...ofEntry('two', two.entryId), refused: 409 },
      [`post ${entry}:withdraw`]: {
        ...ofEntry('draft', draft.entryId),
        body: { reason: '取消了' },
        form: { why: '取消了' },
        refused: 409,
      },
      [`put ${entry}/live-state`]: {
        page: [news.entryId],
        api: ['news', 'news'],
        body: { remaining: 1 },
        form: { remaining: '1' },
        refused: 409,
      },
      'post /api/v1/imports/{id}:submit': { ...ofId(batch), refused: 409 },
      [`post ${hook}:test`]: { ...ofId(closed), refused: 409 },
      'post /api/v1/webhook-deliveries/{id}:redeliver': { page: [closed, stopped], api: [stopped], refused: 409 },
      'put /api/v1/stats/daily/{date}': {
        ...{ page: [program.clientId, tomorrow], api: [tomorrow], body: { figures }, form: { ...typed, note: '核对' } },
        refused: 422,
      },
      'get /api/v1/licences/{id}/package': { ...ofId(ended), refused: 403 },
    };
  });
  after(() => at.close());

  const pairs = apiOperations.flatMap((operation) => {
    const name = `${operation.method} ${operation.path}`;
    const pair = parity[name];
    const isOfPartners = operation.access === 'bearer' || operation.access.startsWith('bearer:');
    return isOfPartners && pair !== undefined && 'page' in pair ? [{ ...operation, name, page: pair.page }] : [];
  });
  type Pair = (typeof pairs)[number];
  const filled = (path: string, pattern: RegExp, names: readonly string[]): string => {
    const rest = [...names];
    return path.replaceAll(pattern, () => rest.shift() ?? nothing);
  };

  async function byApi({ method, path }: Pair, { api, body }: Thing, call: Program['call']) {
    const target = filled(path.replace('/api/v1', ''), /\{\w+\}/g, api);
    const sent = method === 'get' ? undefined : (body ?? (method === 'delete' ? undefined : {}));
    const patch = { 'content-type': 'application/merge-patch+json', ...(path === entry && { 'if-match': '*' }) };
    return call(method, target, sent, method === 'patch' ? patch : {});
  }

  async function byPage({ page }: Pair, { page: names, form = {} }: Thing, { browser, csrf }: Way) {
    const [method = 'GET', path = ''] = page.split(' ');
    const target = filled(path, /:\w+/g, names);
    const answer = await browser.request(target, {
      method,
      ...(method !== 'GET' && { body: new URLSearchParams({ ...form, csrf, sure: '1' }) }),
    });
    return { status: answer.status, html: await answer.text() };
  }

  it('refuse things of another institution alike: as if they did not exist', async () => {
    const differences: string[] = [];
    const wanted = pairs.filter(({ name, path }) => path.includes('{') && notForeign[name] === undefined);
    for (const pair of wanted) {
      const thing = things[pair.name];
      if (thing === undefined) differences.push(`${pair.name}: nobody has said with what it is tried`);
      else {
        const { status, body } = await byApi(pair, thing, other.call);
        const page = await byPage(pair, thing, other);
        if (status !== 404 || page.status !== 404)
          differences.push(`${pair.name}: by API ${status} ${body.code}, by page ${page.status}`);
      }
    }
    expect(differences).to.deep.equal([]);
    expect(wanted.length).to.be.greaterThan(12);
  });

  it('refuse a missing right alike: a role that only reads, a token without the scope', async () => {
    const differences: string[] = [];
    for (const pair of pairs.filter(({ page }) => page.startsWith('POST '))) {
      const thing = things[pair.name] ?? { page: [nothing, nothing], api: [nothing] };
      const { status, body } = await byApi(pair, thing, bare[pair.access.slice('bearer:'.length)] ?? own.call);
      const page = await byPage(pair, thing, reader);
      if (status !== 403 || page.status !== 403)
        differences.push(`${pair.name}: by API ${status} ${body.code}, by page ${page.status}`);
    }
    expect(differences).to.deep.equal([]);
  });

  it('refuse actions impossible in a state alike, and every change has such a refusal or a reason why not', async () => {
    const differences: string[] = [];
    for (const pair of pairs) {
      const state = states[pair.name];
      if (state === undefined) {
        if (pair.method !== 'get' && noState[pair.name] === undefined)
          differences.push(`${pair.name}: nobody has said which state stands in its way`);
        continue;
      }
      const { status, body } = await byApi(pair, state, own.call);
      const page = await byPage(pair, state, own);
      if (status !== state.refused || page.status !== state.refused)
        differences.push(`${pair.name}: ${state.refused} by API ${status} ${body.code}, by page ${page.status}`);
      else if (status !== 404)
        for (const reason of leftUnsaid(state.says === undefined ? body : { detail: state.says }, page.html))
          differences.push(`${pair.name}: the page does not say ${reason}`);
    }
    expect(differences).to.deep.equal([]);
  });

  it('are closed both ways where the AK is disabled: its tokens end, and its figures cannot be sent', async () => {
    const disabled = await createPartnerProgram(at, everyScope);
    await at.app.applications.disable({ kind: 'operator', name: 'test' }, disabled.clientId, '核实');
    for (const pair of pairs) {
      const answer = await byApi(pair, things[pair.name] ?? { page: [], api: [nothing] }, disabled.call);
      expect([answer.status, answer.body.code], pair.name).to.deep.equal([401, 'invalid_client_disabled']);
    }
  });
});
