import { sandboxTables, schema } from '../database/sandbox-schema.ts';
import { isDocument, type Sealed } from '../sealed.ts';

const isKept = ({ table }: Sealed) => sandboxTables.some((name) => name === table);

/** What is sealed in production is sealed in sandboxes as well. Their tables take changes, so that no function is needed to put in what is sealed anew. */
export const sealedInSandboxes = (all: readonly Sealed[]): Sealed[] =>
  all.filter(isKept).map((one) => {
    const table = `${schema}.${one.table}`;
    if (isDocument(one)) return { ...one, table };
    const { replacedBy: _, ...column } = one;
    return { ...column, table };
  });
