import { z } from 'zod';
import { type Round, type RoundCode, rounds } from './scenario.ts';

/** Events of a run. */
const stepKinds = [
  'asked', // a login was asked for, and a page is shown
  'refused', // a request was refused
  'denied', // the citizen did not agree
  'authorized', // a code went to the partner
  'redeemed', // it was exchanged
  'reused', // and came a second time
  'used', // userinfo was read with its access token
  'left', // the partner sent the citizen to log out
  'opened', // the address with the used code was opened again
  'noticed', // logout notices were sent to the partner
  'answered', // the partner's page after a refused login, at a logout or for a notice; by its program, or as we got it
  'probed', // the page with the button was asked for
  'confirmed', // the team's observation
  'skipped', // a round that the team passes over
] as const;
export type StepKind = (typeof stepKinds)[number];

/** Secrets that a reader of an address would learn: an SK, or a code or token. */
export type Leak = 'secret' | 'code';

const text = z.string().optional();
export const stepData = z.object({
  /** The id of the step in which the code went out. */
  login: z.number().optional(),
  redirectUri: text,
  state: text,
  nonce: text,
  challenge: text,
  scope: text,
  leak: z.enum(['secret', 'code']).optional(),
  endpoint: text,
  error: text,
  description: text,
  received: text,
  registered: z.array(z.string()).optional(),
  seconds: z.number().optional(),
  fromBrowser: z.boolean().optional(),
  question: text,
  answer: z.enum(['yes', 'no']).optional(),
  file: text,
  by: text,
  url: text,
  problem: z.enum(['unreachable', 'tls', 'plain', 'button', 'refused']).optional(),
  reason: text,
  status: z.number().optional(),
  /** The page never came: redirects without end. */
  endless: z.boolean().optional(),
  forgedStatus: z.number().optional(),
});
export type StepData = z.infer<typeof stepData>;

/** Request and answer as a reader may see them, every secret masked. */
export const shownStep = z.object({
  request: z.record(z.string(), z.string()).optional(),
  answer: z.record(z.string(), z.string()).optional(),
  decoded: z.string().optional(),
});
export type ShownStep = z.infer<typeof shownStep>;

export type NewStep = {
  kind: StepKind;
  round?: RoundCode | undefined;
  key?: Buffer | undefined;
  data: StepData;
  shown?: ShownStep | undefined;
};
export type Step = NewStep & { id: number; at: Date };

function isDone(round: Round, steps: readonly Step[]): boolean {
  const has = (kind: StepKind, test: (step: Step) => boolean = () => true) =>
    steps.some((step) => step.kind === kind && step.round === round.code && test(step));
  if (has('skipped')) return true;
  switch (round.by) {
    case 'refusal':
      return has('denied');
    case 'login':
      return has(round.until);
    case 'link':
      return has('opened');
    case 'button':
      return has('noticed');
    case 'logout':
      return has('left') || has('confirmed');
  }
}

/** The developer's next round; undefined when all are done. */
export const dueRound = (steps: readonly Step[]): Round | undefined => rounds.find((round) => !isDone(round, steps));

/** Whether a round has not come yet: it stands behind the next one, and no event is of it. */
export function isAhead(code: RoundCode, steps: readonly Step[]): boolean {
  const due = dueRound(steps);
  if (due === undefined || steps.some(({ round }) => round === code)) return false;
  return rounds.indexOf(due) < rounds.findIndex((round) => round.code === code);
}

/** How many rounds lie behind. */
export const doneRounds = (steps: readonly Step[]): number => rounds.filter((round) => isDone(round, steps)).length;
