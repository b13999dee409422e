import type { Connection } from '../../src/database/open.ts';

/** A row that an inbox can stand on. */
export const enterAccount = (db: Connection, id: string) =>
  db.run(
    `insert into accounts (id, nickname, sessions_valid_from, created_at, updated_at)
     values ($1, '王芳', '2026-01-01', '2026-01-01', '2026-01-01')`,
    [id],
  );
