import { type Actor, actorId, system } from '../../actor.ts';
import type { Application } from '../../applications/aksk/application.ts';
import { record } from '../../audit/record.ts';
import { after, dayOf, days, minutes } from '../../clock.ts';
import { isId, newId, newToken } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, invalid, notFound, type Problems, rateLimited } from '../../errors.ts';
import { answerTo, questionsFor } from './checks/questions.ts';
import { fact } from './facts.ts';
import { judge, outcomeOf } from './judging/judge.ts';
import type { VerificationNeeds } from './needs.ts';
import { mayRun, mustRun, mustSeeRuns } from './rights.ts';
import type { ReportedRound } from './rounds/scenario.ts';
import { dueRound, isAhead, type NewStep, type Step, type StepData } from './rounds/step.ts';
import * as seen from './rounds/step-store.ts';
import { isAtHome, isLoopback, mayBeLogin } from './runs/addresses.ts';
import { type Answer, createAnswering, missing } from './runs/answering.ts';
import { loginPageIn } from './runs/login-page.ts';
import type { SendNotices, SignNotices } from './runs/notices.ts';
import { createPageLoader, reasonOf } from './runs/page-loader.ts';
import { createRefusedPages } from './runs/refused-pages.ts';
import * as relay from './runs/relay-store.ts';
import { isStack, type Mode, type Run, type RunState, stackNames } from './runs/run.ts';
import { passLasts } from './runs/standing.ts';
import * as store from './runs/store.ts';
import type { Watch } from './runs/watch.ts';
import { runCodeForm } from './runs/watch.ts';
import { addressContext, createWatching, mostSteps, nicknames } from './runs/watching.ts';
import { wordsOf } from './runs/words-of.ts';

/** The input of a page or a program at the start of a run. */
type StartInput = { mode?: Mode; stack: string; loginUrl: string };

/** A run that is left is ended after so long. */
const runLasts = days(3);
const subjectOf = (run: Pick<Run, 'clientId'>) => ({ kind: 'application', id: run.clientId });
export const noticeContext = (id: string) => `verification_notices ${id} notice`;
export const passwordContext = (id: string) => `verification_runs ${id} password`;

/** Runs of 在线验证 and 模拟登录. Those who may read the AK see its runs, those who manage it change them; of others' there is nothing (`not_found`). */
export interface Verification {
  // A run, step by step: a change of one that is over is a `conflict`

  /** Makes the test citizen and looks at the page with the button; 20 an hour. Throws `invalid` by field, `conflict` where one is under way. */
  start(actor: Actor, clientId: string, input: StartInput): Promise<Run>;
  /** The problems of the fields given for a start. */
  startProblems(clientId: string, input: Partial<StartInput>): Promise<Problems>;
  /** Its steps and the state of the checks; the citizen's password for those who manage the AK. */
  read(actor: Actor, id: string): Promise<RunLook>;
  /** The team's observations on its own pages; a later answer replaces an earlier one. Throws `invalid` by question. */
  answer(actor: Actor, id: string, answers: readonly Answer[]): Promise<void>;
  /** A screenshot that the team gave. Throws `not_found`. */
  picture(actor: Actor, id: string, question: string): Promise<{ type: string; bytes: Buffer }>;
  /** Skips the round that is due. */
  skipRound(actor: Actor, id: string): Promise<void>;
  /** Sends the logout notices once they are due. Throws `conflict` before. */
  sendNotices(actor: Actor, id: string): Promise<void>;
  /** Practice notices for a program on its developer's machine: made once they are due, and fetched by it. */
  notices(actor: Actor, id: string): Promise<{ id: string; logoutToken: string }[]>;
  /** How the program answered one of them; the round is gone through with the second. Throws `not_found`. */
  noticeAnswered(actor: Actor, id: string, notice: string, answer: PageTold): Promise<void>;
  /** The page of the program after a refused login or a logout, as its developer's own machine alone sees it. */
  pageSeen(actor: Actor, id: string, round: ReportedRound, page: PageTold & { endless?: boolean }): Promise<void>;
  /** Ends a run with its outcome. */
  finish(actor: Actor, id: string): Promise<RunState>;

  // Reading

  /** The last 20 runs of an AK, newest first. */
  list(actor: Actor, clientId: string): Promise<Run[]>;
  /** The run of an AK that is under way. */
  open(clientId: string): Promise<Run | undefined>;
  /** The run whose page a browser of its own opens. */
  byCode(code: string): Promise<Run | undefined>;
  /** Where the browser was sent with the code of the plain login, to go there a second time. */
  openAgain(run: Run): Promise<string | undefined>;

  // For the provider, and by the clock

  /** Receives the events of a run's logins from the provider. */
  watch: Watch;
  /** How logout notices are signed and sent: by the provider. */
  noticesBy(send: SendNotices, sign: SignNotices): void;
  /** Sends the notices of a run now. */
  notify(run: Pick<Run, 'clientId' | 'accountId'>): Promise<StepData>;
  /** Looks at the page with the button. */
  probe(run: Pick<Run, 'loginUrl'>): Promise<StepData>;
  /** Ends runs that were left for three days. */
  endOverdue(): Promise<void>;
}

/** Of an answer of the program: its status, 0 where the connection broke, and the beginning of its text. */
type PageTold = { status: number; text: string };

type RunLook = {
  run: Run;
  application: Application;
  steps: Step[];
  verdicts: NonNullable<Run['verdicts']>;
  /** The round to go through next. */
  due: ReturnType<typeof dueRound>;
  questions: readonly (ReturnType<typeof questionsFor>[number] & { said: ReturnType<typeof answerTo> })[];
  password: string | undefined;
};

/** 在线验证 and 模拟登录 (R57): runs of one AK each, with their steps and outcomes. */
export function createVerification(needs: VerificationNeeds): Verification {
  const { db, clock, seal, accounts, applications, publicUrl } = needs;
  const issuer = publicUrl.origin;
  const loadPage = createPageLoader({ fetch: needs.fetch, issuer });
  const refusedPages = createRefusedPages({ loadPage, issuer });
  let sendNotices: SendNotices = async () => undefined;
  let signNotices: SignNotices = async () => undefined;

  const readable = async (actor: Actor, id: string): Promise<{ run: Run; application: Application }> => {
    const run = isId(id) ? await store.find(db, id) : undefined;
    const application = run && (await applications.find(run.clientId));
    if (run === undefined || application === undefined) throw missing();
    mustSeeRuns(actor, application);
    return { run, application };
  };

  /** One change of an open run; of one run they follow each other. */
  async function change<T>(
    actor: Actor,
    id: string,
    work: (trx: Connection, run: Run, application: Application) => Promise<T>,
  ): Promise<T> {
    const { application } = await readable(actor, id);
    mustRun(actor, application);
    return db.transaction(async (trx) => {
      const run = await store.lock(trx, id);
      if (run === undefined) throw missing();
      if (run.state !== 'open') throw conflict(fact('verification.over'));
      return work(trx, run, application);
    });
  }

  async function close(trx: Connection, actor: Actor, run: Run, application: Application): Promise<RunState> {
    const at = clock.now();
    const verdicts = judge(await seen.steps(trx, run.id), { ...application, loginUrl: run.loginUrl });
    const state = run.mode === 'walk' ? 'incomplete' : outcomeOf(verdicts);
    const number = `V-${dayOf(at).slice(2, 7).replace('-', '')}-${String(await store.nextNumber(trx)).padStart(4, '0')}`;
    const dueAt = state === 'passed' ? after(at, passLasts) : undefined;
    await store.finish(trx, run.id, { state, number, verdicts, dueAt }, at);
    await accounts.endRunCitizen(trx, actor, run.accountId, run.clientId);
    await record(trx, at, actor, 'verification.finish', subjectOf(run), { run: run.id, number, result: state });
    return state;
  }

  const probe = async (run: Pick<Run, 'loginUrl'>): Promise<StepData> =>
    loginPageIn(await loadPage(run.loginUrl), issuer);

  /** The pages that we open ourselves; none on the developer's own machine. */
  async function openPages({ sandbox, redirectUris }: Application, loginUrl: string, mode: Mode): Promise<NewStep[]> {
    if (isAtHome({ sandbox, loginUrl })) return [];
    const [page, refused] = await Promise.all([probe({ loginUrl }), mode === 'walk' ? [] : refusedPages(redirectUris)]);
    return [{ kind: 'probed', data: page }, ...refused.map((data) => ({ kind: 'answered' as const, data }))];
  }

  /** Sends the notices now; a missing answer is told apart. */
  async function notify(run: Pick<Run, 'clientId' | 'accountId'>): Promise<StepData> {
    try {
      return (await sendNotices(run.clientId, run.accountId)) ?? {};
    } catch (error) {
      return { problem: 'unreachable', reason: reasonOf(error) };
    }
  }

  /** A true notice and a forged one, sealed until they are fetched. */
  async function makeNotices(trx: Connection, run: Run): Promise<void> {
    const signed = await signNotices(run.clientId, run.accountId);
    if (signed === undefined || (await relay.list(trx, run.id)).length > 0) return;
    const made = Object.entries(signed).map(([name, value]) => {
      const id = newId();
      return { id, forged: name === 'forged', notice: seal.sealBytes(Buffer.from(value), noticeContext(id)) };
    });
    await relay.insert(trx, run.id, made, clock.now());
  }

  return {
    watch: createWatching(needs),
    noticesBy(send, sign) {
      sendNotices = send;
      signNotices = sign;
    },
    probe,
    notify,

    startProblems: async (clientId, input) => problemsOfStart(await applications.get(clientId), input),

    async start(actor, clientId, input) {
      const application = await applications.get(clientId);
      mustRun(actor, application);
      if (!['active', 'expiring'].includes(applications.status(application)))
        throw conflict(fact('verification.not_live'));
      if (application.redirectUris.length === 0) throw conflict(fact('verification.no_login'));
      const { mode = 'verification' } = input;
      const stack = input.stack.trim();
      const loginUrl = URL.parse(input.loginUrl.trim());
      const problems = problemsOfStart(application, input);
      if (loginUrl === null || Object.keys(problems).length > 0) throw invalid(problems);
      const { allowed, retryAfter } = await needs.throttle.hit('verification', clientId, {
        limit: 20,
        per: minutes(60),
      });
      if (!allowed) throw rateLimited(fact('verification.too_often', { minutes: 60 }), retryAfter);

      const made = await accounts.newRunPassword();
      const pages = await openPages(application, loginUrl.href, mode);
      const at = clock.now();
      return db.transaction(async (trx) => {
        const citizen = await accounts.createRunCitizen(trx, actor, { clientId, nickname: nicknames.first, ...made });
        const id = newId();
        const run = {
          ...{ id, clientId, institutionId: application.institutionId, mode, stack, loginUrl: loginUrl.href },
          ...{ code: newToken(16), accountId: citizen.id, username: citizen.username },
          ...{ startedBy: actorId(actor) ?? '', startedAt: at, endsAt: after(at, runLasts) },
          redirectUris: application.redirectUris,
          password: seal.sealBytes(Buffer.from(citizen.password), passwordContext(id)),
        };
        if (!(await store.insert(trx, run))) throw conflict(fact('verification.under_way'));
        for (const page of pages) await seen.addStep(trx, id, page, at);
        await record(trx, at, actor, 'verification.start', subjectOf(run), { run: id, mode });
        const begunRun = await store.find(trx, id);
        if (begunRun === undefined) throw missing();
        return begunRun;
      });
    },

    async read(actor, id) {
      const { run, application } = await readable(actor, id);
      const steps = await seen.steps(db, id);
      const isOpen = run.state === 'open';
      const sealed = isOpen && mayRun(actor, application) ? await store.passwordOf(db, id) : undefined;
      return {
        run,
        application,
        steps,
        verdicts: run.verdicts ?? judge(steps, { ...application, loginUrl: run.loginUrl }),
        due: isOpen && run.mode === 'verification' ? dueRound(steps) : undefined,
        questions: questionsFor(steps).map((question) => ({ ...question, said: answerTo(steps, question.code) })),
        password: sealed && seal.unsealBytes(sealed, passwordContext(id)).toString(),
      };
    },

    async list(actor, clientId) {
      mustSeeRuns(actor, await applications.get(clientId));
      return store.list(db, clientId, 20);
    },

    open: (clientId) => store.open(db, clientId),

    byCode: (code) => (runCodeForm.test(code) ? store.findByCode(db, code) : Promise.resolve(undefined)),

    async openAgain(run) {
      const sealed = await seen.sealedAddress(db, run.id, 'plain');
      if (sealed === undefined) return undefined;
      await db.transaction(async (trx) => {
        await store.lock(trx, run.id);
        const due = dueRound(await seen.steps(trx, run.id));
        const round = due?.code === 'again' ? ('again' as const) : undefined;
        await seen.addStep(trx, run.id, { kind: 'opened', round, data: {} }, clock.now());
      });
      return seal.unsealBytes(sealed, addressContext(run.id)).toString();
    },

    skipRound: (actor, id) =>
      change(actor, id, async (trx, run) => {
        const round = dueRound(await seen.steps(trx, run.id));
        if (round === undefined) return;
        const by = actorId(actor) ?? '';
        const at = clock.now();
        if (round.code === 'logout' || round.code === 'retry') {
          const data = { question: round.code, answer: 'no' as const, by };
          await seen.addStep(trx, run.id, { kind: 'confirmed', round: round.code, data }, at);
        }
        if (round.code !== 'logout')
          await seen.addStep(trx, run.id, { kind: 'skipped', round: round.code, data: { by } }, at);
      }),

    async sendNotices(actor, id) {
      const { run, application } = await readable(actor, id);
      mustRun(actor, application);
      if (run.state !== 'open') throw conflict(fact('verification.over'));
      if (dueRound(await seen.steps(db, id))?.code !== 'notice') throw conflict(fact('verification.not_yet'));
      const data = await notify(run);
      await change(actor, id, (trx) => seen.addStep(trx, id, { kind: 'noticed', round: 'notice', data }, clock.now()));
    },

    async notices(actor, id) {
      const { run, application } = await readable(actor, id);
      mustRun(actor, application);
      if (run.state !== 'open') throw conflict(fact('verification.over'));
      const address = application.backchannelLogoutUri;
      const isDue = dueRound(await seen.steps(db, id))?.code === 'notice';
      if (!application.sandbox || address === undefined || !isLoopback(address) || !isDue) return [];
      const before = await relay.list(db, id);
      if (before.length === 0) await change(actor, id, (trx) => makeNotices(trx, run));
      return (await relay.list(db, id))
        .filter(({ status }) => status === undefined)
        .map((each) => ({
          id: each.id,
          logoutToken: seal.unsealBytes(each.notice, noticeContext(each.id)).toString(),
        }));
    },

    noticeAnswered: (actor, id, notice, { status, text }) =>
      change(actor, id, async (trx) => {
        if (!isId(notice) || !(await relay.setStatus(trx, id, notice, status)))
          throw notFound(fact('verification.no_notice'));
        const all = await relay.list(trx, id);
        if (all.some((each) => each.id === notice && !each.forged)) {
          const data = { status, reason: wordsOf(text) };
          await seen.addStep(trx, id, { kind: 'answered', round: 'notice', data }, clock.now());
        }
        const [real, forged] = [false, true].map((kind) => all.find((each) => each.forged === kind)?.status);
        if (real === undefined || forged === undefined) return;
        const steps = await seen.steps(trx, id);
        if (dueRound(steps)?.code !== 'notice') return;
        const reason = steps.findLast(({ kind, round }) => kind === 'answered' && round === 'notice')?.data.reason;
        const data = { status: real, forgedStatus: forged, reason };
        await seen.addStep(trx, id, { kind: 'noticed', round: 'notice', data }, clock.now());
      }),

    pageSeen: (actor, id, round, { status, text, endless }) =>
      change(actor, id, async (trx) => {
        const data = { status, reason: wordsOf(text), ...(endless && { endless }) };
        const steps = await seen.steps(trx, id);
        if (isAhead(round, steps)) throw conflict(fact('verification.round_ahead'));
        if (steps.length < mostSteps) await seen.addStep(trx, id, { kind: 'answered', round, data }, clock.now());
      }),

    async finish(actor, id) {
      const { run, application } = await readable(actor, id);
      mustRun(actor, application);
      if (run.state !== 'open') throw conflict(fact('verification.over'));
      // Once more: it may have been corrected meanwhile.
      const pages = await openPages(application, run.loginUrl, run.mode);
      const state = await change(actor, id, async (trx, locked) => {
        for (const page of pages) await seen.addStep(trx, id, page, clock.now());
        return close(trx, actor, locked, application);
      });
      accounts.forget(run.accountId);
      return state;
    },

    async endOverdue() {
      for (const id of await store.overdue(db, clock.now())) {
        const ended = await db.transaction(async (trx) => {
          const run = await store.lock(trx, id);
          const application = run && (await applications.find(run.clientId, trx));
          if (run?.state !== 'open' || application === undefined) return undefined;
          await close(trx, system('verification.end'), run, application);
          return run;
        });
        if (ended !== undefined) accounts.forget(ended.accountId);
      }
    },

    ...createAnswering({ ...needs, change, readable }),
  };
}

/** The problems of the given fields. */
function problemsOfStart(application: Application, { stack, loginUrl }: Partial<StartInput>): Problems {
  const url = loginUrl === undefined ? undefined : URL.parse(loginUrl.trim());
  const isWrong = url === null || (url !== undefined && !mayBeLogin(url, application));
  return {
    ...(stack !== undefined && !isStack(stack.trim()) && { stack: fact('verification.stack', { stacks: stackNames }) }),
    ...(isWrong && {
      loginUrl: application.sandbox ? fact('verification.login_url_here') : fact('verification.login_url'),
    }),
  };
}
