import type { Problems } from '../../errors.ts';
import type { Data, Fields, Group, Values } from '../../fields/form.ts';

/** A channel of the Cloud, as data: the fields of its entries. Adding a channel is one of these and one line in channels.ts. */
export interface Channel {
  code: string;
  /** 享活动 */
  name: string;
  /** Its content, in one line. */
  lead: string;
  /** One character that stands for it. */
  character: string;
  /** Its content for citizens, in a few words; with one, the home page links to it. */
  slogan?: string;
  /** The type in schema.org. */
  schemaType: string;
  /** The reviewed and published fields. Adding a field is an entry here, in the file of the channel. */
  groups: readonly Group[];
  /** Checks over several fields. */
  check?: (values: Values) => Problems;
  /** Fields that change too fast for a review (R46). */
  live?: Fields;
  /** The same for the live state, beside the published values. */
  checkLive?: (live: Values, values: Values) => Problems;
  /** Checks that depend on the day, when an entry is sent. `isNew`: it was not published before. */
  checkWhen?: (values: Values, now: Date, isNew: boolean) => Problems;
  /** Fields that name another entry by its local number, and of which channel that one is. */
  refers?: Readonly<Record<string, string>>;
  /** At least one of these is filled in: where citizens are led. */
  addresses?: readonly string[];
  /** An entry that will do, as it is typed: for workbooks, documents and tests. */
  example: Data;
  /** Which fields a list shows, beside the title. */
  listed: readonly string[];
  /** By which fields a list is narrowed. */
  filters: readonly string[];
}

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
export const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
