import { expect } from 'chai';
import { describe, it } from 'mocha';
import { type Data, displayValue, fieldsOf, readForm } from '../../../src/fields/form.ts';
import { certificationForm } from '../../../src/institutions/certification/form.ts';
import { codeChecks, isEnterprise } from '../../../src/institutions/institution/codes.ts';
import { answers, idNumber } from '../../support/institutions.ts';
import { fact } from '../../support/words.ts';

const now = () => new Date('2026-03-02T01:00:00Z');
const form = certificationForm(now);
const file = (n: number) => `5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c${n}`;
const papers = { certificate: file(10), idPhotos: `${file(11)}\n${file(12)}`, authorization: file(13) };
const read = (more: Data = {}) => readForm(form, { ...answers, ...papers, ...more });
const problem = (more: Data, field: string) => {
  const answer = read(more);
  return 'problems' in answer ? answer.problems[field] : undefined;
};

describe('the form of a certification', () => {
  it('R12 R19 takes an institution, its agent and its papers, and asks for nothing else', () => {
    expect(read()).to.have.property('values').that.includes({ creditCode: '12330106DEM0000145', idNumber });
  });

  it('R12 asks for each of them by name, in four pages', () => {
    const answer = readForm(form, {});
    const problems = 'problems' in answer ? answer.problems : {};
    expect(problems).to.deep.include({
      name: fact('fields.missing', { label: '机构全称' }),
      kind: fact('fields.choose', { label: '机构类型' }),
      regionCode: fact('fields.missing', { label: '行政区划' }),
      agentName: fact('fields.missing', { label: '经办人姓名' }),
      agentPhone: fact('fields.missing', { label: '手机号' }),
      idNumber: fact('fields.missing', { label: '证件号码' }),
      certificate: fact('fields.upload', { label: '机构证件' }),
      idPhotos: fact('fields.upload', { label: '经办人证件照片' }),
      authorization: fact('fields.upload', { label: '授权书' }),
    });
    expect(problems).not.to.have.any.keys('platformName', 'platformUrl', 'organizationCode');
    expect([form.paged, form.groups.length]).to.eql([true, 4]);
  });

  for (const [what, more, field, code] of [
    ['a wrong check digit', { creditCode: '12330106DEM0000154' }, 'creditCode', 'fields.credit_code_last'],
    ['a letter that does not occur', { creditCode: '9144030O71526726XG' }, 'creditCode', 'fields.credit_code_letters'],
    ['neither code', { creditCode: '' }, 'creditCode', 'institutions.code_missing'],
    [
      'two codes of two organizations',
      { organizationCode: '71526726-X' },
      'organizationCode',
      'institutions.codes_differ',
    ],
    ['a public institution that says it is a vendor', { kind: 'vendor' }, 'kind', 'institutions.code_of_other_kind'],
    ['a wrong digit of an ID', { idNumber: '110105194912310021' }, 'idNumber', 'fields.resident_id_last'],
    ['a birthday that was none', { idNumber: '110101199002297652' }, 'idNumber', 'fields.birth_missing'],
    ['one side of a card', { idPhotos: file(11) }, 'idPhotos', 'institutions.document_sides'],
    ['a platform without a name', { platformUrl: 'https://m.qx.example.cn/' }, 'platformName', 'fields.missing'],
    ['a platform without an address', { platformName: '青溪文化云' }, 'platformUrl', 'fields.missing'],
    ['a name of one character', { name: '馆' }, 'name', 'fields.too_short'],
    ['four scans', { certificate: [1, 2, 3, 4].map((n) => file(20 + n)).join('\n') }, 'certificate', 'fields.too_many'],
  ] as const)
    it(`R13 names the cure for ${what}`, () => {
      expect(problem(more, field)).to.have.property('code', code);
    });

  it('R13 names mistakes of single fields and of several together in one round', () => {
    const said = read({ creditCode: '12330106DEM0000154', idNumber: '110105194912310021', idPhotos: file(11) });
    expect('problems' in said && said.problems).to.have.all.keys('creditCode', 'idNumber', 'idPhotos');
  });

  it('takes the older code alone, a code in lower case, and the dots of a translated name', () => {
    const alone = read({ creditCode: '', organizationCode: '400012203' });
    expect(alone).to.have.property('values').that.includes({ organizationCode: '40001220-3' });
    expect(read({ creditCode: '12330106dem0000145' })).to.have.property('values');
    expect(read({ agentName: '阿依古丽•买买提' }))
      .to.have.property('values')
      .that.includes({ agentName: '阿依古丽·买买提' });
  });

  it('asks only for the page with the photo of a passport', () => {
    expect(read({ idKind: 'passport', idNumber: 'e12345678', idPhotos: file(11) })).to.have.property('values');
  });

  it('R12 masks personal data', () => {
    const told: Data = { ...answers, ...papers };
    const masked = Object.fromEntries(
      fieldsOf(form).map((field) => [field.name, displayValue(field, told[field.name], true)]),
    );
    expect(masked).to.include({
      agentPhone: '138****8111',
      idNumber: '1101**********002X',
      agentEmail: 'c***@qx.example.cn',
      regionCode: '浙江省杭州市西湖区',
    });
  });
});

describe('the automatic check of a credit code', () => {
  const verdicts = (code: string, kind: string, region: string) =>
    codeChecks(code, kind, region).map(({ field, verdict }) => `${field} ${verdict}`);

  it('compares its kind and its region with the chosen ones, and doubts only where they differ', () => {
    expect(verdicts('12330106DEM0000145', 'culture_hall', '330106')).to.eql([
      'creditCode ok',
      'kind ok',
      'regionCode ok',
    ]);
    expect(verdicts('91330100DEM000057N', 'library', '330106')).to.eql(['creditCode ok', 'kind warn', 'regionCode ok']);
    expect(verdicts('12330106DEM0000145', 'culture_hall', '440305')).to.eql([
      'creditCode ok',
      'kind ok',
      'regionCode warn',
    ]);
  });

  it('R58 wants two people for an enterprise', () => {
    expect(isEnterprise({ kind: 'vendor' })).to.equal(true);
    expect(isEnterprise({ kind: 'theatre', creditCode: '91330100DEM000057N' })).to.equal(true);
    expect(isEnterprise({ kind: 'library', creditCode: '12330106DEM0000145' })).to.equal(false);
  });
});
