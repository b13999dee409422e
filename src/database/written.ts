import { DatabaseError } from 'pg';

/**
 * Whether a statement changed the row it had to. One that is sent together with others fails where it did not (by a division by zero: `select 1
 * / count(*) from …`), and with it everything that its transaction was to commit.
 */
export const wasWritten = (statement: Promise<unknown>): Promise<boolean> =>
  statement.then(
    () => true,
    (error: unknown) => {
      if (error instanceof DatabaseError && error.code === '22012') return false;
      throw error;
    },
  );
