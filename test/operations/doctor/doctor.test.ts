import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { dayOf, dayStart, hours, after as later, systemClock } from '../../../src/clock.ts';
import { areas } from '../../../src/operations/doctor/checks/index.ts';
import { examine, exitCodeOf } from '../../../src/operations/doctor/examine.ts';
import { remember } from '../../support/record.ts';
import { cloud, startServer } from '../../support/server.ts';
import { someOf } from '../../support/some.ts';
import { until } from '../../support/until.ts';
import { words } from '../../support/words.ts';
import { type Case, cases } from './cases.ts';
import { anyMachine, openFront, openPatient, type Patient } from './patient.ts';

const speech = words('zh', 'operator');

type Given = { env?: Record<string, string>; ca?: string | undefined; releaseFolder?: string };

describe('cloud doctor', function () {
  this.timeout(120_000);
  let at: Patient;
  before(async () => {
    at = await openPatient();
  });
  after(() => at?.close());

  const look = (
    { env = () => ({}), bounds, slow, pretended = {} }: Partial<Case> = {},
    { env: more = {}, ca = at.front.ca, releaseFolder = '' }: Given = {},
  ) => {
    const { TEST_CLOCK: behind = '0', ...own } = env(at);
    return examine({
      env: { ...at.env, ...own, ...more },
      clock: behind === '0' ? systemClock : { now: () => later(new Date(), Number(behind)) },
      bounds: { ...anyMachine, ...bounds },
      ca,
      pretended,
      ...(releaseFolder === '' ? {} : { releaseFolder }),
      quick: slow !== true,
    });
  };

  it('finds nothing where everything is as it should be', async () => {
    const found = await look({ slow: true });
    expect(found.findings.map(({ id, fact }) => [id, fact.params])).to.deep.equal([]);
    expect(found.skipped).to.deep.equal([]);
    expect(exitCodeOf(found)).to.equal(0);
  });

  // Another quarter of them each day; WHOLE=1 makes everything wrong that there is.
  for (const each of someOf(cases, 0, 4))
    it(`names that ${each.wrong}, nothing else, and the cure`, async function () {
      if (each.linux && process.platform !== 'linux') return this.skip();
      const made = await each.make?.(at);
      const [more, undo] = typeof made === 'function' || made === undefined ? [{}, made] : [made, made.undo];
      try {
        const isUntrusted = each.finds === 'doctor.certificate_untrusted';
        const releaseFolder = each.release === undefined ? '' : await mkdtemp(join(tmpdir(), 'ccc-release-'));
        await each.release?.(releaseFolder);
        const given = { ...more, releaseFolder };
        const found = await look(each, isUntrusted ? { ...given, ca: undefined } : given);
        const ids = new Set(found.findings.map(({ id }) => id));
        expect([...ids].toSorted(), JSON.stringify(found.findings.map(({ fact }) => fact))).to.deep.equal(
          each.also === undefined ? [each.finds] : [each.finds, each.also].toSorted(),
        );
        expect(found.skipped).to.deep.equal([]);
        for (const { fact } of found.findings.filter(({ id }) => id === each.finds)) {
          const { reason, advice } = speech.mend(fact);
          expect(advice).to.match(each.cure);
          for (const sentence of [reason, advice])
            expect(sentence)
              .to.match(/\p{Script=Han}/u)
              .and.not.match(/undefined|NaN|\[object/);
        }
      } finally {
        await undo?.();
      }
    });

  it('names the day in Beijing on which a certificate ends, though it is the day before in UTC', async () => {
    const ends = later(dayStart(systemClock.now(), 6), hours(1));
    const front = await openFront(ends);
    const { findings } = await look({ slow: true }, { env: { PUBLIC_URL: front.url }, ca: front.ca });
    await front.close();
    expect(findings.map(({ fact }) => fact.params.at)).to.deep.equal([dayOf(ends)]);
  });

  it('is as it should be again after all of that', async () => {
    expect((await look({ slow: true })).findings).to.deep.equal([]);
  });

  describe('as a command', () => {
    const document = z.strictObject({
      state: z.enum(['well', 'warnings', 'harm']),
      checks: z.int().positive(),
      findings: z.array(
        z.strictObject({
          id: z.string(),
          level: z.enum(['harm', 'warning']),
          level_name: z.string(),
          problem: z.string(),
          cure: z.string(),
          facts: z.record(z.string(), z.unknown()),
        }),
      ),
      skipped: z.array(z.strictObject({ area: z.string(), why: z.string() })),
    });
    const run = async (more: Record<string, string>) => {
      const env = { ...at.env, ...more };
      const { code, stdout, stderr } = await cloud(['doctor', '--quick', '--json'], env);
      expect(stderr).to.equal('');
      const { state, findings } = document.parse(JSON.parse(stdout));
      return [code, state, ...findings.map(({ id }) => id)];
    };

    it('ends with 0, 1 or 2, and prints one document of one form', async () => {
      expect(await run({})).to.deep.equal([0, 'well']);
      expect(await run({ CONTACT_EMAIL: '' })).to.deep.equal([1, 'warnings', 'doctor.contact_missing']);
      expect(await run({ THROTTLE: 'off' })).to.deep.equal([2, 'harm', 'config.not_in_production']);
    });

    it('answers in Chinese, the most harmful findings first, and reveals no secret', async () => {
      const secret = remember('the-password-of-the-mail-server');
      const url = new URL(at.env.DATABASE_URL ?? '');
      url.password = secret;
      const env = {
        ...at.env,
        CONTACT_EMAIL: '',
        THROTTLE: 'off',
        SMTP_URL: `smtp://a:${secret}@127.0.0.1:9`,
        DATABASE_URL: url.href,
      };
      const { code, stdout } = await cloud(['doctor'], env);
      expect(code).to.equal(2);
      expect(stdout).to.match(/^\[危害\] THROTTLE 只能用于开发和测试.*config\.not_in_production\)\n +办法：删除/m);
      expect(stdout.indexOf('[危害]')).to.be.below(stdout.indexOf('[留意]'));
      expect(stdout).to.match(/检查了 \d+ 项：\d+ 项有危害，\d+ 项需要留意。\n$/);
      expect(stdout).not.to.include(secret);
    });

    it('has its findings in the log of a start, which it does not keep from answering', async () => {
      const server = await startServer({
        file: import.meta.filename,
        keysDir: at.keysDir,
        url: at.env.DATABASE_URL ?? '',
        publicUrl: at.env.PUBLIC_URL ?? '',
        env: { ...at.env, CONTACT_EMAIL: '' },
      });
      try {
        await until(() => server.output().includes('doctor.contact_missing'), 'a warning in the log');
        expect(server.output()).to.match(
          /"level":"warn".*"check":"doctor\.contact_missing","cure":"设置 CONTACT_EMAIL/,
        );
        const told = () => at.sql(`select name, version, node_version, skew from nodes where name <> 'one:1'`);
        await until(async () => (await told()).length > 0, 'the node tells that it lives');
        expect((await told())[0]).to.deep.include({ version: '0.2.0', node_version: process.versions.node, skew: 0 });
      } finally {
        await server.kill();
      }
      expect(await at.sql(`select name from nodes where name <> 'one:1'`), 'it leaves').to.deep.equal([]);
    });
  });

  it('has a case for each of its checks, and more than forty', () => {
    const checks = areas.flatMap((area) => area.checks.map(({ id }) => id));
    const seeded = new Set(cases.map(({ finds }) => finds));
    expect(checks.filter((id) => !seeded.has(id))).to.deep.equal([]);
    expect(new Set(checks).size).to.equal(checks.length).and.to.be.at.least(40);
  });
});
