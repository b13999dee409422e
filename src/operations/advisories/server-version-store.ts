import type { Connection } from '../../database/open.ts';

/** 18.7, or 18.7 (Debian 18.7-1.pgdg13+1): as the server that answers says it. */
export const serverVersion = async (db: Connection): Promise<string> =>
  (await db.row<{ version: string }>(`select current_setting('server_version') as version`))?.version ?? '';
