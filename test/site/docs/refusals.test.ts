import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { createAdmission } from '../../../src/http/gate/admission.ts';
import * as keys from '../../../src/http/idempotency-store.ts';
import { type Operation, takesNothing } from '../../../src/http/operation.ts';
import { createLog } from '../../../src/log.ts';
import { answersPromised } from '../../support/answers.ts';
import { type ApiAnswer, createPartnerProgram } from '../../support/api.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { createCallers, isJson, nobodys, queryFor } from '../../support/callers.ts';
import { testClock } from '../../support/clock.ts';
import { apiOperations } from '../../support/operations.ts';
import { until } from '../../support/until.ts';

const isKeyed = ({ headers = {} }: Operation) => 'Idempotency-Key' in headers;
/** An operation whose body has members of its own, and no others. */
const isClosed = ({ body }: Operation) => body !== undefined && body.def.catchall === undefined;
/** The part of a body that an operation has members for. */
const fitting = ({ body }: Operation, given: object) =>
  Object.fromEntries(
    Object.entries(given).filter(([name]) => body?.def.catchall !== undefined || name in (body?.shape ?? {})),
  );
const formType = 'application/x-www-form-urlencoded';
const ofFiles = (type: string): Record<string, string> => ({ 'content-type': type });

/** A valid body of `POST /licences`, as far as parsing goes. */
const loan = {
  ...{ resources: [nobodys], purposes: ['show'], usage: '在大厅循环播放', platform: '青溪文化云' },
  ...{ from: '2026-12-01', until: '2027-05-31', promise: true },
};

/** Refusals of the guard, of parsing and of the limits are promised by every call that can have them; each is tried. */
describe('R48 refusals of a call as the document promises them', function () {
  this.timeout(90_000);
  const clock = testClock('now');
  let at: TestApp;
  let { partner, tokens, ask } = {} as Awaited<ReturnType<typeof createCallers>>;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    ({ partner, tokens, ask } = await createCallers(at));
  });
  beforeEach(() => clock.advance(2)); // a new budget of calls
  after(() => at.close());

  const promising = (status: number) =>
    apiOperations.filter((each) => answersPromised.includes(`${each.method} ${each.path} ${status}`));

  /** All that name a status get it; `except` are those that get it by something of their own, tried elsewhere. */
  async function allAnswer(status: number, how: (operation: Operation) => Promise<ApiAnswer>, except: RegExp = /^$/) {
    const tried = promising(status).filter(({ method, path }) => !except.test(`${method} ${path}`));
    expect(tried).not.to.deep.equal([]);
    const others: string[] = [];
    for (const operation of tried) {
      const answer = await how(operation);
      if (answer.status !== status)
        others.push(`${operation.method} ${operation.path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    expect(others).to.deep.equal([]);
  }

  it('400: a query that says something twice', () =>
    allAnswer(400, (each) => ask(each, { query: '?twice=1&twice=2' })));

  it('401: an unknown token', () => allAnswer(401, (each) => ask(each, {}, 'nobody-has-this-token')));

  it('403: a token for something else', async () => {
    const reads = await createPartnerProgram(at, 'stats:read');
    const writes = await createPartnerProgram(at, 'catalog:read');
    const byOrigin = /^post \S+\/counters\//; // test/statistics/counters
    const answer = (each: Operation) => {
      if (each.access.startsWith('bearer:'))
        return ask(each, {}, each.access === 'bearer:stats:read' ? writes.value : reads.value);
      if (each.access === 'assistant') return ask(each, { headers: { origin: 'https://evil.example' } });
      return ask(each, {}, tokens.get(each.access === 'admin:audit' ? 'admin:review' : 'admin:audit'));
    };
    await allAnswer(403, answer, byOrigin);
  });

  it('404: a missing thing', () =>
    allAnswer(404, (each) => {
      const { body, media } = each;
      const named = queryFor(each, { channel: 'nothing', endpoint_id: nobodys });
      if (media === formType) return ask(each, { body: 'visitor=visitor-1', headers: ofFiles(formType) });
      if (media === 'application/x-ndjson')
        return ask(each, { query: named, body: '{}', headers: ofFiles('application/x-ndjson') });
      const ofPractice = { round: 'signature', answers: {}, status: 400 };
      const filled = each.access === 'bearer:verification:run' ? ofPractice : { reason: '活动取消' };
      return ask(each, { channel: 'nothing', query: named, ...(body && { body: fitting(each, filled) }) });
    }));

  it('in English has no Chinese but in values that the caller sent', async () => {
    const odd = {
      figures: { pv: -1, uv: 'x', pages: 1 },
      terminals: { tv: {}, pc: { pv: -1 } },
      visitors: [1],
      reason: 7,
    };
    const chinese: string[] = [];
    for (const operation of apiOperations.filter(({ access }) => access !== 'assistant')) {
      clock.advance(0.1);
      for (const body of operation.body && isJson(operation) ? [{}, odd] : [undefined]) {
        const query = queryFor(operation, {
          ...{ from: 'x', to: 'y', limit: 'x' },
          channel: 'activity',
          page_size: 'x',
        });
        const asked = { query, ...(body && { body }), headers: { 'accept-language': 'en' } };
        const { status, body: said } = await ask(operation, asked);
        if (status >= 400 && /\p{Script=Han}/u.test(JSON.stringify(said)))
          chinese.push(`${operation.method} ${operation.path}: ${JSON.stringify(said)}`);
      }
    }
    expect(chinese).to.deep.equal([]);
  });

  it('413: a body that is too long', () =>
    allAnswer(413, (each) => {
      if (each.media === 'multipart/form-data') {
        const form = new FormData();
        form.set('file', new Blob([new Uint8Array(21 * 1024 * 1024)]), 'a.png');
        return ask(each, { body: form });
      }
      const long = (kilobytes: number) => JSON.stringify({ long: 'x'.repeat(kilobytes * 1024) });
      if (isJson(each)) return ask(each, { body: long(each.kilobytes ?? 64), headers: ofFiles('application/json') });
      return ask(each, {
        query: queryFor(each, { channel: 'activity' }),
        body: long(10 * 1024),
        headers: ofFiles(each.media === formType ? formType : 'application/x-ndjson'),
      });
    }));

  it('415: a body of another type', () =>
    allAnswer(415, (each) =>
      ask(each, {
        query: queryFor(each, { channel: 'activity' }),
        body: 'a=1',
        headers: ofFiles('text/plain; charset=utf-8'),
      }),
    ));

  it('409: the same call is being answered by a node that is silent', async () => {
    const { db } = at.database;
    // The results of the first calls are not recorded, nor are their keys released.
    await db.run(`create function nothing() returns trigger language plpgsql as $$ begin return null; end $$`);
    await db.run(
      'create trigger unheard before update or delete on idempotency_keys for each row execute function nothing()',
    );
    const body = {
      ...loan,
      items: [1],
      reason: '活动取消',
      description: '资源系统',
      url: 'https://hooks.example.cn/a',
    };
    const calls = promising(409).filter(isKeyed);
    const statuses = await Promise.all(
      calls.map(async (each) => {
        const headers = { 'idempotency-key': randomUUID(), ...(!isJson(each) && ofFiles('application/x-ndjson')) };
        const same = {
          ...{ headers, query: isJson(each) ? '' : '?channel=activity' },
          ...(each.body && { body: isJson(each) ? fitting(each, body) : '{}' }),
        };
        await ask(each, same);
        return `${each.method} ${each.path} ${(await ask(each, same)).body.code}`;
      }),
    );
    await db.run('drop trigger unheard on idempotency_keys');
    expect(statuses).to.deep.equal(calls.map(({ method, path }) => `${method} ${path} request_under_way`));
  });

  it('422: a member that the body does not have is named, beside the other problems', async () => {
    const tried = apiOperations.filter((each) => isClosed(each) && isJson(each));
    expect(tried.length).to.be.above(15);
    const silent: string[] = [];
    for (const each of tried) {
      const { status, body } = await ask(each, { body: { nobodys_member: 1, 'a/b': { c: 1 } } });
      const told = JSON.stringify(body.errors);
      const isTold = ['/nobodys_member', '/a~1b'].every((pointer) => told?.includes(`"pointer":"${pointer}"`));
      const missing = Object.entries(each.body?.shape ?? {}).filter(([, part]) => !part.safeParse(undefined).success);
      const others = missing.every(([name]) => told?.includes(`"pointer":"/${name}"`));
      if (status !== 422 || !isTold || !others) silent.push(`${each.method} ${each.path}: ${status} ${told}`);
    }
    expect(silent).to.deep.equal([]);
    const open = apiOperations.filter((each) => each.body !== undefined && isJson(each) && !isClosed(each));
    expect(
      open.map(({ method, path }) => `${method} ${path}`),
      'members of a channel, and of JSON-RPC',
    ).to.have.members([
      'post /api/v1/mcp',
      'put /api/v1/resources/{channel}/{external_id}',
      'patch /api/v1/resources/{channel}/{external_id}',
      'put /api/v1/resources/{channel}/{external_id}/live-state',
    ]);
  });

  it('422: a query or a body that is not as described, or a key that another call has used', async () => {
    const { db } = at.database;
    await allAnswer(
      422,
      async (each) => {
        const [key, now] = [randomUUID(), new Date()];
        const held = {
          hash: Buffer.alloc(32),
          now,
          heldUntil: new Date(now.getTime() + 30_000),
          oldest: now,
        };
        await keys.take(db, { clientId: partner.clientId, key }, held);
        if (each.media === formType) return ask(each, { body: 'visitor=x', headers: ofFiles(formType) });
        return ask(each, {
          query: queryFor(each, { ...{ limit: 'x', page_size: 'x', from: 'x', to: 'x' }, updated_since: 'x' }),
          ...((each.body || takesNothing(each)) && {
            body: each.media === 'multipart/form-data' ? new FormData() : { approval: 1 },
          }),
          ...(isKeyed(each) && { headers: { 'idempotency-key': key } }),
        });
      },
      /^get \S+\{external_id\}$/,
    );
  });

  it('429: after as many calls as are allowed', async () => {
    const spend = async (count: number, asked: () => Promise<ApiAnswer>) => {
      for (let n = 0; n < count; n += 20) await Promise.all(Array.from({ length: 20 }, asked));
    };
    for (const [budget, count] of [
      [undefined, 60],
      ['stats', 60],
      ['live', 600],
    ] as const) {
      const one = promising(429).find((each) => each.budget === budget && each.access.startsWith('bearer:'));
      if (one) await spend(count, () => ask(one, {}));
    }
    const open = promising(429).find((each) => each.budget === 'open');
    if (open) await spend(120, () => ask(open, { query: '?twice=1&twice=2' }));
    for (const access of tokens.keys()) {
      const one = apiOperations.find((each) => each.access === access);
      if (one) await spend(access.startsWith('bearer:') ? 60 : 1, () => ask(one, { query: '?twice=1&twice=2' }));
    }
    await at.database.db.run('update throttle set count = 1000');
    await allAnswer(429, (each) => ask(each, {}));
  });

  describe('503', () => {
    let full: Server;
    const held: ServerResponse[] = [];
    before(async () => {
      full = createServer(
        createAdmission({
          ...{ publicUrl: new URL(at.origin), longest: 0, waitingKey: randomBytes(32), log: createLog('silent') },
          ...{ metrics: { event: () => undefined, pools: () => undefined }, app: (_req, res) => held.push(res) },
        }),
      ).listen(0);
      await once(full, 'listening');
    });
    after(() => {
      full.closeAllConnections();
      full.close();
    });

    it('where more is asked for than can be served', async () => {
      const { port } = full.address() as AddressInfo;
      const origin = `http://127.0.0.1:${port}`;
      const crowd = (path: string) => Array.from({ length: 60 }, () => fetch(`${origin}${path}`));
      let refused = 0;
      for (const each of [...crowd('/api/v1/me'), ...crowd('/api/v1/files/1'), ...crowd('/api/v1/open/changes')])
        void each.then(
          () => {
            refused += 1;
          },
          () => undefined,
        );
      await until(() => held.length === 23 && refused === 112, 'a full house'); // 8, 12 and 3 places; 24, 12 and 9 wait
      await allAnswer(503, (each) => ask(each, each.body ? { body: { a: 1 } } : {}, undefined, origin));
    });
  });
});
