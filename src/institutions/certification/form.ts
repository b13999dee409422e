import { z } from 'zod';
import type { Problems } from '../../errors.ts';
import { written } from '../../fact.ts';
import { email, maskEmail } from '../../fields/account.ts';
import { creditCode } from '../../fields/china/credit-code.ts';
import { type IdDocument, idDocumentProblem, idDocuments, normalIdNumber } from '../../fields/china/id-document.ts';
import { maskMobile, mobile } from '../../fields/china/mobile.ts';
import { organizationCode } from '../../fields/china/organization-code.ts';
import { maskResidentId } from '../../fields/china/resident-id.ts';
import { files, select } from '../../fields/choice.ts';
import { fact as ofFields } from '../../fields/facts.ts';
import type { Form, Values } from '../../fields/form.ts';
import { personName } from '../../fields/person-name.ts';
import { regionCode } from '../../fields/regions/region.ts';
import { missing, text } from '../../fields/text.ts';
import { webAddress } from '../../fields/web-address.ts';
import { fact } from '../facts.ts';
import { codeProblems } from '../institution/codes.ts';
import { institutionKinds, institutionName } from '../institution/institution.ts';

/** Scans and photos; the room of files validates their content. */
const scans = ['image/jpeg', 'image/png', 'application/pdf'];
const whereOne = '有平台的都要填';
const scanHint = 'JPG、PNG 或 PDF，每个不超过 10 MB';

/** R12, R19: the data and proofs of an institution; `now` is asked at each use. */
export const certificationForm = (now: () => Date): Form => ({
  paged: true,
  minutes: 10,
  groups: [
    {
      name: 'institution',
      title: '机构信息',
      lead: '与证书上的文字一致，审核时会逐项核对。',
      fields: {
        name: institutionName().meta({ autocomplete: 'organization' }),
        kind: select('机构类型', institutionKinds),
        creditCode: creditCode().optional().meta({ requiredWhen: '没有时填组织机构代码' }),
        organizationCode: organizationCode()
          .meta({ hint: '写在旧的组织机构代码证上，例如 71526726-X', requiredWhen: '没有统一社会信用代码时必填' })
          .optional(),
        regionCode: regionCode('行政区划', { hint: '机构所在的县（市、区）；省级、市级机构选到省、市' }),
        address: text('地址', { min: 5, max: 100 }).meta({ autocomplete: 'street-address' }),
        legalRepresentative: personName('法定代表人').meta({ hint: '或证书上的负责人' }),
      },
    },
    {
      name: 'agent',
      title: '经办人',
      lead: '代表机构办理对接事宜的人，姓名须与授权书一致。',
      fields: {
        agentName: personName('经办人姓名').meta({ autocomplete: 'name' }),
        agentPosition: text('职务', { max: 30 }).meta({ autocomplete: 'organization-title' }),
        agentPhone: mobile('手机号').meta({ autocomplete: 'tel', mask: maskMobile }),
        agentEmail: email('邮箱').meta({
          autocomplete: 'email',
          hint: '审核结果和到期提醒会发到这里',
          mask: maskEmail,
        }),
        idKind: select('证件类型', idDocuments),
        idNumber: z
          .string(written(missing('证件号码')))
          .transform(normalIdNumber)
          .meta({
            title: '证件号码',
            autocomplete: 'off',
            hint: '加密保存；提交以后，页面上只显示一部分',
            mask: maskResidentId,
            paper: true,
          }),
      },
    },
    {
      name: 'platform',
      title: '平台信息',
      lead: '机构已有的网站、小程序或云平台；没有的可以不填。',
      fields: {
        platformName: text('平台名称', { max: 50 }).optional().meta({ requiredWhen: whereOne, half: true }),
        platformUrl: webAddress('平台网址').optional().meta({ requiredWhen: whereOne, half: true }),
      },
    },
    {
      name: 'materials',
      title: '材料',
      lead: '授权书图片不清晰时会被退回，请用扫描件（≥200 dpi）。',
      help: { href: '/console/institution/letter', label: '打印预填的授权书' },
      fields: {
        certificate: files('机构证件', { types: scans, most: 3, hint: `法人证书或营业执照，最多 3 个。${scanHint}` }),
        idPhotos: files('经办人证件照片', {
          types: scans,
          most: 2,
          hint: `正反两面；护照只要资料页。${scanHint}`,
        }).meta({ paper: true }),
        authorization: files('授权书', {
          types: scans,
          most: 3,
          hint: `打印预填的授权书，盖章后扫描；开发公司上传委托它的机构盖章的授权书。最多 3 个，${scanHint}`,
        }),
      },
    },
  ],
  checksInPart: true,
  check: (values) => checkTogether(values, now()),
});

function checkTogether(values: Values, now: Date): Problems {
  const problems: Problems = codeProblems(values);
  const { idKind, idNumber, idPhotos, platformName, platformUrl } = values;
  if (isDocument(idKind) && typeof idNumber === 'string') {
    const problem = idDocumentProblem(idKind, idNumber, now);
    if (problem !== undefined) problems.idNumber = problem;
  }
  if (idKind !== 'passport' && Array.isArray(idPhotos) && idPhotos.length === 1)
    problems.idPhotos = fact('institutions.document_sides');
  // 需要对接的平台名称、平台网址
  if (platformName === undefined && platformUrl !== undefined)
    problems.platformName = ofFields('fields.missing', { label: '平台名称' });
  if (platformUrl === undefined && platformName !== undefined)
    problems.platformUrl = ofFields('fields.missing', { label: '平台网址' });
  return problems;
}

const isDocument = (kind: unknown): kind is IdDocument => typeof kind === 'string' && Object.hasOwn(idDocuments, kind);
