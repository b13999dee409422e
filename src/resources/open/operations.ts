import { z } from 'zod';
import { written } from '../../fact.ts';
import { time } from '../../http/answer.ts';
import { operation } from '../../http/operation.ts';
import { cursor, pageOf, pageSize } from '../../http/requests/listing.ts';
import { fact } from './facts.ts';
import { signingKeyPath } from './signing-key.ts';

const tag = { name: 'Open', title: '开放数据', order: 12 };
export const root = '/api/v1/open';
/** The catalogue of the data, as portals of open data harvest it. */
export const cataloguePath = `${root}/catalog.jsonld`;
/** Where the file of a day is. */
export const exportPath = (day: string) => `${root}/exports/${day}.ndjson.gz`;
export const signaturePath = (day: string) => `${exportPath(day)}.sm2`;

const open = {
  method: 'get',
  tag,
  access: 'anyone',
  budget: 'open',
  anywhere: true,
  headers: { 'If-None-Match': '上次得到的 ETag：没有变动时回答 304' },
  tells: { ETag: '版本，下次写进 If-None-Match' },
  statuses: { 200: '成功', 304: '与上次相同' },
} as const;

const words = 100;
const day = (name: string) => z.iso.date(written(fact('open.day_form', { name }))).optional();
const region = z
  .string()
  .regex(/^\d{6}$/, written(fact('open.region_form')))
  .optional()
  .meta({ description: '行政区划代码，省、市、县都可以，连同它下面的；见 /api/v1/regions' });

const members = z.record(z.string(), z.unknown());

export const resource = z
  .object({
    id: z.uuid().meta({ description: '编号，修订之后不变' }),
    channel: z.string().meta({ description: '栏目代码，见 /api/v1/channels', example: 'activity' }),
    title: z.string().meta({ description: '标题' }),
    summary: z.string().nullable().meta({ description: '摘要；许可是 display、link_only 时为 null' }),
    region_code: z.string().meta({ description: '行政区划代码', example: '330106' }),
    institution: z.object({ id: z.uuid(), name: z.string() }).meta({ description: '发布机构的编号和名称' }),
    starts_at: time.nullable().meta({ description: '开始时间；没有时间的为 null' }),
    ends_at: time.nullable().meta({ description: '结束时间' }),
    url: z.url().meta({ description: '国家公共文化云上的页面：使用时请链接到它' }),
    licence: z.enum(['display', 'link_only', 'share_by', 'share_free']).meta({
      description: 'share_free 可自由使用，share_by 署名可转载，display 仅限国家云展示，link_only 仅链接不留存',
    }),
    source_name: z.string().nullable().meta({ description: '来源：署名时写它' }),
    copyright_owner: z.string().nullable().meta({ description: '版权所有者' }),
    version: z.int().min(1).meta({ description: '第几版' }),
    published_at: time.meta({ description: '第一版发布的时间' }),
    changed_at: time.meta({ description: '这一版发布的时间' }),
    live_state: members.meta({ description: '余量、取消、闭馆等实时信息；没有时为空' }),
    content: members.nullable().meta({
      description:
        '其余内容，字段见 /api/v1/channels/{channel}/schema。不含图片、附件和手机号，文字里的手机号写成 138****8000；许可是 display、link_only 时为 null',
    }),
  })
  .meta({ id: 'OpenResource' });

const filter = z.object({
  channel: z.string().max(30).optional().meta({ description: '栏目代码，见 /api/v1/channels' }),
  region,
  institution_id: z
    .uuid(written(fact('open.institution_form')))
    .optional()
    .meta({ description: '一个机构发布的' }),
  from: day('from').meta({ description: '在这一天或以后开始的；须写 channel，按开始时间排列' }),
  to: day('to').meta({ description: '到这一天为止（含）开始的；须写 channel' }),
  q: z
    .string()
    .max(words, written(fact('open.words_long', { most: words })))
    .optional()
    .meta({ description: '要找的词，与网页的搜索相同，最合适的在前；不能与 from、to 同时写' }),
  free: z.enum(['true']).optional().meta({ description: 'true：只要免费的，含免费需预约' }),
  cursor,
  page_size: pageSize,
});

const ofList = {
  query: filter,
  problems: ['bad_request', 'not_found', 'validation_failed'],
} as const;
const order =
  '按发布时间从新到旧；写 from 或 to 时按开始时间，写 q 时按合适程度。一页最多 page_size 条，内容很长时更少。';

export const listOpenLinkedData = operation({
  ...open,
  ...ofList,
  path: `${root}/resources.jsonld`,
  summary: '列出已发布的内容（schema.org）',
  description: `与 /api/v1/open/resources 相同，写成 JSON-LD 的 DataFeed，下一页在 Link 头里。${order}`,
  answer: z.unknown().meta({ type: 'object', description: 'JSON-LD' }),
  file: 'application/ld+json',
});

export const listOpenResources = operation({
  ...open,
  ...ofList,
  path: `${root}/resources`,
  summary: '列出已发布的内容',
  description: `市民在网页上能看到的全部内容，不用凭证。${order}`,
  answer: pageOf(resource),
});

const one = {
  params: { id: '列表给出的 id' },
  problems: ['not_found', 'gone'],
} as const;

export const readOpenLinkedData = operation({
  ...open,
  ...one,
  path: `${root}/resources/{id}.jsonld`,
  summary: '读取一条内容（schema.org）',
  description: 'JSON-LD，类型按栏目：Event、Place、Course、Book 等。',
  answer: z.unknown().meta({ type: 'object', description: 'JSON-LD' }),
  file: 'application/ld+json',
});

export const readOpenResource = operation({
  ...open,
  ...one,
  path: `${root}/resources/{id}`,
  summary: '读取一条内容',
  description: '撤回、下线的回答 410，最多晚 2 秒。',
  answer: resource,
});

export const listOpenChanges = operation({
  ...open,
  path: `${root}/changes`,
  summary: '取回变动：新发布的、改过的、撤回的',
  description:
    '从头开始，或接着上一次的 next，或接着导出文件的 changes。一条内容变动多次时只给最后一次。next 总是给出，没有新的变动时下次接着用。变动在一分钟内出现。',
  query: z.object({ cursor, page_size: pageSize }),
  answer: z.object({
    items: z.array(
      z
        .object({
          id: z.uuid(),
          status: z
            .enum(['published', 'withdrawn'])
            .meta({ description: 'published 现在是 resource 的样子，withdrawn 已经看不到，请删除' }),
          changed_at: time,
          resource: resource.nullable().meta({ description: 'withdrawn 时为 null' }),
        })
        .meta({ id: 'OpenChange' }),
    ),
    next: z.string(),
    has_more: z.boolean(),
  }),
  problems: ['bad_request', 'validation_failed'],
});

const institution = z
  .object({
    id: z.uuid(),
    name: z.string(),
    kind: z.string().nullable().meta({ description: '机构类型' }),
    region_code: z.string().nullable(),
    url: z.url().meta({ description: '机构在国家公共文化云上的页面' }),
  })
  .meta({ id: 'OpenInstitution' });

export const listOpenInstitutions = operation({
  ...open,
  path: `${root}/institutions`,
  summary: '列出有内容发布的机构',
  query: z.object({ region, cursor, page_size: pageSize }),
  answer: pageOf(institution),
  problems: ['bad_request', 'validation_failed'],
});

export const readOpenInstitution = operation({
  ...open,
  path: `${root}/institutions/{id}`,
  summary: '读取一个机构的页面（文旅号）',
  description:
    '开放时间、地址、电话和临时闭馆在 house 里。机构自己写的介绍和照片没有选过使用许可，不在其中，请链接到 url。',
  params: { id: '列表给出的 id' },
  answer: institution
    .extend({
      phone: z.string().nullable().meta({ description: '机构为页面写的电话；没有写的看 house，手机号不给出' }),
      web_url: z.url().nullable().meta({ description: '网站' }),
      h5_url: z.url().nullable().meta({ description: 'H5 网页' }),
      mini_program: z.string().nullable().meta({ description: '小程序的名称' }),
      app_url: z.url().nullable().meta({ description: 'App 的下载页' }),
      house: resource
        .nullable()
        .meta({ description: '馆舍：页面上的开放时间、地址、电话取自这一条；没有发布的为 null' }),
      resources_url: z.url().meta({ description: '它发布的全部内容' }),
      feed_url: z.url().meta({ description: 'RSS' }),
      calendar_url: z.url().meta({ description: '近期活动的日历（iCalendar）' }),
    })
    .meta({ id: 'OpenInstitutionPage' }),
  problems: ['not_found'],
});

export const readOpenCatalogue = operation({
  ...open,
  path: cataloguePath,
  summary: '读取数据目录（DCAT）',
  description:
    'DCAT-AP 的 dcat:Catalog，写成 JSON-LD：每个栏目、全部内容、机构、公布的服务数据各是一个数据集，写明怎样取得、格式、许可和最近的变动。供数据开放平台采集。',
  answer: z.unknown().meta({ type: 'object', description: 'JSON-LD' }),
  file: 'application/ld+json',
});

export const listOpenExports = operation({
  ...open,
  path: `${root}/exports`,
  summary: '列出每天的导出文件',
  description: '每天凌晨生成一份，保留 7 天。NDJSON（一行一条），gzip 压缩，每行与 OpenResource 相同。',
  answer: z.object({
    licence_url: z.url().meta({ description: '使用条款' }),
    items: z.array(
      z
        .object({
          date: z.iso.date(),
          made_at: time,
          resources: z.int().meta({ description: '共几条' }),
          channels: z.record(z.string(), z.int()).meta({ description: '每个栏目几条' }),
          size: z.int().meta({ description: '字节' }),
          sha256: z.string().meta({ description: '文件的校验和，十六进制' }),
          url: z.url(),
          signature_url: z.url().nullable().meta({ description: 'SM2 签名的地址；没有签名时为 null' }),
          changes: z.string().meta({ description: '之后的变动：作为 /api/v1/open/changes 的 cursor' }),
        })
        .meta({ id: 'OpenExport' }),
    ),
  }),
});

export const readOpenExport = operation({
  ...open,
  path: `${root}/exports/{date}.ndjson.gz`,
  summary: '下载一天的导出文件',
  params: { date: z.iso.date().meta({ description: '哪一天的，见 /api/v1/open/exports' }) },
  answer: z.unknown().meta({ type: 'string', format: 'binary', description: 'NDJSON，gzip 压缩' }),
  file: 'application/gzip',
  problems: ['not_found'],
});

export const readOpenSignature = operation({
  ...open,
  path: `${root}/exports/{date}.ndjson.gz.sm2`,
  summary: '下载导出文件的 SM2 签名',
  description:
    'GB/T 32918 的签名，DER 编码，用户标识是 1234567812345678。验证用 /api/v1/open/signing-key.pem 里的公钥。',
  params: { date: z.iso.date().meta({ description: '哪一天的，见 /api/v1/open/exports' }) },
  answer: z.unknown().meta({ type: 'string', format: 'binary', description: 'DER' }),
  file: 'application/octet-stream',
  problems: ['not_found'],
});

export const readSigningKey = operation({
  ...open,
  path: signingKeyPath,
  summary: '取回验证签名的公钥',
  description: '导出文件、资源包清单的 SM2 签名用它验证。PEM，可能有几个：第一个是现在签名用的，其余是以前的。',
  answer: z.unknown().meta({ type: 'string', description: 'PEM' }),
  file: 'application/x-pem-file',
  problems: ['not_found'],
});
