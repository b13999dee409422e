/** Names that somebody from outside gave, looked up in a table. */

/**
 * What stands in a table under a name that somebody from outside gave; undefined where nothing does. What every object has besides
 * (`constructor`, `hasOwnProperty`) stands in no table.
 */
export const named = <T>(table: Readonly<Record<string, T>>, name: unknown): T | undefined =>
  typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;
