import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AgentPage, agentPage } from '../support/agent-page.ts';
import { freePort } from '../support/ports.ts';
import { cargoTarget } from '../support/sample-programs.ts';
import type { Program } from './program.ts';

/** Programs of /auth.md; STACKS=node,go takes others, RUNS another number of runs of each. */
const stacks = (process.env.STACKS ?? 'node,python,php,go,rust').split(',');
const runs = Number(process.env.RUNS ?? 10);
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

/** With the base URL alone: reads the page, takes keys, writes the program, signs a test citizen in, practises until it passes. Answers the seconds. */
async function followPage(origin: string, stack: string, folder: string): Promise<number> {
  const began = performance.now();
  mkdirSync(folder, { recursive: true });
  const page: AgentPage = agentPage(await (await fetch(`${origin}/auth.md`)).text());
  const site = `http://localhost:${await freePort()}`;
  const shell = createShell(folder);
  const [take = '', takeElsewhere = ''] = page.blocks('keys');
  await shell(
    [
      takeElsewhere
        .replaceAll('http://localhost:3000/api/auth/callback/ncc', `${site}/callback`)
        .replaceAll('http://localhost:3000', site),
      ...take.split('\n').slice(1),
      `export NCC_CALLBACK=${site}/callback`,
    ].join('\n'),
  );
  for (const { path, text } of [...page.files('citizen'), ...page.files('practice'), ...page.files(stack)]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
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
    const named = `SITE=${site}/ LOGIN=${site}/login LOGOUT=${site}/logout NOTICES=${site}/backchannel-logout`;
    const result = await shell(`${named} bash practice.sh`);
    if (!result.includes('"state":"passed","started_at"')) throw new Error(`not passed: ${result.slice(-3000)}`);
    return (performance.now() - began) / 1000;
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
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
  async run({ product, own }) {
    const took: number[] = [];
    const failures: string[] = [];
    const lines: string[] = [];
    for (const stack of stacks) {
      const before = took.length;
      for (let turn = 1; turn <= runs; turn += 1)
        await followPage(product.origin, stack, join(own, `${stack}-${turn}`)).then(
          (seconds) => took.push(seconds),
          (error: unknown) =>
            failures.push(`${stack} ${turn}: ${error instanceof Error ? error.message : String(error)}`),
        );
      lines.push(`${stack} ${took.length - before} of ${runs}, ${Math.round(median(took.slice(before)))} s`);
    }
    const words = `${took.length} of ${stacks.length * runs}, median ${Math.round(median(took))} s (${lines.join('; ')})`;
    if (failures.length > 0) throw new Error(`${words}\n${failures.join('\n')}`);
    return words;
  },
};
