import { expect } from 'chai';
import { describe, it } from 'mocha';
import { z } from 'zod';
import { organizationCode } from '../../../src/fields/china/organization-code.ts';
import { readFields } from '../../../src/fields/read.ts';

const read = (code: string) => readFields(z.object({ code: organizationCode() }), { code });

describe('an organization code', () => {
  it('R19 is taken with and without the hyphen', () => {
    for (const code of ['40001220-3', '71526726-X', 'M000100Y-4', 'DEM00001-4'])
      expect(read(code.replace('-', '').toLowerCase())).to.deep.equal({ values: { code } });
  });

  it('R19 says what is wrong', () => {
    expect(read('40001220-4')).to.deep.equal({
      problems: { code: '组织机构代码最后一位校验不通过，请对照证书逐位核对' },
    });
    expect(read('4000122')).to.deep.equal({
      problems: { code: '组织机构代码应为 9 位数字或大写字母，例如 71526726-X' },
    });
  });
});
