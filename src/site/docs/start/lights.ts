import { type Endpoint, endpoints } from '../../../applications/log/call.ts';
import type { LogEntry } from '../../../applications/log/page.ts';
import { furtherOf } from '../../../applications/log/presented.ts';
import type { Progress } from '../../../applications/log/service.ts';
import type { Fact, Speech } from '../../../fact.ts';
import { fact, wordsOfData } from '../facts.ts';

/** `received`: the value sent by the program, kept apart from our own sentences. */
type Mistake = { error: string; cause: Fact; cure: Fact; received?: string | undefined };

/** Facts of the log that decide the lights: the last success of an endpoint, to the minute, and the last failures, newest first. */
export type LightFacts = {
  answered: ReadonlyMap<Endpoint, Date>;
  failures: readonly ({ at: Date; endpoint: Endpoint } & Mistake)[];
};

/** The six steps of a first login, in their order. */
const steps = {
  keys: '密钥',
  redirect: '跳转',
  consent: '同意',
  token: '换令牌',
  userinfo: '用户信息',
  logout: '退出',
} as const;
type Step = keyof typeof steps;

export type Light = {
  step: Step;
  title: string;
  /** `next`: it is this one's turn. */
  state: 'on' | 'failed' | 'next' | 'off';
  at: Date | undefined;
  /** Why it failed last. */
  failure: Mistake | undefined;
};

/** Which endpoint's answer is the step. A citizen may have been signed in and have allowed everything before: then no page is shown. */
const proofs: Record<Exclude<Step, 'keys'>, readonly Endpoint[]> = {
  redirect: ['shown', 'authorization'],
  consent: ['authorization'],
  token: ['token'],
  userinfo: ['userinfo'],
  logout: ['logout'],
};

/** Which step a refusal belongs to. */
function stepOf({ endpoint, error }: { endpoint: Endpoint; error: string }): Step | undefined {
  if (endpoint === 'authorization') return error === 'access_denied' ? 'consent' : 'redirect';
  if (endpoint === 'par') return 'redirect';
  return (['token', 'userinfo', 'logout'] as const).find((step) => step === endpoint);
}

/** How far a program has come. Successes are counted by the minute: a failure is newer only from the next minute on. */
export function lightsOf(hasKeys: boolean, { answered, failures }: LightFacts): Light[] {
  const lights = Object.entries(steps).map(([name, title]): Light => {
    const step = isStep(name) ? name : 'keys';
    if (step === 'keys') return light(step, title, hasKeys ? 'on' : 'next');
    const at = latest(proofs[step].map((endpoint) => answered.get(endpoint)));
    const failure = failures.find((each) => stepOf(each) === step && (at === undefined || minuteOf(each.at) > at));
    if (failure !== undefined) return { ...light(step, title, 'failed'), at: failure.at, failure };
    return { ...light(step, title, at === undefined ? 'off' : 'on'), at };
  });
  if (lights.some(({ state }) => state === 'failed' || state === 'next')) return lights;
  const next = lights.findIndex(({ state }) => state === 'off');
  return lights.map((each, place) => (place === next ? { ...each, state: 'next' } : each));
}

const isStep = (name: string): name is Step => Object.hasOwn(steps, name);

const light = (step: Step, title: string, state: Light['state']): Light => ({
  ...{ step, title, state, at: undefined, failure: undefined },
});

const minuteOf = (at: Date) => new Date(at.getTime() - (at.getTime() % 60_000));

const latest = (moments: readonly (Date | undefined)[]): Date | undefined =>
  moments.reduce((newest, each) => (newest === undefined || (each !== undefined && each > newest) ? each : newest));

/** The log's facts for the lights. */
export function lightFactsIn({ answered, entries }: Progress): LightFacts {
  const failures = entries.flatMap(({ at, endpoint, error, cause, cure, isOfRun, details }) =>
    // In a verification we answer wrongly on purpose.
    isOfRun || error === undefined || cause === undefined || cure === undefined
      ? []
      : [{ at, endpoint, error, cause, cure, received: details?.received }],
  );
  return { answered, failures };
}

const done = {
  keys: '已生成',
  redirect: '收到',
  consent: '完成',
  token: '成功',
  userinfo: '已取',
  logout: '完成',
} as const satisfies Record<Light['step'], string>;

const awaited = {
  keys: '还没有',
  redirect: '等您的程序',
  consent: '等测试市民同意',
  token: '还没有来换',
  userinfo: '还没有来取',
  logout: '还没有做',
} as const satisfies Record<Light['step'], string>;

const looks = { on: 'on', failed: 'off', next: 'run', off: '' } as const satisfies Record<Light['state'], string>;

/** A light as it is shown. `at` stands before the words. */
export const shownLight = ({ step, title, state, at }: Light, { say }: Pick<Speech, 'say'>) => ({
  step,
  title: wordsOfData(say)(title),
  look: looks[state],
  at: state === 'on' ? at : undefined,
  words: wordsOfData(say)(
    state === 'on' ? done[step] : state === 'failed' ? '没有成功' : state === 'next' ? awaited[step] : '还没有做',
  ),
});

/** The advice: the newest mistake with its cure, or the next step. */
export function adviceOf(lights: readonly Light[], { say }: Pick<Speech, 'say'>) {
  const failed = lights.filter(({ failure }) => failure !== undefined);
  const newest = failed.toSorted((one, other) => (other.at?.getTime() ?? 0) - (one.at?.getTime() ?? 0))[0];
  if (newest?.failure !== undefined) {
    const { cause, cure, received } = newest.failure;
    return {
      isBad: true,
      title: say(fact('docs.light_failed', { title: wordsOfData(say)(newest.title), cause: say(cause) })),
      words: say(cure),
      received,
    };
  }
  const next = lights.find(({ state }) => state === 'next');
  if (next === undefined || next.step === 'keys') return undefined;
  const { title, words } = waitsFor[next.step];
  return { isBad: false, title: say(title), words: say(words), received: undefined };
}

const waitsFor = {
  redirect: { title: fact('docs.start_title_redirect'), words: fact('docs.start_redirect') },
  consent: { title: fact('docs.start_title_consent'), words: fact('docs.start_consent') },
  token: { title: fact('docs.start_title_token'), words: fact('docs.start_token') },
  userinfo: { title: fact('docs.start_title_userinfo'), words: fact('docs.start_userinfo') },
  logout: { title: fact('docs.start_title_logout'), words: fact('docs.start_logout') },
} as const satisfies Record<Exclude<Light['step'], 'keys'>, { title: Fact; words: Fact }>;

/** The log beside the code. */
export const shownCalls = (entries: readonly LogEntry[], { say }: Pick<Speech, 'say'>) =>
  entries.map((entry) => shownCall(entry, say));

const shownCall = (
  { at, endpoint, error, cause, cure, calls, isOfRun, code, framework }: LogEntry,
  say: Speech['say'],
) => ({
  at,
  title: wordsOfData(say)(endpoints[endpoint]),
  look: error !== undefined ? 'off' : isOfRun ? '' : 'on',
  result: wordsOfData(say)(error !== undefined ? '没有成功' : isOfRun ? '在线验证' : '成功'),
  words:
    error === undefined ? (calls > 1 ? say(fact('docs.calls_in_minute', { calls })) : '') : cause ? say(cause) : '',
  cure: error === undefined || cure === undefined ? undefined : say(cure),
  further: furtherOf({ error, ...(code && { code }), ...(framework && { framework }) }),
});
