import { expect } from 'chai';
import { describe, it } from 'mocha';
import { Problem } from '../src/errors.ts';
import { createLog } from '../src/log.ts';
import { fact } from './support/words.ts';

describe('the log', () => {
  const written = (level: string, tell: (log: ReturnType<typeof createLog>) => void) => {
    const lines: Record<string, unknown>[] = [];
    tell(createLog(level, { write: (line) => void lines.push(JSON.parse(line)) }));
    return lines;
  };
  const outage = new Problem('maintenance', fact('database.busy'), { cause: new Error('connect ECONNREFUSED') });

  it('holds no line, and no stack, for each who meets an outage', () => {
    const lines = written('info', (log) => {
      log.error({ err: outage, requestId: '1' }, 'unexpected error');
      log.child({}, { redact: [] }).warn({ err: outage }, 'last use of an SK');
    });
    expect(lines).to.deep.equal([]);
    const [line] = written('debug', (log) => log.error({ err: outage, requestId: '1' }, 'unexpected error'));
    expect(line).to.include({
      level: 'debug',
      requestId: '1',
      msg: 'unexpected error',
      reason: 'connect ECONNREFUSED',
    });
    expect(line).not.to.have.property('err');
  });

  it('holds every other error with its stack', () => {
    const [line] = written('info', (log) => log.error({ err: new Error('no') }, 'unexpected error'));
    expect(line).to.include({ level: 'error', msg: 'unexpected error' });
    expect(JSON.stringify(line?.err)).to.include('log.test.ts');
  });
});
