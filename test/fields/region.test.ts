import { expect } from 'chai';
import { describe, it } from 'mocha';
import { isRegionCode, regionNames } from '../../src/fields/region.ts';

describe('regions', () => {
  it('have names on up to three levels', () => {
    expect(regionNames('330802')).to.deep.equal({ province: '浙江省', city: '衢州市', county: '柯城区' });
    expect(regionNames('330800')).to.deep.equal({ province: '浙江省', city: '衢州市' });
    expect(regionNames('330000')).to.deep.equal({ province: '浙江省' });
    expect(regionNames('110105')).to.deep.equal({ province: '北京市', county: '朝阳区' });
  });

  it('have none where the code is not in the table', () => {
    expect(regionNames('000000')).to.equal(undefined);
  });

  it('are recognised by the form of their code', () => {
    expect(isRegionCode('330106')).to.equal(true);
    expect(isRegionCode('990106')).to.equal(false);
    expect(isRegionCode('33010')).to.equal(false);
  });
});
