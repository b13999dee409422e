import type { Application } from '../../src/applications/aksk/application.ts';
import { dayAfter, daysBetween } from '../../src/statistics/reports/closing.ts';
import { createClient, operator, type TestApp } from './app.ts';

type Given = {
  /** By the region codes of their institutions. */
  regions: readonly string[];
  first: string;
  last: string;
  /** The figures of a day of an application, by its place in `regions`; undefined: it does not report. */
  figures: (place: number, day: string) => Record<string, number> | undefined;
  name?: (place: number) => string;
  /** 机构类型 */
  kind?: (place: number) => string | undefined;
  /** The sentence beside its figures. */
  note?: (place: number) => string | undefined;
};

export type Reporting = { application: Application; clientId: string; institutionId: string; region: string };

/** Institutions with an application each, that report days in the past; `clock` is moved to the day before the first and back. */
export async function createReports(
  at: TestApp,
  clock: { now(): Date; set(iso: string): void },
  {
    regions,
    first,
    last,
    figures,
    name = (place) => `第 ${place + 1} 文化馆`,
    kind = () => undefined,
    note = () => '按系统数据填报',
  }: Given,
): Promise<Reporting[]> {
  const now = clock.now().toISOString();
  clock.set(`${dayAfter(first, -1)}T10:00:00+08:00`);
  const made: Reporting[] = [];
  for (const [place, region] of regions.entries()) {
    const { id } = await at.app.institutions.create(operator, { name: name(place), certified: true });
    await at.database.db.run(`update institutions set region_code = $2, kind = $3 where id = $1`, [
      id,
      region,
      kind(place),
    ]);
    const { clientId, application } = await createClient(
      at,
      { name: `${name(place)}云平台`, scope: 'openid stats:write' },
      { institutionId: id },
    );
    made.push({ application, clientId, institutionId: id, region });
  }
  for (const day of daysBetween(first, last)) {
    clock.set(`${dayAfter(day)}T09:00:00+08:00`);
    for (const [place, { clientId }] of made.entries()) {
      const known = figures(place, day);
      if (known === undefined) continue;
      const said = note(place);
      await at.app.statistics.report(
        operator,
        clientId,
        day,
        { figures: known, ...(said !== undefined && { note: said }) },
        { mustExplain: said !== undefined },
      );
    }
  }
  clock.set(now);
  await at.app.totals.roll();
  return made;
}
