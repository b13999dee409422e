import type { IncomingMessage, ServerResponse } from 'node:http';
import { equal, hashToken } from '../../crypto/secrets.ts';
import type { Standing } from '../../database/standby.ts';
import type { Log } from '../../log.ts';
import type { Metrics } from './metrics.ts';

type Needs = {
  isReady: () => Promise<boolean>;
  /** Whether the database is out of space: no login is possible then. */
  isFull: () => boolean;
  /** Seconds by which this machine is behind its database, where that is more than one. */
  skew: () => number | undefined;
  /** The city whose database this is, where there are several. */
  city?: () => string | undefined;
  /** Of the standby that is read where it can be; nothing depends on it. */
  standby?: (() => Standing) | undefined;
  /** Of the servers that tables are spread over, which all of them need. */
  workers?: (() => Promise<readonly { name: string; state: string }[]>) | undefined;
  /** Known holes of the versions that run: told, and never a reason not to answer. */
  holes?: () => readonly { id: string; component: string; version: string }[];
  metrics: Metrics;
  metricsToken: string | undefined;
  log: Log;
};

/**
 * `/healthz`: the process lives, for a load balancer. `/readyz`: it can work (database reached, with room, not draining; docs/adr/0111).
 * `/metrics`: with METRICS_TOKEN; an address is no proof, since proxies forward it differently.
 */
export function createHealth({
  isReady,
  isFull,
  skew,
  city = () => undefined,
  standby,
  workers,
  holes = () => [],
  metrics,
  metricsToken,
  log,
}: Needs) {
  const expected = metricsToken === undefined ? undefined : hashToken(`Bearer ${metricsToken}`);
  const mayRead = (authorization = '') => expected !== undefined && equal(hashToken(authorization), expected);
  const answers: Readonly<Record<string, (req: IncomingMessage, res: ServerResponse) => Promise<void>>> = {
    '/healthz': async (_req, res) => reply(res, 200, 'ok\n'),
    '/readyz': async (_req, res) => {
      const seconds = skew();
      const clockNote = seconds === undefined ? '' : `clock ${seconds} s behind the database, which is followed\n`;
      const state = standby?.().state ?? 'read';
      const holeNote = holes()
        .map(({ id, component, version }) => `known hole ${id}: ${component} ${version}\n`)
        .join('');
      const standbyNote = state === 'read' ? '' : `standby not read (${state}): the primary answers\n`;
      const serving = city();
      const cityNote = serving === undefined ? '' : `city ${serving}\n`;
      const note = `${cityNote}${clockNote}${standbyNote}${holeNote}`;
      const unwell = ((await workers?.()) ?? []).filter(({ state }) => state !== 'well');
      const unwellNote = unwell.map(({ name, state }) => `server ${name}: ${state}\n`).join('');
      if ((await isReady()) && unwell.length === 0) return reply(res, 200, `ready\n${note}`);
      const fullNote = isFull() ? 'the disk of the database is full\n' : '';
      reply(res, 503, `not ready\n${fullNote}${note}${unwellNote}`);
    },
    '/metrics': async (req, res) => {
      if (mayRead(req.headers.authorization)) reply(res, 200, await metrics.text(), metrics.contentType);
      else reply(res, 404, 'not found\n');
    },
  };

  /** By path. */
  return new Map(
    Object.entries(answers).map(([path, answer]) => [
      path,
      (req: IncomingMessage, res: ServerResponse): void => {
        answer(req, res).catch((error: unknown) => {
          log.error({ err: error }, 'health check');
          if (!res.headersSent) reply(res, 503, 'not ready\n');
        });
      },
    ]),
  );
}

function reply(res: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8') {
  res.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
}
