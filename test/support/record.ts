import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createLog, type Log } from '../../src/log.ts';

/** Where a run leaves its logs, pictures and the list of secrets that it used; run.ts reads them when all is over. */
const output = fileURLToPath(new URL('../../test-output', import.meta.url));
mkdirSync(output, { recursive: true });

/** A value that must never appear in a log: run.ts looks for it in everything that the run wrote. */
export function remember<T extends string | undefined>(value: T): T {
  if (value !== undefined && value.length >= 6) appendFileSync(`${output}/secrets.txt`, `${value}\n`);
  return value;
}

/** All that was remembered so far, by any test of the run. */
export const secretsSoFar = (): string[] => readFileSync(`${output}/secrets.txt`, 'utf8').split('\n').filter(Boolean);

const noted = new Set<string>();
/** An answer that some test got of the API, by call and status: run.ts names the documented ones that no test of a whole run got. */
export function noteAnswer(answer: string): void {
  if (noted.has(answer)) return;
  noted.add(answer);
  appendFileSync(`${output}/answers.txt`, `${answer}\n`);
}

export const logPath = (name: string) => `${output}/${name}.log`;

/** The log of an application inside the test process: everything, into a file. */
export const fileLog = (name: string): Log =>
  createLog('debug', pino.destination({ dest: logPath(name), sync: true, append: true }));
