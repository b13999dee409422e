/** Lookup of names from outside in a table. */

/**
 * The entry of a table under a name from outside; undefined without one. Properties of every object (`constructor`, `hasOwnProperty`) are no
 * entries.
 */
export const named = <T>(table: Readonly<Record<string, T>>, name: unknown): T | undefined =>
  typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;
