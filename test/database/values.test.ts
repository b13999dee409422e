import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { type TestDatabase, testDatabase } from '../support/database.ts';

describe('a time from the database', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  const written = [
    '2026-11-24 22:08:34.123+00',
    '2026-11-24 22:08:34+00',
    '1969-12-31 23:59:59.9+00',
    '0001-01-01 00:00:00+00',
  ];
  for (const zone of ['UTC', 'Asia/Shanghai', 'Asia/Kolkata', 'America/St_Johns'])
    it(`is the same moment whatever the zone of the connection (${zone})`, async () => {
      await database.db.transaction(async (trx) => {
        await trx.row(`select set_config('TimeZone', $1, true)`, [zone]);
        for (const text of written) {
          const row = await trx.row<{ at: Date; ms: number }>(
            'select $1::timestamptz as at, (extract(epoch from $1::timestamptz) * 1000)::float8 as ms',
            [text],
          );
          expect(row?.at.getTime(), text).to.equal(row?.ms);
        }
      });
    });

  it('is read to the millisecond, and other formats as the library reads them', async () => {
    const row = await database.db.row(
      `select timestamptz '2026-11-24 22:08:34.123999+00' as fine, timestamptz 'infinity' as never, timestamptz '0044-03-15 12:00:00+00 BC' as old`,
    );
    expect(row).to.deep.equal({
      fine: new Date('2026-11-24T22:08:34.123Z'),
      never: Number.POSITIVE_INFINITY,
      old: new Date('-000043-03-15T12:00:00Z'),
    });
  });

  it('is the one written, in whichever century', async () => {
    const times = [
      ...['2026-11-28T02:51:29.123Z', '1969-12-31T23:59:59.999Z', '1899-12-31T16:00:00Z', '0099-03-01T00:00:00Z'],
      ...['0001-01-01T00:00:00Z', '0000-06-01T00:00:00Z', '-000044-03-15T00:00:00Z', '9998-12-31T23:59:59.999Z'],
      ...['9999-12-31T23:59:59.999Z', '+012000-01-01T00:00:00Z'],
    ].map((text) => new Date(text));
    for (const time of times) {
      const written = await database.db.row<{ ms: string }>(
        `select round(extract(epoch from $1::timestamptz) * 1000)::text as ms`,
        [time],
      );
      expect(Number(written?.ms), time.toISOString()).to.equal(time.getTime());
    }
  });
});
