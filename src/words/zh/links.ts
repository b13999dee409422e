import type { LinkFacts } from '../../links/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const links = {
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
} satisfies Catalogue<LinkFacts>;
