import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Call, Example } from '../../../src/site/docs/reference/call.ts';
import { oauthTag } from '../../../src/site/docs/reference/oauth.ts';
import { readable } from '../../../src/site/docs/reference/reading.ts';
import { snippetsOf } from '../../../src/site/docs/reference/snippets.ts';
import { createApi, createPartnerProgram, createProgram } from '../../support/api.ts';
import { createCitizen, createClient, startApp, type TestApp } from '../../support/app.ts';
import { authorization, createBrowser, redeem, signIn } from '../../support/citizen.ts';
import { testClock } from '../../support/clock.ts';
import { createNewcomer } from '../../support/console.ts';
import { letCount } from '../../support/counters.ts';
import { bands } from '../../support/pictures.ts';
import { createHost, shelve } from '../../support/published.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { remember } from '../../support/record.ts';
import { jsonEntry } from '../../support/resources.ts';
import { createSandboxProgram, everyScope } from '../../support/sandbox.ts';
import { until } from '../../support/until.ts';
import { speech } from '../../support/words.ts';
import { createRecorder, shortened } from './recording.ts';
import {
  assistantStory,
  etagOfDraft,
  type Known,
  loginStory,
  openStory,
  operatorStory,
  partnerStory,
  practiceStory,
  type Step,
} from './story.ts';

const file = fileURLToPath(new URL('../../../docs/portal/examples.json', import.meta.url));
const run = promisify(execFile);

/** How a program in another language makes a call, as its page writes it. */
type Language = 'curl' | 'Node';

describe('R26 the examples of the reference', function () {
  this.timeout(90_000);
  const clock = testClock('2026-11-24T02:30:00Z');
  let at: TestApp;
  let receiver: Receiver;
  let folder: string;
  let calls: ReadonlyMap<string, Call>;
  const recorded: Record<string, Example> = {};
  let ran = 0;

  before(async () => {
    receiver = await startReceiver();
    folder = mkdtempSync(join(tmpdir(), 'examples-'));
    writeFileSync(join(folder, 'cover.png'), await bands(1280, 720));
    at = await startApp(import.meta.filename, {
      clock,
      jobs: true,
      env: { OUTGOING_HOSTS: receiver.host, NATIONAL_CRYPTOGRAPHY: 'on' },
    });
    const document: unknown = await (await fetch(`${at.origin}/api/v1/openapi.json`)).json();
    const all = [oauthTag({}, speech.say), ...readable(document)].flatMap((tag) => tag.calls);
    calls = new Map(all.map((call) => [`${call.method} ${call.path.replace('/api/v1', '')}`, call]));
  });
  after(async () => {
    await at.close();
    await receiver.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs the code on the page of a call, in a language, and returns the response over the wire. */
  async function made(call: Call, language: Language, token: string): Promise<Response> {
    const text = snippetsOf(call).find(({ name }) => name === language)?.text ?? '';
    const env = { ...process.env, ORIGIN: at.origin, TOKEN: token };
    if (language === 'curl') {
      const { stdout } = await run('bash', ['-c', text.replace('curl -i', 'curl -si')], {
        cwd: folder,
        env,
        encoding: 'buffer',
      });
      return responseOf(stdout);
    }
    return inThisProcess(text.replaceAll("'cover.png'", JSON.stringify(join(folder, 'cover.png'))), env);
  }

  /** A module that prints the answer; in this process, since one for each would take as long as all the rest. */
  async function inThisProcess(text: string, { ORIGIN, TOKEN }: Record<string, string | undefined>): Promise<Response> {
    Object.assign(process.env, { ORIGIN, TOKEN });
    const said: unknown[] = [];
    ran += 1;
    Object.assign(globalThis, { [`said${ran}`]: { log: (...words: unknown[]) => said.push(...words) } });
    const source = `const console = globalThis.said${ran};\n${text}`;
    await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);
    const [status, body] = said;
    return new Response(status === 204 ? null : String(body), { status: Number(status) });
  }

  async function tell(story: readonly Step[], language: Language, token: string, known: Known, prepare: Prepare) {
    const recorder = createRecorder({
      [receiver.url]: 'https://hooks.example.cn/cloud',
      [receiver.host]: 'hooks.example.cn',
      [at.origin]: 'https://cloud.example.cn',
      ...(known.ak && { [known.ak]: 'ncc_25lp5nodwvares6qokev' }),
      ...(known.counter && { [known.counter]: 'cR7dUx8k2mT0aYw1d' }),
      ...(known.token && { [known.token]: 'Q3vU…' }),
    });
    const told: Record<string, Example> = {};
    for (const step of story) {
      clock.advance(2); // a new budget of calls
      if (step.before) await prepare(step.before, known);
      const call = calls.get(step.operation);
      if (call === undefined) throw new Error(`no call ${step.operation}`);
      const request = step.send(known);
      const api = createApi({
        origin: at.origin,
        send: async () => made({ ...call, example: { request, answer: { status: 0 } } }, language, token),
      });
      const [method = 'get'] = step.operation.toLowerCase().split(' ');
      const isNode = language === 'Node' || !call.path.startsWith('/api/');
      const answer = isNode
        ? await plainly(await made({ ...call, example: { request, answer: { status: 0 } } }, language, token))
        : await api(method as 'get', request.path.slice('/api/v1'.length));
      expect(answer.status, `${step.operation} ${JSON.stringify(answer.body)}`).to.equal(step.status);
      step.keep?.(answer, known);
      const headers = Object.fromEntries(
        ['etag', 'location'].flatMap((name) => {
          const value = answer.headers.get(name);
          return value === null ? [] : [[name === 'etag' ? 'ETag' : 'Location', recorder.text(value)]];
        }),
      );
      const isJson = !('text' in answer.body) && step.status !== 204;
      const isText = /csv/.test(answer.headers.get('content-type') ?? '');
      told[call.id] = {
        request: JSON.parse(recorder.text(JSON.stringify(request))),
        answer: {
          status: answer.status,
          ...(Object.keys(headers).length > 0 && { headers }),
          ...(isJson && { body: shortened(recorder.value(answer.body)) }),
          ...(isText && { body: recorder.text(String(answer.body.text)) }),
        },
      };
    }
    return told;
  }
  type Prepare = (what: string, known: Known) => Promise<unknown>;

  async function asPartner(language: Language) {
    clock.set('2026-11-24T02:30:00Z');
    const program = await createPartnerProgram(at, everyScope, { sandbox: true });
    const counter = await letCount(at, program.clientId);
    const known: Known = { ak: program.clientId, counter, hooks: receiver.url, etag: etagOfDraft };
    const stateOf = async (id: string | undefined) =>
      (
        await at.database.db.row<{ state: string }>(
          `select state from sandbox.imports where id = $1 union all select state from sandbox.webhook_deliveries where id = $1`,
          [id],
        )
      )?.state;
    return tell(partnerStory, language, program.value, known, async (what, { import: one, delivery }) => {
      if (what === 'import') await until(async () => (await stateOf(one)) === 'done', 'the import');
      else await until(async () => (await stateOf(delivery)) === 'delivered', 'the delivery');
    });
  }

  it('R48 are requests and answers of institutions’ programs, in the words of their pages, with curl', async () => {
    Object.assign(recorded, await asPartner('curl'));
  });

  it('R48 are the same for Node', async () => {
    const told = await asPartner('Node');
    for (const [id, { answer }] of Object.entries(told)) {
      const { headers: _unseen, ...same } = recorded[id]?.answer ?? { status: 0 };
      expect(answer.status, id).to.equal(same.status);
      // Licences are numbered one after the other, for all owners together.
      const numberless = (body: unknown) => JSON.parse(JSON.stringify(body).replaceAll(/XK-2026-\d{6}/g, 'XK'));
      if (typeof same.body === 'object') expect(numberless(answer.body), id).to.deep.equal(numberless(same.body));
    }
  });

  it('R55 are requests and answers of the endpoints of a login', async () => {
    clock.set('2026-11-24T04:30:00Z');
    const client = await createClient(at);
    await createCitizen(at);
    const flow = authorization(client.clientId);
    const callback = await signIn(createBrowser(at.origin), flow);
    const { body } = await redeem(at.origin, client, callback, flow);
    const token = String(body.access_token);
    const known: Known = { ak: client.clientId, token };
    Object.assign(process.env, { AK: client.clientId, SK: client.secret });
    Object.assign(recorded, await tell(loginStory, 'curl', token, known, async () => undefined));
  });

  it('R59 are requests and answers of operators’ programs', async () => {
    clock.set('2026-11-24T03:30:00Z');
    const partner = await createPartnerProgram(at, everyScope);
    const program = await createProgram(
      at,
      ['operator', 'reviewer', 'auditor'],
      ['admin:review', 'admin:applications', 'admin:audit'],
    );
    let count = 0;
    const known: Known = { ak: partner.clientId };
    const own = createApi(at, program.value);
    const told = await tell(operatorStory, 'curl', program.value, known, async (what) => {
      if (what.startsWith('next')) {
        count += 1;
        const entry = await jsonEntry(at, partner.institutionId, 'activity', { title: '银龄剪纸体验课（第三期）' });
        const { body } = await partner.call('put', `/resources/activity/qx-${count}?submit=true`, entry);
        known.submission = (await at.app.resources.get(partner.actor, String(body.id))).submissionId ?? '';
      }
      if (what.endsWith('claim')) await own('post', `/admin/submissions/${known.submission}:claim`);
    });
    Object.assign(recorded, told);
  });

  it('R44 are public requests and answers about publications', async () => {
    clock.set('2026-11-24T05:30:00Z');
    const host = await createHost(at, '青溪县文化馆');
    await at.database.db.run(`update institutions set region_code = '330822' where id = $1`, [host]);
    const data = {
      title: '银龄剪纸体验课（第三期）',
      start_at: '2026-12-05T14:00:00+08:00',
      end_at: '2026-12-05T16:00:00+08:00',
    };
    const [entry = ''] = await shelve(at, host, [
      { channel: 'activity', data: { ...data, booking_start: '', booking_end: '', sessions: '' } },
    ]);
    await at.app.openReading.exportToday();
    Object.assign(recorded, await tell(openStory, 'curl', '', { entry, institution: host }, async () => undefined));
  });

  it('R57 are requests and answers of a program that practises its login', async () => {
    clock.set('2026-11-24T06:30:00Z');
    const token = await createSandboxProgram(at, 'verification:run');
    Object.assign(recorded, await tell(practiceStory, 'curl', token, {}, async () => undefined));
  });

  it('R56 are a message of an assistant and its answer', async () => {
    clock.set('2026-11-24T07:30:00Z');
    const { accountId } = await createNewcomer(at);
    const { value } = await at.app.assistantTokens.mint(accountId, undefined, { name: '编辑器' });
    Object.assign(recorded, await tell(assistantStory, 'curl', remember(value), {}, async () => undefined));
  });

  it('are there for every call, and are those that are kept', async () => {
    const itself = 'getOpenapiJson'; // is no example of itself
    const missing = [...calls.values()].map(({ id }) => id).filter((id) => recorded[id] === undefined && id !== itself);
    expect(missing).to.deep.equal([]);
    const text = `${JSON.stringify(recorded, null, 1)}\n`;
    if (process.env.RECORD !== undefined) writeFileSync(file, text);
    expect(JSON.parse(await readFile(file, 'utf8')), 'npm run examples').to.deep.equal(JSON.parse(text));
  });
});

function responseOf(bytes: Buffer): Response {
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    const [first = '', ...lines] = rest.subarray(0, end).toString().split('\r\n');
    const status = Number(first.split(' ')[1]);
    rest = rest.subarray(end + 4);
    if (status === 100) continue;
    const headers = new Headers(
      lines.map((line): [string, string] => [
        line.slice(0, line.indexOf(':')),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    );
    return new Response(status === 204 ? null : new Uint8Array(rest), { status, headers });
  }
}

async function plainly(response: Response) {
  const text = await response.text();
  const body: Record<string, unknown> = /^[[{]/.test(text) ? JSON.parse(text) : { text };
  return { status: response.status, headers: response.headers, body };
}
