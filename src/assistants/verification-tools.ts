import { z } from 'zod';
import type { Member } from '../actor.ts';
import { invalid, notFound } from '../errors.ts';
import { type Fact, type Params, written } from '../fact.ts';
import { checkCounts } from '../integration/verification/checks/checks.ts';
import { questions } from '../integration/verification/checks/questions.ts';
import { fact as factOfRuns } from '../integration/verification/facts.ts';
import { presentGroups, progressOf } from '../integration/verification/presented.ts';
import { rounds } from '../integration/verification/rounds/scenario.ts';
import { doneRounds } from '../integration/verification/rounds/step.ts';
import { type Run, stackNames } from '../integration/verification/runs/run.ts';
import type { Verification } from '../integration/verification/service.ts';
import { fact } from './facts.ts';
import { quotedApart } from './foreign.ts';
import { type OwnSandbox, type Say, type Tool, tool } from './tool.ts';

export type VerificationToolNeeds = {
  publicUrl: URL;
  verification: Pick<Verification, 'start' | 'list' | 'read' | 'answer' | 'skipRound' | 'sendNotices' | 'finish'>;
  ownSandbox: OwnSandbox;
};

const clientId = z
  .string()
  .max(64)
  .describe(written(fact('assistants.input_sandbox')));
const runId = z
  .string()
  .max(64)
  .optional()
  .describe(written(fact('assistants.input_run')));
const stack = z
  .string()
  .max(40)
  .optional()
  .describe(written(fact('assistants.input_stack', { names: stackNames })));

/** R57: a practice run of 在线验证 in a sandbox. A person clicks and reports the result; the assistant guides, reads and fixes. */
export function createVerificationTools({ publicUrl, verification, ownSandbox }: VerificationToolNeeds): Tool[] {
  const at = (path: string): string => new URL(path, publicUrl).href;

  async function presented(member: Member, id: string, say: Say) {
    const { run, steps, verdicts, due, questions, password } = await verification.read(member, id);
    const isOpen = run.state === 'open';
    const link = at(`/verification/${run.code}`);
    return {
      run_id: run.id,
      client_id: run.clientId,
      state: run.state,
      started_at: run.startedAt.toISOString(),
      ends_at: (run.finishedAt ?? run.endsAt).toISOString(),
      page: at(`/console/verification/${encodeURIComponent(run.clientId)}/${run.id}`),
      open: isOpen ? link : null,
      test_citizen: isOpen ? { username: run.username, password: password ?? null } : null,
      progress: { ...progressOf(verdicts), rounds_done: doneRounds(steps), rounds: rounds.length },
      next: due
        ? {
            code: due.code,
            do: say(factOfRuns(`verification.round_${due.code}`)),
            expect: say(factOfRuns(`verification.expect_${due.code}`)),
            address: due.by === 'link' ? `${link}/again` : null,
          }
        : null,
      asks_person: isOpen && due === undefined ? questions.flatMap((each) => asked(each, say)) : [],
      checks: presentGroups(verdicts.map(withoutForeign), run.stack, say).flatMap(({ checks }) =>
        checks.map((each) => ({
          ...check(each),
          foreign: foreignIn(
            verdicts.find((one) => one.check === each.code),
            say,
          ),
        })),
      ),
    };
  }

  /** The run that is meant, of this AK and no other. */
  async function runOf(member: Member, named: string, id: string | undefined): Promise<Run> {
    const runs = await verification.list(member, named);
    const found = id === undefined ? runs[0] : runs.find((run) => run.id === id);
    if (found === undefined) throw notFound(factOfRuns('verification.not_found'));
    return found;
  }

  /** A tool that does one thing to the run which is meant, and shows it. */
  const onRun =
    (work: (member: Member, id: string) => Promise<unknown>) =>
    async (worker: Parameters<OwnSandbox>[0], given: { client_id: string; run_id?: string | undefined }, say: Say) => {
      const { member } = await ownSandbox(worker, given.client_id);
      const { id } = await runOf(member, given.client_id, given.run_id);
      await work(member, id);
      return presented(member, id, say);
    };

  return [
    tool(
      {
        name: 'start_verification',
        title: fact('assistants.tool_start_verification'),
        description: fact('assistants.tool_start_verification_does'),
        input: z.object({
          client_id: clientId,
          login_url: z
            .string()
            .max(500)
            .describe(written(fact('assistants.input_login_url'))),
          stack,
        }),
        // Its name in 0.1.0.
        formerly: { framework: 'stack' },
        isReading: false,
        asksOthers: true,
      },
      async (worker, given, say) => {
        const { member } = await ownSandbox(worker, given.client_id);
        const input = { stack: given.stack ?? 'other', loginUrl: given.login_url };
        const { id } = await verification.start(member, given.client_id, input);
        return presented(member, id, say);
      },
    ),
    tool(
      {
        name: 'read_verification',
        title: fact('assistants.tool_read_verification'),
        description: fact('assistants.tool_read_verification_does', {
          practice: checkCounts.practice_checks,
          all: checkCounts.checks,
        }),
        input: z.object({ client_id: clientId, run_id: runId }),
        isReading: true,
      },
      onRun(async () => undefined),
    ),
    tool(
      {
        name: 'answer_verification',
        title: fact('assistants.tool_answer_verification'),
        description: fact('assistants.tool_answer_verification_does'),
        input: z.object({
          client_id: clientId,
          run_id: runId,
          question: z.enum(questions.map(({ code }) => code)).describe(written(fact('assistants.input_question'))),
          answer: z.enum(['yes', 'no']),
        }),
        isReading: false,
      },
      async (worker, given, say) => {
        const { member } = await ownSandbox(worker, given.client_id);
        const { id } = await runOf(member, given.client_id, given.run_id);
        const open = (await verification.read(member, id)).questions.map(({ code }) => code);
        if (!open.includes(given.question))
          throw invalid({ question: fact('assistants.no_such_question', { codes: open.join('、') }) });
        await verification.answer(member, id, [{ question: given.question, answer: given.answer }]);
        return presented(member, id, say);
      },
    ),
    tool(
      {
        name: 'send_notices',
        title: fact('assistants.tool_send_notices'),
        description: fact('assistants.tool_send_notices_does'),
        input: z.object({ client_id: clientId, run_id: runId }),
        isReading: false,
        asksOthers: true,
      },
      onRun((member, id) => verification.sendNotices(member, id)),
    ),
    tool(
      {
        name: 'skip_round',
        title: fact('assistants.tool_skip_round'),
        description: fact('assistants.tool_skip_round_does'),
        input: z.object({ client_id: clientId, run_id: runId }),
        isReading: false,
      },
      onRun((member, id) => verification.skipRound(member, id)),
    ),
    tool(
      {
        name: 'finish_verification',
        title: fact('assistants.tool_finish_verification'),
        description: fact('assistants.tool_finish_verification_does'),
        input: z.object({ client_id: clientId, run_id: runId }),
        isReading: false,
        asksOthers: true,
      },
      onRun((member, id) => verification.finish(member, id)),
    ),
  ];
}

type Read = Awaited<ReturnType<Verification['read']>>;
type Shown = ReturnType<typeof presentGroups>[number]['checks'][number];

/** Unanswered questions that only a viewer of the site can answer. */
const asked = ({ code, said, ...question }: Read['questions'][number], say: Say) =>
  said === undefined
    ? [
        {
          ...{ code, yes: say(factOfRuns(`verification.ask_${code}`)), no: say(factOfRuns(`verification.no_${code}`)) },
          needs_picture: 'picture' in question,
        },
      ]
    : [];

type Verdict = Read['verdicts'][number];

/** Foreign parts of an observation: addresses of the site, and requests and answers of its program. */
const foreign = ['received', 'address', 'reason', 'description'] as const;

const paramsOf = ({ seen }: Pick<Verdict, 'seen'>): Params => seen?.params ?? {};

const quotedIn = (verdict: Pick<Verdict, 'seen'>) =>
  Object.fromEntries(
    foreign.flatMap((name) => {
      const text = paramsOf(verdict)[name];
      return typeof text === 'string' ? [[name, text] as const] : [];
    }),
  );

/** The same, with a word of ours where the text of others would stand in the sentence. */
function withoutForeign(verdict: Verdict): Verdict {
  const names = Object.keys(quotedIn(verdict));
  if (verdict.seen === undefined || names.length === 0) return verdict;
  const apart: Fact = fact('assistants.quoted_apart');
  const params = { ...paramsOf(verdict), ...Object.fromEntries(names.map((name) => [name, apart])) };
  return { ...verdict, seen: { ...verdict.seen, params } };
}

function foreignIn(verdict: Verdict | undefined, say: Say) {
  const quoted = verdict === undefined ? {} : quotedIn(verdict);
  if (Object.keys(quoted).length === 0) return null;
  const { note, ...rest } = quotedApart(quoted);
  return { ...rest, note: say(note) };
}

const check = ({ code, number, title, state, note, failure }: Shown) => ({
  ...{ number: Number(number), code, title, state, seen: failure?.seen ?? note ?? null },
  ...(failure && {
    cause: failure.cause ?? null,
    cure: failure.cure ?? null,
    change: failure.own?.lines.map(({ text }) => text).join('\n') ?? null,
  }),
});
