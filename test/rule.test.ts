import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { isBefore, isUnset, type Rule, rowOf } from '../src/rule.ts';
import { type TestDatabase, testDatabase } from './support/database.ts';

type AnyRule = Rule<object, [] | [unknown]>;
const isRule = (value: unknown): value is AnyRule =>
  typeof value === 'object' && value !== null && 'holds' in value && 'sql' in value && 'tables' in value;

const source = fileURLToPath(new URL('../src', import.meta.url));
const declaring = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && path !== 'rule.ts')
  .map((path) => ({ path, count: readFileSync(join(source, path), 'utf8').match(/\.rule[<(]/g)?.length ?? 0 }))
  .filter(({ count }) => count > 0)
  .toSorted((one, other) => (one.path < other.path ? -1 : 1));

/** The rules that a file exports, alone or in a record, by their names. */
async function rulesIn(path: string): Promise<[string, AnyRule][]> {
  const exported: Record<string, unknown> = await import(join(source, path));
  return Object.entries(exported).flatMap(([name, value]): [string, AnyRule][] => {
    if (isRule(value)) return [[name, value]];
    const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return members.flatMap(([member, each]): [string, AnyRule][] =>
      isRule(each) ? [[`${name}.${member}`, each]] : [],
    );
  });
}

const now = new Date('2026-12-24T15:59:59.400Z');
const second = new Date('2026-12-24T15:59:59Z');
// At every fraction of the second, and a week from it.
const offsets = [
  ...[-86_400, -1.4, -1, -0.401, -0.4, -0.399, -0.001, 0, 0.001, 0.6, 1, 3],
  ...[604_799.999, 604_800, 604_800.001, 2_592_000],
];
const oneOf = <T>(values: readonly T[]): T => {
  const found = values[Math.floor(Math.random() * values.length)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
};
const moment = () => (Math.random() < 0.03 ? 'infinity' : new Date(now.getTime() + oneOf(offsets) * 1000));
const made: Record<string, (words: readonly string[]) => unknown> = {
  timestamptz: moment,
  text: (words) => oneOf([...words, 'other', '330106', '330000', '3301', '11']),
  uuid: () => randomUUID(),
  bool: () => Math.random() < 0.5,
  float8: () => Math.floor(now.getTime() / 1000) + oneOf([-2, -1, 0, 1, 2]),
};

/** The arguments of a rule: lists of beginnings where it takes one, otherwise moments. */
function askedOf(sql: string): readonly unknown[] {
  if (sql.includes('$1::text[]')) return [['33'], ['3301', '11'], undefined];
  return sql.includes('$1') ? [now, second] : [undefined];
}

describe('R28 R31 R58 each rule that TypeScript and SQL ask', () => {
  let base: TestDatabase;
  const columns = new Map<string, { type: string; nullable: boolean }>();
  before(async () => {
    base = await testDatabase();
    const found = await base.db.rows<{ name: string; type: string; nullable: boolean }>(
      `select table_name || '.' || column_name as name, udt_name as type, is_nullable = 'YES' as nullable
       from information_schema.columns where table_schema = 'public'`,
    );
    for (const { name, ...column } of found) columns.set(name, column);
  });
  after(() => base.drop());

  /** Both answers for so many random rows of its tables. */
  async function answers(rule: AnyRule, size: number) {
    const aliases = rule.tables.map((table, index) => (made[table] === undefined ? `t${index}` : `r.v${index}`));
    const sql = rule.sql(aliases, '$1');
    const named = [...`${sql} ${rule.columns(aliases)}`.matchAll(/\b(t\d|r)\.(\w+)/g)];
    const places = [...new Map(named.map(([text, alias = '', column = '']) => [text, { alias, column }])).values()];
    const words = [...sql.matchAll(/'([a-z_]+)'/g)].map(([, word = '']) => word);
    const fields = places.map(({ alias, column }) => {
      if (alias === 'r') return { alias, column, type: rule.tables[Number(column.slice(1))] ?? '', nullable: true };
      const name = `${rule.tables[Number(alias.slice(1))]}.${column}`;
      const known = columns.get(name);
      if (known === undefined) throw new Error(`there is no ${name}`);
      return { alias, column, ...known };
    });
    const tables = aliases.filter((alias) => alias.startsWith('t'));
    const laterals = tables.map((alias) => {
      const own = fields.flatMap((each, index) => (each.alias === alias ? [`r.c${index} as ${each.column}`] : []));
      return `cross join lateral (select ${own.join(', ')}) ${alias}`;
    });
    const plain = (text: string) =>
      text.replace(/\br\.v(\d)\b/g, (_, of) => {
        return `r.c${fields.findIndex(({ alias, column }) => alias === 'r' && column === `v${of}`)}`;
      });
    const found: { row: object; asked: unknown; held: boolean }[] = [];
    const rounds = askedOf(sql);
    for (const asked of rounds) {
      const first = sql.includes('$1') ? 2 : 1;
      const values = fields.map(({ type, nullable }) =>
        Array.from({ length: Math.ceil(size / rounds.length) }, () =>
          nullable && Math.random() < 0.3 ? null : made[type]?.(words),
        ),
      );
      const arrays = fields.map(({ type }, index) => `$${first + index}::${type}[]`).join(', ');
      const names = fields.map((_, index) => `c${index}`).join(', ');
      const rows = await base.db.rows<Record<string, unknown> & { held: boolean }>(
        `select ${plain(rule.columns(aliases))}, (${plain(sql)}) is true as held
         from unnest(${arrays}) with ordinality as r (${names}, place) ${laterals.join(' ')} order by r.place`,
        first === 2 ? [asked ?? null, ...values] : values,
      );
      found.push(...rows.map(({ held, ...row }) => ({ row, asked, held })));
    }
    return found;
  }
  const differing = (rule: AnyRule, found: Awaited<ReturnType<typeof answers>>) =>
    found.filter(({ row, asked, held }) => rule.holds(row, asked) !== held);

  for (const { path } of declaring)
    it(`says the same of ten thousand random rows in both languages, at every fraction of a second: ${path}`, async () => {
      for (const [name, rule] of await rulesIn(path)) {
        const found = await answers(rule, 10_000);
        expect(found.length, name).to.be.at.least(10_000);
        expect(differing(rule, found).slice(0, 3), name).to.eql([]);
        const held = found.filter((each) => each.held).length;
        expect(held, `${name} is no question where all answers are alike`).to.be.within(50, found.length - 50);
      }
    });

  it('is exported, so that it is tried here, and no other file makes one', async () => {
    expect(declaring).to.have.length.above(8);
    for (const { path, count } of declaring)
      expect(new Set((await rulesIn(path)).map(([, rule]) => rule)).size, path).to.equal(count);
  });

  it('is found out where its two forms differ', async () => {
    const expiry = rowOf<{ expiresAt: Date | undefined }>(['applications'], (a) => ({ expiresAt: `${a}.expires_at` }));
    const one = expiry.rule<[unknown]>((its, moment) => isBefore(its('expiresAt'), moment));
    const other = expiry.rule((its) => isUnset(its('expiresAt')));
    const wrong: AnyRule = { ...one, holds: (row) => other.holds({ expiresAt: undefined, ...row }) };
    expect(differing(wrong, await answers(wrong, 1_000))).to.have.length.above(100);
  });
});
