import { type Actor, mustOperate, system } from '../actor.ts';
import { record } from '../audit/record.ts';
import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Connection, Database } from '../database/open.ts';
import { invalid } from '../errors.ts';
import { cloudInstitutionId, type Institutions } from '../institutions/service.ts';
import type { Log } from '../log.ts';
import type { Webhooks } from '../webhooks/service.ts';
import { type Application, type metadata, statusOf } from './aksk/application.ts';
import { createChange, subjectOf } from './aksk/change.ts';
import { createClients } from './aksk/clients.ts';
import { type Contact, type ContactInput, maskContact, readContact } from './aksk/contact.ts';
import * as contacts from './aksk/contact-store.ts';
import { recorded } from './aksk/history.ts';
import { createLastUse } from './aksk/last-use.ts';
import { mustRead, mustRunPlatform, noSuchApplication } from './aksk/rights.ts';
import * as store from './aksk/store.ts';
import { createDesk } from './desk/desk.ts';
import { createTakingOver } from './desk/taking-over.ts';
import type { Correspondence } from './letters/correspondence.ts';
import { createInitiatedLogins } from './protocol/initiated-logins.ts';
import { createProtocolSettings } from './protocol/settings.ts';
import { createWaivers } from './protocol/waivers.ts';
import { createIssue } from './registration/issue.ts';
import { compose, type Terms } from './registration/new-application.ts';
import type { Registration } from './registration/registration.ts';
import { createCitizens } from './sandbox/citizens.ts';
import { createHandOver } from './sandbox/hand-over.ts';
import { createOwnSandbox } from './sandbox/own.ts';
import { sandboxPurge } from './sandbox/purge.ts';
import { createSandbox, type SandboxNeeds } from './sandbox/sandbox.ts';
import { createSecrets } from './secrets/secrets.ts';
import { createSaving, createShown } from './secrets/shown.ts';
import { createBulkRenewal } from './validity/bulk-renewal.ts';
import { createLifecycle } from './validity/lifecycle.ts';
import { type Refusal, refusalOf } from './validity/refusal.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  institutions: Pick<Institutions, 'get' | 'look' | 'ensureCloud' | 'mustBeOthers'> & SandboxNeeds['institutions'];
  accounts: SandboxNeeds['accounts'];
  correspondence: Correspondence;
  /** Programs hear of many renewals at once. */
  tellAll: Webhooks['tellAll'];
  log: Log;
  publicUrl: URL;
};

/** An application of the Cloud's own: public, first-party, no review. Its addresses follow PUBLIC_URL. */
export type Own = {
  clientId: string;
  name: string;
  scope: string;
  redirectUris: string[];
  postLogoutRedirectUris?: string[];
  homeUrl: string;
};

type Client = { metadata: ReturnType<typeof metadata>; refusal: Refusal | undefined };

/** Applications, their AK and SK: issue, renew, rotate, disable (R24–R33). */
export function createApplications(needs: Needs) {
  const { db, clock, seal, institutions, accounts, correspondence, log, tellAll } = needs;
  const shown = createShown({ db, clock, seal });
  const { issue, update } = createIssue({ seal, correspondence, shown });
  const { clients, invalidation } = createClients({ db, clock, log });
  const lastUse = createLastUse({ db, clock });

  async function get(clientId: string, connection: Connection = db): Promise<Application> {
    const application = await store.find(connection, clientId);
    if (application === undefined) throw noSuchApplication(clientId);
    return application;
  }

  function asItIs(found: ReturnType<typeof clients.atHand>): Client | undefined {
    if (found === undefined) return undefined;
    const now = clock.now();
    return { metadata: found.metadataAt(now), refusal: refusalOf(found.application, now) };
  }

  const sandboxNeeds = { db, clock, shown, accounts, institutions };
  const { change, changeFor } = createChange({
    db,
    clock,
    forget: clients.invalidate,
    mustBeOthers: institutions.mustBeOthers,
  });

  return {
    get,
    /** All of them, or all of an institution; behind the AK `cursor`. */
    async list(institutionId: string | undefined, cursor = ''): Promise<Application[]> {
      if (institutionId !== undefined) await institutions.get(institutionId);
      return store.list(db, institutionId, cursor);
    },
    status: (application: Application) => statusOf(application, clock.now()),

    /** R24: the SK is in the answer and nowhere else. */
    async create(
      actor: Actor,
      input: Registration,
      terms: Terms,
    ): Promise<{ application: Application; secret: string | undefined }> {
      mustOperate(actor, 'operator', 'administrator');
      await institutions.look(actor, terms.institutionId);
      return db.transaction((trx) => issue(trx, actor, input, terms, clock.now()));
    },

    /** The effect of an approval, in its transaction. No SK is made: the institution draws it, and no operator sees it. */
    async issue(trx: Connection, actor: Actor, input: Registration, terms: Terms): Promise<Application> {
      mustOperate(actor, 'reviewer', 'operator');
      const { application } = await issue(trx, actor, input, { ...terms, withSecret: false }, clock.now());
      return application;
    },

    /** The effect of an approved change, in its transaction. */
    async update(
      trx: Connection,
      actor: Actor,
      clientId: string,
      input: Registration,
      terms: Pick<Terms, 'workingGroup' | 'approved'>,
    ): Promise<Application> {
      mustOperate(actor, 'reviewer', 'operator');
      await store.lock(trx, clientId);
      const before = await store.find(trx, clientId);
      if (before === undefined) throw noSuchApplication(clientId);
      const after = await update(trx, actor, before, input, terms, clock.now());
      clients.invalidate(clientId);
      return after;
    },

    /** One of our own applications, made at the first start (R28: it does not expire); several nodes may start at once. */
    async ensureOwn({ clientId, name, scope, redirectUris, postLogoutRedirectUris = [], homeUrl }: Own): Promise<void> {
      await institutions.ensureCloud();
      const at = clock.now();
      const values = {
        name,
        scope,
        apiScope: '',
        redirectUris,
        postLogoutRedirectUris,
        backchannelLogoutUri: undefined,
        ...{ loginProof: 'pkce' as const, framework: undefined, requirePar: false, fapi: false },
        ...{ requireSignedRequest: false, initiateLoginUri: undefined },
      };
      const application = compose(
        { ...values, authMethod: 'none', idTokenAlg: 'ES256' },
        { name, homeUrl },
        { institutionId: cloudInstitutionId, firstParty: true, clientId },
        at,
      );
      await db.transaction(async (trx) => {
        const write = (verb: string, details: object) =>
          record(trx, at, system('start'), verb, subjectOf(clientId), details);
        if (await store.insert(trx, application)) return write('application.create', { to: recorded(application) });
        const before = await store.find(trx, clientId);
        if (!(await store.setAddresses(trx, clientId, { redirectUris, postLogoutRedirectUris, homeUrl }, at))) return;
        const from = { redirectUris: before?.redirectUris, homeUrl: before?.homeUrl };
        await write('application.set_addresses', { from, to: { redirectUris, homeUrl } });
      });
      clients.invalidate(clientId);
    },

    ...createLifecycle({ change, correspondence }),
    ...createBulkRenewal({ db, clock, forget: clients.invalidate, tellAll }),
    ...createSecrets({ db, clock, change, changeFor, shown }),
    ...createSaving({ change }),
    shownSecret: shown.secretOf,
    shownPasswords: shown.passwordsOf,
    ...createSandbox({ ...sandboxNeeds, issue, update, change, forget: clients.invalidate }),
    ...createOwnSandbox(sandboxNeeds),
    ...createCitizens(sandboxNeeds),
    ...createHandOver({ ...sandboxNeeds, forget: clients.invalidate }),
    sandboxPurge: sandboxPurge({ db, clock, forget: clients.invalidate }),
    ...createWaivers({ db, clock, change }),
    ...createProtocolSettings({ changeFor, correspondence }),
    ...createTakingOver({ db, change }),
    ...createDesk({ db, clock, get }),
    ...createInitiatedLogins(needs),

    /** 联系人: whoever is told what becomes of the application. What is not given stays as it is. */
    setContact: (actor: Actor, clientId: string, input: ContactInput) =>
      change(mustRunPlatform, actor, 'application.contact', clientId, async (trx, _application, at) => {
        const before = await contacts.find(trx, seal, clientId);
        const read = readContact({ ...asInput(before), ...input });
        if ('problems' in read) throw invalid(read.problems);
        if (read.contact !== undefined) await contacts.set(trx, seal, clientId, read.contact, at);
        return { person: { from: maskContact(before) ?? null, to: maskContact(read.contact) ?? null } };
      }),

    /** The same, masked as every list shows it; undefined where nobody is registered. */
    async contact(actor: Actor, clientId: string): Promise<ReturnType<typeof maskContact>> {
      mustRead(actor, await get(clientId));
      return maskContact(await contacts.find(db, seal, clientId));
    },

    /** The application behind an AK, live or not, or undefined. */
    find: (clientId: string, connection: Connection = db) => store.find(connection, clientId),

    /** Since when it is disabled; nobody changes that until the transaction ends. Undefined: no such application. */
    async hold(trx: Connection, clientId: string): Promise<Pick<Application, 'disabledAt'> | undefined> {
      await store.lock(trx, clientId);
      return store.find(trx, clientId);
    },

    /** The same from the cache: for its names, and for what never changes. */
    known: async (clientId: string): Promise<Application | undefined> => (await clients.get(clientId))?.application,

    /** The metadata of a client for oidc-provider (RFC 7591), and why its AK is not in force, if it is not. Cached by clients.ts. */
    client: async (clientId: string): Promise<Client | undefined> => asItIs(await clients.get(clientId)),
    /** The same without waiting; undefined where it has to be read. */
    clientAtHand: (clientId: string): Client | undefined => asItIs(clients.atHand(clientId)),

    secretUsed: lastUse.note,

    /** Follows changes by other nodes from now on, so that the cache stays valid for longer. */
    start: invalidation.start,
    async stop(): Promise<void> {
      invalidation.stop();
      await lastUse.settled();
    },
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

export type { Terms } from './registration/new-application.ts';

export type Applications = ReturnType<typeof createApplications>;
