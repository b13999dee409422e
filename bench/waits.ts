import { setTimeout as sleep } from 'node:timers/promises';
import { createFlows, discover, type Flows, type Target } from './flows.ts';
import { connect } from './http.ts';
import type { Lockstep, Round } from './lockstep.ts';

/** The counted works, and the maximum of their consecutive waits for the database. */
export const counted = {
  client_credentials: 0,
  userinfo: 1,
  'userinfo of a token seen': 0,
  introspection: 1,
  'introspection of a token seen': 0,
  authorization: 2,
  'authorization of a session seen': 1,
  code: 2,
  refresh: 1,
  login: 6,
} as const;

export type Counted = keyof typeof counted;
const isOfSeen = (name: Counted) => name.endsWith(' seen');
/** Works done once for each token or code: the second time it is cached, or used. */
const isOnce = (name: Counted) => name === 'code' || name === 'userinfo' || name === 'introspection';
export const isCounted = (name: string): name is Counted => Object.hasOwn(counted, name);

/** Counts, last uses, heartbeats, jobs: no request for a token waits for these. */
export const nobodyWaits = (text: string): boolean =>
  /pg_notify|^listen|integration_(hours|minutes)|listing_|institution_names|last_used|with touched as|\bjobs\b|pg_try_advisory|audit_pending|service_minutes|e\.actor_kind|transaction_read_only/.test(
    text,
  );

export type Waits = {
  /** Asked again at once, while everything that is kept for half a second is there. */
  again: Round[];
  /** Asked after a pause in which that was dropped. */
  later: Round[];
  /** How many more one has that begins while another of its kind waits; not of a login, which is many requests, nor where there is none. */
  forOthers: number | undefined;
};

/** Counts the waits of a flow on a server whose database stands behind `lockstep`. */
export async function countWaits(target: Target, lockstep: Lockstep) {
  const wires = [0, 1].map(() => connect(target.origin, target.host));
  const [first, second] = wires;
  if (first === undefined || second === undefined) throw new Error('no connections');
  const endpoints = await discover(first);
  const [one, other] = [createFlows(target, endpoints, first, 0), createFlows(target, endpoints, second, 1)];
  const prepared: Record<Counted, (flows: Flows) => Promise<() => Promise<unknown>>> = {
    client_credentials: async ({ W1 }) => W1,
    userinfo: async (flows) => {
      await flows.newToken();
      return flows.W2;
    },
    'userinfo of a token seen': async ({ W2 }) => W2,
    introspection: async (flows) => {
      await flows.newToken();
      return flows.W2i;
    },
    'introspection of a token seen': async ({ W2i }) => W2i,
    authorization: async ({ authorize }) => authorize,
    'authorization of a session seen': async ({ authorize }) => authorize,
    code: async ({ authorize, redeem }) => {
      const code = await authorize();
      return () => redeem(code);
    },
    refresh: async ({ W6 }) => W6,
    login: async ({ W4 }) => W4,
  };

  return {
    async of(name: Counted): Promise<Waits> {
      for (const flows of [one, other]) {
        await flows.prepare();
        await Promise.all([flows.W1(), flows.W2()]);
        await (await prepared[name](flows))();
      }
      const pair = await Promise.all([one, other].map((flows) => prepared[name](flows)));
      // As many connections as two at once need are there from now on.
      await Promise.all(pair.map((run) => run()));

      const run = await prepared[name](one);
      if (isOfSeen(name)) await sleep(1_000); // after steps in which nothing was answered it hears of withdrawals again
      if (!isOnce(name)) await run();
      const again = await lockstep.waits(isOnce(name) ? run : await prepared[name](one));
      const late = await prepared[name](one);
      await sleep(1_200);
      const later = await lockstep.waits(late);

      if (name === 'login' || isOfSeen(name)) return { again, later, forOthers: undefined };
      const [mine = late, others = late] = await Promise.all([one, other].map((flows) => prepared[name](flows)));
      let before = 0;
      let after = 0;
      await lockstep.waits(async () => {
        const running = others();
        await lockstep.left();
        before = lockstep.steps();
        await Promise.all([mine(), lockstep.oneMore()]);
        after = lockstep.steps();
        await running;
      });
      return { again, later, forOthers: Math.max(0, after - before - again.length) };
    },
    close: () => Promise.all(wires.map((wire) => wire.close())),
  };
}

/** A table of all flows, with the statements of each wait on request. */
export async function measureWaits(target: Target, lockstep: Lockstep, isLong: boolean): Promise<string> {
  const counting = await countWaits(target, lockstep);
  const lines = [
    '| flow | waits, at once again | waits, after a pause | more for the batch of another | statements | goal |',
    '|---|---|---|---|---|---|',
  ];
  const details: string[] = [];
  for (const name of Object.keys(counted).filter(isCounted)) {
    const { again, later, forOthers } = await counting.of(name);
    const statements = later.reduce((sum, { length }) => sum + length, 0);
    lines.push(
      `| ${[name, again.length, later.length, forOthers ?? '–', statements, `≤ ${counted[name]}`].join(' | ')} |`,
    );
    for (const [index, round] of later.entries())
      for (const text of round) details.push(`${name} ${index + 1}: ${text.replace(/\s+/g, ' ').slice(0, 150)}`);
  }
  await counting.close();
  return `${[...lines, ...(isLong ? ['', ...details] : [])].join('\n')}\n`;
}
