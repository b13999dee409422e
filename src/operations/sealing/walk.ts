import type { Seal } from '../../crypto/seal.ts';
import type { Database } from '../../database/open.ts';
import { createPace } from '../../pace.ts';
import { isDocument, type Sealed, type SealedColumn, type SealedDocument, type SealedPlace } from '../../sealed.ts';
import type { Work } from './run-store.ts';
import * as store from './store.ts';

type Needs = { db: Database; seal: Seal };

const headLength = 5;
/** Rows of which only the beginnings are read. */
const rowsAtOnce = 500;
const documentsAtOnce = 50;
/** Values that are sealed and written at once. */
const valuesAtOnce = 50;
const bytesAtOnce = 1_000_000;

/** One step along a column: where it ended (undefined: at its end), and its work. */
type Step = { last: readonly string[] | undefined } & Work;

export const nameOf = ({ table, column, ...one }: Sealed): string =>
  'where' in one ? `${table}.${column} (${one.where})` : `${table}.${column}`;

/** Walks through sealed values in small steps: nothing is locked for longer than one of them, and others have their turn between. */
export function createWalk({ db, seal }: Needs) {
  const known = new Map<string, Promise<store.Table>>();
  const tableOf = (one: Sealed) => {
    const there = known.get(nameOf(one)) ?? store.table(db, one);
    known.set(nameOf(one), there);
    there.catch(() => known.delete(nameOf(one)));
    return there;
  };

  const anew = (value: Buffer, context: string) => seal.sealBytes(seal.unsealBytes(value, context), context);

  async function columnStep(one: SealedColumn, from: readonly string[] | undefined): Promise<Step> {
    const of = await tableOf(one);
    const target = seal.head();
    const rows = await store.heads(db, one, of, from, rowsAtOnce);
    const old = rows.filter(({ head }) => head !== null && !head.equals(target));
    const done = { seen: rows.length, changed: 0, failed: 0 };
    const pace = createPace();
    for (const batch of batches(old)) {
      const changes: store.Change[] = [];
      for (const { key, row, value } of await store.values(db, one, of, batch)) {
        try {
          changes.push({ key, before: value, value: anew(value, one.context(row)) });
        } catch {
          done.failed += 1; // by a key that is gone: doctor names the table
        }
        await pace();
      }
      if (changes.length > 0) done.changed += await store.replace(db, one, of, changes);
    }
    return { ...done, last: rows.length < rowsAtOnce ? undefined : rows.at(-1)?.key };
  }

  async function documentStep(one: SealedDocument, from: readonly string[] | undefined): Promise<Step> {
    const of = await tableOf(one);
    const target = seal.head();
    const rows = await store.documents(db, one, of, from, documentsAtOnce);
    const done = { seen: rows.length, changed: 0, failed: 0 };
    const pace = createPace();
    for (const row of rows) {
      const document: unknown = JSON.parse(row.text);
      const old = one.values(document, row.row).filter((place) => !headIn(document, place).equals(target));
      if (old.length === 0) continue;
      try {
        for (const place of old) put(document, place, anew(valueIn(document, place), place.context));
      } catch {
        done.failed += old.length;
        continue;
      }
      done.changed += await store.replaceDocument(db, one, of, row, JSON.stringify(document));
      await pace();
    }
    return { ...done, last: rows.length < documentsAtOnce ? undefined : rows.at(-1)?.key };
  }

  return {
    step: (one: Sealed, from: readonly string[] | undefined): Promise<Step> =>
      isDocument(one) ? documentStep(one, from) : columnStep(one, from),

    /** How many values begin in which way, by their beginnings in hex. */
    async count(one: Sealed): Promise<Map<string, number>> {
      const counts = new Map<string, number>();
      const add = (head: Buffer, count: number) =>
        counts.set(head.toString('hex'), (counts.get(head.toString('hex')) ?? 0) + count);
      if (!isDocument(one)) {
        for (const { head, count } of await store.countHeads(db, one)) add(head, count);
        return counts;
      }
      const of = await tableOf(one);
      for (let from: readonly string[] | undefined; ; ) {
        const rows = await store.documents(db, one, of, from, documentsAtOnce);
        for (const { text, row } of rows) {
          const document: unknown = JSON.parse(text);
          for (const place of one.values(document, row)) add(headIn(document, place), 1);
        }
        if (rows.length < documentsAtOnce) return counts;
        from = rows.at(-1)?.key;
      }
    },

    roughly: (one: Sealed) => store.roughly(db, one),
  };
}

/** Batches limited by number and size; a single large one goes alone. */
function* batches(rows: readonly store.Head[]): Generator<store.Head[]> {
  let [batch, bytes]: [store.Head[], number] = [[], 0];
  for (const row of rows) {
    if (batch.length === valuesAtOnce || (batch.length > 0 && bytes + row.size > bytesAtOnce)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(row);
    bytes += row.size;
  }
  if (batch.length > 0) yield batch;
}

/** The holder of a path's last step: an object or a list, as the declaring room has seen. */
const holderOf = (document: unknown, path: SealedPlace['path']): object =>
  path.slice(0, -1).reduce<object>((at, step) => Object(Reflect.get(at, step)), Object(document));

const valueIn = (document: unknown, { path, as }: SealedPlace): Buffer =>
  Buffer.from(String(Reflect.get(holderOf(document, path), path.at(-1) ?? '')), as);

const headIn = (document: unknown, place: SealedPlace): Buffer => valueIn(document, place).subarray(0, headLength);

const put = (document: unknown, { path, as }: SealedPlace, value: Buffer) =>
  Reflect.set(holderOf(document, path), path.at(-1) ?? '', value.toString(as));
