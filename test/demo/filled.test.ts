import { expect } from 'chai';
import { describe, it } from 'mocha';
import { coverWidths } from '../../src/files/sizes.ts';
import { filledDemo } from '../support/demo.ts';

describe('a first start of the demo', function () {
  // Its drawing gives way to everything else (src/files/picture-program.ts), and the other lanes of a run are at work meanwhile.
  this.timeout(300_000);

  it('fills all that the journeys begin with: entries, covers in every width, and figures', async () => {
    const { database } = await filledDemo(import.meta.filename);
    const found = await database.db.row<Record<string, number>>(
      `select (select count(*)::int from entries where created_by = 'operator:demo' and publication_state = 'published') as entries,
         (select count(distinct file_id)::int from cover_pictures) as covers,
         (select count(*)::int from cover_pictures) as pictures,
         (select count(distinct client_id)::int from daily_reports) as platforms,
         (select count(*)::int from totals_due) as due`,
    );
    await database.drop();
    expect(found?.entries).to.be.within(2_000, 3_000);
    expect(found?.covers).to.be.above(30);
    expect(found?.pictures).to.equal(Number(found?.covers) * coverWidths.length);
    expect(found).to.include({ platforms: 40, due: 0 });
  });
});
