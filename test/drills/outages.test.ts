import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { faults, openWay } from './outages.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { mustHold, openStage, type Stage } from './stage.ts';

/** Short forms of `npm run drill -- restart` and its brothers, on one server that goes through them all. */
describe('an outage under load', function () {
  this.timeout(90_000);
  let postgres: Postgres;
  let way: Awaited<ReturnType<typeof openWay>>;
  let stage: Stage;

  before(async () => {
    postgres = await startPostgres();
    way = await openWay(postgres.url);
    stage = await openStage(import.meta.filename, way.url, 4);
  });
  after(async () => {
    await stage.close();
    await way.close();
    await postgres.remove();
  });

  const lasts = { restart: 0.5, kill: 0.5, 'read-only': 2, frozen: 6 };
  for (const name of ['restart', 'kill', 'read-only', 'frozen'] as const)
    it(`(${name}) is refused soon, over soon, and costs nobody the login`, async () => {
      const { begin, undo } = faults[name](postgres);
      const figures = await stage.endure(begin, undo, lasts[name]);
      mustHold(name, figures);
      expect(figures.refused).to.be.at.least(1);
    });

  it('(vanished) is refused soon, over soon, and costs nobody the login', async () => {
    const { begin, undo } = way.fault;
    const figures = await stage.endure(begin, undo, 6);
    mustHold('vanished', figures);
    expect(figures.refused).to.be.at.least(1);
  });

  it('is told in a few lines, and no stack', () => {
    const lines = stage.server.output().split('\n');
    const loud = lines.filter((line) => /"level":"(warn|error)"/.test(line));
    expect(loud.filter((line) => line.includes('"stack"'))).to.deep.equal([]);
    expect(loud.length, loud.join('\n')).to.be.below(40);
    expect(lines.filter((line) => line.includes('the database cannot be used')).length).to.be.within(1, 5);
  });
});
