import { dayOf } from '../../../clock.ts';
import type { Fact } from '../../../fact.ts';
import { regionName } from '../../../fields/regions/region.ts';
import { fact } from '../facts.ts';
import { type Purpose, purposeName } from './purposes.ts';

/** Under which terms one of the Cloud's entries may be used by partners. */
export interface Terms {
  purposes: Purpose[];
  /** The longest term in months. */
  months: number;
  commercial: boolean;
  /** 330000: for institutions of this province only. */
  region: string | undefined;
  attribution: string;
  note: string | undefined;
  /** Where streams and large files are fetched. */
  media: string[];
  /** Uploads that the package holds. */
  files: string[];
}

/** In words, for lists and pages. */
export const presentTerms = (terms: Terms) => ({
  purposes: terms.purposes.map(purposeName),
  months: terms.months,
  commercial: terms.commercial,
  region: terms.region === undefined ? undefined : regionName(terms.region),
  attribution: terms.attribution,
  note: terms.note,
  media: terms.media.length,
  files: terms.files.length,
});

/** The last day of a term of so many months: 2026-01-31 and a month give 2026-02-28. */
function monthsLater(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** Why an institution may not use it for this; undefined where nothing is in the way. */
export function obstacle(
  terms: Terms,
  wanted: { region?: string | undefined; purposes?: readonly string[]; from?: string; until?: string },
): { field: 'resources' | 'purposes' | 'until'; problem: Fact } | undefined {
  const { region, purposes: for_ = [], from, until } = wanted;
  if (terms.region !== undefined && region?.slice(0, 2) !== terms.region.slice(0, 2))
    return { field: 'resources', problem: fact('licences.province_only') };
  const refused = for_.filter((purpose) => !terms.purposes.some((allowed) => allowed === purpose));
  if (refused.length > 0)
    return {
      field: 'purposes',
      problem: fact('licences.purposes_not_given', {
        refused: refused.map(purposeName).join('、'),
        offered: terms.purposes.map(purposeName).join('、'),
      }),
    };
  if (from !== undefined && until !== undefined && until >= monthsLater(from, terms.months) && terms.months > 0)
    return {
      field: 'until',
      problem: fact('licences.period_long', { months: terms.months, until: before(monthsLater(from, terms.months)) }),
    };
  return undefined;
}

const before = (day: string) => dayOf(new Date(new Date(`${day}T12:00:00+08:00`).getTime() - 86_400_000));
