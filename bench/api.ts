import { Client } from 'undici';
import type { Actor } from '../src/actor.ts';
import { systemClock } from '../src/clock.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { jsonOf } from '../src/resources/api-answers.ts';
import { channels } from '../src/resources/channels.ts';
import { createServices } from '../src/services.ts';
import type { Place } from './place.ts';
import { type Running, startOurs } from './servers.ts';
import { usageOf } from './usage.ts';

/** A new entry · the same again · a batch of a hundred new ones · a page of fifty · one entry. */
export const apiWorks = ['A1', 'A2', 'A3', 'A4', 'A5'] as const;
export type ApiWork = (typeof apiWorks)[number];

type Options = { connections: number; milliseconds: number; rounds: number };
type Program = { token: string; serial: number };

const operator: Actor = { kind: 'operator', name: 'bench' };
/** Each AK may call sixty times a second, so that there are many; an institution's own follow each other. */
const [institutions, applicationsOfEach] = [64, 8];

/** Institutions with applications, each with a token; made through the services, on the server's own database. */
async function createPrograms({ env, target }: Running): Promise<Program[]> {
  const services = await createServices({ config: readConfig(env), clock: systemClock, log: createLog('silent') });
  const programs: Program[] = [];
  for (let index = 0; index < institutions; index += 1) {
    const { id } = await services.institutions.create(operator, { name: `基准机构 ${index}`, certified: true });
    for (let each = 0; each < applicationsOfEach; each += 1) {
      const { application, secret } = await services.applications.create(
        operator,
        {
          name: '基准',
          redirectUris: ['http://127.0.0.1:9/cb'],
          scope: 'openid resource:read resource:write',
          allowLoopback: true,
        },
        { institutionId: id },
      );
      const basic = Buffer.from(`${application.clientId}:${secret}`).toString('base64');
      const answer = await fetch(`${target.origin}/oidc/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: 'grant_type=client_credentials',
      });
      const { access_token: token }: { access_token: string } = JSON.parse(await answer.text());
      programs.push({ token, serial: 0 });
    }
  }
  await services.close();
  return programs;
}

const { external_id: _name, ...example } = channels.course.example;
const entry = (serial: number) => ({ ...jsonOf(channels.course, example), title: `零基础书法 ${serial}` });
const root = '/api/v1/resources';

/** What one call of a work is. */
function callOf(work: ApiWork, program: Program): { method: 'GET' | 'PUT' | 'POST'; path: string; body?: object } {
  switch (work) {
    case 'A1':
      program.serial += 1;
      return { method: 'PUT', path: `${root}/course/n-${program.serial}`, body: entry(program.serial) };
    case 'A2':
      return { method: 'PUT', path: `${root}/course/same`, body: entry(0) };
    case 'A3': {
      const items = Array.from({ length: 100 }, () => {
        program.serial += 1;
        return { channel: 'course', external_id: `n-${program.serial}`, data: entry(program.serial) };
      });
      return { method: 'POST', path: `${root}:batch`, body: { items } };
    }
    case 'A4':
      return { method: 'GET', path: `${root}?channel=course` };
    case 'A5':
      return { method: 'GET', path: `${root}/course/same` };
  }
}

/** Upserts, batches and lists per second of the product as it ships, as a table. */
export async function measureApi(place: Place, asked: readonly ApiWork[], options: Options): Promise<string> {
  const { connections, milliseconds, rounds } = options;
  const ours = await startOurs(place, 'api', 4279, 'ES256');
  const { target, stop } = ours;
  const programs = await createPrograms(ours);
  const wires = Array.from({ length: connections }, () => new Client(target.origin, { pipelining: 1 }));
  let turn = 0;

  async function call(wire: Client, work: ApiWork): Promise<void> {
    const program = programs[turn++ % programs.length];
    if (program === undefined) throw new Error('no programs');
    const { method, path, body } = callOf(work, program);
    const answer = await wire.request({
      method,
      path,
      headers: { authorization: `Bearer ${program.token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${work} ${answer.statusCode} ${text.slice(0, 300)}`);
  }

  async function load(work: ApiWork, forMs: number) {
    const latencies: number[] = [];
    const before = { server: usageOf(target.pids.server), database: usageOf(target.pids.database) };
    const began = performance.now();
    await Promise.all(
      wires.map(async (wire) => {
        while (performance.now() - began < forMs) {
          const start = performance.now();
          await call(wire, work);
          latencies.push(performance.now() - start);
        }
      }),
    );
    const elapsed = performance.now() - began;
    const after = { server: usageOf(target.pids.server), database: usageOf(target.pids.database) };
    const each = (what: 'server' | 'database') => ((after[what].cpuMs - before[what].cpuMs) * 1000) / latencies.length;
    latencies.sort((a, b) => a - b);
    const quantile = (q: number) => latencies[Math.floor(latencies.length * q)] ?? Number.NaN;
    return [
      (latencies.length / elapsed) * 1000,
      quantile(0.5),
      quantile(0.99),
      each('server'),
      each('database'),
      after.server.rssMb,
    ];
  }

  // What is read and repeated is there first.
  const [first] = wires;
  if (first === undefined) throw new Error('no connections');
  for (const _program of programs) await call(first, 'A2');
  const lines = [
    '| work | per second | p50 ms | p99 ms | server CPU µs | database CPU µs | memory MB |',
    '|---|---|---|---|---|---|---|',
  ];
  for (const work of asked) {
    await load(work, Math.min(milliseconds, 1000));
    const measured: number[][] = [];
    for (let round = 0; round < rounds; round += 1) measured.push(await load(work, milliseconds));
    const cells = (measured[0] ?? []).map((_, column) => {
      const sorted = measured.map((row) => row[column] ?? Number.NaN).toSorted((a, b) => a - b);
      return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
    });
    lines.push(
      `| ${[work, ...cells.map((cell, column) => cell.toFixed(column === 1 || column === 2 ? 1 : 0))].join(' | ')} |`,
    );
  }
  await Promise.all(wires.map((wire) => wire.close()));
  await stop();
  return `${connections} connections, ${rounds} rounds of ${milliseconds / 1000} s, ${programs.length} AKs of ${institutions} institutions\n\n${lines.join('\n')}\n\n`;
}
