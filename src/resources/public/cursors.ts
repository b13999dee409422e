import type { Cursors } from '../../http/requests/cursors.ts';
import type { ListCursor } from '../listing/public-store.ts';
import type { Ranked } from '../listing/search-store.ts';

/** Where the lists that citizens see go on: by time, and by how well something fits a search. */
export function createPublicCursors(cursors: Cursors) {
  const [byTime, byTexts] = [cursors.byTime('public'), cursors.byTexts('search')];
  return {
    find(asked: object, text: unknown): ListCursor | undefined {
      const found = byTime.find(asked, text);
      return found && { at: found.at, entryId: found.id };
    },
    write: (asked: object, { at, entryId }: ListCursor) => byTime.write(asked, { at, id: entryId }),

    findRanked(asked: object, text: unknown): (Ranked & { at: Date }) | undefined {
      const found = byTexts.find(asked, text);
      if (found === undefined) return undefined;
      const [score = '', at = '', entryId = ''] = found;
      return { score: Number(score), at: new Date(at), entryId };
    },
    writeRanked: (asked: object, { score, at, entryId }: Ranked & { at: Date }) =>
      byTexts.write(asked, [String(score), at.toISOString(), entryId]),
  };
}
