import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Product } from './product.ts';

/** `agentPlan`: how often an assistant follows the page, and with which languages. */
export type Workshop = {
  product: Product;
  folder: string;
  agentPlan: { runs: number; stacks: readonly string[] };
};

/** One foreign program: its requirements, and how it is made and run. Its answer is printed; a thrown error is a failure. */
export type Program = {
  name: string;
  tools: readonly string[];
  run: (at: Workshop & { own: string }) => Promise<string>;
};

export type Outcome = {
  name: string;
  verdict: 'ok' | 'failed' | 'absent';
  seconds: number;
  words: string;
  log: string;
};

const patience = 10 * 60_000;

const isHere = (tool: string) =>
  (process.env.PATH ?? '').split(delimiter).some((place) => {
    try {
      accessSync(join(place, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

export async function runProgram({ name, tools, run }: Program, workshop: Workshop): Promise<Outcome> {
  const absent = tools.filter((tool) => !isHere(tool));
  if (absent.length > 0)
    return {
      name,
      verdict: 'absent',
      seconds: 0,
      words: `needs ${absent.join(' and ')}, which is not on this machine`,
      log: '',
    };
  const own = join(workshop.folder, name);
  mkdirSync(own, { recursive: true });
  const began = performance.now();
  const after = () => Math.round((performance.now() - began) / 1000);
  try {
    return { name, verdict: 'ok', words: await run({ ...workshop, own }), seconds: after(), log: '' };
  } catch (error) {
    const log = error instanceof Error ? error.message : String(error);
    return { name, verdict: 'failed', words: log.split('\n')[0] ?? '', seconds: after(), log };
  }
}

/** Runs a command to its end and returns its output; throws with all of its output where it failed. */
export function command(
  [name = '', ...args]: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: patience,
    });
    let [output, said] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      said += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output.trim());
      else
        reject(
          new Error(`${[name, ...args].join(' ').slice(0, 120)} ended with ${code ?? signal}\n${said.slice(-6000)}`),
        );
    });
  });
}
