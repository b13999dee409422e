import type { Connection, Database } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import { production, type Space } from '../../space.ts';
import { fact } from '../facts.ts';
import { enough, type Likeable, likeness, marksOf } from './alike.ts';
import { type Candidate, findMarked } from './alike-store.ts';

export type Duplicate = Candidate & { likeness: number; isOwn: boolean };

type Asking = { channel: string; institutionId: string; isReviewer?: boolean };
/** `mayBe`: asked before the titles are compared, which takes the most time. */
type Narrow = { isAlone?: boolean; starts?: readonly Date[]; mayBe?: (each: Candidate, one: One) => boolean };
type Needs = { db: Database; space?: Space };
/** `entryId`: which entry it is itself; `externalId`: which it would become. */
type One = Likeable & { entryId?: string | undefined; externalId?: string | undefined };

const most = 2_000;
const shownAtMost = 3;

/** R43: possible duplicates, of the institution itself and of others: shown, never refused, since only people can decide. */
export interface Duplicates {
  /** The likest three of each, in their order. */
  findAll(asking: Asking, ones: readonly One[], connection?: Connection): Promise<Duplicate[][]>;
  /** The likest three, the likest first. */
  find(asking: Asking, one: One): Promise<Duplicate[]>;
  /** Of each the entry that is the same: of the institution itself, with the same title, beginning at the same time. */
  findSame(asking: Asking, ones: readonly One[]): Promise<(Duplicate | undefined)[]>;
}

export function createDuplicates({ db, space = production }: Needs): Duplicates {
  /** All that are alike, the likest first, and of equally like ones the institution's own. */
  async function alike(
    asking: Asking,
    ones: readonly One[],
    connection: Connection,
    { isAlone = !space.tellsOfOthers, starts, mayBe = () => true }: Narrow = {},
  ): Promise<Duplicate[][]> {
    const { channel, institutionId, isReviewer = false } = asking;
    const marked = ones.map((one) => ({ one, marks: new Set(marksOf(channel, one)) }));
    const all = [...new Set(marked.flatMap(({ marks }) => [...marks]))];
    const found = await findMarked(connection, { channel, institutionId, isReviewer, isAlone, starts }, all, most);
    return marked.map(({ one, marks }) =>
      found
        .filter((each) => mayBe(each, one) && each.marks.some((mark) => marks.has(mark)))
        .map((each) => ({
          ...each,
          likeness: likeness(each.title, one.title),
          isOwn: each.institutionId === institutionId,
        }))
        .filter((each) => each.likeness >= enough && each.id !== one.entryId)
        .filter(({ isOwn, externalId }) => !isOwn || externalId !== one.externalId)
        .toSorted((a, b) => b.likeness - a.likeness || Number(b.isOwn) - Number(a.isOwn)),
    );
  }
  const findAll = async (asking: Asking, ones: readonly One[], connection: Connection = db) =>
    (await alike(asking, ones, connection)).map((each) => each.slice(0, shownAtMost));

  async function findSame(asking: Asking, ones: readonly One[]): Promise<(Duplicate | undefined)[]> {
    const starts = ones.flatMap(({ startsAt }) => startsAt ?? []);
    if (starts.length === 0) return ones.map(() => undefined);
    const mayBe = (each: Candidate, { startsAt }: One) =>
      startsAt !== undefined && each.startsAt?.getTime() === startsAt.getTime();
    const found = await alike(asking, ones, db, { isAlone: true, starts, mayBe });
    return found.map((each) => each.find(({ likeness: same }) => same === 1));
  }
  return {
    findAll,
    find: async (asking, one) => (await findAll(asking, [one]))[0] ?? [],
    findSame,
  };
}

/** 与本机构的《银龄剪纸体验课》（qx-act-1，2036年12月5日 14:00，草稿）很像 */
export const likeTo = ({ isOwn, institution, externalId, title, startsAt, standing }: Duplicate): Fact =>
  fact('resources.alike', {
    title,
    standing,
    institution: isOwn ? undefined : institution,
    externalId: isOwn ? externalId : undefined,
    startsAt: startsAt?.toISOString(),
  });
