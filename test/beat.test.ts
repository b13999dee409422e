import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createBeat } from '../src/beat.ts';
import { until } from './support/until.ts';

describe('a beat', () => {
  it('tells at once and again, and after it was stopped nothing but one last word', async () => {
    const told: string[] = [];
    const beat = createBeat(
      async () => told.push('lives'),
      5,
      async () => told.push('leaves'),
    );
    beat.start();
    expect(told).to.eql(['lives']);
    beat.start();
    expect(told, 'one that beats already begins no second').to.eql(['lives']);
    await until(() => told.length > 2, 'it tells again');
    await beat.stop();
    const count = told.length;
    expect(told.at(-1)).to.equal('leaves');
    await beat.stop();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(told.length).to.equal(count);
  });

  it('says no last word that never began', async () => {
    let count = 0;
    await createBeat(async () => (count += 1), 5).stop();
    expect(count).to.equal(0);
  });
});
