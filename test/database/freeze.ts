import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { migrations } from '../../src/database/migrate.ts';
import { fill } from '../citizens/privacy/filled.ts';
import { startApp } from '../support/app.ts';
import { testDatabase } from '../support/database.ts';
import { freePort } from '../support/ports.ts';
import { fillRest, takeRelease, writeRelease } from './rows.ts';

// Freezes the rows of a release (npm run freeze, migrations/README.md).
const folder = new URL('../../', import.meta.url);

describe('a release', function () {
  this.timeout(600_000);

  it('has the sums of all migrations in migrations/released.sha256', () => {
    const sums = migrations().map((name) => {
      const text = readFileSync(new URL(`migrations/${name}.ts`, folder));
      return `${createHash('sha256').update(text).digest('hex')}  ${name}.ts\n`;
    });
    writeFileSync(new URL('migrations/released.sha256', folder), sums.join(''));
  });

  it('has rows of the demo, of what people do, and one of everything else in test/database/releases', async () => {
    const { version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
    const database = await testDatabase();
    const env = { DEMO: 'on', DEMO_PORT: String(await freePort()), THROTTLE: 'off' };
    const at = await startApp(import.meta.filename, { database, env });
    await at.app.demoFilled();
    await fill(at);
    await at.close();
    await fillRest(database.db);
    writeRelease(await takeRelease(database.db, { version, last: migrations().at(-1) ?? '' }));
    await database.drop();
  });
});
