import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createApp } from '../../src/app.ts';
import { after as after_, days, systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { totpCode } from '../../src/crypto/totp.ts';
import { colleagues, demoFactor, demoPassword } from '../../src/demo/people/people.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { createBrowser } from '../support/citizen.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { freePort } from '../support/ports.ts';
import { fileLog } from '../support/record.ts';
import { startServer } from '../support/server.ts';

describe('the people of the demo', function () {
  this.timeout(90_000);
  let database: TestDatabase;
  let keysDir: string;

  before(async () => {
    [database, keysDir] = [await testDatabase(), mkdtempSync(join(tmpdir(), 'ccc-keys-'))];
    const demo = await startApp(import.meta.filename, {
      database,
      keysDir,
      env: { DEMO: 'on', DEMO_PORT: String(await freePort()) },
    });
    await demo.close();
  });
  after(async () => {
    await database.drop();
    rmSync(keysDir, { recursive: true, force: true });
  });

  const inProduction = (url: string) =>
    createApp({
      config: readConfig({
        ...{ NODE_ENV: 'production', PUBLIC_URL: 'https://sso.example.cn', DATABASE_URL: url, KEYS_DIR: keysDir },
        ...{ SMTP_URL: 'smtps://mail.example.cn', SMS_URL: 'https://sms.example.cn/send' },
      }),
      clock: systemClock,
      log: fileLog('mark'),
    });

  it('belong to an institution whose dates agree from its first page on, before the demo is filled', async () => {
    const told = await database.db.row<Record<string, Date>>(
      `select i.created_at as registered, i.certified_at as certified, a.created_at as applied, min(l.created_at) as linked
       from institutions i join applications a on a.institution_id = i.id join links l on l.institution_id = i.id
       where a.client_id = 'demo-qingxi' group by 1, 2, 3`,
    );
    const times = ['registered', 'certified', 'applied', 'linked'].map((step) => told?.[step]?.getTime() ?? Number.NaN);
    expect(times, JSON.stringify(told)).to.deep.equal(times.toSorted((one, other) => one - other));
    expect(times[3]).to.be.below(after_(systemClock.now(), -days(365)).getTime());
  });

  it('keep production from starting on their database, which reports their date and the cure', async () => {
    const refusal = await inProduction(database.url).then(
      async (app) => {
        await app.close();
        return 'started';
      },
      (error: unknown) => String(error),
    );
    expect(refusal).to.match(/holds data of the demo, put there on \d{4}-\d\d-\d\dT/);
    expect(refusal).to.contain('Create a new database').and.contain('DATABASE_URL').and.contain('last backup');
  });

  it('are not in a new database, on which production starts as that refusal says', async () => {
    const fresh = await testDatabase();
    const app = await inProduction(fresh.url);
    expect(await app.accounts.findByIdentifier(colleagues.administrator.username)).to.equal(undefined);
    await app.close();
    await fresh.drop();
  });

  it('come to no database in four seconds without NODE_ENV', async () => {
    const fresh = await testDatabase();
    const port = await freePort();
    const config = readConfig({ PORT: String(port), DATABASE_URL: fresh.url, KEYS_DIR: keysDir });
    const app = await createApp({ config, clock: systemClock, log: fileLog('mark') });
    await app.start();
    expect(await app.accounts.findByIdentifier(colleagues.administrator.username)).to.equal(undefined);
    await app.close();
    await (await inProduction(fresh.url)).close();
    await fresh.drop();
  });

  it('do not pass with their public second factor where the demo is off', async () => {
    const at: TestApp = await startApp(import.meta.filename, { database, keysDir });
    try {
      const { username } = colleagues.administrator;
      const browser = createBrowser(at.origin);
      const login = await browser.walk('/console/sign-in');
      const page = await browser.submit(login, { username, password: demoPassword, agree: '1' });
      expect(page.url.pathname).to.equal('/console/confirm');
      const refused = await browser.submit(page, { code: totpCode(demoFactor, systemClock.now()) });
      expect([refused.status, refused.url.pathname]).to.eql([422, '/console/confirm']);
      for (const path of ['/admin', '/console/second-factor'])
        expect((await browser.walk(path)).url.pathname, path).to.equal('/console/confirm');
    } finally {
      await at.close();
    }
  });

  it('are shown to this machine alone: a development server listens on no other address, unless HOST says so', async () => {
    const fresh = await testDatabase();
    for (const [env, isReached] of [
      [{}, false],
      [{ HOST: '0.0.0.0' }, true],
    ] as const) {
      const server = await startServer({ file: import.meta.filename, url: fresh.url, keysDir, env });
      // Every address of 127.0.0.0/8 is this machine, and only the first is the one it listens on.
      const reached = await fetch(`http://127.0.0.2:${server.port}/healthz`).then(
        (answer) => answer.status === 200,
        () => false,
      );
      expect(reached, JSON.stringify(env)).to.equal(isReached);
      await server.kill();
    }
    await fresh.drop();
  });
});
