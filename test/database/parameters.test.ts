import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { bySize, parametersOf, valuesOf } from '../../src/database/parameters.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const types = ['text', 'bytea'] as const;
const statement = bySize(
  (size) => `select position, name, value from (values ${parametersOf(size, types, 2)}) as given (position, name, value)
    where value is not null and name <> $1 order by position`,
);

describe('rows as parameters of their own', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  for (const count of [1, 2, 3, 5, 8, 9, 100])
    it(`${count} are found at their positions, and the filling rows never`, async () => {
      const rows = Array.from({ length: count }, (_, index) => [`"{${index},}`, Buffer.from([index])]);
      const found = await database.db.byKey.rows<{ position: number; name: string; value: Buffer }>(statement(count), [
        'nobody',
        ...valuesOf(rows, types),
      ]);
      expect(found.map(({ position, name, value }) => [position, name, ...value])).to.eql(
        rows.map(([name], index) => [index, name, index]),
      );
    });

  it('are as many statements as there are sizes, not counts', () => {
    expect(new Set(Array.from({ length: 100 }, (_, index) => statement(index + 1))).size).to.equal(8);
    expect(() => statement(129)).to.throw(RangeError);
  });
});
