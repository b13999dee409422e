import type { TestCitizenKind } from '../accounts/people/test-citizen-kinds.ts';
import type { NewTestCitizen as TestCitizenMade } from '../accounts/people/test-citizens.ts';
import type { Accounts } from '../accounts/service.ts';
import { type Actor, type Member, mustOperate, system } from '../actor.ts';
import { record } from '../audit/record.ts';
import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Connection, Database } from '../database/open.ts';
import { invalid } from '../errors.ts';
import type { Throttle } from '../http/limits/throttle.ts';
import { cloudInstitutionId, type Institutions } from '../institutions/service.ts';
import type { ScheduledJob } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import { may as mayInReview } from '../review/policies.ts';
import type { Webhooks } from '../webhooks/service.ts';
import { type Application, type metadata, type Secret, type Status, statusOf } from './aksk/application.ts';
import { createChange, subjectOf } from './aksk/change.ts';
import { createClients } from './aksk/clients.ts';
import { type Contact, type ContactInput, type MaskedContact, maskContact, readContact } from './aksk/contact.ts';
import * as contacts from './aksk/contact-store.ts';
import { recorded } from './aksk/history.ts';
import { createLastUse } from './aksk/last-use.ts';
import { mustRead, mustRunPlatform, noSuchApplication } from './aksk/rights.ts';
import type { SimulatedAnswer } from './aksk/simulation.ts';
import * as store from './aksk/store.ts';
import { type ApplicationList, createDesk, type History } from './desk/desk.ts';
import type { Cursor, Show } from './desk/desk-store.ts';
import { createTakingOver } from './desk/taking-over.ts';
import { createKits, type Kits } from './kits/kits.ts';
import type { Correspondence } from './letters/correspondence.ts';
import { createInitiatedLogins, type SignedInLink } from './protocol/initiated-logins.ts';
import { createProtocolSettings, type ProtocolChange } from './protocol/settings.ts';
import { createWaivers, type PkceWaiver, type WaiverInput, type Waivers } from './protocol/waivers.ts';
import { createIssue, type Issued } from './registration/issue.ts';
import { compose, type Terms } from './registration/new-application.ts';
import type { Registration } from './registration/registration.ts';
import { createCitizens } from './sandbox/citizens.ts';
import { createHandOver } from './sandbox/hand-over.ts';
import { createOwnSandbox, type OwnSandbox } from './sandbox/own.ts';
import { sandboxPurge } from './sandbox/purge.ts';
import { createSandbox, type SandboxInput, type SandboxNeeds } from './sandbox/sandbox.ts';
import { createSimulating } from './sandbox/simulating.ts';
import { createSecrets, type Drawn } from './secrets/secrets.ts';
import { createSaving, createShown } from './secrets/shown.ts';
import type { Shown } from './secrets/shown-store.ts';
import { createBulkRenewal } from './validity/bulk-renewal.ts';
import type { Renewed } from './validity/bulk-renewal-store.ts';
import { createLifecycle } from './validity/lifecycle.ts';
import { type Refusal, refusalOf } from './validity/refusal.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  institutions: Pick<Institutions, 'get' | 'look' | 'ensureCloud' | 'mustBeOthers' | 'openKit' | 'endKit'> &
    SandboxNeeds['institutions'];
  accounts: SandboxNeeds['accounts'] &
    Pick<Accounts, 'insertKitCitizen' | 'moveTestCitizens' | 'removeTestCitizens' | 'forget'>;
  correspondence: Correspondence;
  throttle: Throttle;
  workHardness?: number | undefined;
  isCommand?: boolean;
  /** Sends events of many renewals at once. */
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

/** The verbs of the room. `actor` is checked first: without the right, `forbidden`; an AK of others does not exist (`not_found`). */
export interface Applications {
  // Reading

  /** Throws `not_found`. */
  get(clientId: string, connection?: Connection): Promise<Application>;
  /** The application behind an AK, in force or not. */
  find(clientId: string, connection?: Connection): Promise<Application | undefined>;
  /** The same from the cache: for its names, and other constant columns. */
  known(clientId: string): Promise<Application | undefined>;
  /** The same for those who may see it; to others it does not exist (`not_found`). */
  read(actor: Actor, clientId: string): Promise<Application>;
  /** All, or all of an institution, in the order of the AKs; `cursor` is the last AK of the page before. */
  list(institutionId: string | undefined, cursor?: string): Promise<Application[]>;
  /** Those of a member's institution that the member may see, newest first. */
  ofInstitution(member: Member): Promise<Application[]>;
  /** The operators' list of their regions, newest first; `next` is the cursor of the next page. */
  search(
    actor: Actor,
    filter: { show?: Show; text?: string },
    before?: Cursor,
    limit?: number,
  ): Promise<ApplicationList>;
  /** The operators' in their regions, by names and AK. */
  named(actor: Actor, patterns: readonly string[], limit: number): Promise<Application[]>;
  /** The audit events of an application, newest first; `next` is the id to go on before. */
  history(actor: Actor, clientId: string, before?: number, limit?: number): Promise<History>;
  /** In force, about to expire, expired or disabled, now. */
  status(application: Application): Status;
  /** The client for oidc-provider (RFC 7591), and why its AK is not in force. Cached. */
  client(clientId: string): Promise<Client | undefined>;
  /** The same without waiting; undefined where it is not cached. */
  cachedClient(clientId: string): Client | undefined;
  /** The row held until the transaction ends; undefined where there is none. */
  hold(trx: Connection, clientId: string): Promise<Pick<Application, 'disabledAt'> | undefined>;

  // Issue and change (R24–R26)

  /** By an operator, outside of the review. The SK is in the answer and nowhere else. */
  create(actor: Actor, input: Registration, terms: Terms): Promise<Issued>;
  /** The effect of an approval, in its transaction. No SK is made: the institution draws it. */
  issue(trx: Connection, actor: Actor, input: Registration, terms: Terms): Promise<Application>;
  /** The effect of an approved change, in its transaction. */
  update(
    trx: Connection,
    actor: Actor,
    clientId: string,
    input: Registration,
    terms: Pick<Terms, 'workingGroup' | 'approved'>,
  ): Promise<Application>;
  /** One of our own applications, made or corrected at the start (R28: it does not expire). */
  ensureOwn(own: Own): Promise<void>;
  /** 联系人, the recipient of letters about the AK. Absent values stay. Throws `invalid` by field. */
  setContact(actor: Actor, clientId: string, input: ContactInput): Promise<Application>;
  /** The contact, masked; undefined where there is none. */
  contact(actor: Actor, clientId: string): Promise<MaskedContact | undefined>;
  /** 高级设置: authentication, protection of logins, PAR, FAPI. Throws `invalid` by field. */
  setProtocol(actor: Actor, clientId: string, input: Readonly<Record<string, string>>): Promise<ProtocolChange>;
  /** R43 接管: whether this AK may change entries of other AKs of its institution; by its 管理员. */
  setTakeOver(actor: Actor, clientId: string, isAllowed: boolean): Promise<Application>;
  /** Whether it may. */
  mayTakeOver(clientId: string, connection?: Connection): Promise<boolean>;

  // Validity (R28–R31)

  /** R30 延长有效期: 30 days from today. Throws `conflict` where the AK is disabled or never expires. */
  renew(actor: Actor, clientId: string): Promise<Application>;
  /** Until when an AK lasts that is renewed now. */
  renewsUntil(): Date;
  /**
   * Renews many in one transaction; `mustMay` throws where the actor may not, and returns the audit's details. AKs that cannot be renewed are
   * left out.
   */
  renewMany(
    actor: Actor,
    clientIds: readonly string[],
    mustMay: (trx: Connection) => Promise<object>,
  ): Promise<readonly Renewed[]>;
  /** R31, by an operator with a reason of at most 500 characters; `within` the caller's transaction. */
  disable(actor: Actor, clientId: string, reason: string, within?: Connection): Promise<Application>;
  /** Throws `conflict` where it is not disabled. */
  enable(actor: Actor, clientId: string, within?: Connection): Promise<Application>;

  // SKs (R33): kept as hashes, read by their maker until 我已保存

  /** The first SK of an AK, by its institution. Throws `conflict` where it was drawn before. */
  drawSecret(actor: Actor, clientId: string): Promise<Drawn>;
  /** A new SK; older ones work for `overlap` more seconds, at most 7 days. `newest`: the id of the newest SK that the page showed, so that a form sent twice makes one. */
  rotate(actor: Actor, clientId: string, overlap?: number, newest?: string): Promise<Drawn>;
  /** Ends an older SK now. Throws `conflict` for the newest, which is rotated instead. */
  endSecret(actor: Actor, clientId: string, id: string): Promise<Application>;
  /** The SKs that work, newest first. */
  secrets(clientId: string): Promise<Secret[]>;
  /** Whether this value is an SK of the AK that works. */
  isSecret(actor: Actor, clientId: string, value: string): Promise<boolean>;
  /** 我已保存: from now on there is only the hash. */
  confirmSaved(actor: Actor, clientId: string): Promise<Application>;
  /** The newest SK in clear, for its maker until 我已保存, at most 24 hours. */
  shownSecret(actor: Actor, application: Application): Promise<Shown | undefined>;
  /** Notes the use of an SK, to the minute. */
  secretUsed(id: string): Promise<void>;

  // Waivers: an operator exempts an application from a rule for a time (R22)

  /** A redirect URI by http. Throws `invalid` by field. */
  waiveRedirectUri(actor: Actor, clientId: string, input: WaiverInput & { uri?: string }): Promise<Application>;
  /** Throws `not_found`. */
  endRedirectUriWaiver(actor: Actor, clientId: string, id: string): Promise<Application>;
  /** Logins without PKCE, of a confidential client. */
  waivePkce(actor: Actor, clientId: string, input: WaiverInput): Promise<Application>;
  /** The same with an approval, in its transaction: the form asked for it by its framework. */
  waivePkceWith(trx: Connection, actor: Actor, clientId: string, waiver: PkceWaiver): Promise<void>;
  /** Throws `conflict` where nothing is waived. */
  endPkceWaiver(actor: Actor, clientId: string): Promise<Application>;
  /** The waivers in force, for readers of the application. */
  waivers(clientId: string): Promise<Waivers>;

  // Sandboxes (R27): an AK at once, without review

  /** Of an institution; `only` these AKs, for a developer who is limited to some. */
  sandboxes(institutionId: string, only?: readonly string[]): Promise<Application[]>;
  /** AK, SK and, with the first one, a test citizen. Throws `conflict` beyond 20. */
  openSandbox(actor: Actor, institutionId: string, input: SandboxInput): Promise<Issued>;
  /** The same for a person with a verified phone, without an institution; at most 5. */
  openOwnSandbox(accountId: string, input: SandboxInput): Promise<Issued>;
  /** The sandbox that 起步 uses: the one that the person chose, else the newest; with the settings for a program. */
  sandboxOfPerson(accountId: string): Promise<OwnSandbox | undefined>;
  /** 起步 uses this one from now on, for the actor alone. */
  chooseSandbox(actor: Actor, clientId: string): Promise<void>;
  /** Another name, other redirect or logout addresses: those given. Throws `invalid`: the problems of all of them. */
  changeSandbox(actor: Actor, clientId: string, input: Partial<SandboxInput>): Promise<Application>;
  /** Moves a person's own sandbox to the member's institution; AK, SK and settings stay. */
  handOverSandbox(to: Member, clientId: string): Promise<Application>;
  /** The AK works nowhere any more, within a second. */
  deleteSandbox(actor: Actor, clientId: string): Promise<Application>;
  /** The next login of a sandbox is answered wrongly on purpose, once, within 15 minutes; undefined takes it back. */
  simulate(actor: Actor, clientId: string, answer: SimulatedAnswer | undefined): Promise<Application>;
  /** The same by the program of a sandbox. Throws `not_found` for any other. */
  simulateOwn(
    actor: Extract<Actor, { kind: 'application' }>,
    answer: SimulatedAnswer | undefined,
  ): Promise<Application>;
  /** Whether this very login gets the wrong answer. */
  takeSimulated(clientId: string, answer: SimulatedAnswer): Promise<boolean>;
  /** The daily job that deletes sandboxes 30 days after they expired. */
  sandboxPurge: ScheduledJob;
  /** A test citizen, whose password its maker may read as long as an SK. */
  addTestCitizen(actor: Actor, institutionId: string, kind?: TestCitizenKind): Promise<TestCitizenMade>;
  /** The same for the program of a sandbox, which alone learns the password. Throws `rate_limited` after 30 in an hour. */
  addOwnTestCitizen(actor: Extract<Actor, { kind: 'application' }>, kind: TestCitizenKind): Promise<TestCitizenMade>;
  /** Another password. */
  resetTestCitizen(
    actor: Actor,
    institutionId: string,
    id: string,
  ): Promise<Pick<TestCitizenMade, 'username' | 'password'>>;
  /** 我已保存. */
  savedTestCitizen(actor: Actor, id: string): Promise<void>;
  /** Removes it and ends its sessions. */
  deleteTestCitizen(actor: Actor, institutionId: string, id: string): Promise<void>;
  /** The passwords of test citizens in clear, by id, for their maker. */
  shownPasswords(actor: Actor, citizenIds: readonly string[]): Promise<Map<string, Shown>>;

  /** Sandbox keys without an account, and the claims of persons to them. */
  kits: Kits;

  // Logins that begin at the Cloud (OpenID Connect Core 4)

  /** A link to a page of an institution that signs the citizen in there; undefined where no AK in force offers it. */
  signedInLink(institutionId: string, target: string): Promise<SignedInLink | undefined>;
  /** The origins of the platforms of an institution whose AKs are in force. */
  originsOf(institutionId: string): Promise<string[]>;

  // The life of the process

  /** Follows changes by other nodes, so that the cache of clients stays valid for longer. */
  start(): void;
  /** Stops following, and waits for the last uses of SKs to be written. */
  stop(): Promise<void>;
}

/** Applications, their AK and SK: issue, renew, rotate, disable (R24–R33). */
export function createApplications(needs: Needs): Applications {
  const { db, clock, seal, institutions, accounts, correspondence, log, tellAll, isCommand = false } = needs;
  const shown = createShown({ db, clock, seal });
  const { issue, update } = createIssue({ seal, correspondence, shown });
  const { clients, invalidation } = createClients({ db, clock, log });
  const lastUse = createLastUse({ db, clock });

  async function get(clientId: string, connection: Connection = db): Promise<Application> {
    const application = await store.find(connection, clientId);
    if (application === undefined) throw noSuchApplication(clientId);
    return application;
  }

  function withRefusal(found: ReturnType<typeof clients.atHand>): Client | undefined {
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

  const lifecycle = createLifecycle({ change, correspondence });

  return {
    get,
    async list(institutionId, cursor = '') {
      if (institutionId !== undefined) await institutions.get(institutionId);
      return store.list(db, institutionId, cursor);
    },
    status: (application) => statusOf(application, clock.now()),

    async create(actor, input, terms) {
      mustOperate(actor);
      await institutions.look(actor, terms.institutionId);
      return db.transaction((trx) => issue(trx, actor, input, terms, clock.now()));
    },

    async issue(trx, actor, input, terms) {
      mustOperate(actor, ...mayInReview('decide about a submission, and reveal its sealed fields').roles);
      const { application } = await issue(trx, actor, input, { ...terms, withSecret: false }, clock.now());
      return application;
    },

    async update(trx, actor, clientId, input, terms) {
      mustOperate(actor, ...mayInReview('decide about a submission, and reveal its sealed fields').roles);
      await store.lock(trx, clientId);
      const before = await store.find(trx, clientId);
      if (before === undefined) throw noSuchApplication(clientId);
      const after = await update(trx, actor, before, input, terms, clock.now());
      clients.invalidate(clientId);
      return after;
    },

    // Several nodes may start at once.
    async ensureOwn({ clientId, name, scope, redirectUris, postLogoutRedirectUris = [], homeUrl }) {
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
        ...{ requireSignedRequest: false, initiateLoginUri: undefined, profileInIdToken: false },
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
        if (isCommand) return;
        const before = await store.find(trx, clientId);
        if (!(await store.setAddresses(trx, clientId, { redirectUris, postLogoutRedirectUris, homeUrl }, at))) return;
        const from = { redirectUris: before?.redirectUris, homeUrl: before?.homeUrl };
        await write('application.set_addresses', { from, to: { redirectUris, homeUrl } });
      });
      clients.invalidate(clientId);
    },

    ...lifecycle,
    ...createBulkRenewal({ db, clock, forget: clients.invalidate, tellAll }),
    ...createSecrets({ db, clock, change, changeFor, shown }),
    ...createSaving({ change }),
    shownSecret: shown.secretOf,
    shownPasswords: shown.passwordsOf,
    ...createSandbox({ ...sandboxNeeds, issue, update, change, forget: clients.invalidate }),
    ...createSimulating({ db, clock, change, forget: clients.invalidate }),
    ...createOwnSandbox(sandboxNeeds),
    ...createCitizens({ ...sandboxNeeds, throttle: needs.throttle }),
    ...createHandOver({ ...sandboxNeeds, forget: clients.invalidate }),
    sandboxPurge: sandboxPurge({ db, clock, forget: clients.invalidate }),
    kits: createKits({
      ...needs,
      issue,
      forgetClient: clients.invalidate,
      disable: (clientId, reason) => lifecycle.disable(system('sandbox.kits'), clientId, reason),
    }),
    ...createWaivers({ db, clock, change }),
    ...createProtocolSettings({ changeFor, correspondence }),
    ...createTakingOver({ db, change }),
    ...createDesk({ db, clock, get }),
    ...createInitiatedLogins(needs),

    setContact: (actor, clientId, input) =>
      change(mustRunPlatform, actor, 'application.contact', clientId, async (trx, _application, at) => {
        const before = await contacts.find(trx, seal, clientId);
        const read = readContact({ ...asInput(before), ...input });
        if ('problems' in read) throw invalid(read.problems);
        if (read.contact !== undefined) await contacts.set(trx, seal, clientId, read.contact, at);
        return { person: { from: maskContact(before) ?? null, to: maskContact(read.contact) ?? null } };
      }),

    async contact(actor, clientId) {
      mustRead(actor, await get(clientId));
      return maskContact(await contacts.find(db, seal, clientId));
    },

    find: (clientId, connection = db) => store.find(connection, clientId),

    async hold(trx, clientId) {
      await store.lock(trx, clientId);
      return store.find(trx, clientId);
    },

    known: async (clientId) => (await clients.get(clientId))?.application,
    client: async (clientId) => withRefusal(await clients.get(clientId)),
    cachedClient: (clientId) => withRefusal(clients.atHand(clientId)),

    secretUsed: lastUse.note,

    start: invalidation.start,
    async stop() {
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
