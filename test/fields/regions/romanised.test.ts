import { expect } from 'chai';
import { describe, it } from 'mocha';
import { regionsBelow } from '../../../src/fields/regions/region-table.ts';
import { romanised } from '../../../src/fields/regions/romanised.ts';

describe('the names of regions in Latin letters', () => {
  it('are as maps in English write them', () => {
    const names = {
      ...{
        浙江省: 'Zhejiang',
        陕西省: 'Shaanxi',
        山西省: 'Shanxi',
        重庆市: 'Chongqing',
        内蒙古自治区: 'Inner Mongolia',
      },
      ...{
        西安市: "Xi'an",
        六安市: "Lu'an",
        厦门市: 'Xiamen',
        吕梁市: 'Lüliang',
        常山县: 'Changshan',
        乌鲁木齐市: 'Ürümqi',
      },
      ...{ 海西蒙古族藏族自治州: 'Haixi', 广西壮族自治区: 'Guangxi' },
    };
    for (const [name, written] of Object.entries(names)) expect(romanised(name), name).to.equal(written);
  });

  it('have no Chinese character left in any province or city', () => {
    const provinces = regionsBelow();
    const all = [...provinces, ...provinces.flatMap(({ code }) => regionsBelow(code))];
    expect(all.filter(({ name }) => /\p{Script=Han}/u.test(romanised(name)))).to.deep.equal([]);
  });
});
