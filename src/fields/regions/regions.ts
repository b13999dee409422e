import { z } from 'zod';
import { type Actor, mustOperate, mustReachAll, type Role } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { invalid, type Problems } from '../../errors.ts';
import { written } from '../../fact.ts';
import type { Log } from '../../log.ts';
import { fact } from '../facts.ts';
import { day } from '../moment.ts';
import { readFields } from '../read.ts';
import { missing, text } from '../text.ts';
import * as store from './region-store.ts';
import { overrideRegions, type Region, regionOf } from './region-table.ts';

const topic = 'regions';
const fields = z.object({
  code: z
    .string(written(missing('行政区划代码')))
    .regex(/^[1-8]\d{5}$/, written(fact('fields.region_form', { label: '行政区划代码' })))
    .register(z.globalRegistry, { title: '行政区划代码' }),
  name: text('名称', { min: 2, max: 30 }).optional(),
  validFrom: day('启用日期').optional(),
  validTo: day('停用日期').optional(),
  replacedBy: z.string().register(z.globalRegistry, { title: '替换代码' }).optional(),
});

export type RegionInput = Partial<Record<'code' | 'name' | 'validFrom' | 'validTo' | 'replacedBy', string>>;

/** Staff of the whole country who may change regions. */
export const regionKeepers = ['operator', 'administrator'] as const satisfies readonly Role[];

export type RegionChange = { before: Region | undefined; after: Region };

/** Regions change each year; operators enter the changes, and every node knows them at once. */
export function createRegions({ db, clock, log }: { db: Database; clock: Clock; log: Log }) {
  const load = async () => overrideRegions(await store.list(db));
  const reload = () =>
    void load().catch((error: unknown) => log.error({ err: error }, 'The changed regions could not be read'));
  let listening: Promise<(() => Promise<void>) | undefined> | undefined;

  return {
    async start(): Promise<void> {
      await load();
      listening = db.listen(topic, reload, reload).catch((error: unknown) => {
        log.warn({ err: error }, 'Changed regions are read at the next start only');
        return undefined;
      });
    },

    /** A change as it would be made. `isWhole`: absent values go, else they stay. Throws `invalid`: every problem. */
    plan: (actor: Actor, input: RegionInput, isWhole = false): RegionChange => planned(actor, input, isWhole),

    /** Adds, renames or ends a region, with its successor; absent values stay, or go with `isWhole`. */
    async change(actor: Actor, input: RegionInput, isWhole = false): Promise<Region> {
      const { before, after: region } = planned(actor, input, isWhole);
      await db.transaction(async (trx) => {
        const at = clock.now();
        await store.set(trx, region, at);
        const subject = { kind: 'region', id: region.code };
        await record(trx, at, actor, 'region.change', subject, { from: before ?? null, to: region });
        await trx.notify(topic, region.code);
      });
      await load();
      return region;
    },

    /** Changes by operators since the table was shipped, newest first. */
    changed: () => store.changes(db),

    stop(): void {
      // Not awaited: while the database is away the subscription hangs, and its end must not hold up a shutdown.
      listening?.then((unlisten) => unlisten?.()).catch(() => undefined);
    },
  };
}

function planned(actor: Actor, input: RegionInput, isWhole: boolean): RegionChange {
  mustOperate(actor, ...regionKeepers);
  mustReachAll(actor);
  const read = readFields(fields, input);
  const unreadable = 'problems' in read ? read.problems : {};
  // The others are looked at all the same, so that all problems are told at once.
  const readable = Object.fromEntries(Object.entries(input).filter(([name]) => unreadable[name] === undefined));
  const rest = readFields(fields.partial(), readable);
  const values = 'values' in rest ? rest.values : {};
  const { code = '' } = values;
  const before = regionOf(code);
  const name = values.name ?? (isWhole ? undefined : before?.name);
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  const after: Region = { ...(isWhole ? {} : before), ...given, code, name: name ?? '' };
  const problems = {
    ...problemsOf(after),
    ...(name === undefined && code !== '' && { name: fact('fields.region_needs_name', { code }) }),
    ...unreadable,
  };
  if (Object.keys(problems).length > 0) throw invalid(problems);
  return { before, after };
}

/** The dates in their order, and a successor that is another region and does not lead back. */
function problemsOf({ code, validFrom, validTo, replacedBy }: Region): Problems {
  const problems: Problems = {};
  if (validFrom !== undefined && validTo !== undefined && validTo <= validFrom)
    problems.validTo = fact('fields.region_ends_first');
  if (replacedBy === undefined) return problems;
  if (regionOf(replacedBy) === undefined) problems.replacedBy = fact('fields.region_missing', { code: replacedBy });
  else if (leadsTo(replacedBy, code)) problems.replacedBy = fact('fields.region_own_successor', { code });
  if (validTo === undefined) problems.validTo = fact('fields.region_successor_needs_end');
  return problems;
}

function leadsTo(from: string, code: string): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = from; at !== undefined && !seen.has(at); at = regionOf(at)?.replacedBy) {
    if (at === code) return true;
    seen.add(at);
  }
  return false;
}

export type Regions = ReturnType<typeof createRegions>;
