import type { Fact } from '../../fact.ts';
import { addressPrefix, type Counter, type Rule, type Standing } from '../../http/limits/throttle.ts';
import type { AccountNeeds } from '../account/needs.ts';
import { fact } from '../facts.ts';
import { codesWithoutWork, limits } from '../limits.ts';
import type { Work, WorkDesk, Worked } from '../work.ts';
import type { Purpose } from './code-store.ts';

export type CodeRefused = { problem: Fact; retryAfter: number } | { work: Work };
export type CodeRequest = {
  purpose: Purpose;
  /** The phone or the e-mail. */
  to: string;
  binding: string;
  address: string;
  /** The id of this browser, where its owner has signed in on it before. */
  device: string | undefined;
  worked: Worked | undefined;
};

/** The limit of all codes together, and the message when it is used up. */
export type PlatformBudget = {
  /** How the counters are called. */
  kind: string;
  inMinute: Rule;
  /** Of a calendar day. */
  inDay: number;
  isOver: (hasOtherWay: boolean) => Fact;
};

type Needs = AccountNeeds & {
  platform: PlatformBudget;
  work: WorkDesk;
};

/**
 * Who gets a code. Each purpose has a budget of its own, so that a stranger who asks for recovery codes leaves the login codes; one
 * address cannot use up a number; and a browser that its owner has used before has a reserve which no stranger reaches.
 */
export function createCodeBudgets({ platform, clock, seal, throttle, work, log }: Needs) {
  const used = (counter: Counter | undefined, standing: Standing | undefined) =>
    counter === undefined || standing === undefined ? 0 : counter.rule.limit - standing.left;

  function budgetsFor({ purpose, to, address, device }: CodeRequest) {
    const per = secondsUntilMidnight(clock.now());
    const key = `${purpose} ${seal.index(to, 'throttle').toString('hex')}`;
    if (device !== undefined) {
      const own = `${key} ${device}`;
      return {
        cooling: { kind: 'code cooling', key: own, rule: limits.codeCooling },
        today: [{ kind: 'codes of device', key: own, rule: { ...limits.codesOfDevice, per } }],
        here: [],
      };
    }
    return {
      cooling: { kind: 'code cooling', key, rule: limits.codeCooling },
      today: [{ kind: 'codes of phone', key, rule: { ...limits.codesOfPhone, per } }],
      here: [
        { kind: 'codes of address', key: address, rule: limits.codesOfAddress },
        {
          kind: 'codes of phone here',
          key: `${key} ${addressPrefix(address)}`,
          rule: { ...limits.codesOfPhoneHere, per },
        },
      ],
    };
  }

  /** Regardless of the sender: the rate of the gateway, and the cost of a day. */
  const ofPlatform = (): Counter[] => [
    { kind: platform.kind, key: '', rule: platform.inMinute },
    {
      kind: `${platform.kind} in a day`,
      key: '',
      rule: { limit: platform.inDay, per: secondsUntilMidnight(clock.now()) },
    },
  ];

  return {
    /** Undefined: the code may be sent, and is counted. A refusal is not counted, so that strangers cannot block a phone. */
    async refusal(asked: CodeRequest): Promise<CodeRefused | undefined> {
      const { purpose, to, binding, address, worked } = asked;
      const { cooling, today, here }: { cooling: Counter; today: Counter[]; here: Counter[] } = budgetsFor(asked);
      const refused = refusalsFor(purpose, platform);
      const [isCooling, ...standings] = await throttle.peekAll([cooling, ...today, ...here]);
      const index = standings.findIndex(({ allowed }) => !allowed);
      const over = standings[index];
      if (over !== undefined) return index < today.length ? refused.today(today[index], over) : refused.here(over);
      if (isCooling?.allowed === false) return refused.cooling(isCooling);

      const highest = Math.max(used(today[0], standings[0]), used(here[0], standings[today.length]));
      if (asked.device === undefined && highest >= codesWithoutWork) {
        const left = await work.ask({ bound: ['code', purpose, to, binding], address, worked });
        if (left !== undefined) return { work: left };
      }

      const cool = await throttle.hit(cooling.kind, cooling.key, cooling.rule);
      if (!cool.allowed) return refused.cooling(cool);
      for (const counter of here) {
        const counted = await throttle.hit(counter.kind, counter.key, counter.rule);
        if (!counted.allowed) return refused.here(counted);
      }
      for (const counter of today) {
        const counted = await throttle.hit(counter.kind, counter.key, counter.rule);
        if (!counted.allowed) return refused.today(counter, counted);
      }
      for (const counter of ofPlatform()) {
        const counted = await throttle.hit(counter.kind, counter.key, counter.rule);
        if (counted.allowed) continue;
        log?.warn(
          { budget: counter.kind, limit: counter.rule.limit, per: counter.rule.per },
          'the budget of codes is used up',
        );
        return refused.platform(counted);
      }
      return undefined;
    },
  };
}

export type CodeBudgets = ReturnType<typeof createCodeBudgets>;

function refusalsFor(purpose: Purpose, { isOver }: PlatformBudget) {
  const hasOtherWay = purpose === 'login';
  return {
    today: (counter: Counter | undefined, { retryAfter }: Standing) => ({
      problem: fact('accounts.codes_of_day', { limit: counter?.rule.limit ?? 0, hasOtherWay }),
      retryAfter,
    }),
    here: ({ retryAfter }: Standing) => ({
      problem: fact('accounts.codes_often', { seconds: retryAfter, hasOtherWay }),
      retryAfter,
    }),
    cooling: ({ retryAfter }: Standing) => ({
      problem: fact('accounts.code_just_sent', { seconds: retryAfter }),
      retryAfter,
    }),
    platform: ({ retryAfter }: Standing) => ({
      problem: isOver(hasOtherWay),
      retryAfter,
    }),
  };
}

const day = 86_400;
const shanghai = 8 * 3600; // ahead of UTC, all year round

const secondsUntilMidnight = (now: Date) => day - ((Math.floor(now.getTime() / 1000) + shanghai) % day);
