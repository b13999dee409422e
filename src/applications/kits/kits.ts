import { z } from 'zod';
import type { Accounts } from '../../accounts/service.ts';
import { asCitizen, system } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, days, hours } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, forbidden, invalid, notFound, Problem, type Problems, rateLimited } from '../../errors.ts';
import { checkRedirectUri, isThisMachine } from '../../fields/redirect-uri.ts';
import type { Throttle } from '../../http/limits/throttle.ts';
import { partsOfForm } from '../../http/requests/json.ts';
import { kitName } from '../../institutions/institution/kits.ts';
import type { Institutions } from '../../institutions/service.ts';
import type { ScheduledJob } from '../../jobs/job.ts';
import type { Application } from '../aksk/application.ts';
import { subjectOf } from '../aksk/change.ts';
import { expiryFrom } from '../aksk/lifetime.ts';
import { apiScopes, citizenScopes, practiceScopes } from '../aksk/scopes.ts';
import * as applications from '../aksk/store.ts';
import { fact } from '../facts.ts';
import type { createIssue } from '../registration/issue.ts';
import { type Registration, readRegistration } from '../registration/registration.ts';
import { mostSandboxes } from '../sandbox/sandbox.ts';
import * as sandboxes from '../sandbox/store.ts';
import { claimCodeIn, newClaimCode } from './code.ts';
import { createGate, type Gate, type Refusal, type Worked } from './gate.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  throttle: Throttle;
  workHardness?: number | undefined;
  accounts: Pick<
    Accounts,
    'find' | 'prepareTestCitizen' | 'insertKitCitizen' | 'moveTestCitizens' | 'removeTestCitizens' | 'forget'
  >;
  institutions: Pick<Institutions, 'openKit' | 'endKit' | 'ensureOfPerson' | 'ofPerson'>;
  issue: ReturnType<typeof createIssue>['issue'];
  /** On every node. */
  forgetClient: (clientId: string) => void;
  disable: (clientId: string, reason: string) => Promise<unknown>;
};

/** The addresses of the program; without them those of the samples. */
type KitInput = { redirectUris?: string; postLogoutRedirectUris?: string; backchannelLogoutUri?: string };

export type TakenKit = {
  application: Application;
  secret: string;
  citizens: readonly { name: string; username: string; phone: string; password: string }[];
  endsAt: Date;
  code: string;
};

export type KitLook =
  | { state: 'unknown' }
  | { state: 'over'; endsAt: Date }
  | { state: 'claimed'; at: Date; clientId: string | undefined; isOwn: boolean; mayStop: boolean }
  | { state: 'here'; kit: store.Kit; application: Application; owned: number };

/** Sandbox keys without an account (R27). */
export interface Kits {
  /**
   * AK, SK, two test citizens and a code to claim them by; or the refusal, with the work to do first. `once` is the mark of a form: sent again it
   * gets the keys that it took, for an hour; `isOver` where these are not shown any more. `unknown` are fields that there are none of. Throws
   * `invalid` by field, with all problems.
   */
  take(asked: {
    address: string;
    door: store.Origin;
    input: KitInput;
    unknown?: Problems;
    worked?: Worked | undefined;
    once?: string | undefined;
  }): Promise<{ kit: TakenKit } | { refusal: Refusal } | { isOver: true }>;
  /** The keys behind a code. Throws `rate_limited` after 20 in an hour. */
  look(accountId: string, typed: string): Promise<KitLook>;
  /** The keys belong to the person from now on, once. Throws `conflict`. */
  claim(accountId: string, typed: string, name: string): Promise<Application>;
  /** Keys that another person claimed by the same code work no more. Throws `not_found`. */
  stop(accountId: string, typed: string, reason: string): Promise<void>;
  /** The bounds of taking. */
  gate: Gate;
  jobs: ScheduledJob[];
}

const lasts = days(7);
/** Tokens of an AK without offline_access live for an hour at most: by then nothing of it works or is left. */
const removedAfter = hours(1);
const batch = 50;
const looks = { limit: 20, per: hours(1) };
const mostAddresses = 5;
const firstAddress = 'http://localhost:5055/callback http://127.0.0.1:5055/callback';
const context = 'sandbox kits';
const formContext = 'forms of sandbox kits';
/** How long a form that is sent again gets the keys that it took. */
const shownFor = hours(1);
export const shownContext = (clientId: string): string => `sandbox_kits.${clientId}`;

const shownAgain = z.object({
  secret: z.string(),
  code: z.string(),
  citizens: z.array(z.object({ name: z.string(), username: z.string(), phone: z.string(), password: z.string() })),
});
type ShownAgain = z.infer<typeof shownAgain>;

/** Everything that can be tried out, but a login that is kept: no token outlives the AK by more than an hour. */
const scope = [...Object.keys(citizenScopes), ...Object.keys(apiScopes), ...Object.keys(practiceScopes)]
  .filter((name) => name !== 'offline_access')
  .join(' ');

export function createKits(needs: Needs): Kits {
  const { db, clock, seal, throttle, accounts, institutions, issue, forgetClient, disable } = needs;
  const gate = createGate(needs);
  const hidden = (code: string) => seal.index(code, context);

  let sample: ReturnType<typeof registrationIn> | undefined;
  const ofSamples = () => {
    sample ??= registrationIn({});
    return sample;
  };

  async function find(typed: string): Promise<{ code: Buffer; kit: store.Kit } | undefined> {
    const code = claimCodeIn(typed);
    const kit = code === undefined ? undefined : await store.find(db, hidden(code));
    return code === undefined || kit === undefined ? undefined : { code: hidden(code), kit };
  }

  /** The keys that a form took when it was sent before. */
  async function takenBy(form: Buffer): Promise<{ kit: TakenKit } | { isOver: true } | undefined> {
    const found = await store.findByForm(db, form);
    if (found === undefined) return undefined;
    const { clientId, takenAt, endsAt, shown } = found;
    const application = clientId === undefined ? undefined : await applications.find(db, clientId);
    const isShown = after(takenAt, shownFor) > clock.now();
    if (application === undefined || clientId === undefined || shown === undefined || !isShown) return { isOver: true };
    const again = shownAgain.parse(JSON.parse(seal.unseal(shown, shownContext(clientId))));
    return { kit: { application, endsAt, ...again } };
  }

  return {
    gate,

    async take({ address, door, input, unknown = {}, worked, once }) {
      // Most send no address; those of the samples are judged once.
      const read = Object.keys(input).length === 0 ? ofSamples() : registrationIn(input);
      const problems = { ...unknown, ...('problems' in read && read.problems), ...gate.problemsOf(worked) };
      if ('problems' in read || Object.keys(problems).length > 0) throw invalid(problems);
      const { registration } = read;
      const form = once === undefined ? undefined : seal.index(once, formContext);
      const before = form && (await takenBy(form));
      if (before !== undefined) return before;
      const entered = await gate.enter(address, worked, async () => [
        await accounts.prepareTestCitizen(),
        await accounts.prepareTestCitizen(),
      ]);
      if ('refusal' in entered) return entered;
      const code = newClaimCode();
      const take = async (trx: Connection): Promise<TakenKit> => {
        const at = clock.now();
        const endsAt = after(at, lasts);
        const institutionId = await institutions.openKit(trx, at);
        const terms = { institutionId, sandbox: true, expiresAt: endsAt };
        const { application, secret = '' } = await issue(trx, system('sandbox.kits'), registration, terms, at);
        const { clientId } = application;
        const row = { clientId, institutionId, takenAt: at, door, endsAt, code: hidden(code), form };
        if (!(await store.insert(trx, row))) throw conflict(fact('applications.kit_again'));
        const citizens = [];
        for (const each of entered.prepared) citizens.push(await accounts.insertKitCitizen(trx, institutionId, each));
        const shown = citizens.map(({ nickname: name, username, phone = '', password }) => ({
          ...{ name, username, phone, password },
        }));
        const again: ShownAgain = { secret, code, citizens: shown };
        if (form !== undefined)
          await store.keepShown(trx, clientId, seal.seal(JSON.stringify(again), shownContext(clientId)));
        return { application, secret, citizens: shown, endsAt, code };
      };
      try {
        return { kit: await db.transaction(take) };
      } catch (error) {
        // Pressed twice: the first has taken them meanwhile.
        const taken = form && error instanceof Problem ? await takenBy(form) : undefined;
        if (taken === undefined) throw error;
        return taken;
      }
    },

    async look(accountId, typed) {
      const { allowed, retryAfter } = await throttle.hit('kit codes', accountId, looks);
      if (!allowed) throw rateLimited(fact('applications.kit_looks'), retryAfter);
      const found = await find(typed);
      if (found === undefined) return { state: 'unknown' };
      const { kit } = found;
      const now = clock.now();
      if (kit.claimedAt !== undefined) {
        const isOwn = kit.claimedBy === accountId;
        const mayStop = !isOwn && kit.clientId !== undefined && kit.endsAt > now;
        return { state: 'claimed', at: kit.claimedAt, clientId: kit.clientId, isOwn, mayStop };
      }
      const application = kit.clientId === undefined ? undefined : await applications.find(db, kit.clientId);
      if (application === undefined || !store.isUnclaimed.holds(kit, now)) return { state: 'over', endsAt: kit.endsAt };
      const own = await institutions.ofPerson(accountId);
      const owned = own === undefined ? 0 : (await sandboxes.list(db, own.institutionId, undefined)).length;
      return { state: 'here', kit, application, owned };
    },

    async claim(accountId, typed, name) {
      const account = await accounts.find(accountId);
      if (account?.phone === undefined || account.testOf !== undefined)
        throw forbidden(fact('applications.phone_first'));
      const found = await find(typed);
      if (found === undefined) throw conflict(fact('applications.kit_gone'));
      const at = clock.now();
      const { application, ids } = await db.transaction(async (trx) => {
        const claimed = await store.claim(trx, found.code, accountId, at);
        if (claimed === undefined) throw conflict(fact('applications.kit_gone'));
        const { clientId, institutionId: before } = claimed;
        const self = await institutions.ensureOfPerson(trx, accountId, at);
        const place = await sandboxes.lockAndCount(trx, self.institutionId);
        const most = mostSandboxes.person;
        if ((place?.count ?? 0) >= most) throw conflict(fact('applications.most_sandboxes', { most }));
        await applications.lock(trx, clientId);
        await sandboxes.move(trx, clientId, self.institutionId, at);
        await store.take(trx, { clientId, name, accountId, expiresAt: expiryFrom(at) });
        await store.moveRuns(trx, clientId, self.institutionId);
        const moved = await accounts.moveTestCitizens(trx, before, self.institutionId);
        await accounts.removeTestCitizens(trx, before);
        await institutions.endKit(trx, before);
        await record(trx, at, self, 'application.claim', subjectOf(clientId), { from: before, to: self.institutionId });
        const after = await applications.find(trx, clientId);
        if (after === undefined) throw conflict(fact('applications.kit_gone'));
        return { application: after, ids: moved };
      });
      forgetClient(application.clientId);
      for (const id of ids) accounts.forget(id);
      return application;
    },

    async stop(accountId, typed, reason) {
      const found = await find(typed);
      const { clientId, claimedAt, claimedBy, endsAt } = found?.kit ?? {};
      const isOthers = claimedAt !== undefined && claimedBy !== accountId;
      if (clientId === undefined || endsAt === undefined || !isOthers || endsAt <= clock.now())
        throw notFound(fact('applications.kit_gone'));
      await record(db, clock.now(), asCitizen(accountId), 'application.kit_stop', subjectOf(clientId), {});
      await disable(clientId, reason);
    },

    jobs: [
      {
        name: 'applications.kits',
        schedule: '50 * * * *',
        madeUpFor: days(1),
        async run() {
          await store.emptyShown(db, after(clock.now(), -shownFor));
          const before = after(clock.now(), -removedAfter);
          let gone: { clientId: string; ids: string[] }[];
          do {
            gone = await db.transaction(async (trx) => {
              const ended = [];
              for (const { clientId, institutionId } of await store.lockOver(trx, before, batch)) {
                const ids = await accounts.removeTestCitizens(trx, institutionId);
                await store.endTokens(trx, ids);
                await sandboxes.remove(trx, clientId);
                await institutions.endKit(trx, institutionId);
                await record(trx, clock.now(), system('sandbox.kits'), 'application.delete', subjectOf(clientId), {
                  unused: true,
                });
                ended.push({ clientId, ids });
              }
              return ended;
            });
            for (const { clientId, ids } of gone) {
              forgetClient(clientId);
              for (const id of ids) accounts.forget(id);
            }
          } while (gone.length === batch);
        },
      },
    ],
  };
}

/** The fields of a registration as they are sent here. */
const asSent: Readonly<Record<string, string>> = {
  redirectUris: 'redirect_uris',
  postLogoutRedirectUris: 'post_logout_redirect_uris',
  backchannelLogoutUri: 'backchannel_logout_uri',
};

/** Addresses of this machine alone, any port; every problem together. */
function registrationIn(input: KitInput): { registration: Registration } | { problems: Problems } {
  const redirectUris = partsOfForm(input.redirectUris ?? firstAddress);
  const origins = [...new Set(redirectUris.flatMap((uri) => URL.parse(uri)?.origin ?? []))];
  const homes = origins.map((origin) => `${origin}/`);
  const postLogoutRedirectUris =
    input.postLogoutRedirectUris === undefined ? homes : partsOfForm(input.postLogoutRedirectUris);
  const backchannelLogoutUri = input.backchannelLogoutUri?.trim() ?? `${origins[0]}/backchannel-logout`;
  const problems: Problems = {};
  const check = (field: string, uris: readonly string[]) => {
    if (uris.length > mostAddresses) problems[field] = fact('applications.kit_addresses', { most: mostAddresses });
    else
      for (const [place, uri] of uris.entries()) {
        const checked = checkRedirectUri(uri, { loopback: true, label: field });
        const problem = isThisMachine(URL.parse(uri)?.hostname ?? '')
          ? 'problem' in checked && checked.problem
          : fact('applications.kit_loopback');
        if (problem) problems[uris.length > 1 ? `${field}/${place}` : field] = problem;
      }
  };
  if (redirectUris.length === 0) problems.redirect_uris = fact('applications.kit_loopback');
  check('redirect_uris', redirectUris);
  // Those that were left out follow from the redirect addresses, and have no problem of their own.
  if (input.postLogoutRedirectUris !== undefined) check('post_logout_redirect_uris', postLogoutRedirectUris);
  if (input.backchannelLogoutUri !== undefined && backchannelLogoutUri !== '')
    check('backchannel_logout_uri', [backchannelLogoutUri]);
  const registration = {
    ...{ name: kitName, scope, allowLoopback: true, sandbox: true, redirectUris, postLogoutRedirectUris },
    ...(backchannelLogoutUri !== '' && { backchannelLogoutUri }),
  };
  // Whole, before it counts as one of the five.
  const read = Object.keys(problems).length > 0 ? { problems: {} } : readRegistration(registration);
  if ('problems' in read)
    for (const [field, problem] of Object.entries(read.problems)) problems[asSent[field] ?? field] = problem;
  return Object.keys(problems).length > 0 ? { problems } : { registration };
}
