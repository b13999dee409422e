import { createBeat } from '../../beat.ts';
import { type Clock, hours, minutes, seconds } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { Connection } from '../../database/open.ts';
import type { Log } from '../../log.ts';
import { fetchList } from './fetching.ts';
import { judge, openOf, type Verdict } from './judge.ts';
import { newestList, type Unusable } from './list.ts';
import { loadedVersions } from './loaded.ts';

export type AdvisoryNeeds = {
  db: Connection;
  clock: Clock;
  log: Log;
  config: Pick<Config, 'DATA_DIR' | 'HOLES_ACCEPTED' | 'ADVISORIES_URL' | 'OUTGOING_HOSTS'>;
};

export type Judged = Verdict & {
  /** The day of the list. */
  issued: string;
  /** Whether it came with the release; else it was put into the folder of data. */
  isShipped: boolean;
  /** Why a list in the folder of data is not believed. */
  refused: Unusable | undefined;
  loaded: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of each component with a floor. */
  least: ReadonlyMap<string, readonly string[]>;
};

/** Known holes and floors, judged by the versions that run. Nothing of it needs a network. */
export interface Advisories {
  /** As of now, or of five seconds ago. */
  judged(): Promise<Judged>;
  /** Open ones by the last look of this process; empty before the first. */
  lastOpen(): readonly { id: string; component: string; version: string }[];
}

const fresh = seconds(5) * 1_000;
const everyMs = minutes(10) * 1_000;
const fetchEveryMs = hours(24) * 1_000;

export function createAdvisories({ db, clock, log, config }: AdvisoryNeeds) {
  let known: { at: number; judged: Promise<Judged> } | undefined;
  let open: ReturnType<Advisories['lastOpen']> = [];

  async function look(): Promise<Judged> {
    const [{ list, ...from }, loaded] = [
      await newestList(config.DATA_DIR),
      await loadedVersions({ db, now: clock.now() }),
    ];
    const verdict = judge(list, loaded, config.HOLES_ACCEPTED);
    open = openOf(verdict);
    const least = new Map(list.floors.map((each) => [each.component, each.least]));
    return { ...verdict, ...from, issued: list.issued, loaded, least };
  }

  function judged(): Promise<Judged> {
    const at = clock.now().getTime();
    if (known === undefined || Math.abs(at - known.at) > fresh) known = { at, judged: look() };
    known.judged.catch(() => {
      known = undefined;
    });
    return known.judged;
  }

  const looking = createBeat(
    () => judged().catch((error: unknown) => log.debug({ err: error }, 'known holes could not be looked for')),
    everyMs,
    async () => undefined,
  );
  const fetching = createBeat(
    () =>
      fetchList(config).catch((error: unknown) => log.warn({ err: error }, 'the list of known holes was not fetched')),
    fetchEveryMs,
    async () => undefined,
  );
  return {
    service: { judged, lastOpen: () => open } satisfies Advisories,
    async start(): Promise<void> {
      await looking.start();
      if (config.ADVISORIES_URL !== undefined) void fetching.start();
    },
    async stop(): Promise<void> {
      await Promise.all([looking.stop(), fetching.stop()]);
    },
  };
}
