import { z } from 'zod';
import type { Problems } from '../../errors.ts';
import { written } from '../../fact.ts';
import { email } from '../../fields/account.ts';
import { type IdDocument, idDocumentProblem, idDocuments, normalIdNumber } from '../../fields/china/id-document.ts';
import { maskMobile, mobile } from '../../fields/china/mobile.ts';
import { maskResidentId } from '../../fields/china/resident-id.ts';
import { checks, files, select } from '../../fields/choice.ts';
import type { Form, Group, Values } from '../../fields/form.ts';
import { issue } from '../../fields/issue.ts';
import { personName } from '../../fields/person-name.ts';
import { checkRedirectUri, redirectUriLines } from '../../fields/redirect-uri.ts';
import { missing, text } from '../../fields/text.ts';
import { webAddress } from '../../fields/web-address.ts';
import { leastLogo } from '../../files/sizes.ts';
import { checkLink, optionalLinkFields } from '../../links/link.ts';
import { apiScopes, layerChoices, loginAbilities, splitScopes } from '../aksk/scopes.ts';
import { fact } from '../facts.ts';
import { protocolFields, readProtocol } from '../protocol/fields.ts';
import { protocolProblems } from '../protocol/protocol.ts';
import { scopesOf, withLayers } from './values.ts';

/** The address that a script asks about callback addresses while they are typed. */
const tester = '/console/applications/tester';

const contactGroup: Group = {
  name: 'contact',
  title: '单位联系人信息',
  lead: '取自机构认证资料，可修改联系方式。审核结果和到期提醒发给联系人。',
  fields: {
    institutionName: text('对接单位名称', { max: 50 }).optional().meta({ readonly: true }),
    contactName: personName('联系人').meta({ autocomplete: 'name', max: 20 }),
    contactPosition: text('职务', { max: 30 }).meta({ autocomplete: 'organization-title' }),
    contactPhone: mobile('联系电话').meta({ autocomplete: 'tel', mask: maskMobile }),
    contactEmail: email('联系邮箱').meta({ autocomplete: 'email' }),
    contactIdKind: select('证件类型', idDocuments).optional().meta({ requiredWhen: '申请时必填', half: true }),
    contactIdNumber: z
      .string(written(missing('证件号码')))
      .transform(normalIdNumber)
      .optional()
      .meta({
        title: '证件号码',
        hint: '加密保存；提交以后，页面上只显示一部分',
        autocomplete: 'off',
        mask: maskResidentId,
        paper: true,
        requiredWhen: '申请时必填',
        half: true,
      }),
    platform: text('平台名称', { max: 50 }).meta({ requiredWhen: '已有云平台时必填', half: true }).optional(),
    venue: text('所属场馆', { max: 50 }).meta({ half: true }).optional(),
  },
};

const notified = '退出通知地址';
const requiredWhen = '申请用户登录时必填';

const applicationGroup: Group = {
  name: 'application',
  title: '应用对接信息',
  lead: '一个网站、小程序或 App 对应一个应用，每个应用有自己的 AK 和 SK。',
  help: { href: tester, label: '回调测试器：逐行检查地址能不能登记' },
  fields: {
    name: text('第三方应用名称', { max: 50 }).meta({ hint: '市民授权时会看到', half: true }),
    homeUrl: webAddress('第三方应用地址', { hint: '首页，例如 https://m.example.cn/' }).meta({ half: true }),
    layers: checks('用它来做什么', layerChoices, { min: 0 })
      .optional()
      .meta({ requiredWhen: '至少选一项', hint: '接口的权限由此而定，不用自己挑' }),
    loginScopes: checks('登录时还想知道', loginAbilities, { min: 0 })
      .optional()
      .meta({ requiredWhen: '用户登录才有；市民可以逐项不同意', hint: '账号编号总会得到，各机构看到的不同' }),
    purpose: text('登录用途说明', { max: 60 })
      .meta({ hint: '市民授权时会看到，例如：活动报名、场馆预订时填写联系人', requiredWhen })
      .optional(),
    redirectUris: redirectUriLines('APPID 回调地址', {
      hint: '一行一个，最多 20 个，须与程序中填写的完全一致',
      check: tester,
      requiredWhen,
    }).optional(),
  },
};

/** Settings that most applications leave unchanged. */
const advancedGroup: Group = {
  name: 'advanced',
  title: '高级设置',
  lead: '多数应用不用填。程序用常见的 OpenID Connect 库时，下面的安全设置也不用动；通过以后可以在应用页面的“安全”一节修改，立即生效。',
  folded: true,
  aside: true,
  fields: {
    logoFile: files('图标', {
      types: ['image/png', 'image/jpeg', 'image/webp', 'image/svg+xml'],
      most: 1,
      min: 0,
      least: leastLogo,
      hint: '不小于 132×132 的 JPG、PNG，或 SVG，市民登录时会看到；没有时显示名称的第一个字',
    }).optional(),
    postLogoutRedirectUris: redirectUriLines('退出后的地址', {
      hint: '市民退出登录后回到的页面，一行一个',
      check: tester,
    }).optional(),
    backchannelLogoutUri: z
      .string(written(missing(notified)))
      .superRefine((uri, ctx) => {
        const checked = checkRedirectUri(uri, { loopback: false, label: notified });
        if ('problem' in checked) ctx.addIssue(issue(checked.problem));
      })
      .meta({ title: notified, control: 'url', hint: '市民在别处退出时，国家公共文化云通知您的服务器' })
      .optional(),
    apiScopes: checks('另外需要的接口', apiScopes, { min: 0 })
      .optional()
      .meta({ hint: '上面选的事情已经包含它们的接口；资源许可、事件通知等在这里选' }),
    ...protocolFields(),
  },
};

/** R16: the mail, kept as evidence. Only operators who enter it see and fill it. */
export const evidenceTypes = ['message/rfc822', 'application/pdf', 'image/jpeg', 'image/png'] as const;
const evidenceGroup: Group = {
  name: 'evidence',
  title: '来信',
  lead: '机构寄来的申请邮件，作为凭证保存。',
  source: 'mail',
  fields: { evidence: files('来信', { types: evidenceTypes, most: 3, min: 0 }).optional() },
};

const linkGroup: Group = {
  name: 'link',
  title: '端口对接（友情链接）',
  folded: true,
  lead: '可以以后再填。填写后，审核通过即显示在国家公共文化云首页的合作平台区。',
  fields: optionalLinkFields,
};

/** R21, figure 6: three groups on one page, with rare ones folded away. */
export const applicationForm = (now: () => Date): Form => ({
  groups: [contactGroup, applicationGroup, advancedGroup, linkGroup, evidenceGroup],
  minutes: 5,
  tidy: withLayers,
  checksInPart: true,
  check: (values, unreadable) => ({ ...checkTogether(values, now()), ...checkLink(values, unreadable) }),
});

function checkTogether(values: Values, now: Date): Problems {
  const { contactIdKind: kind, contactIdNumber: number, layers, redirectUris, purpose } = values;
  const chosen = new Set(isSome(layers) ? layers : []);
  const problems: Problems = {};
  if (typeof number === 'string') {
    if (isDocument(kind)) {
      const problem = idDocumentProblem(kind, number, now);
      if (problem !== undefined) problems.contactIdNumber = problem;
    } else problems.contactIdKind = fact('applications.document_missing');
  }
  const signsIn = chosen.has('login');
  if (chosen.size === 0 && !isSome(values.apiScopes)) problems.layers = fact('applications.ability_missing');
  if (chosen.has('link') && values.linkName === undefined) problems.linkName = fact('applications.link_missing');
  if (signsIn && !isSome(redirectUris)) problems.redirectUris = fact('applications.callback_missing');
  if (signsIn && purpose === undefined) problems.purpose = fact('applications.purpose_missing');
  // `sandbox`: a login without PKCE and nonce is requested here, and decided with the review.
  const apiScope = splitScopes(scopesOf(values).join(' ')).api.join(' ');
  const uris = isSome(redirectUris) ? redirectUris.map(String) : [];
  const protocol = {
    ...readProtocol(values, undefined),
    apiScope,
    redirectUris: uris,
    sandbox: values.loginProof === 'neither',
  };
  const { authentication, ...others } = protocolProblems(protocol);
  return { ...others, ...(authentication && { apiScopes: authentication }), ...problems };
}

const isSome = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > 0;
const isDocument = (kind: unknown): kind is IdDocument => typeof kind === 'string' && Object.hasOwn(idDocuments, kind);

/** R26: fields filled in by the operator at the approval; the institution sees them beside its AK. */
export const approvalForm: Form = {
  groups: [
    {
      name: 'approval',
      title: '对接工作群',
      lead: '通过后，机构在应用页看到工作群，并自己领取 SK。',
      fields: {
        groupName: text('群名称', { max: 50 }).optional(),
        groupAddress: text('群号或二维码地址', { max: 255 }).optional(),
        groupNote: text('备注', { max: 200, lines: true }).optional(),
        pkceUntil: z
          .string()
          .meta({
            title: '放行不带 PKCE 和 nonce 的登录，到',
            control: 'date',
            hint: '仅当申请写明“两者都不发送”时填写，180 天以内；不填为不放行',
          })
          .optional(),
      },
    },
  ],
};
