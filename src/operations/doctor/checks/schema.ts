import { earlierMigrations, lastCommit, originOf } from '../../../database/earlier-migrations.ts';
import { migrations, migrationTexts } from '../../../database/migrate.ts';
import { area, checksOf } from '../check.ts';
import * as store from '../server-store.ts';

type Seen = {
  ran: readonly string[];
  indexes: readonly { name: string; is_valid: boolean }[];
  triggers: readonly { name: string; table_name: string }[];
  /** Objects made by the migrations that ran: names of indexes, and of triggers with their tables. */
  made: { indexes: readonly string[]; triggers: readonly { name: string; table: string }[] };
};
const check = checksOf<Seen>();
const listed = (names: readonly string[]) => `${names.slice(0, 10).join('、')}${names.length > 10 ? '…' : ''}`;

/** Made before 0.1.0, and not by the last version before it. */
function isUnfinished(ran: readonly string[]): boolean {
  const origin = originOf(ran, migrations());
  return origin.by === 'earlier' && !origin.isWhole;
}

/** The tables, held against the migrations. */
export const ofSchema = area<Seen>({
  name: 'schema',
  async read({ db }) {
    if (db === undefined) throw new Error('the database does not answer');
    const ran = await store.ranMigrations(db);
    const known = new Set(ran);
    const texts = migrationTexts().filter(({ name }) => known.has(name));
    return {
      ran,
      made: madeBy(texts.map(({ up }) => up)),
      indexes: await store.indexes(db),
      triggers: await store.triggers(db),
    };
  },
  checks: [
    check('doctor.migrations_pending', 'warning', ({ ran }) => {
      if (isUnfinished(ran)) return undefined; // another version has to run first
      const names = migrations().filter((name) => !ran.includes(name));
      return names.length > 0 ? { names: listed(names) } : undefined;
    }),
    check('doctor.migrations_newer', 'warning', ({ ran }) => {
      const last = migrations().at(-1) ?? '';
      const names = ran.filter((name) => name > last && !earlierMigrations.includes(name));
      return names.length > 0 ? { names: listed(names) } : undefined;
    }),
    check('doctor.migrations_foreign', 'harm', ({ ran }) => {
      const origin = originOf(ran, migrations());
      return origin.by === 'others' ? { name: origin.name } : undefined;
    }),
    check('doctor.migrations_earlier', 'harm', ({ ran }) => (isUnfinished(ran) ? { commit: lastCommit } : undefined)),
    check('doctor.index_invalid', 'harm', ({ indexes }) => {
      const names = indexes.flatMap(({ name, is_valid }) => (is_valid ? [] : [name]));
      return names.length > 0 ? { names: listed(names) } : undefined;
    }),
    check('doctor.index_missing', 'warning', ({ indexes, made }) => {
      const there = new Set(indexes.map(({ name }) => name));
      const names = made.indexes.filter((name) => !there.has(name));
      return names.length > 0 ? { names: listed(names) } : undefined;
    }),
    check('doctor.guard_missing', 'harm', ({ triggers, made }) => {
      const there = new Set(triggers.map(({ name, table_name }) => `${table_name}.${name}`));
      const gone = made.triggers.flatMap(({ name, table }) => (there.has(`${table}.${name}`) ? [] : [table]));
      return gone.length > 0 ? { tables: listed([...new Set(gone)]) } : undefined;
    }),
  ],
});

/** Reads the objects that remain after the statements of the migrations, one after the other. */
function madeBy(texts: readonly string[]): Seen['made'] {
  const indexes = new Map<string, string>();
  const triggers = new Map<string, string>();
  const statement =
    /create (?:unique )?index (?:concurrently )?(?:if not exists )?(\w+) on (\w+)|create (?:constraint )?trigger (\w+)\s[\s\S]*?\son (\w+)|drop index (?:if exists )?([\w, ]+)|drop trigger (?:if exists )?(\w+)|drop table (?:if exists )?([\w, ]+)/g;
  for (const text of texts)
    for (const [, index, on, trigger, of, goneIndexes, goneTrigger, goneTables] of text
      .replaceAll(/--.*$/gm, '')
      .matchAll(statement)) {
      if (index !== undefined) indexes.set(index, on ?? '');
      if (trigger !== undefined) triggers.set(`${of}.${trigger}`, of ?? '');
      for (const gone of goneIndexes?.split(',') ?? []) indexes.delete(gone.trim());
      for (const key of triggers.keys())
        if (goneTrigger !== undefined && key.endsWith(`.${goneTrigger}`)) triggers.delete(key);
      for (const gone of goneTables?.split(',') ?? [])
        for (const made of [indexes, triggers])
          for (const [key, table] of made) if (table === gone.trim()) made.delete(key);
    }
  return {
    indexes: [...indexes.keys()],
    triggers: [...triggers].map(([key, table]) => ({ table, name: key.slice(table.length + 1) })),
  };
}
