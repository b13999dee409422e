import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { readFields } from '../../../src/fields/read.ts';
import { regionCode, regionName, regionNames, regionProblem } from '../../../src/fields/regions/region.ts';
import { isInUse, overrideRegions, regionOf, regionsBelow } from '../../../src/fields/regions/region-table.ts';
import { createRegions } from '../../../src/fields/regions/regions.ts';
import { operator } from '../../support/app.ts';
import { testClock } from '../../support/clock.ts';
import { silent, type TestDatabase, testDatabase } from '../../support/database.ts';
import { fact } from '../../support/words.ts';

describe('regions', () => {
  it('have names on up to three levels', () => {
    expect(regionNames('330802')).to.deep.equal({ province: '浙江省', city: '衢州市', county: '柯城区' });
    expect(regionNames('330800')).to.deep.equal({ province: '浙江省', city: '衢州市' });
    expect(regionNames('330000')).to.deep.equal({ province: '浙江省' });
    expect(regionNames('110105')).to.deep.equal({ province: '北京市', county: '朝阳区' });
    expect(regionName('330802')).to.equal('浙江省衢州市柯城区');
    for (const [code, name] of [
      ['429004', '湖北省仙桃市'],
      ['659001', '新疆维吾尔自治区石河子市'],
      ['429000', '湖北省直辖县级行政区划'],
      ['659000', '新疆维吾尔自治区直辖县级行政区划'],
    ] as const)
      expect(regionName(code), code).to.equal(name);
    expect(regionNames('429004')).to.deep.equal({ province: '湖北省', county: '仙桃市' });
  });

  it('have none where the code never was one', () => {
    expect(regionNames('000000')).to.equal(undefined);
    expect(regionName('000000')).to.equal('000000');
  });

  it('are refused with the fault of the code', () => {
    expect(regionProblem('330106')).to.equal(undefined);
    expect(regionProblem('33010')).to.deep.equal(fact('fields.region_form', { label: '行政区划代码' }));
    for (const code of ['3301060', '33010a', '٣٣٠١٠٦'])
      expect(regionProblem(code), code).to.have.property('code', 'fields.region_form');
    expect(regionProblem('990106')).to.deep.equal(fact('fields.region_unknown', { code: '990106' }));
    expect(regionProblem('330104')).to.deep.equal(
      fact('fields.region_ended', {
        code: '330104',
        name: '江干区',
        validTo: '2021-04-09',
        next: fact('fields.region_next', { code: '330102', name: '上城区' }),
      }),
    );
  });

  it('are read in full-width digits too', () => {
    const form = z.object({ code: regionCode() });
    expect(readFields(form, { code: '３３０１０６' })).to.deep.equal({ values: { code: '330106' } });
  });

  it('know on which days they were one, and which took their place', () => {
    const former = regionOf('330104');
    expect(former?.replacedBy).to.equal('330102');
    expect(former && isInUse(former, '2021-04-08')).to.equal(true);
    expect(former && isInUse(former, '2021-04-09')).to.equal(false);
    for (const code of ['110103', '310108', '371202', '410381']) {
      const next = regionOf(regionOf(code)?.replacedBy ?? '');
      expect(next && isInUse(next), code).to.equal(true);
    }
  });

  it('can be gone down, from the provinces to the counties', () => {
    expect(regionsBelow()).to.have.length.greaterThan(30);
    expect(regionsBelow('330000').map(({ name }) => name)).to.include.members(['杭州市', '衢州市']);
    expect(regionsBelow('330100').map(({ code }) => code))
      .to.include('330106')
      .and.not.include('330104');
    expect(regionsBelow('110000').map(({ name }) => name)).to.include('朝阳区');
    expect(regionsBelow('330106')).to.deep.equal([]);
  });
});

describe('changed regions', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(async () => {
    overrideRegions([]);
    await database.drop();
  });

  it('are entered by operators, with the reason of the change in the audit, and stand above the table at once', async () => {
    const regions = createRegions({ db: database.db, clock: testClock(), log: silent });
    await regions.change(operator, { code: '330199', name: '新设区', validFrom: '2026-01-01' });
    await regions.change(operator, { code: '330106', validTo: '2026年10月1日', replacedBy: '330199' });
    expect(regionName('330199')).to.equal('浙江省杭州市新设区');
    expect(regionProblem('330106')).to.deep.equal(
      fact('fields.region_ended', {
        code: '330106',
        name: '西湖区',
        validTo: '2026-10-01',
        next: fact('fields.region_next', { code: '330199', name: '新设区' }),
      }),
    );
    const [row] = await database.db.rows<{ details: unknown }>(
      `select details from audit_events where verb = 'region.change' and subject_id = '330106'`,
    );
    expect(row?.details).to.deep.include({ from: { code: '330106', name: '西湖区' } });
  });

  it('are there after a start', async () => {
    overrideRegions([]);
    const regions = createRegions({ db: database.db, clock: testClock(), log: silent });
    await regions.start();
    expect(regionOf('330199')?.name).to.equal('新设区');
    regions.stop();
  });

  it('name missing fields, and are refused without the operator’s role', async () => {
    const regions = createRegions({ db: database.db, clock: testClock(), log: silent });
    const refusal = async (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error: Error) => error.message,
      );
    expect(await refusal(regions.change(operator, { code: '330198' }))).to.include('errors.to_correct');
    expect(
      await refusal(regions.change(operator, { code: '330106', validTo: '2026-10-01', replacedBy: '330197' })),
    ).to.include('errors.to_correct');
    expect(await refusal(regions.change({ kind: 'anonymous' }, { code: '330106' }))).to.include('actor.role_may_not');
  });
});
