import type { HeldApplication, HeldReport } from '../questions/held.ts';
import type { FigureNote } from '../questions/store.ts';
import type { MetricCode } from '../reports/metric.ts';
import type { Period, PeriodKind } from '../reports/period.ts';
import type { Area } from '../totals/area.ts';
import type { Day, Sight } from '../totals/figure.ts';
import type { AppDay } from '../totals/figures-store.ts';
import type { NamedBelow } from '../totals/sums.ts';
import type { RankRow } from './rank-store.ts';

export type DashboardQuery = {
  region?: string;
  institution?: string;
  application?: string;
  kind: PeriodKind;
  day: string | undefined;
  metric: MetricCode;
  /** How many days the trend shows. */
  trend: number;
  /** As it was published at the end of this day. */
  asOf?: string;
  /** Only institutions of this 机构类型. */
  institutionKind?: string;
};

/** Everything a dashboard is drawn from. */
export type Look = {
  place: Area;
  /** The places above it that the actor may see, the largest first. */
  crumbs: readonly { code: string; name: string }[];
  period: Period;
  /** The last day that is over. */
  latest: string;
  /** The newest day with data, which is not complete enough to begin with. */
  newer?: Day | undefined;
  metric: MetricCode;
  trend: number;
  /** As far back as the trend and the period before need them; days without a report are there, with nothing in them. */
  days: readonly Day[];
  yearAgo: readonly Day[];
  below: readonly NamedBelow[];
  belowBefore: readonly NamedBelow[];
  /** By 机构类型, whichever is chosen (`kind`). */
  kinds: readonly NamedBelow[];
  kindsBefore: readonly NamedBelow[];
  kind: string | undefined;
  rank: Rank | undefined;
  /** The reports in question of all days that are read, whether or not the reader may know of which. */
  inQuestion: readonly HeldReport[];
  /** Of a region: the parts of their applications in its sums, of the periods that are compared. */
  heldApplications: readonly HeldApplication[];
  /** How the questions about the reports of the place stand, as far as the reader may know of them. */
  held: readonly string[];
  /** Questions about reports of an institution or application, with their outcomes; undecided ones where the reader may know of them. */
  notes: readonly FigureNote[];
  /** Whether the reader sees undecided questions: the institution itself and the desk, and no department. */
  seesOpen: boolean;
  /** Of an institution or application: the reports by terminal. */
  apps: readonly AppDay[];
  sight: Sight;
  asOf: string | undefined;
};

export type Rank = RankRow & { province: string };
