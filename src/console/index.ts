import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '../http/context.ts';
import type { FormLimit } from '../http/form-limit.ts';
import type { Pages } from '../http/page.ts';
import type { Route } from '../http/route.ts';
import type { ProgressOf } from '../module.ts';
import type { Services } from '../services.ts';
import { createConfirmPages } from './confirm-pages.ts';
import { createConsoleCookie } from './cookie.ts';
import { createCounts } from './counts.ts';
import { createDeskPages } from './desk-pages.ts';
import { createFrames } from './frame.ts';
import { createGuard } from './guards.ts';
import { createHomePages } from './home-pages.ts';
import { createInnerDoor } from './inner-door.ts';
import { createMessagePages } from './message-pages.ts';
import { createPlacePages } from './place-pages.ts';
import { createProgress } from './progress.ts';
import { createRelyingParty } from './relying-party.ts';
import { createSecondFactor } from './second-factor.ts';
import { createSecurityPages } from './security-pages.ts';
import { createConsoleSessions } from './sessions.ts';
import { createSignInPages } from './sign-in-pages.ts';
import { createVisitors } from './visitor.ts';

type Needs = Services & {
  formLimit: FormLimit;
  pages: Pages;
  /** The provider that the back office signs people in with. */
  oidc: {
    handle: (req: IncomingMessage, res: ServerResponse) => void;
    sessions: { accountId: (ctx: Context) => Promise<string | undefined> };
    ownSubject: (accountId: string) => string;
  };
  /** Every route there is, for the menus. */
  routes: () => readonly Route[];
  /** What rooms know of the progress of an institution, beyond what its submissions and AKs tell. */
  progress?: readonly ProgressOf[];
};

/** The back office: signing in, second factor, who may pass, and the pages that belong to no other room. */
export async function createConsole(needs: Needs) {
  const { config, keys, accounts, applications, institutions, notices, oidc } = needs;
  const publicUrl = config.PUBLIC_URL;
  const door = createInnerDoor({ publicUrl, handle: oidc.handle });
  const relyingParty = createRelyingParty({ publicUrl, seal: keys.seal, door });
  await applications.ensureOwn(relyingParty.own);

  const cookie = createConsoleCookie(publicUrl);
  const sessions = createConsoleSessions(needs);
  const secondFactor = createSecondFactor({ ...needs, seal: keys.seal });
  const cloudAccountId = oidc.sessions.accountId;
  const visit = createVisitors({ cookie, sessions, secondFactor, accounts, institutions, cloudAccountId });

  const guard = createGuard({
    ...needs,
    visit,
    frame: createFrames({ notices, routes: needs.routes, counts: createCounts(needs) }),
    ownersOf: async (institutionId) => {
      const owners = (await institutions.membersOf(institutionId)).filter(({ role }) => role === 'owner');
      const names = await accounts.names(owners.map(({ accountId }) => accountId));
      return names.size === 0 ? '' : ` ${[...names.values()].join('、')}`;
    },
  });

  const kit = { ...needs, secondFactor, sessions, visit };
  return {
    guard,
    secondFactor,
    /** From now on this browser works for that institution. */
    async workFor(ctx: Context, institutionId: string): Promise<void> {
      const visitor = await visit(ctx);
      if (visitor !== undefined) await sessions.workFor(visitor.session, institutionId);
    },
    pages: [
      ...createSignInPages({
        ...needs,
        cookie,
        relyingParty,
        sessions,
        visit,
        cloudAccountId,
        subjectOf: oidc.ownSubject,
      }),
      ...createConfirmPages({ ...kit, demo: config.DEMO }),
      ...createSecurityPages(kit),
      ...createPlacePages({ ...kit, invitationsFor: needs.invitations.pendingFor }),
      ...createMessagePages(kit),
      ...createHomePages({ ...kit, progress: [createProgress(needs), ...(needs.progress ?? [])] }),
      ...createDeskPages(kit),
    ],
    close: () => door.close(),
  };
}
