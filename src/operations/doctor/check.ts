import type { Clock } from '../../clock.ts';
import type { Config, ConfigFacts } from '../../config.ts';
import type { KeyFiles } from '../../crypto/key-files.ts';
import type { Database } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import type { Bounds } from './bounds.ts';
import type { FindingFacts } from './facts.ts';

/** `harm`: data, people or the service are in danger now, or a start is refused. `warning`: it goes well until something else happens. */
export type Level = 'harm' | 'warning';
type Known = FindingFacts & ConfigFacts;

/** One possible fault: its severity, and how it follows from the observation. Its words, and the cure, stand in words/zh/doctor.ts. */
export interface Check<Seen> {
  id: keyof Known & string;
  level: Level;
  look: (seen: Seen, bounds: Bounds, now: Date) => readonly Fact[];
}

export type Finding = { id: string; level: Level; fact: Fact };

/** The sources of areas. Results of earlier ones are available to later ones. */
export type On = {
  env: Record<string, string | undefined>;
  config: Readonly<Config>;
  clock: Clock;
  bounds: Bounds;
  /** Certificates that are believed beside those that every system knows. */
  ca?: string | undefined;
  keys?: KeyFiles | undefined;
  db?: Database | undefined;
  /** Versions that stand for the real ones, by component. */
  pretended?: Readonly<Record<string, string>> | undefined;
  /** The folder of the release to look at, where it is not the one that runs. */
  releaseFolder?: string | undefined;
};

/** Makes checks of one area. `look` gives the parameters of the fact, or undefined (or none) where nothing is wrong. */
export const checksOf =
  <Seen>() =>
  <Code extends keyof Known & string>(
    id: Code,
    level: Level,
    look: (seen: Seen, bounds: Bounds, now: Date) => Known[Code] | readonly Known[Code][] | undefined,
  ): Check<Seen> => ({
    id,
    level,
    look(...seen) {
      const found = look(...seen);
      const all = found === undefined ? [] : isList(found) ? found : [found];
      return all.map((params) => ({ code: id, params }));
    },
  });

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);

/** An area: one observation, and the checks of it. */
export interface Area {
  name: string;
  /** It asks other machines, or makes this one work: not while a server starts. */
  isSlow: boolean;
  checks: readonly Pick<Check<unknown>, 'id' | 'level'>[];
  examine: (on: On) => Promise<Finding[]>;
}

type Description<Seen> = {
  name: string;
  isSlow?: boolean;
  read: (on: On) => Seen | Promise<Seen>;
  checks: readonly Check<Seen>[];
};

export const area = <Seen>({ name, isSlow = false, read, checks }: Description<Seen>): Area => ({
  name,
  isSlow,
  checks,
  async examine(on) {
    const seen = await read(on);
    const now = on.clock.now();
    return checks.flatMap(({ id, level, look }) =>
      look(seen, on.bounds, now).map((fact): Finding => ({ id, level, fact })),
    );
  },
});
