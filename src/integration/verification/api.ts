import { z } from 'zod';
import type { Accounts } from '../../accounts/service.ts';
import type { Applications } from '../../applications/service.ts';
import { notFound, Problem, type Problems } from '../../errors.ts';
import { iso } from '../../http/answer.ts';
import { applicationOf } from '../../http/bearer.ts';
import type { Context } from '../../http/context.ts';
import { fact as ofHttp } from '../../http/facts.ts';
import { named, pointed, type Served, serve, withOthers } from '../../http/operation.ts';
import * as operations from './api-operations.ts';
import { fact } from './facts.ts';
import { presentGroups, progressOf } from './presented.ts';
import type { Answer } from './runs/answering.ts';
import type { Verification } from './service.ts';

type Needs = {
  publicUrl: URL;
  verification: Verification;
  applications: Pick<Applications, 'simulateOwn' | 'addOwnTestCitizen'>;
  accounts: Pick<Accounts, 'testCitizens'>;
};

const textOf = (lines: readonly { text: string }[]): string => lines.map(({ text }) => text).join('\n');

const asSent = ({ loginUrl, ...others }: Problems): Problems => ({
  ...(loginUrl && { login_url: loginUrl }),
  ...others,
});

/** The texts of a start, whatever else is wrong with it. */
const texts = z.object({
  stack: z.string().optional().catch(undefined),
  login_url: z.string().optional().catch(undefined),
});

/** Practice verifications (R57), driven by the program of a sandbox itself. */
export function createVerificationApi({ publicUrl, verification, applications, accounts }: Needs): Served[] {
  async function newest(ctx: Context) {
    const actor = applicationOf(ctx);
    const [run] = await verification.list(actor, actor.clientId);
    if (run === undefined) throw notFound(fact('verification.not_found'));
    return { actor, run };
  }

  async function present(ctx: Context, id: string) {
    const { say } = ctx.state.speech;
    const { run, verdicts, due, questions: asked, password } = await verification.read(applicationOf(ctx), id);
    const isOpen = run.state === 'open';
    const link = `${publicUrl.origin}/verification/${run.code}`;
    const { settled, all, left } = progressOf(verdicts);
    const passed = verdicts.filter(({ state }) => state === 'passed' || state === 'noted').length;
    const checks = presentGroups(verdicts, run.stack, say).flatMap((group) => group.checks);
    return {
      ...{
        id: run.id,
        stack: run.stack,
        state: run.state,
        started_at: iso(run.startedAt),
        ends_at: iso(run.finishedAt ?? run.endsAt),
      },
      summary: say(fact('verification.summary', { passed, all, left })),
      progress: { settled, passed, all, only_in_production: left },
      open: isOpen ? link : null,
      citizen: isOpen && password !== undefined ? { username: run.username, password } : null,
      next: due
        ? {
            ...{ round: due.code, by: due.by },
            do: say(fact(`verification.round_${due.code}`)),
            expect: say(fact(`verification.expect_${due.code}`)),
            address: due.by === 'link' ? `${link}/again` : null,
          }
        : null,
      questions:
        isOpen && due === undefined
          ? asked.map(({ code, said }) => ({
              question: code,
              yes: say(fact(`verification.ask_${code}`)),
              no: say(fact(`verification.no_${code}`)),
              answer: said?.data.answer ?? null,
            }))
          : [],
      checks: checks.map(({ code, title, state, note, failure }) => ({
        ...{ code, title, state, seen: failure?.seen ?? note ?? null },
        ...{ cause: failure?.cause ?? null, cure: failure?.cure ?? null },
        change: failure?.own ? textOf(failure.own.lines) : null,
        changes: (failure?.others ?? []).map(({ name, lines }) => ({ framework: name, change: textOf(lines) })),
      })),
    };
  }

  const served = [
    serve(
      operations.startRun,
      async (ctx, { body }) => {
        const actor = applicationOf(ctx);
        const input = { stack: body.stack, loginUrl: body.login_url };
        const { id } = await verification.start(actor, actor.clientId, input).catch((error: unknown) => {
          throw error instanceof Problem && error.fields !== undefined ? named(asSent(error.fields)) : error;
        });
        ctx.status = 201;
        return present(ctx, id);
      },
      undefined,
      async (ctx, problem, _, sent) => {
        const { stack, login_url: loginUrl } = texts.safeParse(sent).data ?? {};
        const input = { ...(stack !== undefined && { stack }), ...(loginUrl !== undefined && { loginUrl }) };
        return withOthers(problem, asSent(await verification.startProblems(applicationOf(ctx).clientId, input)));
      },
    ),

    serve(operations.readRun, async (ctx) => present(ctx, (await newest(ctx)).run.id)),

    serve(operations.answerRun, async (ctx, { body: { answers } }) => {
      const { actor, run } = await newest(ctx);
      const { questions: asked } = await verification.read(actor, run.id);
      const codes = asked.map(({ code }) => code);
      const given: Answer[] = [];
      const problems: Problems = {};
      for (const [name, answer] of Object.entries(answers)) {
        const question = codes.find((code) => code === name);
        const place = `answers/${pointed(name)}`;
        if (question === undefined) problems[place] = fact('verification.question_unknown', { asked: codes });
        else if (answer !== 'yes' && answer !== 'no')
          problems[place] = ofHttp('http.value_one_of', { name: place, values: operations.answerValues });
        else given.push({ question, answer });
      }
      if (Object.keys(problems).length > 0) throw named(problems);
      await verification.answer(actor, run.id, given);
      return present(ctx, run.id);
    }),

    serve(operations.skipRound, async (ctx) => {
      const { actor, run } = await newest(ctx);
      await verification.skipRound(actor, run.id);
      return present(ctx, run.id);
    }),

    serve(operations.listNotices, async (ctx) => {
      const { actor, run } = await newest(ctx);
      const { application } = await verification.read(actor, run.id);
      const items = await verification.notices(actor, run.id);
      return {
        items: items.map(({ id, logoutToken }) => ({ id, logout_token: logoutToken })),
        backchannel_logout_uri: application.backchannelLogoutUri ?? null,
      };
    }),

    serve(operations.answerNotice, async (ctx, { params: { id = '' }, body }) => {
      const { actor, run } = await newest(ctx);
      await verification.noticeAnswered(actor, run.id, id, body);
      return present(ctx, run.id);
    }),

    serve(operations.tellPage, async (ctx, { body: { round, too_many_redirects: endless, ...page } }) => {
      const { actor, run } = await newest(ctx);
      await verification.pageSeen(actor, run.id, round, { ...page, endless });
      return present(ctx, run.id);
    }),

    serve(operations.simulate, async (ctx, { body: { answer } }) => {
      const { simulated } = await applications.simulateOwn(applicationOf(ctx), answer ?? undefined);
      return { answer: simulated?.answer ?? null, until: simulated ? iso(simulated.until) : null };
    }),

    serve(operations.listCitizens, async (ctx) => {
      const actor = applicationOf(ctx);
      const items = await accounts.testCitizens(actor, actor.institutionId);
      return { items: items.map(({ username, nickname, phone = null }) => ({ username, nickname, phone })) };
    }),

    serve(operations.addCitizen, async (ctx, { body: { kind } }) => {
      const made = await applications.addOwnTestCitizen(applicationOf(ctx), kind);
      const { username, nickname, phone = null, password } = made;
      ctx.status = 201;
      return { kind, username, nickname, phone, password };
    }),

    serve(operations.finishRun, async (ctx) => {
      const { actor, run } = await newest(ctx);
      await verification.finish(actor, run.id);
      return present(ctx, run.id);
    }),
  ];
  return served.map(({ described, answer }) => ({ described, answer: inItsLanguage(answer) }));
}

/** Most answers have sentences, in the language that the program asks for. */
const inItsLanguage =
  (answer: Served['answer']): Served['answer'] =>
  (ctx, around) => {
    ctx.set('Content-Language', ctx.state.language);
    ctx.vary('Accept-Language');
    return answer(ctx, around);
  };
