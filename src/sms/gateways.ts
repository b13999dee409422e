import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Clock, epoch } from '../clock.ts';
import { createOutgoing } from '../http/outgoing.ts';
import { Refused } from '../mail/outbox.ts';

export const message = z.object({
  to: z.string(),
  text: z.string(),
  /** Where the text is about one: gateways with templates of their own want it apart, and a voice says nothing else. */
  code: z.string().optional(),
  /** Spoken by a call. */
  voice: z.boolean().optional(),
});
export type Message = z.infer<typeof message>;

const url = z.url({ protocol: /^https?$/, error: 'an http(s) address' });
const body = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.string())]));
const gateway = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,32}$/, '1 to 32 small letters, digits or -'),
  url,
  headers: z.record(z.string(), z.string()).default({}),
  body: body.default({ phone: '{phone}', text: '{text}' }),
  as: z.enum(['json', 'form'], { error: 'json or form' }).default('json'),
  /** Required parts of a JSON answer; without them every 2xx counts as success. */
  accepted: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  voice: z.strictObject({ url: url.optional(), body }).optional(),
  key: z.string().min(16, 'at least 16 characters').optional(),
  seconds: z.number().min(1, '1 to 10').max(10, '1 to 10').default(5),
});
const file = z.array(gateway).min(1, 'one or two gateways').max(2, 'one or two gateways');
type Described = z.infer<typeof gateway>;

/** The same message would get these answers again. */
const final = new Set([400, 413, 422]);
const longestAnswer = 64 * 1024;

export type Gateway = { name: string; speaks: boolean; send: (message: Message, id: string) => Promise<void> };

/** The gateways of SMS_URL: the address of one, or a file that describes one or two. Throws the fault of the file, without its content. */
export function openGateways(from: string, clock: Clock): Gateway[] {
  const described = describeGateways(from);
  // They are the operator's own, so private addresses are let through, and nothing else is: redirects are not followed.
  const allowedHosts = described.flatMap((each) =>
    [each.url, each.voice?.url].flatMap((found) => (found && new URL(found).hostname) || []),
  );
  const outgoing = createOutgoing({ allowedHosts, timeout: 10_000 });
  return described.map((each) => openGateway(each, outgoing, clock));
}

/** The content of SMS_URL, without opening anything. */
export const describeGateways = (from: string): Described[] =>
  from.startsWith('file:') ? readGateways(from) : file.parse([{ name: 'first', url: from, seconds: 10 }]);

function readGateways(from: string): Described[] {
  const complain = (what: string): never => {
    throw new Error(`The configuration is not usable:\n  SMS_URL names a file of gateways (docs/operating.md) ${what}`);
  };
  let text: string;
  try {
    text = readFileSync(new URL(from), 'utf8');
  } catch (error) {
    return complain(
      `that cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'no file'})`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return complain('that is no JSON');
  }
  const read = file.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    return complain(`in which ${issue?.path.join('.') || 'the list'} is wrong: ${issue?.message}`);
  }
  if (new Set(read.data.map(({ name }) => name)).size < read.data.length) complain('in which two have one name');
  return read.data;
}

// The address and the headers may contain a key and the body contains a code: errors quote none of them.
function openGateway(described: Described, outgoing: typeof globalThis.fetch, clock: Clock): Gateway {
  const { name, headers, as, accepted, voice, key, seconds } = described;
  const what = described.name === 'first' ? 'The SMS gateway' : `The SMS gateway ${name}`;

  function bodyOf(template: z.infer<typeof body>, content: Message, id: string): string {
    const given: Record<string, string> = { phone: content.to, text: content.text, code: content.code ?? '', id };
    const fill = (value: unknown): unknown =>
      typeof value === 'string'
        ? value.replaceAll(/\{(phone|text|code|id)\}/g, (_, field) => given[field] ?? '')
        : value instanceof Object
          ? Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, fill(inner)]))
          : value;
    const filled = Object.entries(template).map(([field, value]): [string, unknown] => [field, fill(value)]);
    if (as === 'json') return JSON.stringify(Object.fromEntries(filled));
    const flat = filled.map(([field, value]): [string, string] => [
      field,
      value instanceof Object ? JSON.stringify(value) : String(value),
    ]);
    return new URLSearchParams(flat).toString();
  }

  /** As Standard Webhooks signs, so that libraries for it check it. */
  function signed(id: string, sent: string): Record<string, string> {
    if (key === undefined) return {};
    const at = String(epoch(clock.now()));
    const signature = createHmac('sha256', key).update(`${id}.${at}.${sent}`).digest('base64');
    return { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signature}` };
  }

  return {
    name,
    speaks: voice !== undefined,
    async send(content, id) {
      const spoken = content.voice === true ? voice : undefined;
      const sent = bodyOf(spoken?.body ?? described.body, content, id);
      const type = as === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
      const response = await outgoing(spoken?.url ?? described.url, {
        method: 'POST',
        headers: { ...headers, 'content-type': type, 'idempotency-key': id, ...signed(id, sent) },
        body: sent,
        redirect: 'error',
        signal: AbortSignal.timeout(seconds * 1000),
      }).catch((error: unknown) => {
        throw new Error(`${what} does not answer (${reasonOf(error)})`);
      });
      if (!response.ok) {
        await response.body?.cancel();
        const refused = `${what} did not take a message (${response.status})`;
        throw final.has(response.status) ? new Refused(refused) : new Error(refused);
      }
      if (accepted === undefined) return response.body?.cancel();
      const answer = await readAnswer(response).catch(() => undefined);
      const isYes =
        answer instanceof Object &&
        Object.entries(accepted).every(([field, value]) => Reflect.get(answer, field) === value);
      if (!isYes) throw new Error(`${what} answered ${response.status} and did not say that it took a message`);
    },
  };
}

async function readAnswer(response: Response): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > longestAnswer) throw new Error('endless');
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}
