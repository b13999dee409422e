import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { z } from 'zod';
import type { Operation } from '../../../src/http/operation.ts';
import { everyField } from '../../../src/resources/channels/canonical.ts';
import { channels } from '../../../src/resources/channels/channels.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { createCallers, isJson } from '../../support/callers.ts';
import { testClock } from '../../support/clock.ts';
import { apiOperations } from '../../support/operations.ts';

type Told = { pointer: string; field?: string; code?: string; message: string };

const nameOf = ({ method, path }: Operation) => `${method} ${path}`;
/** A message of JSON-RPC is answered in its own form (test/assistants). */
const ofJson = apiOperations.filter((each) => each.body !== undefined && isJson(each) && each.access !== 'assistant');

function operationOf(name: string): Operation {
  const found = apiOperations.find((each) => nameOf(each) === name);
  if (found === undefined) throw new Error(`no operation ${name}`);
  return found;
}

/** Parameters that take any text: words to look for, a name of a file, and numbers of things that may be gone. */
const free = ['q', 'text', 'name', 'subject_kind', 'subject_id', 'actor_id', 'verb'];
/** Every type that JSON has, so that each part meets one that it does not take. */
const values = [5, '☃', true, [{}], {}] as const;

/** Each operation of the roster is asked in each wrong way; one that no case was made for fails here. */
describe('R48 a call that is asked wrongly', function () {
  this.timeout(120_000);
  const clock = testClock('now');
  let at: TestApp;
  let { ask } = {} as Awaited<ReturnType<typeof createCallers>>;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    ({ ask } = await createCallers(at));
  });
  beforeEach(() => clock.advance(2));
  after(() => at.close());

  const told = ({ body }: { body: Record<string, unknown> }) => (body.errors ?? []) as Told[];
  const isWhole = ({ field, code }: Told) => /./.test(field ?? '') && /^[a-z][a-z0-9_]+$/.test(code ?? '');

  it('is told every parameter that there is none of, and which there are', async () => {
    expect(apiOperations.length).to.be.above(70);
    const silent: string[] = [];
    for (const each of apiOperations) {
      clock.advance(0.1);
      const answer = await ask(each, { query: '?colour=red&a%2Fb=1', ...(each.body && isJson(each) && { body: {} }) });
      const known = Object.keys(each.query?.shape ?? {});
      const [one, other] = told(answer);
      const isRight =
        [one?.pointer, one?.field, one?.code].join(' ') === '/colour colour unknown_parameter' &&
        other?.pointer === '/a~1b' &&
        known.every((name) => one?.message.includes(name));
      if (answer.status !== 400 || answer.body.code !== 'bad_request' || !isRight)
        silent.push(`${nameOf(each)}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    expect(silent).to.deep.equal([]);
  });

  it('is told of a value that a parameter can not have, by its name', async () => {
    const asked = apiOperations.filter(({ query }) => query !== undefined);
    expect(asked.length).to.be.above(15);
    const silent: string[] = [];
    for (const each of asked)
      for (const name of Object.keys(each.query?.shape ?? {}).filter((one) => !free.includes(one))) {
        clock.advance(0.1);
        const answer = await ask(each, {
          query: `?${name}=${encodeURIComponent('☃')}`,
          ...(each.body && isJson(each) && { body: {} }),
          ...(each.media === 'application/x-ndjson' && { body: '{}', headers: { 'content-type': each.media } }),
        });
        const found = told(answer).find(({ pointer }) => pointer === `/${name}`);
        if (answer.status < 400 || found === undefined || !isWhole(found) || found.code === 'required')
          silent.push(`${nameOf(each)} ${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
    expect(silent).to.deep.equal([]);
  });

  it('is told once that a body is missing, or no object', async () => {
    expect(ofJson.length).to.be.above(20);
    const lacking = ofJson.filter(({ mayLackBody }) => mayLackBody);
    expect(lacking.map(nameOf)).to.deep.equal(['post /api/v1/admin/submissions/{id}:approve']);
    expect(lacking.every(({ body }) => body?.safeParse({}).success)).to.equal(true);
    const silent: string[] = [];
    for (const each of ofJson)
      for (const [body, code] of [
        [undefined, 'required'],
        ['', 'required'],
        ['[]', 'invalid_value'],
        ['{', 'invalid_value'],
      ] as const) {
        if (code === 'required' && each.mayLackBody) continue;
        clock.advance(0.1);
        const headers = { 'content-type': each.media ?? 'application/json' };
        const answer = await ask(each, { headers, ...(body !== undefined && { body }) });
        const said = told(answer).map((one) => `${one.pointer} ${one.field} ${one.code}`);
        if (answer.status !== 400 || said.join() !== ` body ${code}` || !/JSON/.test(String(answer.body.detail)))
          silent.push(`${nameOf(each)} ${body}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
    expect(silent).to.deep.equal([]);
  });

  it('is told of each member of another type which type is wanted, and not that it is missing', async () => {
    const silent: string[] = [];
    const untried: string[] = [];
    for (const each of ofJson.filter(({ body }) => body?.def.catchall === undefined))
      for (const [name, part] of Object.entries(each.body?.shape ?? {})) {
        const wrong = values.filter((value) => !z.object({ part }).safeParse({ part: value }).success);
        if (wrong.length === 0) untried.push(`${nameOf(each)} ${name}`);
        for (const value of wrong) {
          clock.advance(0.1);
          const answer = await ask(each, { body: { [name]: value } });
          const found = told(answer).filter(({ pointer }) => `${pointer}/`.startsWith(`/${name}/`));
          const isRight = found.length > 0 && found.every((one) => isWhole(one) && one.code !== 'required');
          if (answer.status !== 422 || !isRight || /请填写|缺少/.test(found[0]?.message ?? ''))
            silent.push(`${nameOf(each)} ${name} ${JSON.stringify(value)}: ${answer.status} ${JSON.stringify(found)}`);
        }
      }
    expect(silent).to.deep.equal([]);
    expect(untried, 'members of any type').to.deep.equal([]);
  });

  it('is told by name and code of an item of a batch, of the path, and of what only our data can tell', async () => {
    const items = [
      {},
      { channel: 'news', external_id: 5, data: {}, more: 1 },
      { channel: 'news', external_id: 'a b', data: {} },
      { channel: 'nothing', external_id: 'a', data: {} },
      7,
    ];
    const batch = await ask(operationOf('post /api/v1/resources:batch'), { body: { items } });
    const problems = (batch.body.items as { problem: Record<string, unknown> }[]).map(({ problem }) => problem);
    const shown = problems.map((body) => told({ body }).map(({ pointer, code }) => `${pointer} ${code}`));
    expect(shown).to.deep.equal([
      ['/channel required', '/external_id required', '/data required'],
      ['/external_id invalid_value', '/more unknown_field'],
      ['/external_id invalid_value'],
      ['/channel invalid_value'],
      ['/item invalid_value'],
    ]);
    const put = await ask(operationOf('put /api/v1/resources/{channel}/{external_id}'), { name: 'a b', body: {} });
    const region = await ask(operationOf('get /api/v1/open/resources'), { query: '?region=999999' });
    const sent = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const kit = await fetch(`${at.origin}/sandbox`, { ...sent, body: '{"redirect_uris":5,"colour":"red"}' });
    const answers = [...problems, put.body, region.body, JSON.parse(await kit.text())];
    const all = answers.flatMap((body) => told({ body }));
    expect(all.filter((one) => !isWhole(one))).to.deep.equal([]);
    expect(all.slice(-4).map(({ pointer, code }) => `${pointer} ${code}`)).to.deep.equal([
      '/external_id invalid_value',
      '/region invalid_value',
      '/redirect_uris invalid_value',
      '/colour unknown_field',
    ]);
  });

  it('to delete what never existed is answered as its description says', async () => {
    const deleting = apiOperations.filter(({ method }) => method === 'delete');
    expect(deleting).not.to.deep.equal([]);
    const others: string[] = [];
    for (const each of deleting)
      for (const times of [1, 2]) {
        const { status } = await ask(each, {});
        const said = /204|404/.exec(each.description ?? '')?.[0];
        if (String(status) !== said) others.push(`${nameOf(each)}: ${status}, described as ${said}, time ${times}`);
      }
    expect(others).to.deep.equal([]);
  });

  it('is told the same of every field of every channel: a number is no text', async () => {
    const put = operationOf('put /api/v1/resources/{channel}/{external_id}');
    const silent: string[] = [];
    for (const channel of Object.values(channels)) {
      clock.advance(2);
      const takesNumbers = ({ as }: ReturnType<typeof everyField>[number]) =>
        as?.type === 'integer' || as?.type === 'number';
      const wrong = everyField(channel).map(
        (field) => [field.name, takesNumbers(field) ? { no: 'number' } : 5] as const,
      );
      const answer = await ask(put, { channel: channel.code, body: Object.fromEntries(wrong) });
      for (const [name] of wrong) {
        const found = told(answer).find(({ pointer }) => pointer === `/${name}`);
        if (found?.code !== 'invalid_value' || !isWhole(found) || !/应为/.test(found.message))
          silent.push(`${channel.code} ${name}: ${JSON.stringify(found)}`);
      }
    }
    expect(silent).to.deep.equal([]);
  });
});
