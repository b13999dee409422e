import type { LicenceFacts, LicenceLetters, LicencePageFacts } from '../../resources/licences/facts.ts';
import type { Catalogue, Letters } from '../catalogue.ts';
import { onDay } from './parts.ts';

const ofLicence = ({ number, platform }: { number: string; platform: string }) => [
  { label: '许可编号', value: number },
  { label: '使用平台', value: platform },
];

export const facts = {
  'licences.not_found': '没有找到这份许可',
  'licences.period_over': '申请的期限已经过去，请退回，请机构改好日期后再提交',
  'licences.until_late': '不能晚于申请的结束日期',
  'licences.until_early': '不能早于申请的开始日期',
  'licences.no_resource': '没有找到这条资源，它可能已不再开放',
  'licences.role_may_not_apply': '您的角色不能申请资源许可，请联系本机构的管理员或经办人',
  'licences.basket_full': ({ most }) => `申请单最多 ${most} 项，请先提交这一份，再选其他的`,
  'licences.line_not_open': ({ line }) => `第 ${line} 行的资源已不再开放，请删去这一行`,
  'licences.line_differs': ({ line, text }) => `第 ${line} 行与资源库不一致，请改为：${text}`,
  'licences.no_application': '没有找到本机构的这个应用，请核对 AK，或不填',
  'licences.sandbox_application': '沙箱应用不能取用资源，请填写正式应用的 AK',
  'licences.own_resources': '国家公共文化云自己的资源不需要申请许可',
  'licences.certified_first': '机构认证通过后可以申请资源许可。请先在“首页”完成机构认证。',
  'licences.from_past': '开始日期不能早于今天',
  'licences.choose_resources': '请从国家资源库选择资源',
  'licences.most_resources': ({ most, now }) => `一份申请最多 ${most} 项资源，现在是 ${now} 项，请分几份提交`,
  'licences.media_line': ({ line }) => `第 ${line} 行应为 http:// 或 https:// 开头的地址，一行一个`,
  'licences.no_draft': '没有找到这份草稿，它可能已被删除',
  'licences.no_entry': '没有找到这条内容，它可能已被删除',
  'licences.role_may_not_download': '您的角色不能下载资源包，请联系本机构的管理员或经办人',
  'licences.not_yet': ({ day }) => `许可还没有生效，从 ${day} 起可以下载`,
  'licences.nth_not_open': ({ nth }) => `第 ${nth} 项资源没有找到，或已不再开放`,
  'licences.members_apply': '请以机构成员的身份申请',
  'licences.basket_empty': '申请单是空的，请先选资源',
  'licences.already_sent': '这份申请已经提交，请另写一份',
  'licences.reason_missing': '请填写收回的原因，机构会看到它',
  'licences.reason_long': '原因最多 500 个字',
  'licences.already_over': '这份许可已经收回或到期，不需要再收回',
  'licences.cloud_only': '只有国家公共文化云的资源可以设置共享条件',
  'licences.publish_first': '这条内容还没有发布。发布以后可以设置共享条件。',
  'licences.province_form': '请填写省级代码，后四位是 0000',
  'licences.purposes_missing': '请选择允许的用途',
  'licences.months_missing': '请填写许可期限最长几个月',
  'licences.province_only': '该资源仅限本省使用',
  'licences.purposes_not_given': ({ refused, offered }) => `不提供${refused}，可以选：${offered}`,
  'licences.period_long': ({ months, until }) => `许可期限最长 ${months} 个月，请填写 ${until} 或更早`,
  'licences.ends_before_start': '结束日期不能早于开始日期',
  'licences.terms_break': ({ problem }) => `${problem}。请退回修改。`,
  'licences.promise_missing': '请阅读并勾选承诺',
  'licences.revoked': ({ state }) => `这份许可已由运营收回（${state}），不能再取用资源。需要时请重新申请。`,
  'licences.expired': ({ day, state }) => `这份许可已于 ${day} 到期（${state}），不能再取用资源。需要时请重新申请。`,
  'licences.terms_are': ({ title, purposes, months, region, commercial }) =>
    `《${title}》用途 ${purposes.join('、')}，最长 ${months} 个月${region === undefined ? '' : `，仅限${region}`}${commercial ? '' : '，不得商用'}`,
  'licences.of_resource': ({ title, problem }) => `《${title}》${problem}`,
  'licences.resources_most': '一份申请最多 50 项资源，请分几份提交',
  'licences.menu_catalogue': '国家资源库',
  'licences.menu_licences': '资源许可',
  'licences.menu_own_resources': '国家云资源',
  'licences.resources_form': 'resources 应为资源编号的数组',
  'licences.resources_missing': '请写出要申请的资源',
  'licences.purposes_form': 'purposes 应为用途的数组',
  'licences.usage_missing': '请填写使用说明',
  'licences.platform_missing': '请填写使用平台',
  'licences.from_missing': '请填写开始日期',
  'licences.until_missing': '请填写结束日期',
  'licences.promise_form': 'promise 应为 true：承诺只按批准的用途、平台和期限使用',
} satisfies Catalogue<LicenceFacts & LicencePageFacts>;

export const letters = {
  'licences.expiring_letter': ({ count, lastDay, ...licence }) => ({
    heading: '资源许可即将到期',
    paragraphs: [
      `资源许可 ${licence.number}（共 ${count} 项资源）的最后一天是 ${lastDay}。`,
      '到期后，请停止使用并删除副本；还要继续使用的，请在到期前重新申请。',
    ],
    details: ofLicence(licence),
    action: '查看许可',
  }),
  'licences.revoked_letter': ({ count, at, reason, ...licence }) => ({
    heading: '资源许可已收回',
    paragraphs: [
      `资源许可 ${licence.number}（共 ${count} 项资源）已于 ${onDay(at)} 收回。`,
      `原因：${reason}`,
      '请立即停止使用并删除副本。对结果有疑问时，请联系运营。',
    ],
    details: ofLicence(licence),
    action: '查看许可',
  }),
} satisfies Letters<LicenceLetters>;
