import { type Actor, mustOperate, system } from '../actor.ts';
import { record } from '../audit/record.ts';
import { after, type Clock, days } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import { hashToken, newClientSecret, newId } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import { createRecent } from '../database/recent.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { cloudInstitutionId, type Institutions } from '../institutions/service.ts';
import { type Application, metadata, statusOf } from './application.ts';
import { type Contact, type ContactInput, maskContact, readContact } from './contact.ts';
import * as contacts from './contact-store.ts';
import type { Correspondence } from './correspondence.ts';
import { ended, recorded } from './history.ts';
import { createLastUse } from './last-use.ts';
import { renewed } from './lifetime.ts';
import { compose, type Terms } from './new-application.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import { type Registration, readRegistration } from './registration.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  institutions: Pick<Institutions, 'get' | 'ensureCloud'>;
  correspondence: Correspondence;
};

/** An application of the Cloud's own: public, first-party, no review. Its addresses follow PUBLIC_URL. */
export type Own = { clientId: string; name: string; scope: string; redirectUris: string[]; homeUrl: string };

/** Applications, their AK and SK: issue, renew, rotate, disable (R24–R33). */
export function createApplications({ db, clock, seal, institutions, correspondence }: Needs) {
  const clients = createRecent({
    most: 5000,
    read: async (clientId) => {
      // Those that ended lately come too, so that the integration log can say so; whether one works is asked at each use.
      const found = await store.findWithSecrets(db, clientId, after(clock.now(), -days(7)));
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
      await store.lock(trx, clientId);
      const before = await store.find(trx, clientId);
      if (before === undefined) throw notFound(`没有 AK 为 ${clientId} 的应用`);
      const at = clock.now();
      const details = await work(trx, before, at);
      await record(trx, at, actor, verb, subjectOf(clientId), details);
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
  ): Promise<{ id: string; lastFour: string; value: string }> {
    const secret = { id: newId(), hash: hashToken(value), lastFour: value.slice(-4), createdAt: at };
    await store.insertSecret(trx, clientId, secret);
    return { id: secret.id, lastFour: secret.lastFour, value };
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
      const [read, reach] = [readRegistration(input), readContact(input)];
      if ('problems' in read || 'problems' in reach)
        throw invalid({ ...('problems' in read && read.problems), ...('problems' in reach && reach.problems) });
      const at = clock.now();
      const { values } = read;
      const { contact } = reach;
      const application = compose(values, input, institution, terms, at);
      const secret = await db.transaction(async (trx) => {
        if (!(await store.insert(trx, application))) throw conflict(`AK ${application.clientId} 已经存在`);
        const { value, lastFour } = values.authMethod.startsWith('client_secret')
          ? await addSecret(trx, application.clientId, at, terms.secret)
          : {};
        if (contact !== undefined) await contacts.set(trx, seal, application.clientId, contact, at);
        const details = { to: { ...recorded(application), lastFour, contact: maskContact(contact) } };
        await record(trx, at, actor, 'application.create', subjectOf(application.clientId), details);
        await correspondence.write(trx, application, { kind: 'issued' });
        return value;
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
      await db.transaction(async (trx) => {
        const write = (verb: string, details: object) =>
          record(trx, at, system('start'), verb, subjectOf(clientId), details);
        if (await store.insert(trx, application)) return write('application.create', { to: recorded(application) });
        const before = await store.find(trx, clientId);
        if (!(await store.setAddresses(trx, clientId, redirectUris, homeUrl, at))) return;
        const from = { redirectUris: before?.redirectUris, homeUrl: before?.homeUrl };
        await write('application.set_addresses', { from, to: { redirectUris, homeUrl } });
      });
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
        const older = await store.secretsOf(trx, clientId, at);
        const added = await addSecret(trx, clientId, at);
        await store.endOlderSecrets(trx, clientId, added.id, until);
        secret = added.value;
        return { added: { lastFour: added.lastFour }, ended: ended(older, until) };
      });
      return { application, secret };
    },

    disable: (actor: Actor, clientId: string, reason: string) =>
      change(actor, 'application.disable', clientId, async (trx, application, at) => {
        if (application.disabledAt !== undefined) throw conflict('这个应用已经停用');
        await store.setDisabled(trx, clientId, at, reason, at);
        await correspondence.write(trx, application, { kind: 'disabled', reason, at });
        return { reason, from: statusOf(application, at), to: 'disabled' };
      }),

    enable: (actor: Actor, clientId: string) =>
      change(actor, 'application.enable', clientId, async (trx, application, at) => {
        if (application.disabledAt === undefined) throw conflict('这个应用没有停用');
        await store.setDisabled(trx, clientId, undefined, undefined, at);
        await correspondence.write(trx, application, { kind: 'enabled', at });
        const { disabledAt, disabledReason: reason } = application;
        return { from: { disabledAt, reason }, to: statusOf({ ...application, disabledAt: undefined }, at) };
      }),

    /** 联系人: whoever is told what becomes of the application. What is not given stays as it is. */
    setContact: (actor: Actor, clientId: string, input: ContactInput) =>
      change(actor, 'application.contact', clientId, async (trx, _application, at) => {
        const before = await contacts.find(trx, seal, clientId);
        const read = readContact({ ...asInput(before), ...input });
        if ('problems' in read) throw invalid(read.problems);
        if (read.contact !== undefined) await contacts.set(trx, seal, clientId, read.contact, at);
        return { from: maskContact(before) ?? null, to: maskContact(read.contact) ?? null };
      }),

    /** The same, masked as every list shows it; undefined where nobody is registered. */
    async contact(actor: Actor, clientId: string): Promise<ReturnType<typeof maskContact>> {
      mustOperate(actor, 'operator', 'administrator', 'support');
      await get(clientId);
      return maskContact(await contacts.find(db, seal, clientId));
    },

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

    secretUsed: createLastUse({ db, clock }),
  };
}

const asInput = (contact: Contact | undefined): ContactInput =>
  contact === undefined
    ? {}
    : {
        contactName: contact.name,
        contactEmail: contact.email,
        ...(contact.phone !== undefined && { contactPhone: contact.phone }),
      };

const subjectOf = (clientId: string) => ({ kind: 'application', id: clientId });

export type { Terms } from './new-application.ts';

export type Applications = ReturnType<typeof createApplications>;
