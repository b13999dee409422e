import { after, dayOf } from '../../../clock.ts';
import type { Terms } from './terms.ts';

/** That an institution may use some of the Cloud's resources, for so long (R50). */
export interface Licence {
  /** The id of the application. */
  id: string;
  number: number;
  institutionId: string;
  institution: string;
  regionCode: string | undefined;
  clientId: string | undefined;
  platform: string;
  purposes: string[];
  usage: string;
  scope: string | undefined;
  conditions: string | undefined;
  startsAt: Date;
  /** Not any more from then on. */
  endsAt: Date;
  approvedAt: Date;
  revokedAt: Date | undefined;
  revokedReason: string | undefined;
  /** How many resources. */
  count: number;
}

/** One resource of a licence, with the terms of the day on which it was granted. */
export interface Item {
  position: number;
  entryId: string;
  /** GJ-000012 */
  mark: string;
  title: string;
  terms: Terms;
}

/** XK-2026-000012 */
export const numberOf = ({ number, approvedAt }: Pick<Licence, 'number' | 'approvedAt'>): string =>
  `XK-${dayOf(approvedAt).slice(0, 4)}-${String(number).padStart(6, '0')}`;

/** The last day on which it holds. */
export const lastDay = ({ endsAt }: Pick<Licence, 'endsAt'>): string => dayOf(after(endsAt, -1));
