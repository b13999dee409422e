import type { Clock } from '../../clock.ts';
import { inspectConfig } from '../../config.ts';
import { type Bounds, bounds as usual } from './bounds.ts';
import type { Finding, On } from './check.ts';
import { areas } from './checks/index.ts';

/** The findings of each check, and the checks that could not run, with the reason. */
export type Examination = {
  checks: number;
  findings: readonly Finding[];
  skipped: readonly { area: string; why: string }[];
};

type Needs = {
  env: Record<string, string | undefined>;
  clock: Clock;
  bounds?: Partial<Bounds>;
  /** Certificates that are believed beside those of the system. */
  ca?: string;
  /** Versions to judge in place of those that run, by component. */
  pretended?: Readonly<Record<string, string>>;
  /** A release to look at in place of the one that runs. */
  releaseFolder?: string;
  /** Leaves out checks that ask other machines or write. */
  quick?: boolean;
};

/** Checks everything and changes nothing. A check that cannot run does not prevent the others. */
export async function examine({ env, clock, bounds, quick = false, ...given }: Needs): Promise<Examination> {
  const on: On = { env, config: inspectConfig(env).config, clock, bounds: { ...usual, ...bounds }, ...given };
  const findings: Finding[] = [];
  const skipped: Examination['skipped'][number][] = [];
  const needsDatabase = ['server', 'schema', 'contents'];
  let checks = 0;
  try {
    for (const area of areas) {
      if (quick && area.isSlow) continue;
      if (needsDatabase.includes(area.name) && on.db === undefined) continue; // the reason is among the findings
      try {
        findings.push(...(await area.examine(on)));
        checks += area.checks.length;
      } catch (error) {
        skipped.push({ area: area.name, why: error instanceof Error ? error.message : String(error) });
      }
    }
  } finally {
    await on.db?.close();
  }
  return { checks, findings, skipped };
}

/** 2: something does harm; 1: something is to be looked at; 0: nothing. */
export const exitCodeOf = ({ findings, skipped }: Examination): 0 | 1 | 2 =>
  findings.some(({ level }) => level === 'harm') ? 2 : findings.length + skipped.length > 0 ? 1 : 0;
