import type { Accounts } from '../../accounts/service.ts';
import type { Applications } from '../../applications/service.ts';
import { notFound, Problem, type Problems } from '../../errors.ts';
import { iso } from '../../http/answer.ts';
import { applicationOf } from '../../http/bearer.ts';
import type { Context } from '../../http/context.ts';
import { named, rulesOfRoom, type Served, serve } from '../../http/operation.ts';
import * as operations from './api-operations.ts';
import { questions } from './checks/questions.ts';
import { fact } from './facts.ts';
import { presentGroups, progressOf } from './presented.ts';
import type { Answer } from './runs/answering.ts';
import { isStack, stackNames } from './runs/run.ts';
import type { Verification } from './service.ts';

type Needs = {
  publicUrl: URL;
  verification: Verification;
  applications: Pick<Applications, 'simulateOwn' | 'addOwnTestCitizen'>;
  accounts: Pick<Accounts, 'testCitizens'>;
};

const textOf = (lines: readonly { text: string }[]): string => lines.map(({ text }) => text).join('\n');

const stackProblem = (): Problems => ({ stack: fact('verification.stack', { stacks: stackNames }) });

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

  return [
    serve(
      operations.startRun,
      async (ctx, { body }) => {
        const actor = applicationOf(ctx);
        const input = { stack: body.stack, loginUrl: body.login_url };
        const { id } = await verification.start(actor, actor.clientId, input).catch((error: unknown) => {
          if (!(error instanceof Problem) || error.fields === undefined) throw error;
          const { loginUrl, ...others } = error.fields;
          throw named({ ...(loginUrl && { login_url: loginUrl }), ...others });
        });
        ctx.status = 201;
        return present(ctx, id);
      },
      rulesOfRoom((parts) => (isStack((parts.stack ?? 'other').trim()) ? {} : stackProblem())),
    ),

    serve(operations.readRun, async (ctx) => present(ctx, (await newest(ctx)).run.id)),

    serve(operations.answerRun, async (ctx, { body: { answers } }) => {
      const { actor, run } = await newest(ctx);
      const { questions: asked } = await verification.read(actor, run.id);
      const codes = asked.map(({ code }) => code);
      const unknown = Object.keys(answers).filter((name) => !codes.some((code) => code === name));
      if (unknown.length > 0)
        throw named(
          Object.fromEntries(
            unknown.map((name) => [`answers/${name}`, fact('verification.question_unknown', { asked: codes })]),
          ),
        );
      const given = questions.flatMap(({ code }): Answer[] => {
        const answer = answers[code];
        return answer === undefined ? [] : [{ question: code, answer }];
      });
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

    serve(operations.answerNotice, async (ctx, { params: { id = '' }, body: { status } }) => {
      const { actor, run } = await newest(ctx);
      await verification.noticeAnswered(actor, run.id, id, status);
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
}
