import type { Accounts } from '../../accounts/service.ts';
import { type Actor, actorId, isMemberOf } from '../../actor.ts';
import type { Clock } from '../../clock.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, forbidden, invalid } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { fact as ofFields } from '../../fields/facts.ts';
import { problemOfLines } from '../../fields/list.ts';
import { isLocal } from '../../fields/redirect-uri.ts';
import type { Institutions } from '../../institutions/service.ts';
import type { Application } from '../aksk/application.ts';
import type { Change } from '../aksk/change.ts';
import { recorded } from '../aksk/history.ts';
import { setOpener } from '../aksk/opener-store.ts';
import { mustManage, noSuchApplication } from '../aksk/rights.ts';
import { apiScopes, citizenScopes, practiceScopes } from '../aksk/scopes.ts';
import * as store from '../aksk/store.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { noticeProblem } from '../protocol/security-form.ts';
import { linesOf } from '../redirects/tester.ts';
import type { createIssue, Issued } from '../registration/issue.ts';
import { type Registration, readRegistration } from '../registration/registration.ts';
import type { ShownSecrets } from '../secrets/shown.ts';
import * as sandboxes from './store.ts';

type Issue = ReturnType<typeof createIssue>;
export type SandboxNeeds = {
  db: Database;
  clock: Clock;
  shown: ShownSecrets;
  accounts: Pick<
    Accounts,
    | 'find'
    | 'testCitizens'
    | 'prepareTestCitizen'
    | 'insertTestCitizen'
    | 'createTestCitizen'
    | 'resetTestCitizen'
    | 'deleteTestCitizen'
  >;
  institutions: Pick<Institutions, 'ofPerson' | 'ensureOfPerson' | 'membershipsOf' | 'addApplication' | 'mustBeOpen'>;
};
type Needs = SandboxNeeds & { forget: (clientId: string) => void; change: Change } & Issue;

/** As a page has them: the addresses one a line. Logout addresses that are not given follow, or stay. */
export type SandboxInput = {
  name: string;
  redirectUris: string;
  postLogoutRedirectUris?: string;
  backchannelLogoutUri?: string;
};

/** R27: maximum numbers. */
export const mostSandboxes = { person: 5, institution: 20 };

/** Everything may be tried out: only test citizens sign in, and data of a sandbox stays apart. */
const scope = [...Object.keys(citizenScopes), ...Object.keys(apiScopes), ...Object.keys(practiceScopes)].join(' ');

/** R27: an AK at once, before certification and without review, for programs on the developer's own machine. */
export function createSandbox({ db, clock, forget, change, issue, update, shown, accounts, institutions }: Needs) {
  /** AK, SK and, with the first one, a test citizen; their maker may read both for a while. */
  async function openIn(
    trx: Connection,
    actor: Actor,
    institutionId: string,
    input: SandboxInput,
    prepared: Awaited<ReturnType<Accounts['prepareTestCitizen']>> | undefined,
  ): Promise<Issued> {
    const found = await sandboxes.lockAndCount(trx, institutionId);
    if (found === undefined || found.isDisabled) throw forbidden(fact('applications.institution_disabled'));
    const most = found.isPersonal ? mostSandboxes.person : mostSandboxes.institution;
    if (found.count >= most) throw conflict(fact('applications.most_sandboxes', { most }));
    const redirectUris = readHere(input.redirectUris);
    const postLogoutRedirectUris = homesOf(redirectUris);
    const shared = { scope, allowLoopback: true, sandbox: true };
    const registration = { name: input.name, redirectUris, postLogoutRedirectUris, ...shared };
    const at = clock.now();
    const opened = await issue(trx, actor, registration, { institutionId, sandbox: true }, at);
    const { clientId } = opened.application;
    await setOpener(trx, clientId, actorId(actor) ?? '');
    const able = await withApplication(trx, actor, clientId);
    if (prepared === undefined || (await accounts.testCitizens(able, institutionId, trx)).length > 0) return opened;
    if (await sandboxes.hasMostCitizens(trx, institutionId)) return opened;
    const made = await accounts.insertTestCitizen(trx, able, institutionId, prepared);
    await shown.keep(trx, actor, { citizenId: made.id }, made.password, at);
    return opened;
  }

  /** A password takes a while to hash: before the transaction, and only for the first test citizen. */
  async function prepareFirst(actor: Actor | undefined, institutionId: string | undefined) {
    const known =
      actor === undefined || institutionId === undefined ? [] : await accounts.testCitizens(actor, institutionId);
    return known.length > 0 ? undefined : accounts.prepareTestCitizen();
  }

  /** A developer limited to AKs may also work on the one that they opened. */
  async function withApplication(trx: Connection, actor: Actor, clientId: string): Promise<Actor> {
    if (actor.kind !== 'member' || actor.applications === undefined) return actor;
    await institutions.addApplication(trx, actor, clientId);
    return { ...actor, applications: [...actor.applications, clientId] };
  }

  return {
    /** Of an institution; of a developer who is limited to AKs only these. */
    sandboxes: (institutionId: string, only?: readonly string[]) => sandboxes.list(db, institutionId, only),

    async openSandbox(actor: Actor, institutionId: string, input: SandboxInput): Promise<Issued> {
      if (!isMemberOf(actor, institutionId, may('renew an AK, export its SKs, change its sandbox').roles))
        throw forbidden(fact('applications.role_may_not_sandbox'));
      const prepared = await prepareFirst(actor, institutionId);
      return db.transaction((trx) => openIn(trx, actor, institutionId, input, prepared));
    },

    /** The same for a person without an institution, or who wants a personal one: requires a verified phone. */
    async openOwnSandbox(accountId: string, input: SandboxInput): Promise<Issued> {
      const account = await accounts.find(accountId);
      if (account?.phone === undefined || account.testOf !== undefined)
        throw forbidden(fact('applications.phone_first'));
      const known = await institutions.ofPerson(accountId);
      const prepared = await prepareFirst(known, known?.institutionId);
      return db.transaction(async (trx) => {
        const self = await institutions.ensureOfPerson(trx, accountId, clock.now());
        return openIn(trx, self, self.institutionId, input, prepared);
      });
    },

    /** Another name or other addresses, at once as well: the given fields alone are judged and changed; every problem of theirs together. */
    async changeSandbox(actor: Actor, clientId: string, input: Partial<SandboxInput>): Promise<Application> {
      const found = await store.find(db, clientId);
      if (found === undefined || !found.sandbox) throw noSuchApplication(clientId);
      mustManage(actor, found);
      const changed = await db.transaction(async (trx) => {
        await store.lock(trx, clientId);
        const before = (await store.find(trx, clientId)) ?? found;
        if (before.disabledAt !== undefined) throw conflict(fact('applications.disabled_no_edit'));
        const redirectUris = input.redirectUris === undefined ? before.redirectUris : linesOf(input.redirectUris);
        const registration = {
          ...{ name: input.name ?? before.name, redirectUris, allowLoopback: true, sandbox: true },
          scope: [before.scope, before.apiScope].filter(Boolean).join(' '),
          ...{ postLogoutRedirectUris: afterLeaving(before, redirectUris, input), ...noticeOf(before, input) },
        };
        mustDo(registration, input);
        return update(trx, actor, before, registration, {}, clock.now());
      });
      forget(clientId);
      return changed;
    },

    /** 用不到了: the AK works nowhere any more, within a second. */
    deleteSandbox: (actor: Actor, clientId: string) =>
      change(mustManage, actor, 'application.delete', clientId, async (trx, application) => {
        if (!application.sandbox) throw noSuchApplication(clientId);
        if (application.disabledAt !== undefined) throw conflict(fact('applications.disabled_no_removal'));
        await sandboxes.remove(trx, clientId);
        return { from: recorded(application) };
      }),
  };
}

/** The root page of each program: where its logout leads unless set. */
const homesOf = (redirectUris: readonly string[]): string[] => [
  ...new Set(redirectUris.flatMap((uri) => (URL.canParse(uri) ? [`${new URL(uri).origin}/`] : []))),
];

/** They follow the callback addresses until they are set to others. */
function afterLeaving(
  before: Application,
  redirectUris: readonly string[],
  given: Partial<SandboxInput>,
): readonly string[] {
  const typed = given.postLogoutRedirectUris === undefined ? undefined : linesOf(given.postLogoutRedirectUris);
  if (typed !== undefined && typed.join(' ') !== before.postLogoutRedirectUris.join(' ')) return typed;
  const followed = homesOf(before.redirectUris).join(' ') === before.postLogoutRedirectUris.join(' ');
  return followed ? homesOf(redirectUris) : before.postLogoutRedirectUris;
}

function noticeOf(before: Application, given: Partial<SandboxInput>): { backchannelLogoutUri?: string } {
  const uri = (given.backchannelLogoutUri ?? before.backchannelLogoutUri ?? '').trim();
  return uri === '' ? {} : { backchannelLogoutUri: uri };
}

/** Throws with the problems of all given fields of a change together. */
function mustDo(registration: Registration, given: Partial<SandboxInput>): void {
  const read = readRegistration(registration);
  const elsewhere = elsewhereIn(linesOf(given.redirectUris ?? ''));
  const typed = given.backchannelLogoutUri?.trim() ?? '';
  const notice = typed === '' ? undefined : noticeProblem(typed);
  const problems = {
    ...('problems' in read && read.problems),
    ...(elsewhere && { redirectUris: elsewhere }),
    ...(notice && { backchannelLogoutUri: notice }),
  };
  const own = Object.entries(problems).filter(([field]) => Object.hasOwn(given, field.split('/')[0] ?? field));
  if (own.length > 0) throw invalid(Object.fromEntries(own));
}

/** Addresses on the developer's own machine or network and nowhere else; their form is looked at with everything else. */
function readHere(text: string): string[] {
  const lines = linesOf(text);
  const problem = elsewhereIn(lines);
  if (problem !== undefined) throw invalid({ redirectUris: problem });
  return lines;
}

function elsewhereIn(lines: readonly string[]): Fact | undefined {
  const isElsewhere = (uri: string) => !isLocal(URL.parse(uri)?.hostname ?? '');
  return problemOfLines(
    lines.flatMap((uri, place) =>
      isElsewhere(uri) ? [inLine(lines.length, place, fact('applications.sandbox_local'))] : [],
    ),
  );
}

const inLine = (lines: number, place: number, problem: Fact) =>
  lines > 1 ? ofFields('fields.in_line', { line: place + 1, problem }) : problem;
