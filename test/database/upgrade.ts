import type { Database } from '../../src/database/open.ts';
import { silent } from '../support/database.ts';
import type { Later } from './later.ts';
import { columnsOf, danglingIn, putRelease, type Release } from './rows.ts';
import { schemaOf } from './schema.ts';

type Product = Pick<Later, 'migrate' | 'migrateDown' | 'migrations' | 'migrationTexts'>;
/** Tables and columns that migrations remove on purpose, by the names of the migrations: `table` with its rows, or `table.column`. */
export type Meant = Readonly<Record<string, readonly string[]>>;

type Table = { definition: string; columns: readonly string[]; rows: number };

/** The tables of a release that still exist: the definition, columns and number of rows of each. */
async function tablesOf(db: Database, release: Release, schema: readonly string[]): Promise<Map<string, Table>> {
  const lines = schema.filter((line) => !line.startsWith('function '));
  const words = lines.flatMap((line) => [...new Set(line.match(/\w+/g))].map((word) => ({ word, line })));
  const linesOf = Map.groupBy(words, ({ word }) => word);
  const known = Object.entries(await columnsOf(db)).filter(([table]) => release.columns[table] !== undefined);
  const counts = known.map(([table]) => `select '${table}' as name, count(*)::int as rows from ${table}`);
  const found = await db.rows<{ name: string; rows: number }>(counts.join(' union all '));
  const rows = new Map(found.map((each) => [each.name, each.rows]));
  return new Map(
    known.map(([table, columns]) => {
      const definition = (linesOf.get(table) ?? []).map(({ line }) => line).join('\n');
      return [table, { definition, columns, rows: rows.get(table) ?? 0 }];
    }),
  );
}

/**
 * The faults of the migrations that came after a release, on an empty database that is filled with its rows. `tried`: those that need only run.
 */
export async function upgrade(
  db: Database,
  product: Product,
  release: Release,
  { meant = {}, tried = [] }: { meant?: Meant; tried?: readonly string[] } = {},
): Promise<string[]> {
  const { version, last } = release;
  const all = product.migrations();
  const place = all.indexOf(last);
  if (place < 0) return [`${last}, the last migration of ${version}, is not there`];
  await product.migrate(db, silent, place + 1);
  const columns = await columnsOf(db);
  if (JSON.stringify(columns) !== JSON.stringify(release.columns))
    return [`the tables of ${version} are not those that its rows were taken from`];
  await putRelease(db, release);
  const dangling = await danglingIn(db);
  const complaints = dangling.map((reference) => `rows of ${version} refer to nothing: ${reference}`);

  const later = all.slice(place + 1);
  const untried = later.filter((name) => !tried.includes(name));
  if (untried.length < later.length) await product.migrate(db, silent, later.length - untried.length);
  return [...complaints, ...(await tryLater(db, product, release, untried, meant))];
}

/**
 * The faults of migrations that a database with rows of a release does not have yet, each tried forth, back and forth again: that it fails,
 * loses rows or columns of the release without being meant to, leaves another schema on its way back, or is about a table of which the
 * release has no row, so that nothing is tried.
 */
export async function tryLater(
  db: Database,
  product: Product,
  release: Release,
  untried: readonly string[],
  meant: Meant = {},
): Promise<string[]> {
  const complaints: string[] = [];
  let schema = await schemaOf(db);
  let before = await tablesOf(db, release, schema);
  for (const name of untried) {
    let reached = schema;
    const ways = [
      ['cannot run', () => product.migrate(db, silent, 1)],
      ['cannot be taken back', () => product.migrateDown(db, silent, 1)],
      ['cannot run again', () => product.migrate(db, silent, 1)],
    ] as const;
    for (const [index, [failing, way]] of ways.entries()) {
      const error = await way().then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      if (error !== undefined)
        return [...complaints, `${name} ${failing} on rows of ${release.version}: ${error.message}`];
      if (index === 0) {
        const text = product.migrationTexts().find((each) => each.name === name) ?? { name, up: '' };
        reached = await schemaOf(db);
        const after = await tablesOf(db, release, reached);
        complaints.push(...changes(text, [before, after], release.version, meant[name] ?? []));
        before = after;
      }
      if (index === 1 && JSON.stringify(await schemaOf(db)) !== JSON.stringify(schema))
        complaints.push(`${name} leaves another schema behind when it is taken back`);
    }
    schema = reached;
  }
  return complaints;
}

function changes(
  { name, up }: { name: string; up: string },
  [before, after]: readonly [ReadonlyMap<string, Table>, ReadonlyMap<string, Table>],
  version: string,
  meant: readonly string[],
): string[] {
  const said = up.replaceAll(/--.*$/gm, '');
  return [...before].flatMap(([table, was]) => {
    const is = after.get(table);
    const isNamed = new RegExp(`\\b(?:table|update|into|from|join|on|references|truncate)\\s+${table}\\b`).test(said);
    const isUntried = was.rows === 0 && (isNamed || was.definition !== is?.definition);
    const gone =
      is === undefined || is.rows < was.rows
        ? [table]
        : was.columns.filter((column) => !is.columns.includes(column)).map((column) => `${table}.${column}`);
    return [
      ...(isUntried ? [`${name} is about ${table}, of which ${version} has no row: nothing is tried`] : []),
      ...gone.filter((each) => !meant.includes(each)).map((each) => `${name} loses what stands in ${each}`),
    ];
  });
}
