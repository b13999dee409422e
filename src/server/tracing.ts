import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler } from '../http/gate/gate.ts';
import { createOutgoing } from '../http/outgoing.ts';
import type { Log } from '../log.ts';
import { type Span, type Step, within } from '../trace.ts';

type Needs = { url: URL; share: number; log: Log };
type Attributes = Parameters<Span['set']>[0];
type Ended = {
  trace: string;
  id: string;
  parent: string | undefined;
  name: string;
  kind: 2 | 3; // server, client
  began: number;
  ended: number;
  failed: boolean;
  attributes: Attributes;
};

/** Spans that wait to be sent: further ones are dropped, so that an unavailable collector costs only its traces. */
const most = 4_096;
const batch = 512;
const everyMs = 2_000;
const timeout = 5_000;

/** W3C Trace Context, version 00; a later version begins the same way. */
const traceparent = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:$|-)/;

/**
 * Traces by OTLP over HTTP (docs/adr/0071), loaded only where OTLP_URL names a collector: a span for each request, and one for each statement
 * of its SQL. They hold the pattern of the route, the AK and the text of statements, which are constant; no path, no value, no address.
 */
export function createTracing({ url, share, log }: Needs) {
  const target = new URL('/v1/traces', url);
  const fetch = createOutgoing({ allowedHosts: [target.hostname] });
  const instance = randomBytes(8).toString('hex');
  const waiting: Ended[] = [];
  let lost = 0;
  let sending: Promise<void> = Promise.resolve();
  const timer = setInterval(flush, everyMs).unref();

  function keep(span: Ended): void {
    if (waiting.length >= most) lost += 1;
    else if (waiting.push(span) >= batch) flush();
  }

  function flush(): Promise<void> {
    if (waiting.length > 0) sending = sending.then(() => send(waiting.splice(0, batch)));
    return sending;
  }

  async function send(spans: readonly Ended[]): Promise<void> {
    if (spans.length === 0) return;
    try {
      const answer = await fetch(target, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(requestOf(spans, instance)),
        redirect: 'error',
        signal: AbortSignal.timeout(timeout),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`the collector answered ${answer.status}`);
      if (lost > 0) log.warn({ spans: lost }, 'traces were given up');
      lost = 0;
    } catch (error) {
      if (lost === 0) log.warn({ err: error }, 'traces do not get to the collector');
      lost += spans.length;
    }
  }

  /** Decided by the trace, as every service with the same share decides it; who asks may only say that it is not to be. */
  function isTraced(trace: string, flags: string): boolean {
    if ((Number.parseInt(flags, 16) & 1) === 0) return false;
    return Number.parseInt(trace.slice(-8), 16) / 2 ** 32 < share;
  }

  function begin(req: IncomingMessage, res: ServerResponse): Span | undefined {
    const [, given, parent, flags = '01'] = traceparent.exec(String(req.headers.traceparent ?? '')) ?? [];
    const trace = given ?? randomBytes(16).toString('hex');
    if (!isTraced(trace, flags)) return undefined;
    const id = randomBytes(8).toString('hex');
    const began = performance.now();
    const attributes: Record<string, string | number | undefined> = { 'http.request.method': req.method };
    res.once('close', () => {
      const { statusCode } = res;
      const route = attributes['http.route'];
      const name = `${req.method} ${route ?? ''}`.trim();
      const failed = statusCode >= 500 || !res.writableFinished;
      const whole = { ...attributes, 'http.response.status_code': statusCode };
      keep({ trace, id, parent, name, kind: 2, began, ended: performance.now(), failed, attributes: whole });
    });
    return {
      set: (told) => void Object.assign(attributes, told),
      begin(name, more): Step {
        const [step, start] = [randomBytes(8).toString('hex'), performance.now()];
        return {
          end: (failed = false) =>
            keep({
              ...{ trace, id: step, parent: id, name, kind: 3 as const, began: start, ended: performance.now() },
              ...{ failed, attributes: more },
            }),
        };
      },
    };
  }

  return {
    around:
      (app: Handler): Handler =>
      (req, res) =>
        within(begin(req, res), () => app(req, res)),
    async close(): Promise<void> {
      clearInterval(timer);
      while (waiting.length > 0) await flush();
      await sending;
    },
  };
}

const anyValue = (value: string | number) =>
  typeof value === 'number' ? { intValue: String(value) } : { stringValue: value };
const listed = (attributes: Attributes) =>
  Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: anyValue(value) }]));
/** Nanoseconds since 1970; a number would round them to a quarter of a microsecond. */
const nanoseconds = (at: number) => String(BigInt(Math.round((performance.timeOrigin + at) * 1e3)) * 1_000n);

/** ExportTraceServiceRequest in the JSON of OTLP 1. */
const requestOf = (spans: readonly Ended[], instance: string) => ({
  resourceSpans: [
    {
      resource: {
        attributes: listed({
          'service.name': 'culture-cloud-connect',
          'service.instance.id': instance,
        }),
      },
      scopeSpans: [
        {
          scope: { name: 'culture-cloud-connect' },
          spans: spans.map(({ trace, id, parent, name, kind, began, ended, failed, attributes }) => ({
            traceId: trace,
            spanId: id,
            ...(parent !== undefined && { parentSpanId: parent }),
            name,
            kind,
            startTimeUnixNano: nanoseconds(began),
            endTimeUnixNano: nanoseconds(ended),
            attributes: listed(attributes),
            status: failed ? { code: 2 } : {},
          })),
        },
      ],
    },
  ],
});
