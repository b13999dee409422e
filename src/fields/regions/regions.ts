import { z } from 'zod';
import { type Actor, mustOperate } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { invalid } from '../../errors.ts';
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

    /** Adds, renames or ends a region, with its successor; absent values stay. */
    async change(actor: Actor, input: RegionInput): Promise<Region> {
      mustOperate(actor);
      const read = readFields(fields, input);
      if ('problems' in read) throw invalid(read.problems);
      const { values } = read;
      const before = regionOf(values.code);
      const name = values.name ?? before?.name;
      if (name === undefined) throw invalid({ name: fact('fields.region_needs_name', { code: values.code }) });
      if (values.replacedBy !== undefined && regionOf(values.replacedBy) === undefined)
        throw invalid({ replacedBy: fact('fields.region_missing', { code: values.replacedBy }) });
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
      const region: Region = { ...before, ...given, code: values.code, name };
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

    stop(): void {
      // Not awaited: while the database is away the subscription hangs, and its end must not hold up a shutdown.
      listening?.then((unlisten) => unlisten?.()).catch(() => undefined);
    },
  };
}

export type Regions = ReturnType<typeof createRegions>;
