import type { Member } from '../actor.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import type { HistoryLine, HistoryOf } from '../module.ts';

type Needs = {
  cursors: Cursors;
  /** The sources of all rooms, in the order of the floors. */
  sources: () => readonly HistoryOf[];
};

/** `until` is exclusive. */
export type HistoryFilter = { kind?: string; clientId?: string; from?: Date; until?: Date };
export type HistoryEntry = HistoryLine & { kind: string; title: string };
/** The last line that was shown: its moment, its source, its place there. */
type Position = { at: Date; kind: string; id: string };

const pageSize = 50;
const exportedAtOnce = 500;

/** 对接历史 (R10); a member limited to AKs sees the lines about those. */
export interface History {
  /** The filters: key → title. */
  kinds(): Readonly<Record<string, string>>;
  /** Newest first; `next` is the cursor of the next page. */
  read(
    member: HistoryReader,
    filter?: HistoryFilter,
    cursor?: unknown,
    limit?: number,
  ): Promise<{ lines: HistoryEntry[]; next: string | undefined }>;
  /** All of it, newest first. */
  everything(member: HistoryReader, filter: HistoryFilter): AsyncGenerator<HistoryEntry, void>;
}

type HistoryReader = Pick<Member, 'institutionId' | 'applications'>;

/**
 * R10 对接历史: the events of all rooms about an institution as one feed, newest first. Within a moment those of the later room stand above: an
 * approval comes before the AK that it issued. Every source is asked for lines below the same position, so that a page ends where the next
 * begins.
 */
export function createHistory({ cursors, sources }: Needs): History {
  const positions = cursors.byTexts('integration history');

  async function linesBelow(
    { institutionId, applications }: HistoryReader,
    { kind, clientId, from, until }: HistoryFilter,
    position: Position | undefined,
    limit: number,
  ): Promise<HistoryEntry[]> {
    const all = sources();
    const place = all.findIndex(({ key }) => key === position?.kind);
    const clientIds =
      clientId === undefined ? applications : [clientId].filter((id) => applications?.includes(id) ?? true);
    const below = (index: number) => {
      if (position === undefined || (until !== undefined && until <= position.at)) return until && { at: until };
      if (index === place) return { at: position.at, id: position.id };
      // At that very moment a later room's lines are all shown, an earlier one's not yet.
      return { at: index > place ? position.at : new Date(position.at.getTime() + 1) };
    };
    const asked = { institutionId, limit, ...(clientIds && { clientIds }), ...(from && { from }) };
    const found = await Promise.all(
      all.map(async ({ key, title, of }, index) => {
        if (kind !== undefined && kind !== key) return [];
        const before = below(index);
        const lines = await of({ ...asked, ...(before && { before }) });
        return lines.map((line, order) => ({ index, order, told: { ...line, kind: key, title } }));
      }),
    );
    return found
      .flat()
      .toSorted(
        (one, other) =>
          other.told.at.getTime() - one.told.at.getTime() || other.index - one.index || one.order - other.order,
      )
      .slice(0, limit)
      .map(({ told }) => told);
  }

  return {
    kinds: () => Object.fromEntries(sources().map(({ key, title }) => [key, title])),

    async read(member, filter = {}, cursor, limit = pageSize) {
      const bound = { institutionId: member.institutionId, ...filter };
      const [at = '', kind = '', id = ''] = positions.find(bound, cursor) ?? [];
      const found = await linesBelow(member, filter, at === '' ? undefined : { at: new Date(at), kind, id }, limit + 1);
      const lines = found.slice(0, limit);
      const last = lines.at(-1);
      const isMore = found.length > limit && last !== undefined;
      return { lines, next: isMore ? positions.write(bound, [last.at.toISOString(), last.kind, last.id]) : undefined };
    },

    async *everything(member, filter) {
      for (let last: HistoryEntry | undefined; ; ) {
        const lines = await linesBelow(member, filter, last, exportedAtOnce);
        yield* lines;
        last = lines.at(-1);
        if (lines.length < exportedAtOnce) return;
      }
    },
  };
}
