import { expect } from 'chai';
import { describe, it } from 'mocha';
import { worded } from '../../../src/citizens/privacy/package-text.ts';

describe('R04 the copy of personal data, as a person reads it', () => {
  it('names institutions and platforms in place of their numbers, asking once for each', async () => {
    const asked: (readonly string[])[] = [];
    const rows = await worded(
      [
        { institution_id: 'a', client_id: 'ncc_a' },
        { institution_id: 'a', client_id: null },
        { institution_id: 'gone', client_id: 'ncc_gone' },
      ],
      {
        names: async () => new Map([['ncc_a', '青溪文化云']]),
        institutions: async (ids) => {
          asked.push(ids);
          return new Map([['a', '青溪县文化馆']]);
        },
        verb: (verb) => verb,
        abilities: (scopes) => scopes,
      },
    );
    expect(rows).to.deep.equal([
      { institution_id: '青溪县文化馆', client_id: '青溪文化云' },
      { institution_id: '青溪县文化馆', client_id: null },
      { institution_id: 'gone', client_id: 'ncc_gone' },
    ]);
    expect(asked).to.deep.equal([['a', 'gone']]);
  });
});
