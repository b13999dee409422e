import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createLog } from '../../src/log.ts';

// A node that starts: it brings the schema of a database up to date and prints which migrations it ran.

const [url = ''] = process.argv.slice(2);
const log = createLog('silent');
const db = await openDatabase({ url, dataDir: '', log });
process.stdout.write(JSON.stringify(await migrate(db, log)));
await db.close();
