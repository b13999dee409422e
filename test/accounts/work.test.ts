import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { after, before, beforeEach, describe, it } from 'mocha';
import { createWork, type Work, type WorkDesk } from '../../src/accounts/work.ts';
import { minutes } from '../../src/clock.ts';
import { createSeal } from '../../src/crypto/seal.ts';
import { solve, worked } from '../support/work.ts';
import { type AccountsSetting, accountsSetting } from './setting.ts';

const foreignSeal = createSeal(() => ({ sealing: [randomBytes(32)], index: randomBytes(32) }));

describe('proof of work against strangers who could use up a limit', () => {
  let setting: AccountsSetting;
  let desk: WorkDesk;
  let bound: string[];
  before(async () => {
    setting = await accountsSetting();
    desk = createWork({ ...setting, workHardness: undefined }); // the product's own
  });
  after(() => setting.drop());
  beforeEach(() => {
    setting.clock.advance(3600);
    bound = ['code', 'login', setting.newPhone(), 'interaction-1'];
  });

  const ask = (given?: { task: string; solution: string }, of = bound, address = setting.newAddress()) =>
    desk.ask({ bound: of, address, worked: given });
  const begin = async (): Promise<Work> => {
    const work = await ask();
    if (work === undefined) throw new Error('nothing was asked for');
    return work;
  };

  it('is asked for, done once, and not again', async () => {
    const work = await begin();
    expect(work.wait).to.equal(60);
    expect(await ask(worked(work))).to.equal(undefined);
    expect(await ask(worked(work)), 'the same solution once more')
      .to.have.property('task')
      .that.is.not.equal(work.task);
  });

  it('opens for one of any number who bring it at the same moment', async () => {
    const solution = worked(await begin());
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(solution)));
    expect(answers.filter((answer) => answer === undefined)).to.have.length(1);
  });

  it('for one purpose, number or login opens no other', async () => {
    const solution = worked(await begin());
    const [kind = '', purpose = '', phone = '', binding = ''] = bound;
    for (const other of [
      ['password', phone, binding],
      [kind, 'recovery', phone, binding],
      [kind, purpose, setting.newPhone(), binding],
      [kind, purpose, phone, 'interaction-2'],
    ])
      expect(await ask(solution, other), other.join(' ')).to.have.property('task');
    expect(await ask(solution), 'and is not used up by that').to.equal(undefined);
  });

  it('is not done by a wrong number, by no number, or by a task that was made up or changed', async () => {
    const work = await begin();
    const right = Number(solve(work.task));
    const given: Record<string, unknown> = JSON.parse(Buffer.from(work.task, 'base64url').toString());
    const changed = (more: object) => Buffer.from(JSON.stringify({ ...given, ...more })).toString('base64url');
    const foreign = await createWork({ ...setting, seal: foreignSeal }).begin(bound);
    for (const wrong of [
      { task: work.task, solution: String(right + 1) },
      { task: work.task, solution: '' },
      { task: work.task, solution: '-1' },
      { task: work.task, solution: `${right}.0` },
      { task: work.task, solution: '9'.repeat(400) },
      { task: changed({ signature: '0'.repeat(64) }), solution: String(right) },
      { task: changed({ algorithm: 'SHA-1' }), solution: String(right) },
      { task: changed({ salt: 'x' }), solution: String(right) },
      { task: changed({ challenge: '0'.repeat(64) }), solution: String(right) },
      worked(foreign),
      { task: '', solution: '1' },
      { task: 'e30', solution: '1' },
      { task: 'x'.repeat(100_000), solution: '1' },
      { task: '\0', solution: '\0' },
    ])
      expect(await ask(wrong), JSON.stringify(wrong).slice(0, 80)).to.have.property('task');
    expect(await ask(worked(work))).to.equal(undefined);
  });

  it('is over after ten minutes', async () => {
    const solution = worked(await begin());
    setting.clock.advance(minutes(10) + 1);
    expect(await ask(solution)).to.have.property('wait', 60);
  });

  it('is replaced by waiting a minute without a script; an early sender is told the rest, for the same task', async () => {
    const { task } = await begin();
    setting.clock.advance(41);
    expect(await ask({ task, solution: '' })).to.eql({ task, wait: 19 });
    setting.clock.advance(19);
    expect(await ask({ task, solution: '' })).to.equal(undefined);
    expect(await ask({ task, solution: '' }), 'once').to.have.property('wait', 60);
  });

  it('is not replaced by waiting for many at once: five an hour for one number, ten for one address', async () => {
    const [first, many] = [await Promise.all(Array.from({ length: 8 }, begin)), [] as string[][]];
    const address = setting.newAddress();
    for (let n = 0; n < 14; n += 1) many.push(['code', 'login', setting.newPhone(), 'interaction-1']);
    const tasks = await Promise.all(many.map((of) => desk.begin(of)));
    setting.clock.advance(61);
    const passed = await Promise.all(first.map(({ task }) => ask({ task, solution: '' })));
    expect(passed.filter((answer) => answer === undefined)).to.have.length(5);
    const atOnce = await Promise.all(
      tasks.map(({ task }, place) => ask({ task, solution: '' }, many[place] ?? [], address)),
    );
    expect(atOnce.filter((answer) => answer === undefined)).to.have.length(10);
    expect(await ask(worked(await desk.begin(bound)), bound, address), 'work itself is open').to.equal(undefined);
  });
});
