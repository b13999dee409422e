import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { systemClock } from '../../src/clock.ts';
import { inspectConfig } from '../../src/config.ts';
import { type Database, openDatabase } from '../../src/database/open.ts';
import { bounds } from '../../src/doctor/bounds.ts';
import { ofServer } from '../../src/doctor/checks/server.ts';
import { type Postgres, smallDisk, startPostgres } from '../drills/postgres.ts';
import { silent } from '../support/database.ts';

// What the cases of doctor.test.ts bring about by another bound is brought about here, with the bounds of every installation.

const root = fileURLToPath(new URL('../..', import.meta.url));
const findings = z.object({
  findings: z.array(z.object({ id: z.string(), facts: z.record(z.string(), z.unknown()) })),
});

describe('cloud doctor, with the bounds of every installation', function () {
  this.timeout(120_000);

  it('names few files, little memory and a disk that is nearly full, where the process really has no more', async function () {
    const disk = await smallDisk(64);
    if (disk === undefined) return this.skip(); // no small one can be mounted here
    try {
      const program = `"${process.execPath}" --max-old-space-size=128 --import ./require-node.mjs src/cli.ts doctor --json`;
      const ran = await promisify(execFile)('bash', ['-c', `ulimit -n 256; exec ${program}`], {
        cwd: root,
        env: { PATH: process.env.PATH, DATABASE_URL: 'postgres://127.0.0.1:9/none', DATA_DIR: disk.folder },
      }).catch((error: { stdout: string }) => error);
      const found = findings.parse(JSON.parse(ran.stdout)).findings;
      const facts = (id: string) => found.filter((each) => each.id === id).map((each) => each.facts);
      expect(facts('doctor.few_files')).to.eql([{ limit: 256, least: bounds.openFiles }]);
      expect(facts('doctor.little_memory')[0]?.megabytes).to.be.within(64, 400);
      expect(facts('doctor.disk_low')).to.deep.include({ folder: disk.folder, megabytes: 64 });
    } finally {
      await disk.remove();
    }
  });

  describe('of a server', () => {
    let postgres: Postgres;
    let db: Database;
    before(async () => {
      // Each commit waits for company that does not come: a tenth of a second.
      postgres = await startPostgres({
        conf: [`listen_addresses = '127.0.0.1'`, 'commit_delay = 100000', 'commit_siblings = 0'],
      });
      db = await openDatabase({ url: postgres.url, dataDir: '', log: silent });
    });
    after(async () => {
      await db.close();
      await postgres.remove();
    });
    const examine = async (clock = systemClock) => {
      const config = inspectConfig({ DATABASE_URL: postgres.url }).config;
      return (await ofServer.examine({ env: {}, config, clock, bounds, db })).map(({ id }) => id);
    };

    it('names commits that take long, and not a version that is mended', async () => {
      expect(await examine())
        .to.include('doctor.slow_commit')
        .and.not.include('doctor.database_ending');
      await postgres.sql('alter system reset commit_delay', 'select pg_reload_conf()');
    });

    it('names a version that its makers will soon mend no longer, as the time goes by', async () => {
      const major = Number.parseInt(/\d+/.exec(postgres.version)?.[0] ?? '', 10);
      const ends = new Date(`${bounds.serverEnds[major]}T00:00:00Z`).getTime();
      const daysBefore = (days: number) => ({ now: () => new Date(ends - days * 86_400_000) });
      expect(await examine(daysBefore(200))).not.to.include('doctor.database_ending');
      expect(await examine(daysBefore(100))).to.include('doctor.database_ending');
    });
  });
});
