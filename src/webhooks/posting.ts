import { after, type Clock, days, hours, minutes, seconds } from '../clock.ts';
import type { Fact } from '../fact.ts';
import { type Endpoint, signed } from './endpoint.ts';
import { fact } from './facts.ts';

type Needs = {
  clock: Clock;
  /** The guarded one: it opens no address that is not public. */
  fetch: typeof globalThis.fetch;
};

/** Standard Webhooks: after these waits it is tried again, over 27 hours. */
export const waits = [seconds(5), minutes(5), minutes(30), hours(2), hours(5), hours(10), hours(10)] as const;
/** Who has not taken anything for so long gets nothing more. */
const givenUpAfter = days(5);
const timeout = 15_000;
/** More of an answer is not read. */
const mostRead = 64 * 1024;

type Standing = Pick<Endpoint, 'failingSince' | 'disabledAt' | 'disabledReason'>;
/** A delivery to an endpoint: signed with its secret, in the clear here. */
type SignedDelivery = { url: string; secret: string; messageId: string; payload: string };
export type Outcome = { status: number | undefined; problem: Fact | undefined };

/** One attempt to bring an event to an endpoint. */
export function createPost({ clock, fetch }: Needs) {
  return async ({ url, secret, messageId, payload }: SignedDelivery): Promise<Outcome> => {
    const headers = signed(secret, { id: messageId, at: clock.now(), body: payload });
    try {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'culture-cloud-webhooks/1' },
        body: payload,
        signal: AbortSignal.timeout(timeout),
      });
      const { status } = answer;
      await readSome(answer).catch(() => undefined); // the status is known already
      if (answer.ok) return { status, problem: undefined };
      return {
        status,
        problem: status >= 300 && status < 400 ? fact('webhooks.redirected') : fact('webhooks.answered', { status }),
      };
    } catch (error) {
      return { status: undefined, problem: reasonOf(error) };
    }
  };
}

/** The effect of an attempt on a delivery: the next attempt, or the end. */
export function verdictOf({ status, problem }: Outcome, wait: number | undefined, at: Date) {
  const isGood = problem === undefined;
  const nextAt = isGood || status === 410 || wait === undefined ? undefined : after(at, wait);
  return {
    state: isGood ? ('delivered' as const) : nextAt === undefined ? ('failed' as const) : ('pending' as const),
    nextAt,
  };
}

/** The effect of an attempt on its endpoint; undefined without one. */
export function endpointAfter<Known extends Standing>(
  endpoint: Known,
  { status, problem }: Outcome,
  at: Date,
): (Known & Standing) | undefined {
  const isGone = status === 410;
  const failingSince = problem === undefined ? undefined : (endpoint.failingSince ?? at);
  const isOver = failingSince !== undefined && (isGone || after(failingSince, givenUpAfter) <= at);
  if (endpoint.disabledAt !== undefined || (!isOver && failingSince?.getTime() === endpoint.failingSince?.getTime()))
    return undefined;
  return {
    ...endpoint,
    failingSince,
    ...(isOver && { disabledAt: at, disabledReason: isGone ? ('gone' as const) : ('failing' as const) }),
  };
}

async function readSome(answer: Response): Promise<void> {
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > mostRead) break; // which ends the connection
  }
}

/** For people who run the endpoint; internal addresses are hidden. */
function reasonOf(error: unknown): Fact {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && /refused: .* public address/.test(cause.message)) return fact('webhooks.not_public');
  if (error instanceof Error && error.name === 'TimeoutError') return fact('webhooks.no_answer');
  return fact('webhooks.unreachable');
}
