import type { Actor } from '../src/actor.ts';
import { systemClock } from '../src/clock.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { jsonOf } from '../src/resources/api/api-answers.ts';
import { channels } from '../src/resources/channels/channels.ts';
import { createServices } from '../src/services.ts';
import { createWords } from '../src/words/index.ts';
import { type Call, type Options, openCalls, tokenOf } from './calls.ts';
import type { Place } from './place.ts';
import { type Running, startOurs } from './servers.ts';

/** A new entry · the same again · a batch of a hundred new ones · a page of fifty · one entry. */
export const apiWorks = ['A1', 'A2', 'A3', 'A4', 'A5'] as const;
export type ApiWork = (typeof apiWorks)[number];

type Program = { token: string; serial: number };

const operator: Actor = { kind: 'operator', name: 'bench' };
/** Each AK may call sixty times a second, so that there are many; an institution's own follow each other. */
const [institutions, applicationsOfEach] = [64, 8];

/** Institutions with applications, each with a token; made through the services, on the server's own database. */
async function createPrograms({ env, target }: Running): Promise<Program[]> {
  const services = await createServices({
    config: readConfig(env),
    clock: systemClock,
    log: createLog('silent'),
    words: createWords(),
  });
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
      const token = await tokenOf(target, application.clientId, secret ?? '');
      programs.push({ token, serial: 0 });
    }
  }
  await services.close();
  return programs;
}

const { external_id: _name, ...example } = channels.course.example;
const entry = (serial: number) => ({ ...jsonOf(channels.course, example), title: `零基础书法 ${serial}` });
const root = '/api/v1/resources';

/** One call of a work. */
function callOf(work: ApiWork, program: Program): Omit<Call, 'headers'> {
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
  const programs = await createPrograms(ours);
  const calls = await openCalls(ours.target, connections);
  let turn = 0;
  const next = (work: ApiWork): Call => {
    const program = programs[turn++ % programs.length];
    if (program === undefined) throw new Error('no programs');
    return { ...callOf(work, program), headers: { authorization: `Bearer ${program.token}` } };
  };
  // Data to read or to repeat are created first.
  for (const _program of programs) await calls.once(next('A2'));
  const table = await calls.measure(asked, next, options);
  await calls.close();
  await ours.stop();
  return `${connections} connections, ${rounds} rounds of ${milliseconds / 1000} s, ${programs.length} AKs of ${institutions} institutions\n\n${table}\n`;
}
