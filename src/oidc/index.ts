import { presentClient } from '../applications/aksk/client-view.ts';
import { citizenScopes, isCitizenScope } from '../applications/aksk/scopes.ts';
import { isDistributed } from '../database/distributed.ts';
import type { Connection } from '../database/open.ts';
import type { Middleware } from '../http/context.ts';
import type { Metrics } from '../http/gate/metrics.ts';
import type { FormTokens } from '../http/pages/csrf.ts';
import type { Pages } from '../http/pages/page.ts';
import { cloudInstitutionId } from '../institutions/service.ts';
import type { GrantedScope } from '../module.ts';
import type { Services } from '../services.ts';
import { createProviderAccounts } from './account.ts';
import { createAdapter } from './adapter.ts';
import { createAssistantSignIn } from './assistants/pages.ts';
import { createAssistantProvider } from './assistants/provider.ts';
import { createFastEndpoints } from './fast/index.ts';
import { unsupported } from './fast/support.ts';
import { createAccountCentre } from './first-party.ts';
import { interactionLifetime } from './lifetimes.ts';
import { createLimits } from './limits.ts';
import { createAccountRecovery, createInteractions } from './login/interactions.ts';
import { createDeviceCookie, createLoginBrowser } from './login/login-browser.ts';
import { createScanPhonePages } from './login/scan-phone-pages.ts';
import { personal } from './personal-data.ts';
import { createPolicy } from './policy.ts';
import { createProvider } from './provider.ts';
import { createDocuments, createEntry } from './requests/entry.ts';
import { createPostRequests } from './requests/post-requests.ts';
import { createRunNotices } from './requests/run-notices.ts';
import { watchRuns } from './requests/run-watch.ts';
import { simulateAnswers } from './requests/simulate.ts';
import { createResourceServers } from './resource-servers.ts';
import { type SignInRule, signInRules } from './rules.ts';
import { createScreens } from './screens.ts';
import { sealed } from './sealed.ts';
import { createApiTokens } from './tokens/api-tokens.ts';
import { createAtomicExchanges } from './tokens/atomic-exchanges.ts';
import { createConsents } from './tokens/consents.ts';
import { createHeldWrites } from './tokens/held-writes.ts';
import { createLogoutNotices } from './tokens/logout-notices.ts';
import { createTokenMemory, noRevocationFeed } from './tokens/memory.ts';
import { createPacking } from './tokens/packing.ts';
import { plainStore } from './tokens/plain-store.ts';
import { createPurging } from './tokens/purging.ts';
import { createRows } from './tokens/rows.ts';
import { createSelfContained } from './tokens/self-contained.ts';
import { newForms } from './tokens/self-contained-store.ts';
import { createSessionWrites } from './tokens/session-writes.ts';
import { createSessions } from './tokens/sessions.ts';
import { createStartAgain } from './tokens/start-again.ts';
import { createSuccessors } from './tokens/successors.ts';
import type { TokenStore } from './tokens/token-store.ts';
import { createTokens } from './tokens/tokens.ts';
import { createTrialToken } from './trial-token.ts';

export type RuleNeeds = {
  /** The rules of an authorization request, where they are not those of rules.ts. */
  rules?: readonly SignInRule[] | undefined;
};

type Needs = Services &
  RuleNeeds & {
    pages: Pages;
    formTokens: FormTokens;
    metrics: Metrics;
    outgoing: typeof globalThis.fetch;
    /** The first middleware of every Koa application here. */
    outer: readonly Middleware[];
  };

/** The token store that fits the database. */
const tokenStoreOf = async (db: Connection): Promise<TokenStore> =>
  (await isDistributed(db, 'oidc_tokens')) ? (await import('./distributed/index.ts')).distributedStore : plainStore;

/** The identity provider: the library, its storage and its pages, and its services for other rooms. */
export async function createOidc(needs: Needs) {
  const {
    config,
    clock,
    log,
    keys,
    db,
    jobs,
    accounts,
    applications,
    pages,
    metrics,
    outgoing,
    outer,
    integrationLog,
    verification,
    rules = signInRules,
  } = needs;
  const issuer = config.PUBLIC_URL.origin;

  const packing = createPacking({ seal: keys.seal, resumeUrl: (uid) => `${issuer}/oidc/auth/${uid}` });
  const store = await tokenStoreOf(db);
  const rows = createRows({ db, clock, store });
  const memory = createTokenMemory({ db: store.tells ? db : { withdrawals: noRevocationFeed } });
  metrics.remembers(memory.standing);
  const forms = await newForms(db);
  const successors = createSuccessors({ rows, rotationKey: keys.rotationKey, givesFamilies: forms.families });
  const selfContained = createSelfContained({ seal: keys.tokenSeal, packing, isGiven: forms.selfContained });
  const apiTokens = createApiTokens({ selfContained, rows, packing, clock });
  const atomicExchanges = createAtomicExchanges({ rows, successors, selfContained, clock });
  const heldWrites = createHeldWrites({ rows });
  const startAgain = createStartAgain({ rows });
  const notices = createLogoutNotices({ jobs });
  const isSecure = config.PUBLIC_URL.protocol === 'https:';
  const loginBrowser = createLoginBrowser({ isSecure, life: interactionLifetime });
  const device = createDeviceCookie({ isSecure });
  const limits = createLimits({ clock, lifted: !config.THROTTLE });
  const consents = createConsents({ db, clock, notices, tokens: store });
  const sessionWrites = createSessionWrites({ clock });
  const resourceServers = createResourceServers({ issuer });
  const screens = createScreens({ pages, clock, applications, startAgain });
  const providerAccounts = createProviderAccounts({ accounts, consents, subjectKey: keys.subjectKey });
  const parts = {
    providerAccounts,
    policy: createPolicy({ rules, applications, providerAccounts, limits, clock }),
    resourceServers,
    screens,
    adapter: createAdapter({
      rows,
      clock,
      applications,
      packing,
      successors,
      selfContained,
      sessionWrites,
      atomicExchanges,
      heldWrites,
    }),
    fetch: outgoing,
    isSecure,
  };

  const build = () => {
    const documents = createDocuments(config.PUBLIC_URL);
    const made = createProvider({
      issuer,
      parts,
      keys,
      db,
      clock,
      accounts,
      applications,
      limits,
      successors,
      selfContained,
      atomicExchanges,
      heldWrites,
      consents,
      store,
      notices,
      loginBrowser,
      outer: [...outer, documents.keep],
      metrics,
      integrationLog,
      log,
    });
    simulateAnswers({ provider: made.provider, applications, integrationLog, keys });
    watchRuns({ provider: made.provider, watch: verification.watch, accounts, keys, log });
    const fast = createFastEndpoints({
      ...needs,
      ...parts,
      issuer: config.PUBLIC_URL,
      partnerApi: resourceServers.partnerApi,
      rules,
      unsupported: unsupported(made.settings, parts.policy, rules),
      provider: made.provider,
      limits,
      rows,
      store,
      memory,
      packing,
      apiTokens,
      successors,
      selfContained,
      sessionWrites,
      consents,
      cookies: made.cookies,
      loginBrowser,
    });
    return { ...made, documents, fast, callback: made.provider.callback() };
  };
  const running = { provider: build() };
  // The key store of a provider cannot change, so a new one takes over; requests under way end on the old one.
  keys.onChange(() => {
    running.provider = build();
  });

  const provider = () => running.provider.provider;
  notices.deliverWith(provider, (client, accountId, sid) => running.provider.deliverLogout(client, accountId, sid));
  jobs.add({ name: 'oidc.purge', schedule: '* * * * *', run: () => purge() });
  const centre = createAccountCentre({ applications, publicUrl: config.PUBLIC_URL });
  await centre.ensure();

  const purging = createPurging({ db, clock, store });

  async function purge(batch?: number): Promise<void> {
    await purging.purge(batch);
    await consents.purge();
  }

  const sessions = createSessions({ db, clock, notices, provider, store });

  /** The parts that the rights of data subjects need: stored data, the end of all sessions, and the `sub` at each institution. */
  const people = {
    personal,
    endAll: consents.endAll,
    forgetAll: consents.forgetAll,
    async subjectsOf(accountId: string, clientIds: readonly string[]) {
      const found = await Promise.all(clientIds.map((id) => applications.find(id)));
      const theirs = found.flatMap((application) =>
        application === undefined || application.sandbox || application.firstParty ? [] : [application.institutionId],
      );
      return [...new Set(theirs)].map((institutionId) => ({
        institutionId,
        sub: providerAccounts.subjectAt(institutionId, accountId),
      }));
    },
  };

  // Notifications for rooms below.
  needs.privacy.connect(people);
  needs.sealing.connect(sealed);
  const runNotices = createRunNotices({ provider, fetch: outgoing });
  verification.noticesBy(runNotices.send, runNotices.sign);
  const withdraw = (accountId: string, clientId: string, requestId: string) =>
    consents.withdraw({ kind: 'citizen', accountId }, accountId, clientId, requestId);
  needs.testConsents.connect(withdraw);

  const assistants = createAssistantProvider({
    ...needs,
    publicUrl: config.PUBLIC_URL,
    accesses: needs.assistantAccesses,
  });

  const forPages = {
    ...{ ...needs, ...parts, provider, consents, heldWrites, rows, store, sessions, loginBrowser, device },
    browserOf: needs.formTokens.issue,
    endings: () => running.provider.fast.endings,
  };

  return {
    sessions,
    people,
    /** The pages of a login and of a recovery, and requests of authorization that come as a form. */
    pages: [
      ...createPostRequests(),
      ...createAccountRecovery(forPages),
      ...createScanPhonePages(forPages),
      ...createInteractions(forPages),
      ...createAssistantSignIn({ ...needs, assistants, accesses: needs.assistantAccesses }),
    ],
    trialToken: createTrialToken({ apiTokens, applications, clock, partnerApi: resourceServers.partnerApi }),
    tokens: createTokens({ rows, selfContained, packing, clock, issuer, audience: resourceServers.partnerApi }),
    purge,
    drain: purging.drain,
    /** Waits for deferred writes. */
    settled: consents.settled,
    /** The `sub` of an account in notices to the Cloud's own applications. */
    ownSubject: (accountId: string) => parts.providerAccounts.subjectAt(cloudInstitutionId, accountId),

    /** The parts that the account centre needs. */
    accountCentre: {
      signIn: centre.signIn,
      sessions: sessions.own,
      grants: async (accountId: string) => {
        const [given, uses] = await Promise.all([consents.list(accountId), consents.uses(accountId)]);
        const found = await Promise.all(
          given.map(async (consent) => ({ consent, application: await applications.find(consent.clientId) })),
        );
        return found.flatMap(({ consent, application }) =>
          application === undefined
            ? []
            : [
                {
                  ...consent,
                  client: presentClient(application),
                  scopes: titled(consent.granted),
                  received: uses
                    .filter(({ clientId }) => clientId === consent.clientId)
                    .map(({ day, granted }) => ({ day, scopes: titled(granted) })),
                },
              ],
        );
      },
      withdraw,
      clientNames: async (ids: readonly string[]) => {
        const found = await Promise.all([...new Set(ids)].map((id) => applications.find(id)));
        return new Map(
          found.flatMap((application) =>
            application === undefined ? [] : [[application.clientId, application.name] as const],
          ),
        );
      },
    },

    ...createEntry(running, assistants.before),
  };
}

const titled = (granted: readonly string[]): GrantedScope[] =>
  granted.flatMap((name) =>
    isCitizenScope(name) && name !== 'openid' ? [{ name, title: citizenScopes[name].title }] : [],
  );
