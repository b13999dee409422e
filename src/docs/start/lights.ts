import type { Endpoint } from '../../applications/log/call.ts';

/** What of the log decides the lights: when an endpoint last answered as asked, to the minute, and what failed last, newest first. */
export type Seen = {
  answered: ReadonlyMap<Endpoint, Date>;
  failures: readonly { at: Date; endpoint: Endpoint; error: string; cause: string; cure: string }[];
};

/** The six steps of a first login, in their order. */
export const steps = {
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
  failure: { error: string; cause: string; cure: string } | undefined;
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
export function lightsOf(hasKeys: boolean, { answered, failures }: Seen): Light[] {
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
