import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../../src/actor.ts';
import { type App, createApp } from '../../src/app.ts';
import type { Registration } from '../../src/applications/registration/registration.ts';
import type { Terms } from '../../src/applications/service.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { type Config, readConfig } from '../../src/config.ts';
import type { Cost } from '../../src/crypto/argon2.ts';
import type { SignInRule } from '../../src/oidc/rules.ts';
import { leftOpen, type TestDatabase, testDatabase } from './database.ts';
import { holesOfTests } from './holes.ts';
import { folderWithKeys } from './keys.ts';
import { cheap } from './passwords.ts';
import { freePort } from './ports.ts';
import { fileLog, remember } from './record.ts';
import { words } from './words.ts';
import { light } from './work.ts';

/** Changes past the application, by SQL or by another process, are visible within half a second. */
export const settled = () => sleep(600);

/** The headers of a monitoring program for `/metrics`. */
export const watching = { authorization: `Bearer ${remember('metrics-for-the-watchman-only')}` };

export const operator: Actor = { kind: 'operator', name: 'test' };

export interface TestApp {
  app: App;
  origin: string;
  database: TestDatabase;
  keysDir: string;
  close(): Promise<void>;
}

type Options = {
  clock?: Clock;
  env?: Record<string, string>;
  database?: TestDatabase;
  keysDir?: string;
  publicUrl?: string;
  jobs?: boolean;
  /** Others than those of the product. */
  rooms?: Parameters<typeof createApp>[0]['rooms'];
  rules?: readonly SignInRule[];
  /** Cost of passwords: `today` is the product's, for tests about the cost of a login. */
  passwordCost?: Cost;
  /** Of the work in front of forms, likewise. */
  workHardness?: number;
};

/** The whole product inside the test process, on a port and a database of its own; its log goes to test-output. */
export async function startApp(file: string, options: Options = {}): Promise<TestApp> {
  const { clock = systemClock, env = {}, jobs = false, rules } = options;
  const { passwordCost = cheap, workHardness = light } = options;
  const database = options.database ?? (await testDatabase());
  const keysDir = options.keysDir ?? (await folderWithKeys(clock));
  const port = await freePort();
  const origin = options.publicUrl ?? `http://localhost:${port}`;
  const config: Readonly<Config> = readConfig({
    PORT: String(port),
    PUBLIC_URL: origin,
    DATABASE_URL: database.url,
    KEYS_DIR: keysDir,
    DEMO: 'off',
    HOLES_ACCEPTED: holesOfTests,
    LONGEST_WAIT: '60', // tests ask for much at once, on machines that are busy
    METRICS_TOKEN: watching.authorization.slice('Bearer '.length),
    ...env,
  });
  const app = await createApp({
    ...{ config, clock, words, rules, passwordCost, workHardness, log: fileLog(basename(file, '.test.ts')) },
    ...(options.rooms && { rooms: options.rooms }),
  });
  const server = createServer(app.handle);
  const close = async () => {
    leftOpen.delete(close);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await app.close();
    if (options.database === undefined) await database.drop();
    if (options.keysDir === undefined) rmSync(keysDir, { recursive: true, force: true });
  };
  leftOpen.add(close);
  await new Promise<void>((resolve) => server.listen(port, resolve));
  try {
    if (jobs || config.DEMO) await app.start();
  } catch (error) {
    await close(); // or its connections would be missing to the next file
    throw error;
  }
  return { app, origin, database, keysDir, close };
}

/** A partner: institution and application, with the SK, which is shown only here. */
export async function createClient(
  { app }: Pick<TestApp, 'app'>,
  input: Partial<Registration> = {},
  terms: Partial<Terms> = {},
) {
  const institutionId =
    terms.institutionId ?? (await app.institutions.create(operator, { name: '青溪县文化馆', certified: true })).id;
  const { application, secret } = await app.applications.create(
    operator,
    {
      name: '青溪文化云',
      redirectUris: ['http://localhost:9/callback'],
      scope: 'openid profile phone offline_access resource:read',
      allowLoopback: true,
      ...input,
    },
    { ...terms, institutionId },
  );
  return { clientId: application.clientId, secret: remember(secret ?? ''), application, institutionId };
}

export const password = remember('correct-horse-5');

/** A citizen who can log in by password. */
export async function createCitizen(
  { app }: Pick<TestApp, 'app'>,
  username = 'citizen',
  more: { phone?: string; email?: string } = {},
) {
  return app.accounts.create(operator, { username, password, name: '溪边人家', ...more });
}
