import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { freePort } from '../support/ports.ts';
import { alerts, rulesPath } from '../support/runbooks.ts';
import { until } from '../support/until.ts';
import { lines, must } from './machine/follow.ts';
import type { Machine } from './machine/machine.ts';

// The real Prometheus (Debian's): lookalikes accept input that it refuses.

export const whyNoPrometheus = (): string | undefined =>
  promtool(['--version']) && spawnSync('prometheus', ['--version']).error === undefined
    ? undefined
    : 'there is no prometheus here: apt-get install prometheus';

/** The output of promtool for `input`; undefined where it is missing. */
export function promtool(args: readonly string[], input = '') {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, { encoding: 'utf8', input });
  return error === undefined ? { code: status ?? -1, text: stdout, warnings: stderr } : undefined;
}

/** The configuration of docs/operating.md, “Watching”, for these targets. */
function configurationFor(targets: readonly string[], { rules = rulesPath, token = '', every = '15s' } = {}) {
  const [, written = ''] = /<<'YAML'\n([\s\S]*?)^YAML$/m.exec(lines('watching', 'configuration')) ?? [];
  const { scrape_configs, ...others } = z
    .looseObject({ scrape_configs: z.tuple([z.looseObject({ job_name: z.literal('cloud') })]) })
    .parse(parse(written));
  const [job] = scrape_configs;
  return stringify({
    ...others,
    global: { evaluation_interval: every, scrape_interval: every },
    rule_files: [rules],
    scrape_configs: [
      {
        ...{ ...job, scrape_interval: every, authorization: { credentials_file: token } },
        static_configs: [{ targets }],
      },
    ],
  });
}

const answer = <Data extends z.ZodType>(data: Data) => z.object({ status: z.literal('success'), data });
const answers = {
  targets: answer(
    z.object({
      activeTargets: z.array(z.object({ scrapeUrl: z.string(), health: z.string(), lastError: z.string() })),
    }),
  ),
  rules: answer(
    z.object({
      groups: z.array(
        z.object({
          rules: z.array(
            z.object({ name: z.string(), state: z.string(), health: z.string(), lastError: z.string().optional() }),
          ),
        }),
      ),
    }),
  ),
  names: answer(z.array(z.string())),
};

/** A Prometheus's own reports, read by `get`; if it did not start, the reason. */
function createWatcher(get: (path: string) => Promise<string>) {
  const ask = async <Shape extends z.ZodType>(path: string, shape: Shape) => shape.parse(JSON.parse(await get(path)));
  return {
    /** Why a target is not up; empty: all are. */
    async faults(): Promise<string[]> {
      const { data } = await ask('/api/v1/targets', answers.targets);
      if (data.activeTargets.length === 0) return ['no target yet'];
      return data.activeTargets.flatMap(({ scrapeUrl, health, lastError }) =>
        health === 'up' ? [] : [`${scrapeUrl} ${health} ${lastError}`.trim()],
      );
    },
    rules: async () => (await ask('/api/v1/rules', answers.rules)).data.groups.flatMap(({ rules }) => rules),
    /** Of every series that it took in. */
    names: async () => (await ask('/api/v1/label/__name__/values', answers.names)).data,
  };
}
type Watcher = ReturnType<typeof createWatcher>;

/** It reads all of every target, and evaluates every rule that we ship; a rule of which it says that it cannot is thrown. */
export async function expectWatched(watcher: Watcher, timeoutMs = 60_000): Promise<void> {
  let faults: string[] = [];
  const isWhole = async () => {
    faults = await watcher.faults();
    return faults.length === 0;
  };
  await until(isWhole, 'Prometheus has read the node', timeoutMs).catch((error: unknown) => {
    throw new Error(`Prometheus does not read the node: ${faults.join('; ')}`, { cause: error });
  });
  await until(
    async () => (await watcher.rules()).every(({ health }) => health !== 'unknown'),
    'each rule was evaluated',
    timeoutMs,
  );
  const rules = await watcher.rules();
  const broken = rules.filter(({ health }) => health !== 'ok').map(({ name, lastError }) => `${name}: ${lastError}`);
  if (broken.length > 0 || rules.length !== alerts.length)
    throw new Error(`${rules.length} of ${alerts.length} rules, and of them are broken: ${broken.join('; ')}`);
}

type Options = {
  targets: readonly string[];
  token: string;
  /** Of the rules; a short one lets an alert fire within seconds where its expression alone is looked at. */
  rules?: string;
};

/** Starts the real one as docs/operating.md sets it up, but that it looks each second. */
export async function startPrometheus({ targets, token, rules }: Options) {
  const folder = mkdtempSync(join(tmpdir(), 'ccc-prometheus-'));
  const port = await freePort();
  writeFileSync(join(folder, 'token'), token, { mode: 0o600 });
  if (rules !== undefined) writeFileSync(join(folder, 'rules.yaml'), rules);
  const files = { token: join(folder, 'token'), ...(rules !== undefined && { rules: join(folder, 'rules.yaml') }) };
  writeFileSync(join(folder, 'prometheus.yml'), configurationFor(targets, { ...files, every: '1s' }));
  const child: ChildProcess = spawn(
    'prometheus',
    [
      ...[`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`],
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`Prometheus does not start: ${log}`);
      return isReady();
    },
    'Prometheus is ready',
    30_000,
  );
  return {
    ...createWatcher(get),
    async remove(): Promise<void> {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill();
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Sets Prometheus up on a machine whose node runs, as docs/operating.md says, and asks it: it reads all of the node, and evaluates every rule.
 * Where Debian's packages are not to be had it says so.
 */
export async function watchedByPrometheus(machine: Machine, say: (line: string) => void): Promise<void> {
  const fetched = await machine.run(lines('watching', 'packages'), {}, true);
  if (fetched.code !== 0) return say(`Prometheus is not to be had here\n${fetched.output.slice(-500)}`);
  const began = performance.now();
  await must(machine, lines('watching', 'configuration'));
  const watcher = createWatcher(
    async (path) => (await must(machine, `curl --silent --fail http://127.0.0.1:9090${path}`)).output,
  );
  await until(
    async () => (await machine.run('curl --silent --fail http://127.0.0.1:9090/-/ready')).code === 0,
    'Prometheus is ready',
    60_000,
  );
  await expectWatched(watcher, 180_000);
  say(
    `Prometheus reads ${(await watcher.names()).length} figures and evaluates ${alerts.length} rules: ${((performance.now() - began) / 1000).toFixed(0)} s`,
  );
}
