import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Accounts } from '../accounts/service.ts';
import type { Applications } from '../applications/service.ts';
import type { AssistantAccesses } from '../assistants/accesses.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Keys } from '../crypto/keys.ts';
import type { Seal } from '../crypto/seal.ts';
import type { Database } from '../database/open.ts';
import { outlast } from '../database/outlast.ts';
import type { Person } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { FormLimit } from '../http/limits/form-limit.ts';
import type { Throttle } from '../http/limits/throttle.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Route } from '../http/route.ts';
import type { Action, Finder } from '../http/search.ts';
import type { Invitations } from '../institutions/members/invitations.ts';
import type { Institutions } from '../institutions/service.ts';
import type { LayersOf } from '../integration/layers.ts';
import type { Plans } from '../integration/plans.ts';
import type { Vendors } from '../integration/vendors/service.ts';
import type { Links } from '../links/service.ts';
import type { Log } from '../log.ts';
import type { MenuEntry, Module, ProgressLine } from '../module.ts';
import type { Notices } from '../notices/service.ts';
import type { Confirmations } from '../resources/confirmations/service.ts';
import type { Resources } from '../resources/entries/service.ts';
import type { Review } from '../review/workflow/service.ts';
import type { Statistics } from '../statistics/service.ts';
import { actions } from './actions.ts';
import { createConfirmPages } from './confirm-pages.ts';
import { fact } from './facts.ts';
import { createFrames } from './frame.ts';
import { createGuard } from './guards.ts';
import { createCertifyFirst } from './home/certify-first.ts';
import { createDeskPages } from './home/desk-pages.ts';
import { createFirstPage, type FirstPage } from './home/first-page.ts';
import { createHomePages } from './home/pages.ts';
import { createMayOpen } from './may-open.ts';
import { createMessagePages } from './message-pages.ts';
import { personal } from './personal-data.ts';
import { createPlacePages } from './place-pages.ts';
import { sealed } from './sealed.ts';
import { createSearchPages } from './search/pages.ts';
import { createSearch } from './search/search.ts';
import { createSecondFactor, type SecondFactor } from './second-factor/second-factor.ts';
import { createSecurityPages } from './security-pages.ts';
import { type ConsoleSessions, createConsoleSessions } from './sessions/sessions.ts';
import { createInnerDoor } from './sign-in/inner-door.ts';
import { createSignInPages } from './sign-in/pages.ts';
import { createRelyingParty } from './sign-in/relying-party.ts';
import { createConsoleCookie, createVisitors } from './visitor.ts';

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
  confirmations: Confirmations;
  plans: Plans;
  layersOf: LayersOf;
  statistics: Statistics;
  vendors: Vendors;
  assistantAccesses: AssistantAccesses;
  asks: { progress: () => readonly ProgressLine[] };
};

type Service = {
  /** Who is signed in at the back office. */
  consoleSessions: ConsoleSessions;
  /** Proofs beside the login. */
  secondFactor: SecondFactor;
  /** P1 首页 of a member. */
  firstPage: FirstPage;
  /** Signing in, guards and pages, once there is a provider to sign in at. */
  openBackOffice: (given: Given) => Promise<BackOffice>;
};
type Own = Omit<Service, 'openBackOffice'>;

const security = { key: 'security', href: '/console/security', label: fact('console.menu_security') };
const messages = { key: 'messages', href: '/console/messages', label: fact('console.menu_messages') };

const menu: readonly MenuEntry[] = [
  { side: 'member', key: 'home', href: '/console', label: fact('console.menu_home'), order: 10 },
  { side: 'member', ...security, order: 120 },
  { side: 'member', ...messages, order: 130 },
  { side: 'staff', key: 'desk', href: '/admin', label: fact('console.menu_desk'), order: 10 },
  { side: 'staff', ...security, order: 150, gap: true },
  { side: 'staff', ...messages, order: 160 },
  { side: 'person', key: 'start', href: '/console/start', label: fact('console.menu_start'), order: 10 },
  { side: 'person', ...security, order: 20 },
  { side: 'person', ...messages, order: 30 },
];

/** Who is signed in at the back office, and proves it once more. Its pages are open once there is a provider to sign in at. */
export function createConsoleModule(needs: Needs): Module<Service> {
  const consoleSessions = createConsoleSessions(needs);
  const secondFactor = createSecondFactor(needs);
  const firstPage = createFirstPage({ ...needs, progress: needs.asks.progress });
  const own = { consoleSessions, secondFactor, firstPage };
  return {
    personal,
    sealed,
    service: { ...own, openBackOffice: (given) => openBackOffice({ ...needs, ...own, ...given }) },
    menu,
    actions,
    jobs: consoleSessions.jobs,
  };
}

export const consoleCommands = async () => (await import('./commands.ts')).commands;

type Given = {
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
  /** The rooms' entries for the menus and for 首页. */
  menu: readonly MenuEntry[];
  progress: readonly ProgressLine[];
  /** The rooms' entries for 搜索和命令. */
  actions: readonly Action[];
  finders: readonly Finder[];
};

/** The back office: signing in, second factor, who may pass, and the pages that belong to no other room. */
async function openBackOffice(needs: Needs & Own & Given) {
  const { config, keys, accounts, applications, institutions, oidc } = needs;
  const publicUrl = config.PUBLIC_URL;
  const door = createInnerDoor({ publicUrl, handle: oidc.handle });
  const relyingParty = createRelyingParty({ publicUrl, seal: keys.seal, door });
  await outlast(() => applications.ensureOwn(relyingParty.own));

  const cookie = createConsoleCookie(publicUrl);
  const { consoleSessions: sessions, secondFactor } = needs;
  const sandboxesOf = async (id: string) => (await applications.sandboxes(id)).map(({ clientId }) => clientId);
  const cloudAccountId = oidc.sessions.accountId;
  const visit = createVisitors({ cookie, sessions, secondFactor, accounts, institutions, sandboxesOf, cloudAccountId });

  const { mayOpen, accessOf } = createMayOpen(needs.routes);
  const kit = { ...needs, secondFactor, sessions, visit };
  const confirming = createConfirmPages({ ...kit, demo: config.DEMO });
  const guard = createGuard({
    ...needs,
    visit,
    workFor: sessions.workFor,
    mayOpen,
    accessOf,
    frame: createFrames({ ...needs, mayOpen }),
    application: applications.known,
    certifyFirst: createCertifyFirst(needs),
    ownersOf: async (institutionId) => {
      const owners = (await institutions.membersOf(institutionId)).filter(({ role }) => role === 'owner');
      const names = await accounts.names(owners.map(({ accountId }) => accountId));
      return names.size === 0 ? '' : ` ${[...names.values()].join('、')}`;
    },
    confirm: confirming.confirmForm,
  });

  const search = createSearch({ ...needs, mayOpen });
  return {
    guard,
    /** Who is signed in at the back office, for pages that are open to anyone. */
    async developer(ctx: Context): Promise<Person | undefined> {
      if (ctx.state.isShared === true) return undefined;
      const visitor = await visit(ctx);
      if (visitor === undefined || (visitor.isEnrolled && visitor.session.secondFactorAt === undefined))
        return undefined;
      return { accountId: visitor.account.id, label: visitor.label };
    },
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
      ...confirming.routes,
      ...createSecurityPages(kit),
      ...createPlacePages({ ...kit, invitationsFor: needs.invitations.pendingFor }),
      ...createMessagePages(kit),
      ...createHomePages(kit),
      ...createDeskPages({ ...kit, search }),
      ...createSearchPages({ ...kit, search }),
    ],
    close: () => door.close(),
  };
}

type BackOffice = Awaited<ReturnType<typeof openBackOffice>>;
