import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { plant } from '../history/checker/planted.ts';
import { linesOf } from '../history/history.ts';
import { historyStatement } from './history.ts';

const recorded = gunzipSync(readFileSync(new URL('../history/recorded.jsonl.gz', import.meta.url))).toString();
const archive = { archive: 'cloud-1.2.0-linux-x64.tar.gz', sum: 'a'.repeat(64) };

describe('the history of a release', () => {
  it('is judged anew, and told with its hash, its seed, the commit that played it and its faults', () => {
    const told = (id: number, operation: string, asked: object) =>
      ['invoke', 'ok'].map((phase) =>
        JSON.stringify({ process: 0, id, operation, phase, at: 0, value: phase === 'ok' ? {} : asked }),
      );
    const head = [...told(0, 'played', { seed: 7, commit: 'c0ffee' }), ...told(-1, 'fault', { what: 'kill' })];
    const text = `${head.join('\n')}\n${recorded}`;
    const { statement, found } = historyStatement('/some/where/history.jsonl', text, archive);
    expect(found).to.eql([]);
    expect(statement.subject).to.eql([{ name: archive.archive, digest: { sha256: archive.sum } }]);
    const { result, configuration, passedTests, failedTests } = statement.predicate;
    expect([result, failedTests]).to.eql(['PASSED', []]);
    expect(passedTests).to.include('no code spent twice').and.have.length.above(30);
    const [{ name, digest, annotations } = expect.fail()] = configuration;
    expect([name, digest.sha256]).to.eql(['history.jsonl', createHash('sha256').update(text).digest('hex')]);
    expect(annotations).to.include({ seed: 7, commit: 'c0ffee' });
    expect(annotations.operations).to.be.above(annotations.unknown).and.above(500);
    expect(annotations.faults).to.eql({ kill: 1 });
  });

  it('is no proof where it contradicts a promise, which is named', () => {
    const lines = plant(linesOf(recorded), 'a repeated refresh gets another successor');
    const text = lines.map((line) => JSON.stringify(line)).join('\n');
    const { statement, found } = historyStatement('history.jsonl', `${text}\n`, archive);
    expect(found).to.include('fork of a chain');
    expect(statement.predicate.result).to.equal('FAILED');
    expect(statement.predicate.failedTests).to.include('no fork of a chain');
  });
});
