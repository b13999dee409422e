import { shortDay } from '../../http/pages/text.ts';
import type { VendorFacts, VendorLetters, VendorQuestions } from '../../integration/vendors/facts.ts';
import type { Catalogue, Letters } from '../catalogue.ts';

export const facts = {
  'vendors.ask_end': '结束这份授权？\n开发公司立即不能再看和维护贵方的应用。以后还可以重新授权。\n结束授权',
  'vendors.no_vendor': '只有认证为“经授权的开发公司”的机构可以使用这个页面',
  'vendors.not_authorised': '没有找到这个应用，或者机构的授权已经结束',
  'vendors.may_not': ({ what }) => `机构的授权不包括“${what}”`,
  'vendors.owner_grants': '只有本机构的管理员可以授权开发公司',
  'vendors.vendor_missing': '请填写开发公司的全称或统一社会信用代码',
  'vendors.vendor_unknown': '没有找到这家开发公司。请核对全称或统一社会信用代码；它需要先注册并通过认证',
  'vendors.day_passed': '最后一天不能早于今天',
  'vendors.longest': ({ days }) => `一次最多授权 ${days} 天，到期前可以再延长`,
  'vendors.granted': '已经授权给这家开发公司，可以在列表中修改最后一天',
  'vendors.no_authorisation': '没有这项授权，它可能已经结束',
  'vendors.nothing_to_renew': '没有选中可以延长的 AK。已禁用的 AK 不能延长，请机构联系运营',
  'vendors.change_under_way': '机构正在变更这个应用，请等这次变更结束',
  'vendors.papers_incomplete': '机构的应用资料不完整，请机构管理员在“应用与密钥”中补齐后提交',
  'vendors.addresses_missing': '请填写新的回调地址，一行一个',
  'vendors.check_again': ({ day }) => `${shortDay(day)}，该复验`,
  'vendors.four': ({ layers }) => `四层：${layers.join('，')}`,
  'vendors.found_kind': '客户的 AK',
  'vendors.do_renew': '延长客户的 AK',
  'vendors.ends': ({ left }) => (left < 0 ? `已到期 ${-left} 天` : left === 0 ? '今天到期' : '到期'),
  'vendors.ends_note': ({ left }) => (left < 0 ? '登录与接口已停用，延长后立即恢复' : '之后停用登录与接口'),
  'vendors.verify_again': '在线验证',
  'vendors.seal_failed': '上一次没有通过，改好后再验一次',
  'vendors.seal_broken': '每天的复查发现问题',
  'vendors.seal_lapsed': '已过期，需要重新验证',
  'vendors.seal_due': ({ until }) => `该复验了，${shortDay(until)} 前有效`,
  'vendors.authorised_until': '授权到期',
  'vendors.authorised_note': '还要继续时，请机构管理员在“开发公司”里改最后一天',
  'vendors.failed': ({ calls }) => `${calls} 次没有成功`,
  'vendors.failed_note': ({ cause, more }) => `${cause}${more > 0 ? `另有 ${more} 种原因。` : ''}`,
  'vendors.agenda_day': ({ day, from }) => {
    const near = { [-1]: '昨天', 0: '今天', 1: '明天' }[from];
    return near === undefined ? shortDay(day) : `${near}　${shortDay(day)}`;
  },
  'vendors.agenda_head': ({ institutions, ends, due, failed }) => {
    const parts = [
      ends > 0 ? `${ends} 个 AK 到期，一次就能续好` : '',
      failed > 0 ? `${failed} 个 AK 有调用没有成功` : '',
      due > 0 ? `另有 ${due} 件事` : '',
    ].filter((part) => part !== '');
    const said = parts.length === 0 ? '昨天到下周没有要办的事' : parts.join('，');
    return `受 ${institutions} 家机构委托：${said}。`;
  },
  'vendors.menu_vendor': '服务的机构',
  'vendors.menu_vendors': '开发公司',
  'vendors.do_authorise': '授权开发公司维护 AK',
} satisfies Catalogue<VendorFacts & VendorQuestions>;

export const letters = {
  'vendors.granted_letter': ({ institution, endsOn }) => ({
    heading: `${institution}授权贵公司维护它的应用`,
    paragraphs: [`授权到 ${shortDay(endsOn)}。可以延长有效期、看调用记录、做在线验证、申请更换回调地址。`],
    action: '打开服务的机构',
  }),
  'vendors.ended_letter': ({ institution }) => ({
    heading: `${institution}结束了对贵公司的授权`,
    paragraphs: ['从现在起，您看不到它的应用。已经做的操作都有记录，留给机构。'],
    action: '打开服务的机构',
  }),
  'vendors.ending_letter': ({ toVendor, other, endsOn }) => {
    const until = `授权的最后一天是 ${shortDay(endsOn)}，之后自动停止。`;
    return toVendor
      ? {
          heading: `${other}的授权快到期`,
          paragraphs: [until, '还要继续时，请机构管理员在“开发公司”里改最后一天。'],
          action: '打开服务的机构',
        }
      : {
          heading: `对${other}的授权快到期`,
          paragraphs: [until, '还要请它继续维护时，请在“开发公司”里改最后一天。'],
          action: '查看授权',
        };
  },
  'vendors.redirects_letter': ({ vendor, application }) => ({
    heading: `${vendor}申请更换“${application}”的回调地址`,
    paragraphs: ['申请已提交审核，通过后生效。如果不是贵机构同意的，请撤回申请，并结束授权。'],
    action: '查看申请',
  }),
} satisfies Letters<VendorLetters>;
