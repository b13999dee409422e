import { expect } from 'chai';
import { describe, it } from 'mocha';
import { liveThroughAMonth } from './month.ts';

const month = 30 * 24 * 60;
// `npm run drill -- sources` reads all systems, every ten minutes of it.
const steps = 12;

describe('a month of a source', function () {
  this.timeout(900_000);

  it('has in public what Outlook’s calendar says, while its hall changes it and it fails', async () => {
    const { compared, changes } = await liveThroughAMonth(import.meta.filename, {
      ...{ seed: 1, steps, every: month / steps, only: 'Outlook' },
    });
    expect(compared).to.be.at.least(8);
    expect(changes).to.be.at.least(5);
  });
});
