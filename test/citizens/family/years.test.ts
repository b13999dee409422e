import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { isOlderThan } from '../../../src/accounts/account/account.ts';
import { handoverDay, isChild, lastYear } from '../../../src/citizens/family/child.ts';
import { createCitizen, startApp, type TestApp } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { empty, fill } from '../../support/fill.ts';
import { refusal } from '../../support/refusal.ts';

/** The first and the last moment of a year in Beijing. */
const [first, last] = [new Date('2036-01-01T00:00:00+08:00'), new Date('2036-12-31T23:59:59+08:00')];

describe('the year of birth, of which no more is known', () => {
  it('makes a child of anyone who is certainly under 14 or may be', () => {
    const children = [2020, 2021, 2022, 2023, 2036, 2037].filter((year) => isChild(year, 2036));
    expect(children).to.deep.equal([2022, 2023, 2036]);
  });

  it('makes an account its own on the first day on which its person is certainly 14', () => {
    expect(lastYear(2036)).to.equal(2021);
    expect(handoverDay(2021)).to.deep.equal(first);
    expect(handoverDay(2022).getTime()).to.equal(last.getTime() + 1_000);
  });

  for (const age of [14, 18, 60])
    it(`claims over ${age} for no one who may be younger, and leaves open the year of that birthday`, () => {
      for (const at of [first, last])
        expect(
          [-1, 0, 1].map((more) => isOlderThan(age, { birthYear: 2036 - age - more, over14: false }, at)),
        ).to.deep.equal([false, undefined, true]);
      expect(isOlderThan(age, { over14: undefined }, first)).to.equal(undefined);
      const said = { over14: true, phone: '13900008000' };
      expect(isOlderThan(age, said, first)).to.equal(age === 14 ? true : undefined);
      expect(isOlderThan(age, { ...said, birthYear: 2036 - age }, first)).to.equal(age === 14 ? true : undefined);
      expect(isOlderThan(age, { over14: true }, first), 'nothing bears it out').to.equal(undefined);
    });
});

describe('a child of each year of birth', function () {
  this.timeout(30_000);
  const clock = testClock(first.toISOString());
  let at: TestApp;
  let guardianId: string;
  before(async () => {
    at = await startApp(import.meta.filename, { clock });
    guardianId = (await createCitizen(at, 'guardian', { phone: '13900000001' })).id;
  });
  after(() => at.close());

  const idOf = (year: number) => `aaaaaaaa-0000-4000-8000-00000000${year}`;
  async function anew(at_: Date): Promise<void> {
    clock.set(at_.toISOString());
    const { db } = at.database;
    await db.run('truncate child_handovers, child_consents');
    await db.run('delete from accounts where id <> $1 and username is null', [guardianId]);
    for (let year = 2018; year <= 2026; year += 1) {
      const child = { guardian_id: `'${guardianId}'`, birth_year: String(year), over_14: 'false' };
      await fill(db, 'accounts', 1, { ...child, id: `'${idOf(year)}'` });
    }
  }
  const managed = async () =>
    (
      await at.database.db.rows<{ year: number }>(
        'select birth_year as year from accounts where guardian_id = $1 order by 1',
        [guardianId],
      )
    ).map(({ year }) => year);

  for (const [name, moment] of [
    ['first', first],
    ['last', last],
  ] as const) {
    it(`is its guardian's on the ${name} day of a year while it may be 13 or 14, by the job and by a look`, async () => {
      await anew(moment);
      await at.app.jobs.runNow('family.handover');
      expect(await managed()).to.deep.equal([2022, 2023, 2024, 2025, 2026]);
      await anew(moment);
      expect((await at.app.family.list(guardianId)).map(({ birthYear }) => birthYear)).to.have.members([
        2022, 2023, 2024, 2025, 2026,
      ]);
      expect(await managed()).to.deep.equal([2022, 2023, 2024, 2025, 2026]);
    });

    it(`is handed over by its guardian on the ${name} day of a year from the year of its 14th birthday on, and not at 13`, async () => {
      await anew(moment);
      for (const birthYear of [2022, 2023, 2024]) {
        const child = { id: idOf(birthYear), guardianId, nickname: 'x1', birthYear };
        const work = at.app.handovers.handOverBy(child, { reached: true });
        if (birthYear === 2022) expect(await work).to.equal(undefined);
        else expect((await refusal(work)).message).to.include('family.too_young');
      }
      expect(await managed()).to.deep.equal([2018, 2019, 2020, 2021, 2023, 2024, 2025, 2026]);
    });
  }

  it('comes back to its guardian to the last second of that year, and not on the day after', async () => {
    for (const [moment, isReturned] of [
      [last, true],
      [new Date(last.getTime() + 1_000), false],
    ] as const) {
      await anew(last);
      await at.database.db.run(`update accounts set deleted_at = $2 where guardian_id = $1 and birth_year <> 2022`, [
        ...[guardianId, clock.now()], // or there would be more than a guardian may have
      ]);
      await empty(at.database.db, 'child_consents');
      const child = { id: idOf(2022), guardianId, nickname: 'x1', birthYear: 2022 };
      await at.app.handovers.handOverBy(child, { reached: true });
      clock.set(moment.toISOString());
      const work = at.app.handovers.takeBack(guardianId, child.id);
      if (isReturned) await work;
      else expect((await refusal(work)).message).to.include('family.too_late');
    }
  });

  it('is left to its deletion while that is under way, by its guardian as by the day', async () => {
    for (const [moment, birthYear] of [
      [last, 2022],
      [first, 2021],
    ] as const) {
      await anew(moment);
      await at.database.db.run('update accounts set closing_at = $2 where id = $1', [idOf(birthYear), clock.now()]);
      const child = { id: idOf(birthYear), guardianId, nickname: 'x1', birthYear };
      const refused = await refusal(at.app.handovers.handOverBy(child, { reached: true }));
      expect(refused.message).to.include('family.no_child');
      await at.app.jobs.runNow('family.handover');
      expect(await managed()).to.include(birthYear);
    }
  });

  it('hears of its day in the last 30 days before it, and not a day earlier', async () => {
    const hears = async (moment: string) => {
      await anew(new Date(moment));
      await at.app.jobs.runNow('family.handover');
      return (
        await at.database.db.rows<{ id: string }>(
          'select child_id as id from child_handovers where soon_told_at is not null',
        )
      ).map(({ id }) => id);
    };
    expect(await hears('2036-12-01T23:59:59+08:00')).to.deep.equal([]);
    expect(await hears('2036-12-02T00:00:00+08:00')).to.deep.equal([idOf(2022)]);
  });

  it('becomes no guardian while it is certainly under 18, also where its account is its own', async () => {
    const guardian = await at.app.accounts.findByIdentifier('guardian');
    if (guardian === undefined) throw new Error('no guardian');
    for (const moment of [first, last]) {
      clock.set(moment.toISOString());
      const may = [13, 14, 15, 16, 17, 18, 19].filter(
        (years) => at.app.family.obstacle({ ...guardian, birthYear: 2036 - years }) === undefined,
      );
      expect(may).to.deep.equal([18, 19]);
    }
  });
});
