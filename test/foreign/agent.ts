import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type AgentPage, agentPage, type Saved } from '../support/agent-page.ts';
import { freePort } from '../support/ports.ts';
import { cargoTarget } from '../support/sample-programs.ts';
import { command, type Program } from './program.ts';

/** Programs of /auth.md; --stacks node,go takes others. */
export const agentStacks = ['node', 'python', 'php', 'go', 'rust'];
/** Crates and modules are fetched and compiled once before the first turn: a machine has them from its first program on. */
const compiled: Readonly<Record<string, string>> = {
  go: 'go mod tidy && go build -o login .',
  rust: 'cargo build',
};
/** The median of all runs, from the base URL on. */
const mostSeconds = 180;
const patienceMs = 10 * 60_000;

type Shell = (lines: string) => Promise<string>;

/** A shell that knows the variables which the lines before have exported. */
function createShell(folder: string): Shell {
  let exported: Record<string, string> = { CARGO_TARGET_DIR: cargoTarget };
  const mark = '----- environment -----';
  return (lines) =>
    new Promise((resolve, reject) => {
      const child = spawn(
        'bash',
        ['-c', `set -e\n${lines}\necho; echo '${mark}'; env -0 | grep -zE '^(NCC_|CITIZEN=|PASSWORD=)' | base64 -w 0`],
        {
          cwd: folder,
          env: { ...process.env, ...exported },
        },
      );
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (part: Buffer) => {
          said += part.toString();
        });
      child.on('close', (code) => {
        const [output = '', values = ''] = said.split(`\n${mark}\n`);
        if (code !== 0) return reject(new Error(said.slice(-3000)));
        const pairs = Buffer.from(values, 'base64').toString().split('\0').filter(Boolean);
        exported = {
          ...exported,
          ...Object.fromEntries(
            pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
          ),
        };
        resolve(output);
      });
    });
}

/** A text in a sample, and the one in its place. */
export type Change = readonly [from: string | RegExp, to: string];

const practised = z.object({
  state: z.string(),
  checks: z.array(
    z.object({ code: z.string(), state: z.string(), seen: z.string().nullable(), cause: z.string().nullable() }),
  ),
});

/**
 * With the base URL alone: reads the page, takes keys, writes the program (`changes`: with a mistake), signs a test citizen in, and practises.
 * Answers the seconds and the run.
 */
export async function followPage(origin: string, stack: string, folder: string, changes: readonly Change[] = []) {
  const began = performance.now();
  mkdirSync(folder, { recursive: true });
  const page: AgentPage = agentPage(await (await fetch(`${origin}/auth.md`)).text());
  const site = `http://localhost:${await freePort()}`;
  const shell = createShell(folder);
  await shell(page.take(site));
  const files = [...page.files('citizen'), ...page.files('practice'), ...page.files(stack)];
  const written = changes.reduce((now, [from, to]) => {
    const next = now.map(({ path, text }) => ({ path, text: text.replace(from, to) }));
    if (next.every(({ text }, place) => text === now[place]?.text))
      throw new Error(`the ${stack} sample has no ${from}`);
    return next;
  }, files);
  save(written, folder);
  const env = Object.fromEntries(
    (await shell('env | grep -E "^NCC_"'))
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const lines = (page.blocks(stack)[0] ?? '').replaceAll('localhost:5055', new URL(site).host);
  const child = spawn('bash', ['-c', `set -e\n${lines}`], {
    ...{ cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, ...env, CARGO_TARGET_DIR: cargoTarget },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part: Buffer) => {
      said += part.toString();
    });
  try {
    await answers(site, child, () => said);
    const home = await shell(`bash citizen.sh ${site}/login`);
    if (!home.includes('您好，测试市民1')) throw new Error(`not signed in: ${home.slice(0, 500)}`);
    const result = await shell(`STACK=${stack} bash practice.sh || true`);
    const run = practised.parse(JSON.parse(result.slice(result.indexOf('{'))));
    return { seconds: (performance.now() - began) / 1000, run, text: result };
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  }
}

/** Writes the program of a page as it stands, and compiles it where its language does. */
async function compile(origin: string, stack: string, folder: string): Promise<void> {
  const lines = compiled[stack];
  if (lines === undefined) return;
  save(agentPage(await (await fetch(`${origin}/auth.md`)).text()).files(stack), folder);
  await command(['bash', '-c', lines], { cwd: folder, env: { CARGO_TARGET_DIR: cargoTarget } });
}

function save(files: readonly Saved[], folder: string): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

async function answers(site: string, child: ChildProcess, said: () => string): Promise<void> {
  for (const from = performance.now(); performance.now() - from < patienceMs; ) {
    const isThere = await fetch(site).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    if (child.exitCode !== null && child.exitCode !== 0) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${site} does not answer: ${said().slice(-3000)}`);
}

const median = (values: readonly number[]) =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/** Plays an assistant of a developer: each stack so many times, from the base URL to a passed practice verification. */
export const agent: Program = {
  name: 'agent',
  tools: ['bash', 'curl'],
  async run({ product, own, agentPlan: { runs, stacks } }) {
    const took: number[] = [];
    const failures: string[] = [];
    const lines: string[] = [];
    for (const stack of stacks) {
      const before = took.length;
      mkdirSync(join(own, stack));
      await compile(product.origin, stack, join(own, stack));
      for (let turn = 1; turn <= runs; turn += 1)
        try {
          const { seconds, run, text } = await followPage(product.origin, stack, join(own, `${stack}-${turn}`));
          if (run.state !== 'passed') throw new Error(`not passed: ${text.slice(-3000)}`);
          took.push(seconds);
        } catch (error) {
          failures.push(`${stack} ${turn}: ${error instanceof Error ? error.message : String(error)}`);
        }
      lines.push(`${stack} ${took.length - before} of ${runs}, ${Math.round(median(took.slice(before)))} s`);
    }
    const words = `${took.length} of ${stacks.length * runs}, median ${Math.round(median(took))} s (${lines.join('; ')})`;
    if (median(took) > mostSeconds) failures.push(`the median is above ${mostSeconds} s`);
    if (failures.length > 0) throw new Error(`${words}\n${failures.join('\n')}`);
    return words;
  },
};
