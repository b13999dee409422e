import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pino } from 'pino';
import { z } from 'zod';
import type { Actor } from '../../src/actor.ts';
import { createApp } from '../../src/app.ts';
import { apiScopes } from '../../src/applications/aksk/scopes.ts';
import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { testClock } from '../support/clock.ts';
import { letCount } from '../support/counters.ts';
import { bands } from '../support/pictures.ts';
import { freePort } from '../support/ports.ts';

const operator: Actor = { kind: 'operator', name: 'foreign programs' };

/** The product with a database of its own in `folder`: an institution with an AK for everything, and a citizen. */
export async function startProduct(
  folder: string,
  { now, env = {} }: { now?: string; env?: Record<string, string> } = {},
) {
  const still = now === undefined ? undefined : testClock(now);
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  mkdirSync(folder, { recursive: true });
  const log = createLog('info', pino.destination({ dest: join(folder, 'server.log'), sync: true }));
  const config = readConfig({
    ...{ PORT: String(port), PUBLIC_URL: origin, DEMO: 'off', THROTTLE: 'off' },
    ...{ DATA_DIR: join(folder, 'data'), KEYS_DIR: join(folder, 'keys') },
    ...env,
  });
  const app = await createApp({ config, clock: still ?? systemClock, log });
  const server = createServer(app.handle);
  await new Promise<void>((resolve) => server.listen(port, resolve));
  await app.start();

  const institutionId = (await app.institutions.create(operator, { name: '青溪县文化馆', certified: true })).id;
  const redirectUri = `http://localhost:${await freePort()}/login/oauth2/code/cloud`;
  const { application, secret = '' } = await app.applications.create(
    operator,
    {
      name: '青溪文化云',
      redirectUris: [redirectUri],
      scope: ['openid profile phone offline_access', ...Object.keys(apiScopes)].join(' '),
      allowLoopback: true,
    },
    { institutionId },
  );
  const citizen = { username: 'citizen', password: 'correct-horse-5', name: '溪边人家' };
  await app.accounts.create(operator, citizen);
  const { clientId } = application;
  const picture = join(folder, 'cover.png');
  writeFileSync(picture, await bands(900, 600));

  let developers = 0;

  async function tokenFor(ak: string, sk: string): Promise<string> {
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: ak, client_secret: sk });
    const answer = await fetch(`${origin}/oidc/token`, { method: 'POST', body });
    return z.object({ access_token: z.string() }).parse(await answer.json()).access_token;
  }

  return {
    origin,
    clientId,
    secret,
    citizen,
    redirectUri,
    picture,
    openapi: `${origin}/api/v1/openapi.json`,

    /** The token of a generated client. */
    token: () => tokenFor(clientId, secret),

    /** A sandbox that may do everything, with a token and a counter. */
    async sandbox(): Promise<{ clientId: string; token: string; counter: string }> {
      const made = await app.applications.create(
        operator,
        {
          name: '第一次联调',
          redirectUris: [redirectUri, 'http://localhost:9/cb'],
          scope: ['openid', ...Object.keys(apiScopes)].join(' '),
          allowLoopback: true,
        },
        { institutionId, sandbox: true },
      );
      const { clientId: id } = made.application;
      return { clientId: id, token: await tokenFor(id, made.secret ?? ''), counter: await letCount({ app }, id) };
    },

    /** How something that a sandbox keeps stands. */
    async sandboxState(id: string): Promise<string | undefined> {
      const row = await app.db.row<{ state: string }>(
        `select state from sandbox.imports where id = $1 union all select state from sandbox.webhook_deliveries where id = $1`,
        [id],
      );
      return row?.state;
    },

    /** The log of events, as its jobs and a forger treat it. */
    logs: {
      /** New events become leaves, and the head goes to the witnesses. */
      async grow() {
        await app.audit.sealNow(operator);
        await app.transparency.grow();
        await app.transparency.submit();
        return app.transparency.standing('events');
      },
      /** The owner of database and keys changes the first event, and lets the log be made again from it. */
      alterFirstEvent: () =>
        app.db.transaction(async (trx) => {
          await trx.run(`set local session_replication_role = replica`);
          await trx.run(
            `update audit_events set verb = 'altered' where id = (select event_id from audit_seals where position = 1)`,
          );
          for (const table of ['tiles', 'heads', 'cosignatures'])
            await trx.run(`delete from transparency_${table} where log = 'events'`);
        }),
    },

    /** Time that passes where it is not that of the machine. */
    pass: (seconds: number) => still?.advance(seconds),

    /** A new account with a phone. */
    async developer() {
      developers += 1;
      const person = { username: `developer${developers}`, password: 'correct-horse-5' };
      await app.accounts.create(operator, { ...person, name: '陈静', phone: `1380000${8_500 + developers}` });
      return person;
    },

    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await app.close();
    },
  };
}

export type Product = Awaited<ReturnType<typeof startProduct>>;
