import type { Connection } from '../../database/open.ts';
import type { Application, LiveSecret, LiveWaiver, NewApplication, Secret } from './application.ts';
import { columns, present, type Row } from './application-row.ts';
import { secretWorks } from './in-force.ts';

type SecretRow = {
  id: string;
  hash: Buffer;
  last_four: string;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
};

export async function find(db: Connection, clientId: string): Promise<Application | undefined> {
  const row = await db.row<Row>(
    `select ${columns} from applications a join institutions i on i.id = a.institution_id where a.client_id = $1`,
    [clientId],
  );
  return row && present(row);
}

/** An application with its SKs valid at a moment or later, and with its waivers: needed by every call with an AK. */
export type Client = { application: Application; secrets: LiveSecret[]; waivers: LiveWaiver[] };

/** The same of many, in their order, in one statement. */
export async function findClients(
  db: Connection,
  clientIds: readonly string[],
  since: Date,
): Promise<(Client | undefined)[]> {
  const rows = await db.rows<
    Row & {
      place: number;
      secrets: { id: string; hash: string; last_four: string; expires_at: number | null }[] | null;
      waivers: { uri: string; until: number }[] | null;
    }
  >(clientsById, [clientIds, since]);
  const found = new Map(
    rows.map((row) => {
      const secrets = (row.secrets ?? []).map(({ id, hash, last_four, expires_at }) => ({
        id,
        hash,
        lastFour: last_four,
        expiresAt: expires_at === null ? undefined : new Date(expires_at * 1000),
      }));
      const waivers = (row.waivers ?? []).map(({ uri, until }) => ({ uri, until: new Date(until * 1000) }));
      return [row.place, { application: present(row), secrets, waivers }];
    }),
  );
  return clientIds.map((_, index) => found.get(index + 1));
}
// `offset 0`: as in oidc/tokens/store.ts, so that its plan is kept.
const clientsById = `select asked.place::int, found.* from (select $1::text[] as client_ids offset 0) given
  cross join lateral unnest(given.client_ids) with ordinality as asked (client_id, place)
  cross join lateral (
    select ${columns}, (select json_agg(json_build_object('id', s.id, 'hash', encode(s.hash, 'hex'), 'last_four', s.last_four,
         'expires_at', extract(epoch from s.expires_at)))
       from application_secrets s where s.client_id = a.client_id and ${secretWorks.sql('s', '$2')}) as secrets,
       (select json_agg(json_build_object('uri', w.redirect_uri, 'until', extract(epoch from w.until)))
        from application_waivers w where w.client_id = a.client_id and w.ended_at is null and w.until > $2) as waivers
     from applications a join institutions i on i.id = a.institution_id where a.client_id = asked.client_id limit 1) found`;

/** All by client id, from behind `after` on. */
export async function list(db: Connection, institutionId: string | undefined, after: string): Promise<Application[]> {
  const rows = await db.rows<Row>(
    `select ${columns} from applications a join institutions i on i.id = a.institution_id
     where ($1::uuid is null or a.institution_id = $1) and a.client_id > $2 order by a.client_id`,
    [institutionId ?? null, after],
  );
  return rows.map(present);
}

/** False where the client id is taken. */
export async function insert(trx: Connection, application: NewApplication): Promise<boolean> {
  const inserted = await trx.run(
    `insert into applications (client_id, institution_id, name, purpose, home_url, logo, first_party, scope, api_scope,
       token_endpoint_auth_method, jwks, jwks_uri, id_token_signed_response_alg, userinfo_signed_response_alg, redirect_uris,
       post_logout_redirect_uris, backchannel_logout_uri, allow_loopback, require_par, expires_at, tokens_valid_from, created_at, updated_at,
       sandbox, group_name, group_address, group_note, login_proof, framework, fapi, require_signed_request, initiate_login_uri, profile_in_id_token)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $22, $23, $24, $25, $26,
       $27, $28, $29, $30, $31, $32)
     on conflict (client_id) do nothing`,
    [
      application.clientId,
      application.institutionId,
      application.name,
      application.purpose,
      application.homeUrl ?? null,
      application.logo ?? null,
      application.firstParty,
      application.scope,
      application.apiScope,
      application.authMethod,
      application.jwks === undefined ? null : JSON.stringify(application.jwks),
      application.jwksUri ?? null,
      application.idTokenAlg,
      application.userinfoAlg ?? null,
      application.redirectUris,
      application.postLogoutRedirectUris,
      application.backchannelLogoutUri ?? null,
      application.allowLoopback,
      application.requirePar,
      application.expiresAt ?? null,
      application.tokensValidFrom,
      application.createdAt,
      application.sandbox,
      application.workingGroup?.name ?? null,
      application.workingGroup?.address ?? null,
      application.workingGroup?.note ?? null,
      application.loginProof,
      application.framework ?? null,
      application.fapi,
      application.requireSignedRequest,
      application.initiateLoginUri ?? null,
      application.profileInIdToken,
    ],
  );
  return inserted > 0;
}

/** Redirect URIs and home follow PUBLIC_URL, which may differ from that of the last start; says whether it does. */
export async function setAddresses(
  trx: Connection,
  clientId: string,
  {
    redirectUris,
    postLogoutRedirectUris,
    homeUrl,
  }: Record<'redirectUris' | 'postLogoutRedirectUris', string[]> & {
    homeUrl: string;
  },
  at: Date,
): Promise<boolean> {
  const changed = await trx.run(
    `update applications set redirect_uris = $2, home_url = $3, updated_at = $4, post_logout_redirect_uris = $5
     where client_id = $1 and (redirect_uris <> $2 or home_url is distinct from $3 or post_logout_redirect_uris <> $5)`,
    [clientId, redirectUris, homeUrl, at, postLogoutRedirectUris],
  );
  return changed > 0;
}

/** Locks the row, so that two renewals or a renewal and a disabling follow each other. */
export async function lock(trx: Connection, clientId: string): Promise<boolean> {
  return (await trx.run(`select 1 from applications where client_id = $1 for update`, [clientId])) > 0;
}

export async function setExpiry(trx: Connection, clientId: string, expiresAt: Date, at: Date): Promise<void> {
  await trx.run(`update applications set expires_at = $2, updated_at = $3 where client_id = $1`, [
    clientId,
    expiresAt,
    at,
  ]);
}

/** Disabling and enabling alike kill the tokens issued before. */
export async function setDisabled(
  trx: Connection,
  clientId: string,
  disabledAt: Date | undefined,
  reason: string | undefined,
  at: Date,
) {
  await trx.run(
    `update applications set disabled_at = $2, disabled_reason = $3, tokens_valid_from = $4, updated_at = $4 where client_id = $1`,
    [clientId, disabledAt ?? null, reason ?? null, at],
  );
}

/** The SKs that still work at `now`. */
export async function secretsOf(db: Connection, clientId: string, now: Date): Promise<Secret[]> {
  const rows = await db.rows<SecretRow>(
    `select id, hash, last_four, created_at, expires_at, last_used_at from application_secrets
     where client_id = $1 and ${secretWorks.sql('application_secrets', '$2')} order by created_at desc, id`,
    [clientId, now],
  );
  return rows.map((row) => ({
    id: row.id,
    hash: row.hash,
    lastFour: row.last_four,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
  }));
}

export async function insertSecret(
  trx: Connection,
  clientId: string,
  secret: Omit<Secret, 'expiresAt' | 'lastUsedAt'>,
): Promise<void> {
  await trx.run(
    `insert into application_secrets (id, client_id, hash, last_four, created_at) values ($1, $2, $3, $4, $5)`,
    [secret.id, clientId, secret.hash, secret.lastFour, secret.createdAt],
  );
}

/** False where the AK ever had an SK. */
export async function insertFirstSecret(
  trx: Connection,
  clientId: string,
  secret: Omit<Secret, 'expiresAt' | 'lastUsedAt'>,
): Promise<boolean> {
  const inserted = await trx.run(
    `insert into application_secrets (id, client_id, hash, last_four, created_at)
     select $1, $2, $3, $4, $5 where not exists (select 1 from application_secrets where client_id = $2)`,
    [secret.id, clientId, secret.hash, secret.lastFour, secret.createdAt],
  );
  return inserted > 0;
}

export async function endSecret(trx: Connection, clientId: string, id: string, at: Date): Promise<void> {
  await trx.run(`update application_secrets set expires_at = $3 where client_id = $1 and id = $2`, [clientId, id, at]);
}

/** R33: the SKs before this one end at `until`, those that end earlier keep their date. */
export async function endOlderSecrets(trx: Connection, clientId: string, newest: string, until: Date): Promise<void> {
  await trx.run(
    `update application_secrets set expires_at = $3 where client_id = $1 and id <> $2 and ${secretWorks.sql('application_secrets', '$3')}`,
    [clientId, newest, until],
  );
}

/** In the order of their ids, so that two nodes never wait for each other. */
export async function touchSecrets(
  db: Connection,
  uses: readonly { id: string; at: Date; before: Date }[],
): Promise<void> {
  const ordered = uses.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await db.run(
    `with used as materialized (
       select s.id, u.at from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) with ordinality as u (id, at, before, place)
       join application_secrets s on s.id = u.id where s.last_used_at is null or s.last_used_at < u.before
       order by u.place for update of s)
     update application_secrets s set last_used_at = used.at from used where s.id = used.id`,
    [ordered.map(({ id }) => id), ordered.map(({ at }) => at), ordered.map(({ before }) => before)],
  );
}
