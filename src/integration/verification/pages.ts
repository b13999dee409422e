import { mayManage } from '../../applications/aksk/rights.ts';
import type { Applications } from '../../applications/service.ts';
import type { Clock } from '../../clock.ts';
import { Problem, type Problems } from '../../errors.ts';
import { memberOf, worksOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import type { Upload } from '../../http/requests/upload.ts';
import { form, page, param, type Route, seeOther, upload } from '../../http/route.ts';
import type { Names } from '../../review/api-answers.ts';
import { may } from '../policies.ts';
import { createBrowserPages } from './browser-pages.ts';
import { checks } from './checks/checks.ts';
import { questions } from './checks/questions.ts';
import { fact } from './facts.ts';
import type { Seals } from './passes/seals.ts';
import { presentGroups, presentRun, presentSeal, presentStep, progressOf } from './presented.ts';
import { rounds } from './rounds/scenario.ts';
import { doneRounds } from './rounds/step.ts';
import type { Answer } from './runs/answering.ts';
import { stacksToChoose } from './runs/run.ts';
import type { Verification } from './service.ts';
import { createStepPages, type VerificationBase } from './step-pages.ts';

type Needs = {
  pages: Pages;
  clock: Clock;
  publicUrl: URL;
  applications: Pick<Applications, 'list' | 'get' | 'read' | 'status' | 'sandboxes'>;
  verification: Verification & Seals;
  names: Names;
};

const base = '/console/verification';
const here = 'verification';
const biggest = 5 * 1024 * 1024;

/** 在线验证 (R57): the standings, the guide through a run, its report, and every request of it beside its answer. */
export function createVerificationPages(needs: Needs): Route[] {
  const { pages, applications, verification } = needs;
  const [everybody, managers] = [may('see the verifications of an AK'), may('verify an AK')];
  const own = { base, here, list: { href: base, title: '在线验证' }, everybody, managers, actorOf: memberOf };

  async function list(ctx: Context) {
    const actor = memberOf(ctx);
    const { self } = worksOf(ctx);
    const isOther = self !== undefined && self.institutionId !== actor.institutionId;
    const [mine, sandboxes, personal] = await Promise.all([
      applications.list(actor.institutionId),
      applications.sandboxes(actor.institutionId, actor.applications),
      isOther ? applications.sandboxes(self.institutionId) : [],
    ]);
    const inReach = [...mine.filter(({ sandbox }) => !sandbox), ...sandboxes].filter(
      ({ clientId }) => actor.applications === undefined || actor.applications.includes(clientId),
    );
    const all = [...inReach, ...personal].filter(({ redirectUris }) => redirectUris.length > 0);
    const standings = await verification.standings(all);
    const apps = all.flatMap((application) => {
      const seal = standings.get(application.clientId);
      if (seal === undefined) return [];
      const { clientId, name, sandbox } = application;
      return [{ name, sandbox, href: `${base}/${encodeURIComponent(clientId)}`, seal: presentSeal(seal) }];
    });
    pages.show(ctx, 'verification/list', { apps, checks: checks.length }, { title: '在线验证', here });
  }

  return [
    page(base, may('see plan, history and promotions'), list),
    ...createRunPages(needs, own),
    ...createBrowserPages(needs),
  ];
}

/** The pages of an application, for every place where it may be verified. */
export function createRunPages(
  needs: Needs,
  { base, here, list, everybody, managers, actorOf }: VerificationBase,
): Route[] {
  const { pages, publicUrl, applications, verification, names } = needs;
  const pageOf = (clientId: string, more = '') => `${base}/${encodeURIComponent(clientId)}${more}`;
  const sayOf = (ctx: Context) => ctx.state.speech.say;

  /** An application: the run under way, else its standing, the form to begin and the runs before. */
  async function showApplication(ctx: Context, more: { values?: Form; problems?: Problems } = {}) {
    const actor = await actorOf(ctx);
    const application = await applications.read(actor, param(ctx, 'ak'));
    const { clientId, name, sandbox, homeUrl } = application;
    const [open, runs, seal] = await Promise.all([
      verification.open(clientId),
      verification.list(actor, clientId),
      verification.standing(clientId),
    ]);
    if (open !== undefined && ctx.method === 'GET') return seeOther(ctx, pageOf(clientId, `/${open.id}`));
    const known = await names(runs.map(({ startedBy }) => startedBy));
    const finished = runs.filter(({ state }) => state !== 'open');
    const values = {
      loginUrl: runs[0]?.loginUrl ?? homeUrl ?? '',
      stack: runs[0]?.stack ?? '',
      ...more.values,
    };
    pages.show(
      ctx,
      'verification/application',
      {
        app: { name, sandbox, href: pageOf(clientId), list },
        takesNotices: application.backchannelLogoutUri !== undefined,
        seal: presentSeal(seal),
        broken: presentGroups(seal.broken ?? [], 'other', sayOf(ctx)).flatMap(({ checks: found }) => found),
        runs: finished.map((run) => presentRun(run, known, sayOf(ctx), base)),
        stacks: stacksToChoose(values.stack),
        values,
        mayStart: mayManage(actor, application),
      },
      { title: `${name} 在线验证`, here, ...(more.problems && { problems: more.problems }) },
    );
  }

  async function start(ctx: Context, given: Form) {
    const clientId = param(ctx, 'ak');
    const { stack = '', loginUrl = '' } = given;
    const mode = given.mode === 'walk' ? ('walk' as const) : ('verification' as const);
    try {
      const run = await verification.start(await actorOf(ctx), clientId, { mode, stack, loginUrl });
      seeOther(ctx, pageOf(clientId, `/${run.id}`));
    } catch (error) {
      if (!(error instanceof Problem) || !['validation_failed', 'conflict'].includes(error.code)) throw error;
      await showApplication(ctx, { values: given, problems: error.fields ?? { form: error.fact } });
    }
  }

  async function showRun(ctx: Context, problems: Problems = {}) {
    const actor = await actorOf(ctx);
    const read = await verification.read(actor, param(ctx, 'run'));
    const { run, application, steps, verdicts, due, password } = read;
    const say = sayOf(ctx);
    const app = { name: application.name, sandbox: application.sandbox, href: pageOf(run.clientId), list };
    const path = pageOf(run.clientId, `/${run.id}`);
    const groups = presentGroups(verdicts, run.stack, say);
    if (run.state !== 'open') {
      const [runs, seal] = await Promise.all([
        verification.list(actor, run.clientId),
        verification.standing(run.clientId),
      ]);
      const known = await names(runs.map(({ startedBy }) => startedBy));
      const all = runs.map((each) => presentRun(each, known, say, base));
      const shown = presentRun(run, known, say, base);
      const data = {
        ...{ app, path, groups, mode: run.mode },
        run: { ...shown, startedAt: run.startedAt, seconds: secondsOf(run.startedAt, run.finishedAt) },
        unreachable: verdicts.filter(({ state }) => state === 'unreachable').length,
        unseen: verdicts.filter(({ state }) => state === 'unseen').length,
        failed: groups.flatMap(({ checks }) =>
          checks.flatMap(({ code, number, state }) => (state === 'failed' ? [{ code, place: Number(number) }] : [])),
        ),
        noted: groups.flatMap(({ checks }) => checks.filter(({ state }) => state === 'noted')),
        seal: presentSeal(seal),
        institution: application.institution,
        runs: all,
        mayStart: mayManage(actor, application),
      };
      const title = run.state === 'passed' ? ctx.state.speech.say(fact('verification.passed_title')) : '在线验证报告';
      return pages.show(ctx, run.state === 'passed' ? 'verification/passed' : 'verification/report', data, {
        title,
        here,
      });
    }
    const asked = due === undefined && run.mode === 'verification';
    pages.show(
      ctx,
      'verification/running',
      {
        ...{ app, path, mode: run.mode },
        startedAt: run.startedAt,
        endsAt: run.endsAt,
        progress: progressOf(verdicts),
        place: { done: doneRounds(steps), all: rounds.length },
        due: due && {
          code: due.code,
          by: due.by,
          title: say(fact(`verification.round_${due.code}`)),
          expect: say(fact(`verification.expect_${due.code}`)),
        },
        citizen: { username: run.username, password },
        link: `${publicUrl.origin}/verification/${run.code}`,
        again: `${publicUrl.origin}/verification/${run.code}/again`,
        groups,
        questions: asked
          ? read.questions.map((question) => ({
              code: question.code,
              yes: say(fact(`verification.ask_${question.code}`)),
              no: say(fact(`verification.no_${question.code}`)),
              picture: 'picture' in question,
              hasPicture: question.said?.data.file !== undefined,
              said: question.said?.data.answer,
            }))
          : [],
        log: steps
          .slice(-6)
          .toReversed()
          .map((step) => presentStep(step, say)),
        steps: steps.length,
        mayWork: mayManage(actor, application),
      },
      { title: run.mode === 'walk' ? '模拟登录' : '正在验证', here, problems, refresh: 15 },
    );
  }

  const back = (ctx: Context) => seeOther(ctx, pageOf(param(ctx, 'ak'), `/${param(ctx, 'run')}`));

  async function skip(ctx: Context) {
    await verification.skipRound(await actorOf(ctx), param(ctx, 'run'));
    back(ctx);
  }

  async function notify(ctx: Context) {
    await verification.sendNotices(await actorOf(ctx), param(ctx, 'run'));
    back(ctx);
  }

  async function finish(ctx: Context) {
    await verification.finish(await actorOf(ctx), param(ctx, 'run'));
    back(ctx);
  }

  async function answer(ctx: Context, given: Form, uploads: readonly Upload[]) {
    const id = param(ctx, 'run');
    const answers = questions.flatMap(({ code }): Answer[] => {
      const said = given[code];
      if (said !== 'yes' && said !== 'no') return [];
      const picture = uploads.find(({ field }) => field === `${code}_picture`);
      return [{ question: code, answer: said, ...(picture && { picture }) }];
    });
    try {
      await verification.answer(await actorOf(ctx), id, answers);
      const read = await verification.read(await actorOf(ctx), id);
      const missing = read.questions.filter(({ said }) => said === undefined).map(({ code }) => code);
      if (missing.length > 0)
        return showRun(ctx, Object.fromEntries(missing.map((code) => [code, fact('verification.answers_missing')])));
      await verification.finish(await actorOf(ctx), id);
      back(ctx);
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      await showRun(ctx, error.fields);
    }
  }

  const one = `${base}/:ak/:run`;
  return [
    page(`${base}/:ak`, everybody, (ctx) => showApplication(ctx)),
    form(`${base}/:ak`, managers, start),
    page(one, everybody, (ctx) => showRun(ctx)),
    form(`${one}/skip`, managers, skip),
    form(`${one}/notice`, managers, notify),
    form(`${one}/finish`, managers, finish),
    upload(`${one}/answers`, managers, answer, { files: 2, bytes: biggest }),
    ...createStepPages(needs, { base, here, list, everybody, actorOf }),
  ];
}

const secondsOf = (from: Date, to: Date | undefined) =>
  to === undefined ? 0 : Math.round((to.getTime() - from.getTime()) / 1000);
