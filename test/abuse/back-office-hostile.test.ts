import { readFileSync, rmSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import type { Member, Staff } from '../../src/actor.ts';
import { systemClock } from '../../src/clock.ts';
import { fieldsOf } from '../../src/fields/form.ts';
import { type Door, doorsOf } from '../access/doors.ts';
import { createGoverned, createOwned } from '../access/owned.ts';
import { createSubjects, type Subject } from '../access/subjects.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createStaff, enrol } from '../support/console.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { asStaff } from '../support/institutions.ts';
import { folderWithKeys } from '../support/keys.ts';
import { secretsSoFar } from '../support/record.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import { isWhole } from '../support/some.ts';
import { nastyValues, officeNames } from './nasty.ts';

/**
 * Others at each run: a thousand, three thousand with WHOLE=1, and HOSTILE=1000000 by hand. By hand a process of its own answers them, so that
 * its memory and its log are those of the product alone.
 */
const packageJson = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const byHand = process.env.HOSTILE !== undefined;
const wanted = Number(process.env.HOSTILE ?? (isWhole ? 3_000 : 1_000));
const atOnce = 10;
/** After so many requests the log of the process is read and cleared, and its memory noted. */
const stage = Math.max(atOnce, Math.floor(wanted / 20));

const plausible = [
  '1',
  '7',
  'approve',
  'return',
  'reject',
  'owner',
  'reader',
  'hired',
  'reviewer',
  'link',
  'certification',
  'application',
  '330106',
  '2026-12-31',
  '13800008179',
  'https://m.qx.example.cn/cb',
  '0,0,460,120',
  '230x60',
  'constructor',
  'hasOwnProperty',
];

describe('hostile people in the back office', function () {
  this.timeout(Math.max(120_000, wanted * 40));
  let at: TestApp;
  let doors: Door[];
  let subjects: Subject[];
  let ids: string[];
  let names: string[];

  let server: ServerProcess | undefined;
  let database: TestDatabase | undefined;
  let keysDir = '';

  before(async () => {
    const env = { THROTTLE: 'off' };
    if (byHand) {
      [database, keysDir] = [await testDatabase(), await folderWithKeys(systemClock)];
      server = await startServer({
        ...{ file: import.meta.filename, url: database.url, keysDir, execStart: String(packageJson.scripts.start) },
        env: { ...env, LOG_LEVEL: 'info' },
      });
    }
    at = await startApp(import.meta.filename, {
      env,
      ...(database && server && { database, keysDir, publicUrl: server.origin }),
    });
    ({ subjects } = await createSubjects(at));
    const person = subjects.find(({ name }) => name === 'owner')?.person;
    if (person?.institutionId === undefined) throw new Error('no owner');
    const owner: Member = {
      kind: 'member',
      accountId: person.accountId,
      institutionId: person.institutionId,
      role: 'owner',
    };
    const colleague = await createStaff(at, ['operator', 'reviewer']);
    await enrol(at, colleague);
    const staff: Staff = asStaff(colleague, 'operator', 'reviewer');
    const owned = { ...(await createOwned(at, owner)), ...(await createGoverned(at, staff, owner)) };
    doors = doorsOf(at).filter(
      ({ path }) => /^\/(console|admin|api\/v1\/admin)/.test(path) && path !== '/console/sign-out',
    );
    ids = Object.values(owned).flatMap((path) => path.split(/[/?=&]/).filter((part) => part.length >= 20));
    names = [
      ...at.app.review.kinds().flatMap(({ form }) => fieldsOf(form).map(({ name }) => name)),
      ...at.app.review.kinds().flatMap(({ form }) => fieldsOf(form).map(({ name }) => `comment.${name}`)),
      ...officeNames,
    ];
  });
  after(async () => {
    await server?.kill();
    await at.close();
    await database?.drop();
    if (keysDir !== '') rmSync(keysDir, { recursive: true, force: true });
  });

  /** Checks the process's output since the last look: no secret of the test, no trace of a crash. Returns its memory in MB. */
  function lookAt({ pid, output, forget }: ServerProcess): number {
    const log = output();
    for (const secret of secretsSoFar())
      expect(log.includes(secret), `a secret in the log: ${secret.slice(0, 4)}…`).to.equal(false);
    expect(log).not.to.match(/"level":"?(fatal|60)|uncaught|unhandled/i);
    forget();
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  }

  const text = () =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...plausible) },
      { weight: 3, arbitrary: fc.constantFrom(...ids) },
      { weight: 3, arbitrary: fc.constantFrom(...nastyValues) },
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
  const encoded = (value: string) => encodeURIComponent(value.toWellFormed());
  const pairs = () =>
    fc
      .array(fc.tuple(fc.constantFrom(...names), text(), fc.integer({ min: 0, max: 30 })), { maxLength: 8 })
      .map((all) =>
        all
          .map(([name, value, dice]) => `${encoded(name)}=${dice === 0 ? '%ff%00%' : encoded(value)}`)
          .join('&')
          .slice(0, 12_000),
      );
  const types = [
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json',
    'text/plain',
    '',
  ];

  const attempt = () =>
    fc.record({
      subject: fc.integer({ min: 0, max: subjects.length - 1 }),
      place: fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ids) }, text()), {
        minLength: 3,
        maxLength: 3,
      }),
      query: pairs(),
      body: pairs(),
      json: fc.oneof(
        fc.json({ maxDepth: 3 }),
        fc
          .dictionary(fc.constantFrom(...'reason comments approval x __proto__'.split(' ')), text())
          .map((value) => JSON.stringify(value)),
      ),
      type: fc.oneof({ weight: 8, arbitrary: fc.constant(types[0] ?? '') }, fc.constantFrom(...types)),
      method: fc.oneof(
        { weight: 12, arbitrary: fc.constant('') },
        fc.constantFrom('PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'),
      ),
      withToken: fc.integer({ min: 0, max: 9 }).map((dice) => dice > 0),
      accept: fc.constantFrom('text/html', 'text/html', 'application/json', '*/*'),
    });

  type Attempt = (ReturnType<typeof attempt> extends fc.Arbitrary<infer T> ? T : never) & { door: Door };

  async function send(one: Attempt): Promise<{ status: number; text: string }> {
    const subject = subjects[one.subject];
    if (subject === undefined) throw new Error('nobody');
    const { door, query, type } = one;
    let next = 0;
    const path = door.path.replaceAll(/:(?!(?:claim|release|approve|return|reject|disable|enable|renew)\b)\w+/g, () => {
      next += 1;
      return encoded(one.place[next - 1] ?? 'x').slice(0, 3_000);
    });
    const isApi = path.startsWith('/api/');
    const method = one.method || door.method;
    const form = one.withToken ? `csrf=${encoded(subject.csrf)}&${one.body}` : one.body;
    const multipart = form
      .split('&')
      .map((pair) => pair.split('='))
      .map(
        ([name = '', value = '']) =>
          `--x\r\nContent-Disposition: form-data; name="${name}"${value.length % 7 === 0 ? '; filename="a.png"' : ''}\r\n\r\n${value}\r\n`,
      )
      .join('');
    const content = isApi ? one.json : type.startsWith('multipart') ? `${multipart}--x--\r\n` : form;
    const response = await subject.browser.request(`${path}${query === '' ? '' : `?${query}`}`, {
      method,
      headers: {
        accept: one.accept,
        ...(isApi ? { 'content-type': 'application/json' } : type !== '' && { 'content-type': type }),
        ...(subject.bearer !== undefined && { authorization: `Bearer ${subject.bearer}` }),
      },
      ...(method !== 'GET' && method !== 'HEAD' && { body: content }),
    });
    return { status: response.status, text: await response.text() };
  }

  it(`get no 5xx and no look behind the pages, of ${wanted} requests at every door as every kind of person`, async () => {
    const seen = new Map<number, number>();
    const asked = new Set<string>();
    const memory: number[] = [];
    let turn = 0;
    /** At one door after the other, so that few requests see them all. */
    const atNext = (one: Omit<Attempt, 'door'>): Attempt => {
      const door = doors[turn % doors.length];
      if (door === undefined) throw new Error('no door');
      turn += 1;
      return { ...one, door };
    };
    await fc.assert(
      fc.asyncProperty(fc.array(attempt(), { minLength: atOnce, maxLength: atOnce }), async (made) => {
        await at.database.db.run('truncate throttle');
        if (server && turn % stage === 0) {
          memory.push(lookAt(server));
          if (turn > 0 && wanted >= 100_000) console.log(`      ${turn} asked, ${memory.at(-1)?.toFixed(0)} MB`);
        }
        const attempts = made.map(atNext);
        const answers = await Promise.all(attempts.map(send));
        for (const [place, { status, text }] of answers.entries()) {
          seen.set(status, (seen.get(status) ?? 0) + 1);
          const { subject, door, ...more } = attempts[place] ?? {};
          asked.add(`${door?.method} ${door?.path}`);
          const says = JSON.stringify({ who: subjects[subject ?? 0]?.name, door, ...more }).slice(0, 1_500);
          expect(status, says).to.be.within(200, 499);
          expect(text, says).not.to.match(/node_modules|at async |src\/\w+\/[\w-]+\.ts|\[object Object\]|native code/);
        }
      }),
      { numRuns: Math.ceil(wanted / atOnce), endOnFailure: true },
    );
    const figures = [...seen].toSorted().map(([status, count]) => `${status}: ${count}`);
    if (server) {
      memory.push(lookAt(server));
      const told = memory.map((each) => each.toFixed(0)).join(' ');
      console.log(`      ${figures.join(', ')}; ${asked.size} of ${doors.length} doors; memory in MB: ${told}`);
      // The first fifth compiles code, and fills caches.
      if (wanted >= 100_000) expect((memory.at(-1) ?? 0) - (memory[4] ?? 0), 'memory').to.be.below(50);
    }
    expect([...seen.values()].reduce((sum, count) => sum + count, 0)).to.be.at.least(wanted);
    expect(seen.get(200) ?? 0, 'pages').to.be.above(wanted / 60);
    expect(seen.get(303) ?? 0, 'forms that were taken').to.be.above(wanted / 150);
    expect(asked.size, 'doors').to.equal(doors.length);
    expect((await fetch(`${at.origin}/readyz`)).status).to.equal(200);
  });
});
