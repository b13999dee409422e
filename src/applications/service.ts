import { type Actor, mustOperate } from '../actor.ts';
import { record } from '../audit/record.ts';
import { after, type Clock, days, minutes } from '../clock.ts';
import { hashToken, newClientId, newClientSecret, newId } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import { createRecent } from '../database/recent.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { cloudInstitutionId, type Institution, type Institutions } from '../institutions/service.ts';
import { type Application, metadata, statusOf } from './application.ts';
import { expiryFrom, renewed } from './lifetime.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import { type Registration, type RegistrationValues, readRegistration } from './registration.ts';
import * as store from './store.ts';

type Needs = { db: Database; clock: Clock; institutions: Pick<Institutions, 'get' | 'ensureCloud'> };

/** How an application came to be: one that an operator enters may carry its own dates and be first-party. */
export type Terms = {
  institutionId: string;
  expiresAt?: Date;
  firstParty?: boolean;
  clientId?: string;
  secret?: string;
};

/** An application of the Cloud's own: public, first-party, no review. Its addresses follow PUBLIC_URL. */
export type Own = { clientId: string; name: string; scope: string; redirectUris: string[]; homeUrl: string };

/** Applications, their AK and SK: issue, renew, rotate, disable (R24–R33). */
export function createApplications({ db, clock, institutions }: Needs) {
  const used = new Map<string, Date>();
  const clients = createRecent({
    most: 5000,
    read: async (clientId) => {
      const found = await store.findWithSecrets(db, clientId, clock.now());
      return found && { application: found.application, metadata: metadata(found.application, found.secrets) };
    },
  });

  async function get(clientId: string): Promise<Application> {
    const application = await store.find(db, clientId);
    if (application === undefined) throw notFound(`没有 AK 为 ${clientId} 的应用`);
    return application;
  }

  /** One verb on one locked application, with its audit row. */
  async function change(
    actor: Actor,
    verb: string,
    clientId: string,
    work: (trx: Connection, application: Application, at: Date) => Promise<object>,
  ): Promise<Application> {
    mustOperate(actor, 'operator', 'administrator');
    const changed = await db.transaction(async (trx) => {
      if (!(await store.lock(trx, clientId))) throw notFound(`没有 AK 为 ${clientId} 的应用`);
      const before = await store.find(trx, clientId);
      if (before === undefined) throw notFound(`没有 AK 为 ${clientId} 的应用`);
      const at = clock.now();
      const details = await work(trx, before, at);
      await record(trx, at, actor, verb, { kind: 'application', id: clientId }, details);
      return (await store.find(trx, clientId)) ?? before;
    });
    clients.forget(clientId);
    return changed;
  }

  async function addSecret(
    trx: Connection,
    clientId: string,
    at: Date,
    value = newClientSecret(),
  ): Promise<{ id: string; value: string }> {
    const secret = { id: newId(), hash: hashToken(value), lastFour: value.slice(-4), createdAt: at };
    await store.insertSecret(trx, clientId, secret);
    return { id: secret.id, value };
  }

  return {
    get,
    async list(institutionId: string | undefined, cursor = '', limit = 50): Promise<Application[]> {
      if (institutionId !== undefined) await institutions.get(institutionId);
      return store.list(db, institutionId, cursor, limit);
    },
    status: (application: Application) => statusOf(application, clock.now()),

    /** R24: the SK is in the answer and nowhere else. */
    async create(
      actor: Actor,
      input: Registration,
      terms: Terms,
    ): Promise<{ application: Application; secret: string | undefined }> {
      mustOperate(actor, 'operator', 'administrator');
      const institution = await institutions.get(terms.institutionId);
      const read = readRegistration(input);
      if ('problems' in read) throw invalid(read.problems);
      const at = clock.now();
      const { values } = read;
      const application = compose(values, input, institution, terms, at);
      const secret = await db.transaction(async (trx) => {
        if (!(await store.insert(trx, application))) throw conflict(`AK ${application.clientId} 已经存在`);
        await record(
          trx,
          at,
          actor,
          'application.create',
          { kind: 'application', id: application.clientId },
          { name: application.name },
        );
        return values.authMethod.startsWith('client_secret')
          ? (await addSecret(trx, application.clientId, at, terms.secret)).value
          : undefined;
      });
      return { application, secret };
    },

    /** One of our own applications, made at the first start (R28: it does not expire); several nodes may start at once. */
    async ensureOwn({ clientId, name, scope, redirectUris, homeUrl }: Own): Promise<void> {
      await institutions.ensureCloud();
      const cloud = await institutions.get(cloudInstitutionId);
      const at = clock.now();
      const values = {
        name,
        scope,
        apiScope: '',
        redirectUris,
        postLogoutRedirectUris: [],
        backchannelLogoutUri: undefined,
      };
      const application = compose(
        { ...values, authMethod: 'none', idTokenAlg: 'ES256' },
        { name, homeUrl },
        cloud,
        { institutionId: cloud.id, firstParty: true, clientId },
        at,
      );
      if (!(await store.insert(db, application))) await store.setAddresses(db, clientId, redirectUris, homeUrl, at);
      clients.forget(clientId);
    },

    /** R30 延长有效期, R31: not while an operator has disabled it. */
    renew: (actor: Actor, clientId: string) =>
      change(actor, 'application.renew', clientId, async (trx, application, at) => {
        if (application.disabledAt !== undefined) throw conflict('这个应用已被运营停用，不能延长有效期，请联系运营');
        if (application.expiresAt === undefined) throw conflict('国家公共文化云自己的应用不会到期');
        const expiresAt = renewed(application.expiresAt, at);
        await store.setExpiry(trx, clientId, expiresAt, at);
        return { from: application.expiresAt, to: expiresAt };
      }),

    /** R33: a new SK at once; the old ones go on for `overlap` seconds, at most 7 days. */
    async rotate(
      actor: Actor,
      clientId: string,
      overlap = days(7),
    ): Promise<{ application: Application; secret: string }> {
      if (Number.isNaN(overlap)) throw invalid({ overlap: '新旧 SK 并存的时间应为 0 到 7 天' });
      let secret = '';
      const application = await change(actor, 'application.rotate', clientId, async (trx, before, at) => {
        if (!before.authMethod.startsWith('client_secret')) throw conflict('这个应用不使用 SK');
        const until = after(at, Math.min(Math.max(overlap, 0), days(7)));
        const added = await addSecret(trx, clientId, at);
        await store.endOlderSecrets(trx, clientId, added.id, until);
        secret = added.value;
        return { oldUntil: until };
      });
      return { application, secret };
    },

    disable: (actor: Actor, clientId: string, reason: string) =>
      change(actor, 'application.disable', clientId, async (trx, application, at) => {
        if (application.disabledAt !== undefined) throw conflict('这个应用已经停用');
        await store.setDisabled(trx, clientId, at, reason, at);
        return { reason };
      }),

    enable: (actor: Actor, clientId: string) =>
      change(actor, 'application.enable', clientId, async (trx, application, at) => {
        if (application.disabledAt === undefined) throw conflict('这个应用没有停用');
        await store.setDisabled(trx, clientId, undefined, undefined, at);
        return {};
      }),

    /** The application behind an AK, live or not, or undefined. */
    find: (clientId: string) => store.find(db, clientId),

    /** What oidc-provider needs of a client (RFC 7591 names), and why it is not to be used now, if so. Half a second old at most. */
    async client(
      clientId: string,
    ): Promise<{ metadata: ReturnType<typeof metadata>; refusal: Refusal | undefined } | undefined> {
      const found = await clients.get(clientId);
      return found && { metadata: found.metadata, refusal: refusalOf(found.application, clock.now()) };
    },

    secrets: (clientId: string) => store.secretsOf(db, clientId, clock.now()),

    /** R33 last use, kept to the minute: one write a minute however busy the partner is. */
    async secretUsed(id: string): Promise<void> {
      const now = clock.now();
      const last = used.get(id);
      if (last !== undefined && now < after(last, minutes(1))) return;
      if (used.size > 10_000) used.clear();
      used.set(id, now);
      await store.touchSecret(db, id, now, after(now, -minutes(1)));
    },
  };
}

function compose(
  values: RegistrationValues,
  input: Registration,
  institution: Institution,
  terms: Terms,
  at: Date,
): Application {
  return {
    ...values,
    clientId: terms.clientId ?? newClientId(),
    institutionId: institution.id,
    institution: institution.name,
    creditCode: institution.creditCode,
    certifiedAt: institution.certifiedAt,
    purpose: input.purpose ?? '',
    homeUrl: input.homeUrl,
    logo: input.logo,
    firstParty: terms.firstParty === true,
    jwks: input.jwks,
    jwksUri: input.jwksUri,
    userinfoAlg: undefined,
    allowLoopback: input.allowLoopback === true,
    requirePar: input.requirePar === true,
    pkceWaivedUntil: undefined,
    expiresAt: terms.expiresAt ?? (terms.firstParty === true ? undefined : expiryFrom(at)),
    disabledAt: undefined,
    disabledReason: undefined,
    tokensValidFrom: at,
    createdAt: at,
  };
}

export type Applications = ReturnType<typeof createApplications>;
