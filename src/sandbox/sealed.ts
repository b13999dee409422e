import { sandboxTables, schema } from '../database/sandbox-schema.ts';
import { isDocument, type Sealed } from '../sealed.ts';

const isKept = ({ table }: Sealed) => sandboxTables.some((name) => name === table);

/** Columns sealed in production are sealed in sandboxes as well. Their tables are mutable, so that resealing needs no function. */
export const sealedInSandboxes = (all: readonly Sealed[]): Sealed[] =>
  all.filter(isKept).map((one) => {
    const table = `${schema}.${one.table}`;
    if (isDocument(one)) return { ...one, table };
    const { replacedBy: _, ...column } = one;
    return { ...column, table };
  });
