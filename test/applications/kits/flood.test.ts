import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { kitBounds } from '../../../src/applications/kits/bounds.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { remember } from '../../support/record.ts';

/** CALLS=100000 npm test -- test/applications/kits/flood.test.ts sends more, from ten addresses for each hundred. */
const calls = Number(process.env.CALLS ?? 2_000);
const addresses = Math.min(10_000, Math.ceil(calls / 10));
const atOnce = 40;

describe('R27 a flood of calls for keys', function () {
  this.timeout(30 * 60_000);
  let at: TestApp;
  before(async () => {
    at = await startApp(import.meta.filename, { env: { TRUSTED_PROXIES: '127.0.0.1,::1' } });
  });
  after(() => at.close());

  const rows = async (table: string) =>
    (await at.database.db.row<{ n: number }>(`select count(*)::int as n from ${table}`))?.n ?? 0;
  /** Each in a network of its own. */
  const addressOf = (number: number) => `${20 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}.9`;

  it('gives the kits of an hour and no more; tables and memory stay within their bounds', async () => {
    const before = {
      ...{
        throttle: await rows('throttle'),
        accounts: await rows('accounts'),
        applications: await rows('applications'),
      },
      institutions: await rows('institutions'),
    };
    const seen = new Map<number, number>();
    let next = 0;
    async function worker(): Promise<void> {
      while (next < calls) {
        const number = next;
        next += 1;
        const response = await fetch(`${at.origin}/sandbox`, {
          method: 'POST',
          headers: { 'x-forwarded-for': addressOf(number % addresses) },
        });
        const body = JSON.parse(await response.text());
        if (body.sk !== undefined) for (const secret of [body.sk, body.claim.code]) remember(secret);
        for (const { password } of body.citizens ?? []) remember(password);
        seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
        if (response.status !== 201) expect(Number(response.headers.get('retry-after'))).to.be.at.least(1);
      }
    }
    const [began, memory] = [performance.now(), process.memoryUsage().rss];
    await Promise.all(Array.from({ length: atOnce }, worker));
    const seconds = (performance.now() - began) / 1000;
    const given = seen.get(201) ?? 0;
    // 503: as for any crowd, where more come than are served soon.
    expect([201, 429, 503], 'no other answer').to.include.members([...seen.keys()]);
    expect(given, 'as many as are given without work, and those that came at the same moment').to.be.within(
      kitBounds.hour.free,
      kitBounds.hour.free + atOnce,
    );
    expect((await rows('applications')) - before.applications).to.equal(given);
    expect((await rows('institutions')) - before.institutions).to.equal(given);
    expect((await rows('accounts')) - before.accounts).to.equal(given * 2);
    expect(await rows('sandbox_kits')).to.equal(given);
    // Of each kit an address and a network; the day and the hour of all.
    expect((await rows('throttle')) - before.throttle).to.be.at.most(given * 2 + 2);
    expect(given).to.be.below(kitBounds.all.limit);
    expect(at.app.applications.kits.gate.remembered()).to.be.at.most(10_000);
    const grown = Math.round((process.memoryUsage().rss - memory) / 1024 / 1024);
    process.stdout.write(
      `      ${calls} calls from ${addresses} addresses: ${JSON.stringify(Object.fromEntries(seen))}, ${Math.round(calls / seconds)} calls a second, ${grown} MB more\n`,
    );
  });
});
