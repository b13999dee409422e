import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { pino } from 'pino';
import type { Count, Failure } from '../../../src/applications/log/call.ts';
import { type Batch, createJournal } from '../../../src/applications/log/journal.ts';
import { unavailable } from '../../../src/errors.ts';
import { until } from '../../support/until.ts';
import { fact } from '../../support/words.ts';

const minute = new Date('2026-03-02T01:00:00Z');
const success = (clientId = 'a', more: Partial<Count> = {}): Count => ({
  clientId,
  endpoint: 'token',
  outcome: 'ok',
  minute,
  calls: 1,
  ...more,
});
const refusal = (clientId = 'a', error = 'invalid_client'): [Count, Failure] => [
  success(clientId, { outcome: error }),
  { clientId, endpoint: 'token', at: minute, error, registered: [], requestId: 'ABCD-1234' },
];

/** A journal that writes into a list, or fails on demand. */
function openJournal(limits: Partial<Parameters<typeof createJournal>[0]> = {}) {
  const written: Batch[] = [];
  const at: number[] = [];
  const said: Record<string, unknown>[] = [];
  let failure: Error | undefined;
  const journal = createJournal({
    everyMs: 60_000,
    ...limits,
    log: pino({ level: 'warn' }, { write: (line) => void said.push(JSON.parse(line)) }),
    async write(batch) {
      at.push(performance.now());
      if (failure !== undefined) throw failure;
      written.push(batch);
    },
  });
  const callsOf = (outcome: string) =>
    written
      .flatMap(({ counts }) => counts)
      .filter((count) => count.outcome === outcome)
      .reduce((sum, { calls }) => sum + calls, 0);
  return { journal, written, at, said, callsOf, fail: (error: Error | undefined) => (failure = error) };
}

describe('the journal of calls', () => {
  it('gathers equal calls of a minute, and keeps each failure', async () => {
    const { journal, written } = openJournal();
    for (let times = 0; times < 3; times += 1) journal.add(success());
    journal.add(success('b'));
    journal.add(success('a', { minute: new Date('2026-03-02T01:01:00Z') }));
    for (let times = 0; times < 2; times += 1) journal.add(...refusal());
    await journal.flush();
    expect(written).to.have.length(1);
    expect(written[0]?.failures).to.have.length(2);
    expect(written[0]?.counts.map(({ clientId, outcome, calls }) => `${clientId} ${outcome} ${calls}`)).to.deep.equal([
      'a invalid_client 2',
      'a ok 3',
      'b ok 1',
      'a ok 1',
    ]);
    await journal.flush();
    expect(written).to.have.length(1); // nothing new, nothing written
  });

  it('writes by itself, never twice within its time', async () => {
    const { journal, at, callsOf } = openJournal({ everyMs: 40 });
    const began = performance.now();
    for (; performance.now() - began < 300; await sleep(1)) journal.add(success());
    await until(() => at.length >= 4, 'several writes');
    const gaps = at.slice(1).map((time, place) => time - (at[place] ?? 0));
    expect(Math.min(...gaps)).to.be.at.least(39);
    await journal.close();
    expect(callsOf('ok')).to.be.above(10);
  });

  it('writes so many at a time, the oldest first, while the others gather calls', async () => {
    const { journal, written, callsOf } = openJournal({ everyMs: 20, perWrite: 3 });
    for (let times = 0; times < 2; times += 1)
      for (let number = 0; number < 8; number += 1) journal.add(success(`s${number}`));
    journal.add(...refusal());
    await until(() => written.length === 1, 'the first write');
    for (let number = 0; number < 8; number += 1) journal.add(success(`s${number}`));
    await until(() => callsOf('ok') === 24, 'all is written');
    const names = written.map(({ counts }) => counts.map(({ clientId, calls }) => `${clientId} ${calls}`));
    expect(names).to.deep.equal([
      ['a 1', 's0 2', 's1 2', 's2 2'],
      ['s3 3', 's4 3', 's5 3'],
      ['s6 3', 's7 3', 's0 1'],
      ['s1 1', 's2 1'],
    ]);
  });

  it('writes all on demand, a part after the other', async () => {
    const { journal, written, callsOf } = openJournal({ perWrite: 3 });
    for (let number = 0; number < 8; number += 1) journal.add(success(`s${number}`));
    await journal.flush();
    expect(callsOf('ok')).to.equal(8);
    expect(written.map(({ counts }) => counts.length)).to.deep.equal([3, 3, 2]);
  });

  it('keeps no more failures than there is room for, and counts them all', async () => {
    const { journal, written, callsOf } = openJournal({ mostFailures: 5 });
    for (let number = 0; number < 9; number += 1) journal.add(...refusal(`f${number}`));
    await journal.flush();
    expect(written[0]?.failures).to.have.length(5);
    expect(callsOf('invalid_client')).to.equal(9);
  });

  it('drops successes before failures when it is full, and says how many', async () => {
    const { journal, written, said, callsOf } = openJournal({ most: 10 });
    for (let number = 0; number < 10; number += 1) journal.add(success(`s${number}`, { calls: 5 }));
    journal.add(success('one too many'));
    journal.add(success('s9')); // known: needs no room
    for (let number = 0; number < 3; number += 1) journal.add(...refusal(`f${number}`));
    await journal.flush();
    expect(callsOf('invalid_client')).to.equal(3);
    expect(written[0]?.failures).to.have.length(3);
    expect(callsOf('ok')).to.equal(10 * 5 + 1 - 6 * 5); // each failure takes a place of its own and one of its count
    expect(said).to.have.length(1);
    expect(said[0]).to.include({ successes: 31, failures: 0 });
  });

  it('drops failures last of all, and loses no count without saying so', async () => {
    const { journal, said, callsOf } = openJournal({ most: 4 });
    for (let number = 0; number < 6; number += 1) journal.add(...refusal(`f${number}`));
    await journal.flush();
    const dropped = Number(said[0]?.failures);
    expect(dropped).to.be.above(0);
    expect(callsOf('invalid_client') + dropped).to.equal(6);
  });

  it('lets one application fill no more than its share', async () => {
    const { journal, written, callsOf } = openJournal({ most: 100, mostOfOne: 5 });
    for (let times = 0; times < 50; times += 1) journal.add(...refusal('noisy'));
    journal.add(...refusal('quiet'));
    await journal.flush();
    expect(written[0]?.failures.map(({ clientId }) => clientId)).to.deep.equal([...Array(5).fill('noisy'), 'quiet']);
    expect(callsOf('invalid_client')).to.equal(51);
  });

  it('keeps everything while the database is away, and adds calls that come meanwhile', async () => {
    const { journal, written, fail, callsOf } = openJournal();
    fail(unavailable(fact('database.busy'), 5));
    journal.add(success());
    journal.add(...refusal());
    await journal.flush();
    journal.add(success());
    await journal.flush();
    fail(undefined);
    await journal.flush();
    expect(written).to.have.length(1);
    expect(callsOf('ok')).to.equal(2);
    expect(written[0]?.failures).to.have.length(1);
  });

  it('does not retry rows for ever that the database refuses', async () => {
    const { journal, written, said, fail } = openJournal();
    fail(new Error('invalid input syntax'));
    journal.add(success());
    await journal.flush();
    fail(undefined);
    await journal.flush();
    expect(written).to.deep.equal([]);
    expect(said[0]).to.include({ msg: 'The integration log could not be written', entries: 1 });
  });

  it('writes the rest when it is closed, also calls during a write', async () => {
    const { journal, callsOf } = openJournal();
    journal.add(success());
    const writing = journal.flush();
    journal.add(success());
    await Promise.all([writing, journal.close()]);
    expect(callsOf('ok')).to.equal(2);
  });

  it('logs its losses when it is closed while the database is away', async () => {
    const { journal, said, fail } = openJournal();
    fail(unavailable(fact('database.busy'), 5));
    journal.add(success());
    await journal.close();
    expect(said.at(-1)).to.include({ entries: 1 });
  });
});
