import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Accounts } from '../accounts/service.ts';
import type { Applications } from '../applications/service.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Keys } from '../crypto/keys.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import type { Context } from '../http/context.ts';
import type { FormTokens } from '../http/csrf.ts';
import type { FormLimit } from '../http/form-limit.ts';
import type { Pages } from '../http/page.ts';
import type { Throttle } from '../http/throttle.ts';
import type { Invitations } from '../institutions/invitations.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Links } from '../links/service.ts';
import type { Log } from '../log.ts';
import type { Module, ProgressOf } from '../module.ts';
import type { Notices } from '../notices/service.ts';
import type { Resources } from '../resources/service.ts';
import type { Review } from '../review/service.ts';
import { createConfirmPages } from './confirm-pages.ts';
import { createConsoleCookie } from './cookie.ts';
import { createCounts } from './counts.ts';
import { createDeskPages } from './desk-pages.ts';
import { createFrames, type Route } from './frame.ts';
import { createGuards } from './guards.ts';
import { createHomePages } from './home-pages.ts';
import { createInnerDoor } from './inner-door.ts';
import { createMessagePages } from './message-pages.ts';
import { createPlacePages } from './place-pages.ts';
import { createProgress } from './progress.ts';
import { createRelyingParty } from './relying-party.ts';
import { createSecondFactor, type SecondFactor } from './second-factor.ts';
import { createSecurityPages } from './security-pages.ts';
import { type ConsoleSessions, createConsoleSessions } from './sessions.ts';
import { createSignInPages } from './sign-in-pages.ts';
import { createVisitors } from './visitor.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  seal: Seal;
  keys: Keys;
  config: Readonly<Config>;
  throttle: Throttle;
  review: Review;
  notices: Notices;
  accounts: Accounts;
  institutions: Institutions;
  invitations: Invitations;
  links: Links;
  applications: Applications;
  resources: Resources;
};

type Service = { consoleSessions: ConsoleSessions; secondFactor: SecondFactor };

/** Who is signed in at the back office, and proves it once more. */
export function createConsoleModule(needs: Needs): Module<Service> {
  const consoleSessions = createConsoleSessions(needs);
  return { service: { consoleSessions, secondFactor: createSecondFactor(needs) }, jobs: consoleSessions.jobs };
}

export const consoleCommands = async () => (await import('./commands.ts')).commands;

type DoorNeeds = Needs &
  Service & {
    formLimit: FormLimit;
    pages: Pages;
    formTokens: FormTokens;
    /** The provider that the back office signs people in with. */
    oidc: {
      handle: (req: IncomingMessage, res: ServerResponse) => void;
      sessions: { accountId: (ctx: Context) => Promise<string | undefined> };
      ownSubject: (accountId: string) => string;
    };
    /** Every page there is, for the menus. */
    routes: () => readonly Route[];
    /** What rooms know of the progress of an institution, beyond what its submissions and AKs tell. */
    progress?: readonly ProgressOf[];
  };

/** The back office: signing in, second factor, who may pass, and the pages that belong to no other room. */
export async function createConsole(needs: DoorNeeds) {
  const { config, keys, accounts, applications, institutions, notices, oidc } = needs;
  const publicUrl = config.PUBLIC_URL;
  const door = createInnerDoor({ publicUrl, handle: oidc.handle });
  const relyingParty = createRelyingParty({ publicUrl, seal: keys.seal, door });
  await applications.ensureOwn(relyingParty.own);

  const cookie = createConsoleCookie(publicUrl);
  const { consoleSessions: sessions, secondFactor } = needs;
  const cloudAccountId = oidc.sessions.accountId;
  const visit = createVisitors({ cookie, sessions, secondFactor, accounts, institutions, cloudAccountId });

  const frame = createFrames({
    notices,
    routes: needs.routes,
    isOpen: (stack, visitor) => isOpen(stack, visitor),
    counts: createCounts(needs),
  });
  const { guards, firstFactor, isOpen } = createGuards({
    ...needs,
    visit,
    frame,
    ownersOf: async (institutionId) => {
      const owners = (await institutions.membersOf(institutionId)).filter(({ role }) => role === 'owner');
      const names = await accounts.names(owners.map(({ accountId }) => accountId));
      return names.size === 0 ? '' : ` ${[...names.values()].join('、')}`;
    },
  });

  const kit = { ...needs, guards, secondFactor, sessions, visit };
  return {
    guards,
    /** From now on this browser works for that institution. */
    async workFor(ctx: Context, institutionId: string): Promise<void> {
      const visitor = await visit(ctx);
      if (visitor !== undefined) await sessions.workFor(visitor.session, institutionId);
    },
    pages: [
      createSignInPages({
        ...needs,
        cookie,
        relyingParty,
        sessions,
        visit,
        cloudAccountId,
        subjectOf: oidc.ownSubject,
      }),
      createConfirmPages({ ...kit, firstFactor, demo: config.DEMO }),
      createSecurityPages(kit),
      createPlacePages({ ...kit, invitationsFor: needs.invitations.pendingFor }),
      createMessagePages(kit),
      createHomePages({ ...kit, progress: [createProgress(needs), ...(needs.progress ?? [])] }),
      createDeskPages(kit),
    ],
    close: () => door.close(),
  };
}
