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
  }),
);

const over = ['FINISHED', 'INTERRUPTED'];
/** A module walks through a browser of the suite's own, several times: some take two minutes. */
const patienceMs = 300_000;
// One white point, where a person would put a picture of what the browser showed: which of them need one is said in the table.
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

    /** How a module ended; where it waits for pictures, each is answered by a blank one. */
    async outcome(id: string): Promise<{ status: string; result: string }> {
      const end = performance.now() + patienceMs;
      const answered = new Set<string>();
      for (;;) {
        const { status, result } = await call('GET', `/api/info/${id}`, info);
        if (over.includes(status) || performance.now() > end) return { status, result: result ?? 'UNKNOWN' };
        if (status === 'WAITING') {
          for (const { upload } of await call('GET', `/api/log/${id}`, lines)) {
            if (upload === undefined || answered.has(upload)) continue;
            answered.add(upload);
            await call('POST', `/api/log/${id}/images/${upload}`, z.unknown(), blank).catch(() => undefined);
          }
        }
        await sleep(500);
      }
    },

    /** What stood against it. */
    async complaints(id: string): Promise<string[]> {
      const found = await call('GET', `/api/log/${id}`, lines);
      return found.flatMap(({ result, src = '', msg = '' }) => (result === 'FAILURE' ? [`${src}: ${msg}`] : []));
    },

    close: () => dispatcher.close(),
  };
}
