/** Declarations of a room's sealed columns, for a change of keys. */

/** A row by its columns, as PostgreSQL writes their values. */
export type SealedRow = Readonly<Record<string, string>>;

/** A sealed column of a table. It is resealed after a rotation, so a column that no room declares fails a test. */
export type SealedColumn = {
  table: string;
  column: string;
  /** Columns that say where a value belongs. */
  reads: readonly string[];
  context: (row: SealedRow) => string;
  /** A function of the database that puts the new values into a table that is only added to. */
  replacedBy?: string;
};

/** The same for values within JSON. */
export type SealedDocument = Pick<SealedColumn, 'table' | 'column' | 'reads'> & {
  /** SQL: which rows have such values. */
  where: string;
  values: (document: unknown, row: SealedRow) => readonly SealedPlace[];
};

export type SealedPlace = { path: readonly (string | number)[]; as: 'base64' | 'base64url'; context: string };

export type Sealed = SealedColumn | SealedDocument;

export const isDocument = (one: Sealed): one is SealedDocument => 'values' in one;
