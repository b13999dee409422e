import type { OpenFacts } from '../../resources/open/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
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
  'open.publisher': '国家公共文化云',
  'open.service': '开放数据接口',
  'open.catalogue': '国家公共文化云开放数据目录',
  'open.catalogue_about':
    '各地文化馆、图书馆、博物馆等机构发布的活动、场馆、课程、图书等内容，和已公布的服务数据。不用申请，不用凭证。',
  'open.of_channel': ({ name }) => `${name}：已发布的内容`,
  'open.of_channel_about': ({ name, lead }) => `“${name}”栏目里市民能看到的全部内容。${lead}`,
  'open.all': '全部栏目：已发布的内容',
  'open.all_about': '市民在网页上能看到的全部内容。每天凌晨生成一份导出文件，之后的变动用接口取回。',
  'open.hosts': '有内容发布的机构',
  'open.hosts_about': '机构的名称、类型、所在地区和网页地址。',
  'open.figures': '公布的服务数据：公开校验日志',
  'open.figures_about':
    '每个公布过的统计数字都是日志里的一条，只增不改，按 C2SP 的 tlog-tiles 读取，任何人都可以校验。',
  'open.as_json': '接口，JSON',
  'open.as_linked': '接口，schema.org（JSON-LD）',
  'open.as_feed': '最新发布，RSS',
  'open.as_changes': '变动，含撤回的，JSON',
  'open.as_log': '校验点、条目和证明，/transparency/figures/',
  'open.file_of': ({ day }) => `${day} 的导出文件，NDJSON，gzip 压缩`,
} satisfies Catalogue<OpenFacts>;
