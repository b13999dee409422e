import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { callsOf, type Line, linesOf } from '../history.ts';
import { check } from './check.ts';
import { anomalies } from './finding.ts';
import { plant, planted } from './planted.ts';

/** A history of two nodes, as `npm run drill -- history --out` wrote it on a busy machine. */
const recorded = linesOf(gunzipSync(readFileSync(new URL('../recorded.jsonl.gz', import.meta.url))).toString());

describe('the checker of histories', () => {
  it('finds nothing in a true history, which has outcomes of all kinds', () => {
    expect(check(recorded)).to.deep.equal([]);
    const phases = Map.groupBy(recorded, ({ phase }) => phase);
    for (const phase of ['ok', 'fail', 'info'] as const) expect(phases.get(phase)?.length, phase).to.be.above(10);
  });

  for (const [name, { found }] of Object.entries(planted))
    it(`finds “${found}” where ${name}`, () => {
      expect(check(plant(recorded, name)).map(({ anomaly }) => anomaly)).to.include(found);
    });

  it('is tried with every anomaly that it knows, more than twenty', () => {
    const tried = new Set(Object.values(planted).map(({ found }) => found));
    expect([...tried].toSorted()).to.deep.equal(Object.keys(anomalies).toSorted());
    expect(tried.size).to.be.above(20);
  });

  it('accuses nothing of what may have been: answers that went well are taken away, one after the other', function () {
    this.timeout(30_000);
    const ends = recorded.filter(({ phase, operation }) => phase === 'ok' && operation !== 'fault');
    for (const end of ends.filter((_, place) => place % 60 === 0)) {
      const lost = recorded.map((line): Line => (line === end ? { ...line, phase: 'info', value: {} } : line));
      // Without an answer codes and tokens come from nowhere, and values that were read may have been written.
      expect(check(lost), `${end.operation} ${end.id}`).to.deep.equal([]);
    }
  });

  it('takes a call without an outcome for one that is unknown, and refuses an outcome without a call', () => {
    const line = { process: 1, id: 1, operation: 'grant', phase: 'invoke', at: 1, value: { client: 'a' } } as const;
    expect(callsOf([line]).of('grant')[0]).to.deep.include({ outcome: 'info', ended: Number.POSITIVE_INFINITY });
    expect(() => callsOf([{ ...line, phase: 'ok' }])).to.throw('never asked');
    expect(() => callsOf([line, line])).to.throw('two lines');
  });

  it('reads a file whose last line was cut off, and no other that is broken', () => {
    const text = recorded.slice(0, 3).map((line) => JSON.stringify(line));
    expect(linesOf(`${text.join('\n')}\n{"process":1,"i`)).to.have.lengthOf(3);
    expect(() => linesOf(`{"process":1,"i\n${text.join('\n')}\n`)).to.throw();
  });
});
