import { type Actor, actorId, isMemberOf } from '../actor.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import { conflict, forbidden, invalid } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { fact as ofFields } from '../fields/facts.ts';
import type { Application } from './aksk/application.ts';
import type { Change } from './aksk/change.ts';
import { recorded } from './aksk/history.ts';
import { mustManage, noSuchApplication } from './aksk/rights.ts';
import { apiScopes, citizenScopes } from './aksk/scopes.ts';
import * as store from './aksk/store.ts';
import { fact } from './facts.ts';
import type { createIssue } from './issue.ts';
import { linesOf } from './redirect-tester.ts';
import * as sandboxes from './sandbox-store.ts';

type Needs = { db: Database; clock: Clock; forget: (clientId: string) => void; change: Change } & ReturnType<
  typeof createIssue
>;

/** As a page has them: the addresses one a line. */
export type SandboxInput = { name: string; redirectUris: string };

export const mostSandboxes = 3;

/** Everything may be tried out: only test citizens sign in, and data of a sandbox stays apart. */
const scope = [...Object.keys(citizenScopes), ...Object.keys(apiScopes)].join(' ');

/** R27: an AK at once, without review, for programs on the developer's own machine. */
export function createSandbox({ db, clock, forget, change, issue, update }: Needs) {
  return {
    /** Of an institution; of a developer who is limited to AKs only these. */
    sandboxes: (institutionId: string, only?: readonly string[]) => sandboxes.list(db, institutionId, only),

    async openSandbox(
      actor: Actor,
      institutionId: string,
      input: SandboxInput,
    ): Promise<{ application: Application; secret: string | undefined }> {
      mustOpen(actor, institutionId);
      const redirectUris = readHere(input.redirectUris);
      return db.transaction(async (trx) => {
        const found = await sandboxes.lockAndCount(trx, institutionId);
        // R14: until certified, the back office does nothing but registration and certification.
        if (found?.isCertified !== true) throw forbidden(fact('applications.sandbox_certified_first'));
        if (found.count >= mostSandboxes) throw conflict(fact('applications.most_sandboxes', { most: mostSandboxes }));
        const registration = { name: input.name, redirectUris, scope, allowLoopback: true, sandbox: true };
        const opened = await issue(trx, actor, registration, { institutionId, sandbox: true }, clock.now());
        await sandboxes.setOpener(trx, opened.application.clientId, actorId(actor) ?? '');
        return opened;
      });
    },

    /** Another name or other addresses, at once as well. */
    async changeSandbox(actor: Actor, clientId: string, input: SandboxInput): Promise<Application> {
      const found = await store.find(db, clientId);
      if (found === undefined || !found.sandbox) throw noSuchApplication(clientId);
      mustManage(actor, found);
      const redirectUris = readHere(input.redirectUris);
      const changed = await db.transaction(async (trx) => {
        await store.lock(trx, clientId);
        const before = (await store.find(trx, clientId)) ?? found;
        if (before.disabledAt !== undefined) throw conflict(fact('applications.disabled_no_edit'));
        const registration = {
          ...{ name: input.name, redirectUris, scope, allowLoopback: true, sandbox: true },
          ...{ postLogoutRedirectUris: before.postLogoutRedirectUris, ...noticeOf(before) },
        };
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

/** Set on another page: it stays. */
const noticeOf = ({ backchannelLogoutUri }: Application) =>
  backchannelLogoutUri === undefined ? {} : { backchannelLogoutUri };

/** A hired developer of named applications has not this one among them: somebody of the institution opens it. */
function mustOpen(actor: Actor, institutionId: string): void {
  const isOwn = isMemberOf(actor, institutionId, ['owner', 'agent', 'developer']);
  if (!isOwn || (actor.kind === 'member' && actor.applications !== undefined))
    throw forbidden(fact('applications.role_may_not_sandbox'));
}

/** Addresses on the developer's own machine and nowhere else; their form is looked at with everything else. */
function readHere(text: string): string[] {
  const lines = linesOf(text);
  const place = lines.findIndex((uri) => !/^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|\?|$)/.test(uri));
  if (place >= 0)
    throw invalid({
      redirectUris: inLine(lines.length, place, fact('applications.sandbox_local')),
    });
  return lines;
}

const inLine = (lines: number, place: number, problem: Fact) =>
  lines > 1 ? ofFields('fields.in_line', { line: place + 1, problem }) : problem;
