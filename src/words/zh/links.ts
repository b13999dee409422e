import type { LinkFacts, LinkLetters, LinkPageFacts } from '../../links/facts.ts';
import type { LinkHistoryFacts } from '../../links/watch/history.ts';
import { sideName } from '../../links/watch/side.ts';
import type { Catalogue, Letters } from '../catalogue.ts';
import { onDay } from './parts.ts';

const regions: Readonly<Record<string, string>> = {
  header: '页头',
  nav: '导航栏',
  main: '页面主体',
  aside: '侧栏',
  footer: '页脚',
  friends: '友情链接区',
};
const regionOf = (region: string) => regions[region] ?? regions.main;
/** 11月22日 */
const dayIn = (day: string) => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;

const sides: Readonly<Record<string, string>> = {
  web: '网站首页',
  h5: '手机版首页',
  app: 'APP 下载二维码',
  cloud: '国家云上的链接',
};

const named = (at: readonly string[]) => at.map((side) => sides[side] ?? side).join('、');

export const facts = {
  'links.certified_first': '机构认证通过后可以添加端口链接。请先在“首页”完成机构认证。',
  'links.not_found': '没有找到这个端口链接',
  'links.crop_form': '裁剪范围应为 左,上,宽,高 四个数字，例如 0,0,460,120；不填时取中间部分',
  'links.address_missing': 'PC 链接和 APP 链接至少填一个',
  'links.no_preview': '这张图片或裁剪范围不合适，不能预览',
  'links.no_picture': '没有这张图片',
  'links.role_may_not': '您的角色不能修改端口链接，请联系本机构的管理员',
  'links.changed': '这个端口链接刚刚有变动，请刷新页面再看',
  'links.reason_missing': '请填写下线的原因',
  'links.reason_long': '原因最多 200 个字',
  'links.operators_restore': '这个链接由运营下线，需要恢复请联系运营',
  'links.not_https': '链接没有使用 https，浏览器会提示不安全',
  'links.https': '链接使用 https',
  'links.qr_unreadable': '图片里没有找到能识别的二维码，请上传清楚、完整、四周留白的二维码图片',
  'links.qr_no_address': ({ says }) => `二维码的内容是“${says}”，不是网址。请换成扫码后打开 APP 下载页的二维码`,
  'links.no_answer_in': ({ seconds }) =>
    `${seconds} 秒内没有回应。请检查服务器是否运行，防火墙是否拦截了来自国家云的访问`,
  'links.not_public': '地址在内网，国家云从公网打不开。请改成公网能访问的地址',
  'links.bad_certificate': 'https 证书有问题（过期、域名不符或证书链不全），浏览器也会提示不安全。请更换证书',
  'links.host_unknown': '域名没有解析结果。请检查域名是否到期，DNS 记录是否还在',
  'links.encoded': '服务器没有按要求（Accept-Encoding: identity）回答不压缩的内容。请让它在对方不接受压缩时不压缩',
  'links.unreachable': '连接不上服务器。请检查服务器和端口是否打开',
  'links.answers': ({ status }) => `服务器返回 ${status}，不是正常的页面。请先在浏览器里打开看看`,
  'links.many_redirects': ({ most }) => `跳转超过 ${most} 次，没有到达页面。请检查跳转规则是否成了圈`,
  'links.too_large': ({ kilobytes }) => `内容超过 ${kilobytes} KB，没有读完`,
  'links.other_type': ({ type }) => `返回的内容类型是“${type || '没有写'}”，不是需要的内容`,
  'links.slow': ({ seconds }) => `能打开，但用了 ${seconds} 秒，市民可能等不及`,
  'links.no_link': ({ links }) =>
    links === 0 ? '页面上一个链接也没有' : `页面上共有 ${links} 个链接，没有一个指向国家公共文化云`,
  'links.hidden_link': '页面里有国家云链接，但它被隐藏了，市民看不到。请去掉 display:none 等隐藏样式',
  'links.empty_link': '页面里有指向国家云的链接，但里面没有图片也没有文字，市民看不到。请把标志放进链接里',
  'links.words_only': ({ words }) => `只有文字“${words}”，还没有放国家云的标志图`,
  'links.page_by_script':
    '页面内容由脚本在浏览器里生成，检测看不到。请把链接写进页面源码（放在 noscript 里不算），或在服务器端输出页脚',
  'links.stands_in': ({ region, heading, link, of, before, after }) =>
    [
      `${regionOf(region)}${heading === '' ? '' : `“${heading}”下`}，全页 ${of} 个链接中的第 ${link} 个`,
      before !== '' && after !== '' ? `，在“${before}”和“${after}”之间` : '',
    ].join(''),
  'links.likely_template': '链接的代码还在，显示它的样式或图片在改版时丢了',
  'links.likely_never': '还没有放过国家云链接',
  'links.likely_redesign': ({ day, region }) => `${dayIn(day)} 以后换了新版首页，${regionOf(region)}没有搬过来`,
  'links.likely_removed': ({ day, region, links }) =>
    `${regionOf(region)}还有 ${links} 个链接，国家云的在 ${dayIn(day)} 以后被删掉了`,
  'links.checked_often': ({ most }) => `一小时最多检测 ${most} 次，请稍后再试`,
  'links.only_online': '链接已下线，上线后才会检测',
  'links.no_evidence': '没有这张图片',
  'links.side_bad': ({ side, state, since }) => {
    const day = onDay(since);
    if (state === 'missing') return `${sideName(side)}从 ${day} 起找不到国家公共文化云的链接。`;
    return `${sideName(side)}从 ${day} 起打不开${side === 'app' ? '' : '，连续三次检测都是这样'}。`;
  },
  'links.next_add': '下一件事：登记端口链接，双方首页互相放上链接。',
  'links.to_add': '登记端口链接',
  'links.next_send': '下一件事：填完并提交端口链接。',
  'links.to_send': '继续登记',
  'links.progress_offline': '链接已下线，可以重新上线',
  'links.progress_none': '还没有登记贵方的网站链接',
  'links.progress_missing': ({ isByScript }) =>
    isByScript ? '贵方首页由脚本生成，检测看不到国家云的链接' : '贵方首页还没有放国家云的链接',
  'links.next_place': ({ isByScript }) =>
    isByScript ? '下一件事：把国家云的链接写进贵方首页的页面源码。' : '下一件事：把国家云的链接放到贵方首页。',
  'links.progress_bad': ({ since, what }) => `${since} 起，${what}`,
  'links.next_mend': ({ since, what }) => `${since} 起，${what}，请恢复互访链接。`,
  'links.to_check': '查看检测结果',
  'links.task_mend': '恢复互访链接',
  'links.task_broken': '互访中断',
  'links.progress_unseen': ({ count, unseen }) =>
    `${count} 个链接已上线${unseen === count ? '' : `，其中 ${unseen} 个还没有检测`}，可以现在就检测，不然明早 6:00 第一次检测`,
  'links.progress_online': ({ count }) => `${count} 个链接已上线，双方互访正常`,
  'links.for_days': ({ state, days }) => `${state}，第 ${days} 天`,
  'links.poster_leads': ({ host }) => `合作平台页：海报 230×60，链接到 ${host}`,
  'links.mobile_leads': ({ host }) => `手机版：链接到 ${host}`,
  // 对接历史: only people read it.
  'history.link_lost': ({ link, side, state }) =>
    `“${link}”的${sides[side] ?? side}${state === 'missing' ? '找不到国家云链接' : '打不开'}`,
  'history.link_back': ({ link, side }) => `“${link}”的${sides[side] ?? side}恢复正常`,
  'history.link_alarm': ({ link, sides: at }) => `“${link}”的${named(at)}连续三次检测不正常，已通知贵方`,
  'history.link_well': ({ link, sides: at }) => `“${link}”的${named(at)}恢复正常，告警解除`,
  'links.menu_links': '端口互访',
  'links.menu_links_staff': '端口链接',
  'links.do_apply': '申请端口链接',
  'links.do_check': '检查端口链接',
  'links.do_check_any': '检查机构的端口链接',
  'links.do_offline': '下线端口链接',
  'links.progress_title': '端口互访',
} satisfies Catalogue<LinkFacts & LinkPageFacts & LinkHistoryFacts>;

export const letters = {
  'links.broken_letter': ({ name, pages, sides }) => ({
    heading: `端口互访需要处理：${name}`,
    paragraphs: [
      ...sides,
      '检测页面写明了看到什么、多半是什么原因，以及要贴回页面的代码。改好后点“立即检测”，马上就能确认。',
    ],
    details: [{ label: '链接', value: name }, ...pages.map((value) => ({ label: '页面', value }))],
    action: '查看检测结果',
  }),
  'links.mended_letter': ({ name, sides }) => ({
    heading: `端口互访已恢复：${name}`,
    paragraphs: [`${sides.map(sideName).join('、')}已恢复正常，不用再处理。`],
    details: [{ label: '链接', value: name }],
    action: '查看检测结果',
  }),
} satisfies Letters<LinkLetters>;
