import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Config } from '../../src/config.ts';
import { rooms, type Services } from '../../src/services.ts';
import { words } from './words.ts';

const root = new URL('../../', import.meta.url);
const folder = new URL('docs/runbooks/', root);

const file = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          for: z.string().regex(/^\d+m$/),
          labels: z.object({ severity: z.enum(['warning', 'critical']) }),
          annotations: z.object({ summary: z.string(), runbook_url: z.url() }),
        }),
      ),
    }),
  ),
});
export const rulesPath = new URL('deploy/prometheus/alerts.yaml', root).pathname;
export const alerts = file.parse(parse(readFileSync(rulesPath, 'utf8'))).groups.flatMap(({ rules }) => rules);

const dashboard = z.object({
  panels: z.array(
    z.object({
      title: z.string(),
      targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).default([]),
    }),
  ),
});
/** The queries of the dashboard's panels, each by its title; a name in a legend must be a remaining label. */
export const panels = dashboard
  .parse(JSON.parse(readFileSync(new URL('deploy/grafana/cloud.json', root), 'utf8')))
  .panels.flatMap(({ title, targets }) =>
    targets.flatMap(({ expr, legendFormat }) => [
      [title, expr] as const,
      ...Array.from(
        legendFormat.matchAll(/\{\{(\w+)\}\}/g),
        ([, label = '']) => [title, `sum by (${label}) (${expr})`] as const,
      ),
    ]),
  );

/** Pages without an alert: for telephone calls. */
const ofNoAlert = ['accounts-locked.md', 'city-gone.md'];
export const runbooks = readdirSync(folder).filter(
  (name) => name.endsWith('.md') && name !== 'README.md' && !ofNoAlert.includes(name),
);
export const runbook = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
/** The page that an alert names. */
export const runbookOf = (alert: string): string =>
  (alerts.find((each) => each.alert === alert)?.annotations.runbook_url ?? '').split('/').at(-1) ?? '';

/** The commands of a page for looking, or for the cure, in their order: in shell line by line, in psql statement by statement. */
export const linesOf = (name: string, what: 'look' | 'cure'): { language: 'sh' | 'sql'; text: string }[] =>
  [...runbook(name).matchAll(new RegExp(`^\`\`\`(sh|sql) ${what}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].flatMap(
    ([, named, lines = '']) => {
      const language = named === 'sql' ? 'sql' : 'sh';
      const texts = lines.replaceAll('\\\n', ' ').split(language === 'sql' ? /(?<=;)\n/ : '\n');
      return texts.filter((text) => text.trim() !== '').map((text) => ({ language, text }) as const);
    },
  );

/** One line of `cloud`, as the operators' command line runs it, on the services of a test. */
export async function runLine(
  line: string,
  values: Record<string, string>,
  services: Services & { config: Readonly<Config> },
): Promise<void> {
  // A shell hands the file in as the standard input; here it is read by its name.
  const filled = line.replaceAll(/\$([A-Z]+)/g, (_, name: string) => values[name] ?? '').replace(' - < ', ' ');
  const [program, ...args] = Array.from(
    filled.matchAll(/'([^']*)'|(\S+)/g),
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
  if (program !== 'cloud') throw new Error(`not a command of cloud: ${filled}`);
  const commands = await rooms.commands();
  const isOneWord = commands[args[0] ?? ''] !== undefined;
  const command = commands[args.slice(0, isOneWord ? 1 : 2).join(' ')];
  if (command === undefined) throw new Error(`no such command: ${filled}`);
  const options = { ...command.options, json: { type: 'boolean' as const } };
  const read = parseArgs({ args: args.slice(isOneWord ? 1 : 2), options, allowPositionals: true, strict: true });
  if (command.bare === 'environment')
    await command.work(
      { env: process.env, clock: services.clock, speech: () => words('zh', 'operator') },
      read.values,
      read.positionals,
    );
  else await command.work(services, read.values, read.positionals);
}
