import type { OpenFacts } from '../../open/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const open = {
  'open.busy': '现在取用的人很多，请稍后再试',
  'open.downloads_busy': '现在下载的人很多，请稍后再试；同一地址同时最多下载 2 个文件',
  'open.region_form': 'region 应为 6 位数字，例如 330100',
  'open.no_region': ({ code }) => `没有行政区划代码 ${code}`,
  'open.day_form': ({ name }) => `${name} 应为日期，例如 2026-12-01`,
  'open.days_turned': 'to 不能早于 from',
  'open.days_need_channel': ({ channels }) => `写 from 或 to 时，channel 应是有开始时间的栏目：${channels}`,
  'open.days_without_words': 'q 不能与 from、to 同时写',
  'open.words_long': ({ most }) => `q 不超过 ${most} 字`,
  'open.no_words': 'q 没有写要找的词',
  'open.institution_form': 'institution_id 应为机构的编号（UUID）',
  'open.no_export': '没有这一天的导出文件，只保留最近 7 天的',
  'open.no_signature': '这一天的导出文件没有签名，或者已经过了 7 天；有签名的，列表里写着 signature_url',
  'open.no_signing_key': '这里的导出没有启用 SM2 签名，所以没有公钥',
} satisfies Catalogue<OpenFacts>;
