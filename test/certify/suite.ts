import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, fetch } from 'undici';
import { z } from 'zod';

export type Variant = Readonly<Record<string, string>>;

const plan = z.object({
  id: z.string(),
  modules: z.array(z.object({ testModule: z.string(), variant: z.record(z.string(), z.string()).nullish() })),
});
const info = z.object({ status: z.string(), result: z.string().nullish() });
const lines = z.array(
  z.looseObject({
    result: z.string().optional(),
    msg: z.string().optional(),
    src: z.string().optional(),
    upload: z.string().optional(),
    page_source: z.string().optional(),
  }),
);

const runner = z.object({ browser: z.object({ runners: z.array(z.unknown()) }).nullish() });
export type Line = z.infer<typeof lines>[number];

const over = ['FINISHED', 'INTERRUPTED'];
/** A module walks through a browser of the suite's own, several times: some take two minutes. */
const patienceMs = 300_000;
const turnMs = 500;
/** The suite begins the next page a moment after the last: the browser has to have been idle for three seconds. */
const idleTurns = 6;
// One white point, in place of a picture of the browser: the table names the modules that need one.
const blank =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=';

/** The API of a running suite (its own command line uses the same). Its certificate is its own, so it is not looked at. */
export function createSuite(address: string, token: string | undefined) {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };

  async function call<T>(method: string, path: string, read: z.ZodType<T>, body?: string): Promise<T> {
    const answer = await fetch(new URL(path, address), {
      method,
      headers,
      dispatcher,
      ...(body !== undefined && { body }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answers ${answer.status}: ${text.slice(0, 500)}`);
    return read.parse(JSON.parse(text));
  }
  /** Whether its browser is on no page: a picture that the module waits for comes from there, if it comes. */
  const isIdle = async (id: string): Promise<boolean> =>
    ((await call('GET', `/api/runner/${id}`, runner)).browser?.runners.length ?? 0) === 0;

  function query(values: Record<string, string | undefined>): string {
    const found = new URLSearchParams();
    for (const [name, value] of Object.entries(values)) if (value !== undefined) found.set(name, value);
    return found.toString();
  }

  return {
    makePlan: (planName: string, variant: Variant, configuration: object) =>
      call(
        'POST',
        `/api/plan?${query({ planName, variant: JSON.stringify(variant) })}`,
        plan,
        JSON.stringify(configuration),
      ),

    async begin(planId: string, test: string, variant: Variant | undefined): Promise<string> {
      const given = { test, plan: planId, variant: variant && JSON.stringify(variant) };
      const { id } = await call('POST', `/api/runner?${query(given)}`, z.object({ id: z.string() }));
      return id;
    },

    /** How a module ended; where it still waits for pictures when its browser has nothing left to do, each is answered by a blank one. */
    async outcome(id: string): Promise<{ status: string; result: string }> {
      const end = performance.now() + patienceMs;
      const answered = new Set<string>();
      let idle = 0;
      for (;;) {
        const { status, result } = await call('GET', `/api/info/${id}`, info);
        if (over.includes(status) || performance.now() > end) return { status, result: result ?? 'UNKNOWN' };
        idle = status === 'WAITING' && (await isIdle(id)) ? idle + 1 : 0;
        if (idle > idleTurns) {
          for (const { upload } of await call('GET', `/api/log/${id}`, lines)) {
            if (upload === undefined || answered.has(upload)) continue;
            answered.add(upload);
            await call('POST', `/api/log/${id}/images/${upload}`, z.unknown(), blank).catch(() => undefined);
          }
        }
        await sleep(turnMs);
      }
    },

    /** Its log. */
    log: (id: string): Promise<Line[]> => call('GET', `/api/log/${id}`, lines),

    close: () => dispatcher.close(),
  };
}
