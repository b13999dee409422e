import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { faults, openFullDisk, openWay } from './outages.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { mustHold, openStage, type Stage } from './stage.ts';

/** Short forms of `npm run drill -- restart` and its brothers, on one server that goes through them all. */
describe('an outage under load', function () {
  this.timeout(90_000);
  let disk: Awaited<ReturnType<typeof openFullDisk>>;
  let postgres: Postgres;
  let way: Awaited<ReturnType<typeof openWay>>;
  let stage: Stage;

  before(async () => {
    disk = await openFullDisk();
    postgres = disk?.postgres ?? (await startPostgres());
    way = await openWay(postgres.url);
    stage = await openStage(import.meta.filename, way.url, 4);
  });
  after(async () => {
    await stage.close();
    await way.close();
    await (disk?.close() ?? postgres.remove());
  });

  const lasts = { restart: 0.5, kill: 0.5, 'read-only': 2, frozen: 6 };
  for (const name of ['restart', 'kill', 'read-only', 'frozen'] as const)
    it(`(${name}) is refused soon, over soon, and fails no login`, async () => {
      const { begin, undo } = faults[name](postgres);
      const figures = await stage.endure(begin, undo, lasts[name]);
      mustHold(name, figures);
      expect(figures.refused).to.be.at.least(1);
    });

  it('(vanished) is refused soon, over soon, and fails no login', async () => {
    const { begin, undo } = way.fault;
    const figures = await stage.endure(begin, undo, 6);
    mustHold('vanished', figures);
    expect(figures.refused).to.be.at.least(1);
  });

  it('(disk-full) is refused soon, over soon, and fails no login', async function () {
    if (disk === undefined) {
      process.stdout.write('    (left out: no file system can be mounted here, it takes root)\n');
      return this.skip();
    }
    const { begin, undo } = disk.fault;
    const figures = await stage.endure(begin, undo, 3);
    mustHold('disk-full', figures);
    expect(figures.refused).to.be.at.least(1);
  });

  it('is logged in a few lines, without a stack', () => {
    const lines = stage.server.output().split('\n');
    const loud = lines.filter((line) => /"level":"(warn|error)"/.test(line));
    expect(loud.filter((line) => line.includes('"stack"'))).to.deep.equal([]);
    expect(loud.length, loud.join('\n')).to.be.below(40);
    expect(lines.filter((line) => line.includes('the database cannot be used')).length).to.be.within(1, 5);
  });
});
