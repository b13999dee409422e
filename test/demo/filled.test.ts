import { expect } from 'chai';
import { describe, it } from 'mocha';
import { coverWidths } from '../../src/files/sizes.ts';
import { filledDemo } from '../support/demo.ts';

describe('a first start of the demo', function () {
  // Its drawing gives way to everything else (src/files/picture-program.ts), and the other lanes of a run are at work meanwhile.
  this.timeout(300_000);

  it('fills all that the journeys begin with: entries, covers in every width, figures, and a history whose dates agree', async () => {
    const { database, unproved } = await filledDemo(import.meta.filename);
    const found = await database.db.row<Record<string, number>>(
      `select (select count(*)::int from entries where created_by = 'operator:demo' and publication_state = 'published') as entries,
         (select count(distinct file_id)::int from cover_pictures) as covers,
         (select count(*)::int from cover_pictures) as pictures,
         (select count(distinct client_id)::int from daily_reports) as platforms,
         (select count(*)::int from institution_pages where shown and approved_at < now() - interval '50 days') as pages,
         (select count(*)::int from totals_due) as due`,
    );
    const told = await database.db.row<Record<string, Date>>(
      `select i.created_at as registered, i.certified_at as certified, a.created_at as applied,
         (select min(r.finished_at) from verification_runs r where r.client_id = a.client_id and r.state = 'passed') as verified,
         (select min(l.created_at) from links l where l.institution_id = i.id) as linked,
         (select min(d.day)::timestamptz from daily_reports d where d.client_id = a.client_id) as reported
       from institutions i join applications a on a.institution_id = i.id where a.client_id = 'demo-qingxi'`,
    );
    const dated = await database.db.row<Record<string, number>>(
      `select count(*)::int as submissions,
         count(*) filter (where s.submitted_at >= today.begins or s.decided_at >= today.begins)::int as of_the_start,
         count(*) filter (where s.decided_at < s.submitted_at or s.submitted_at < s.created_at)::int as disordered,
         count(*) filter (where s.due_at < now() and s.decided_at is null)::int as overdue,
         count(*) filter (where s.kind = 'certification' and s.state = 'approved' and i.certified_at <> s.decided_at)::int as otherwise_certified
       from submissions s join institutions i on i.id = s.institution_id
       cross join (select date_trunc('day', now(), 'Asia/Shanghai') as begins) today`,
    );
    const disordered = await database.db.rows(
      `select e.verb, e.at from submission_events e join submission_events f on f.submission_id = e.submission_id and f.id < e.id
       where f.at > e.at or e.at >= date_trunc('day', now(), 'Asia/Shanghai')`,
    );
    await database.drop();
    expect(dated?.submissions).to.be.above(25);
    expect(dated).to.include({ of_the_start: 0, disordered: 0, overdue: 0, otherwise_certified: 0 });
    expect(disordered).to.deep.equal([]);
    expect(found?.entries).to.be.within(2_000, 3_000);
    expect(found?.covers).to.be.at.least(4);
    expect(found?.pictures).to.equal(Number(found?.covers) * coverWidths.length);
    expect({ ...found, unproved }).to.include({ platforms: 40, pages: 1, due: 0, unproved: 0 });
    const steps = ['registered', 'certified', 'applied', 'verified', 'linked', 'reported'];
    const times = steps.map((step) => told?.[step]?.getTime() ?? Number.NaN);
    expect(times, JSON.stringify(told)).to.deep.equal(times.toSorted((one, other) => one - other));
    expect(times.some(Number.isNaN)).to.equal(false);
  });
});
