import { generateKeyPairSync } from 'node:crypto';
import argon2 from 'argon2';
import knexModule from 'knex';
import Provider, { type Adapter, type AdapterPayload, type Interaction } from 'oidc-provider';

// The yardstick: the first version that a user of oidc-provider would write. One table of payloads, one query a call, RS256. It is not safe
// against parallel redemption of a code and is never to be copied. `STORE=map` keeps everything in memory: the library's own ceiling.
const { PORT = '4101', DATABASE_URL = '', STORE = 'knex', ALG = 'RS256' } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const table = 'oidc_payloads';
const people = 1000;

const client = {
  client_id: 'bench',
  client_secret: 'bench-secret-0123456789abcdef0123456789',
  redirect_uris: ['http://127.0.0.1:9/cb'],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  response_types: ['code' as const],
  id_token_signed_response_alg: ALG as 'RS256' | 'ES256',
  scope: 'openid profile offline_access api',
};
const key =
  ALG === 'RS256'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' });
const hash = await argon2.hash('password-1', {
  type: argon2.argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
});

type Person = { id: string; hash: string };
type Store = { adapter: (name: string) => Adapter; person: (id: string) => Promise<Person | undefined> };

async function knexStore(): Promise<Store> {
  const knex = knexModule({ client: 'pg', connection: DATABASE_URL, pool: { min: 2, max: 10 } });
  await knex.schema.createTable(table, (t) => {
    t.string('type', 40).notNullable();
    t.string('id', 128).notNullable();
    t.jsonb('payload').notNullable();
    t.string('grant_id', 128).index();
    t.string('user_code', 64).index();
    t.string('uid', 64).index();
    t.timestamp('expires_at').index();
    t.timestamp('consumed_at');
    t.primary(['type', 'id']);
  });
  await knex.schema.createTable('people', (t) => {
    t.string('id', 64).primary();
    t.string('hash', 200).notNullable();
  });
  await knex(table).insert({ type: 'Client', id: client.client_id, payload: JSON.stringify(client) });
  await knex.batchInsert(
    'people',
    Array.from({ length: people }, (_, i) => ({ id: `user${i}`, hash })),
    500,
  );

  const row = async (where: object): Promise<AdapterPayload | undefined> => {
    const found = await knex(table).where(where).first();
    if (found === undefined || (found.expires_at !== null && found.expires_at <= new Date())) return undefined;
    return { ...found.payload, ...(found.consumed_at && { consumed: Math.floor(found.consumed_at / 1000) }) };
  };
  const adapter = (type: string): Adapter => ({
    async upsert(id, payload, expiresIn) {
      const expires_at = expiresIn ? new Date(Date.now() + expiresIn * 1000) : null;
      const { grantId: grant_id, userCode: user_code, uid } = payload;
      await knex(table)
        .insert({ type, id, payload: JSON.stringify(payload), grant_id, user_code, uid, expires_at })
        .onConflict(['type', 'id'])
        .merge();
    },
    find: (id) => row({ type, id }),
    findByUid: (uid) => row({ type, uid }),
    findByUserCode: (user_code) => row({ type, user_code }),
    destroy: (id) => knex(table).where({ type, id }).del(),
    consume: (id) => knex(table).where({ type, id }).update({ consumed_at: new Date() }),
    revokeByGrantId: (grant_id) => knex(table).where({ grant_id }).del(),
  });
  return { adapter, person: (id) => knex('people').where({ id }).first() };
}

function mapStore(): Store {
  const rows = new Map<string, AdapterPayload>([[`Client:${client.client_id}`, client]]);
  const uids = new Map<string, string>();
  const adapter = (type: string): Adapter => ({
    async upsert(id, payload) {
      rows.set(`${type}:${id}`, payload);
      if (payload.uid !== undefined) uids.set(payload.uid, id);
    },
    find: async (id) => rows.get(`${type}:${id}`),
    findByUid: async (uid) => rows.get(`${type}:${uids.get(uid)}`),
    findByUserCode: async () => undefined,
    async destroy(id) {
      rows.delete(`${type}:${id}`);
    },
    async consume(id) {
      const found = rows.get(`${type}:${id}`);
      if (found !== undefined) found.consumed = Math.floor(Date.now() / 1000);
    },
    revokeByGrantId: async () => undefined,
  });
  return { adapter, person: async (id) => (/^user\d{1,3}$/.test(id) ? { id, hash } : undefined) };
}

const { adapter, person } = STORE === 'map' ? mapStore() : await knexStore();
const provider = new Provider(issuer, {
  adapter,
  clients: [],
  jwks: { keys: [{ ...key.privateKey.export({ format: 'jwk' }), use: 'sig', alg: ALG, kid: 'k1' }] },
  pkce: { required: () => true },
  cookies: { keys: ['a cookie key for the benchmark only'] },
  scopes: ['openid', 'offline_access', 'profile', 'api'],
  claims: { openid: ['sub'], profile: ['name', 'nickname'] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true },
    resourceIndicators: { enabled: false },
  },
  ttl: {
    AccessToken: 3600,
    AuthorizationCode: 60,
    ClientCredentials: 3600,
    IdToken: 3600,
    Interaction: 600,
    RefreshToken: 1_209_600,
    Session: 1_209_600,
    Grant: 1_209_600,
  },
  findAccount: async (_ctx, id) =>
    (await person(id)) && { accountId: id, claims: async () => ({ sub: id, name: id, nickname: id }) },
  interactions: { url: (_ctx: unknown, { uid }: Interaction) => `/interaction/${uid}` },
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next();
  const { uid, params } = await provider.interactionDetails(ctx.req, ctx.res);
  if (ctx.method === 'GET') {
    ctx.type = 'html';
    ctx.body = `<!doctype html><title>login</title><form method="post" action="/interaction/${uid}"><input name="login"><input name="password"><button>ok</button></form>`;
    return undefined;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of ctx.req) chunks.push(chunk);
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  const found = await person(form.get('login') ?? '');
  if (found === undefined || !(await argon2.verify(found.hash, form.get('password') ?? ''))) return ctx.throw(401);
  const grant = new provider.Grant({ accountId: found.id, clientId: String(params.client_id) });
  grant.addOIDCScope('openid profile offline_access');
  const result = { login: { accountId: found.id }, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
  ctx.respond = false;
  return undefined;
});
provider.listen(Number(PORT), '127.0.0.1').keepAliveTimeout = 120_000;
