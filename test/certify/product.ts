import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { pino } from 'pino';
import { Agent, fetch } from 'undici';
import { z } from 'zod';
import type { Actor } from '../../src/actor.ts';
import { createApp } from '../../src/app.ts';
import { after, dayOf, days, systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { words } from '../support/words.ts';

const operator: Actor = { kind: 'operator', name: 'certification' };
const everyScope = 'openid profile email address phone offline_access';

/** Ciphers of FAPI 2.0 5.2.1 for TLS 1.2 (BCP 195), and those of TLS 1.3. */
const ciphers = [
  ...['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
  ...['ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES128-GCM-SHA256'],
].join(':');

/** The product by https on this machine, with a citizen and the clients that the plans ask for; `suite` is where their callbacks are. */
export async function startProduct(folder: string, suite: URL, port: number) {
  const origin = `https://localhost:${port}`;
  mkdirSync(folder, { recursive: true });
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert, ...subject],
    { stdio: 'ignore' },
  );

  const config = readConfig({
    ...{ PORT: String(port), PUBLIC_URL: origin, DEMO: 'off', THROTTLE: 'off', OUTGOING_HOSTS: suite.host },
    ...{ DATA_DIR: join(folder, 'data'), KEYS_DIR: join(folder, 'keys') },
  });
  const log = createLog('info', pino.destination({ dest: join(folder, 'server.log'), sync: true }));
  const app = await createApp({ config, clock: systemClock, log, words });
  const tls = { key: readFileSync(key), cert: readFileSync(cert), minVersion: 'TLSv1.2', ciphers } as const;
  const server = createServer(tls, (req, res) => {
    // The header of a proxy that ends TLS.
    req.headers['x-forwarded-proto'] = 'https';
    app.handle(req, res);
  });
  await new Promise<void>((resolve) => server.listen(port, resolve));
  await app.start();

  const institutionId = (await app.institutions.create(operator, { name: '认证测试机构', certified: true })).id;
  const citizen = { username: 'certify', password: 'correct-horse-5', phone: '13800008901' };
  await app.accounts.create(operator, { ...citizen, name: '认证测试市民' });

  const addresses = (alias: string) => ({
    redirectUris: [
      new URL(`/test/a/${alias}/callback`, suite).href,
      new URL(`/test/a/${alias}/callback?dummy1=lorem&dummy2=ipsum`, suite).href,
    ],
    postLogoutRedirectUris: [new URL(`/test/a/${alias}/post_logout_redirect`, suite).href],
  });
  const common = { scope: everyScope, allowLoopback: true, purpose: '认证测试' };

  return {
    origin,
    /** Whose addresses also stand in the parameters of ours. */
    suite: suite.origin,
    citizen,

    /** The discovery document. */
    async metadata(): Promise<object> {
      const dispatcher = new Agent({ connect: { ca: readFileSync(cert) } });
      const answer = await fetch(`${origin}/.well-known/openid-configuration`, { dispatcher });
      const found = z.looseObject({ issuer: z.literal(origin) }).parse(await answer.json());
      await dispatcher.close();
      return found;
    },

    /** With an SK and without PKCE, which the plans of OpenID Connect do not send: an operator's waiver, as a partner gets it. */
    async withSk(alias: string, { authMethod = 'client_secret_basic', hears = false } = {}) {
      // The plans that know nothing of logout notices take one as a failure.
      const backchannelLogoutUri = new URL(`/test/a/${alias}/backchannel_logout`, suite).href;
      const notified = hears ? { backchannelLogoutUri } : {};
      const input = { ...common, ...addresses(alias), ...notified, name: `认证 ${alias}`, authMethod };
      const { application, secret = '' } = await app.applications.create(operator, input, { institutionId });
      const until = dayOf(after(systemClock.now(), days(2)));
      await app.applications.waivePkce(operator, application.clientId, { until, reason: '认证测试' });
      return { client_id: application.clientId, client_secret: secret };
    },

    /** FAPI 2.0, with a key of its own. */
    async fapi(alias: string, second = false) {
      const { publicKey, privateKey } = await generateKeyPair('PS256', { extractable: true });
      const more = { kid: randomUUID(), use: 'sig', alg: 'PS256' };
      const jwks = { keys: [{ ...(await exportJWK(publicKey)), ...more }] };
      const uris = addresses(alias).redirectUris;
      const input = {
        ...common,
        redirectUris: uris.slice(second ? 1 : 0, second ? 2 : 1),
        name: `认证 ${alias}`,
        authMethod: 'private_key_jwt',
        jwks,
        fapi: true,
      };
      const { application } = await app.applications.create(operator, input, { institutionId });
      return {
        ...{ client_id: application.clientId, scope: 'openid profile offline_access', dpop_signing_alg: 'ES256' },
        jwks: { keys: [{ ...(await exportJWK(privateKey)), ...more }] },
      };
    },

    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await app.close();
    },
  };
}

export type Product = Awaited<ReturnType<typeof startProduct>>;
