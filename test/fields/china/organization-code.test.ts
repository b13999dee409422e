import { expect } from 'chai';
import { describe, it } from 'mocha';
import { z } from 'zod';
import { organizationCode } from '../../../src/fields/china/organization-code.ts';
import { readFields } from '../../../src/fields/read.ts';
import { fact } from '../../support/words.ts';

const read = (code: string) => readFields(z.object({ code: organizationCode() }), { code });

describe('an organization code', () => {
  it('R19 is taken with and without the hyphen', () => {
    for (const code of ['40001220-3', '71526726-X', 'M000100Y-4', 'DEM00001-4'])
      expect(read(code.replace('-', '').toLowerCase())).to.deep.equal({ values: { code } });
  });

  it('R19 names the problem', () => {
    expect(read('40001220-4')).to.deep.equal({
      problems: { code: fact('fields.organization_code_last', { label: '组织机构代码' }) },
    });
    expect(read('4000122')).to.deep.equal({
      problems: { code: fact('fields.organization_code_form', { label: '组织机构代码' }) },
    });
  });
});
