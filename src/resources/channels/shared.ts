import { z } from 'zod';
import type { Problems } from '../../errors.ts';
import { written } from '../../fact.ts';
import { phoneNumber } from '../../fields/china/phone.ts';
import { files } from '../../fields/choice.ts';
import { fact as ofFields } from '../../fields/facts.ts';
import type { Data, Fields, Group, Values } from '../../fields/form.ts';
import { day, moment } from '../../fields/moment.ts';
import { decimal } from '../../fields/number.ts';
import { keywords, option, someOf } from '../../fields/option.ts';
import { datums } from '../../fields/regions/coordinates.ts';
import { provinceProblem } from '../../fields/regions/provinces.ts';
import { regionCode } from '../../fields/regions/region.ts';
import { text } from '../../fields/text.ts';
import { webAddress } from '../../fields/web-address.ts';
import { leastCover, readCrop } from '../../files/sizes.ts';
import { numberOf, textOf } from './channel.ts';
import { externalId } from './external-id.ts';
import { fact } from './facts.ts';

const images = ['image/jpeg', 'image/png', 'image/webp'];

/** The shown part of the cover, if it is not 16:9 or its middle is unimportant. */
const crop = z
  .string()
  .refine((typed) => readCrop(typed) !== undefined, written(fact('channels.crop_form')))
  .refine(
    (typed) => {
      const { width, height } = readCrop(typed) ?? leastCover;
      return Math.abs((width * 9) / (height * 16) - 1) <= 0.05;
    },
    written(fact('channels.crop_shape')),
  )
  .transform((typed) => Object.values(readCrop(typed) ?? {}).join(','))
  .meta({ title: '封面裁剪', control: 'crop', of: 'cover', part: leastCover, example: '0,0,1600,900' });

const basicFields = {
  title: text('标题', { min: 2, max: 100 })
    .refine((title) => /[\p{L}\p{N}]/u.test(title), written(fact('channels.title_signs')))
    .meta({ title: '标题', max: 100 }),
  summary: text('摘要', { max: 200, lines: true }),
  cover: files('封面图', {
    orAddress: true,
    types: images,
    most: 1,
    least: leastCover,
    hint: 'JPG、PNG、WebP，不小于 800×450，最好是 16:9；其他比例取中间部分，也可以自己裁剪。',
  }).meta({ inApi: 'JPG、PNG、WebP，不小于 800×450；没有写 cover_crop 时取中间的 16:9。' }),
  cover_crop: crop.optional(),
  cover_alt: text('封面说明', { max: 60 })
    .refine((typed) => !/^(图片|封面)/.test(typed), written(fact('channels.cover_alt_start')))
    .meta({ title: '封面说明', max: 60, hint: '写给看不见图的人：画面里有谁、在做什么。' }),
  region_code: regionCode('行政区划代码'),
  tags: keywords('标签', { most: 10, max: 10, hint: '最多 10 个，一行一个或用逗号分开。' }).optional(),
  audience: someOf('适合人群', {
    all: '全民',
    child: '儿童：0 至 6 岁',
    teen: '青少年：7 至 17 岁',
    adult: '成人',
    elder: '老年人',
    family: '亲子',
    disabled: '残障人士',
    migrant: '务工人员',
    village: '乡村居民',
  }).optional(),
  language: option('语种', {
    'zh-Hans': '汉语',
    bo: '藏语',
    ug: '维吾尔语',
    mn: '蒙古语',
    kk: '哈萨克语',
    ii: '彝语',
    za: '壮语',
    ko: '朝鲜语',
    en: '英语',
  }).optional(),
  accessibility: someOf('无障碍支持', {
    captions: '字幕',
    sign: '手语',
    audio_desc: '口述影像',
    large_print: '大字',
    wheelchair: '轮椅通道',
    hearing_loop: '助听',
    braille: '盲文',
  }).optional(),
} satisfies Fields;

const sourceFields = {
  source_name: text('来源', { max: 50 }),
  pc_url: webAddress('电脑端链接', { hint: '电脑端链接和手机端链接至少填一个。' }).optional(),
  h5_url: webAddress('手机端链接', { hint: '须能在微信内打开。' }).optional(),
  copyright_owner: text('版权所有者', { max: 50 }),
  licence: option('使用许可', {
    display: '仅限国家云展示',
    share_by: '署名可转载',
    share_free: '可自由使用',
    link_only: '仅链接不留存',
  }),
  copyright_note: text('版权说明', { max: 500, lines: true })
    .meta({
      title: '版权说明',
      max: 500,
      control: 'textarea',
      hint: '改编、授权的经过，例如“已取得作者授权”。',
    })
    .optional(),
  copyright_until: day('授权截止', { years: [2000, 2199], hint: '到期前会提醒，到期自动下线。' }).optional(),
} satisfies Fields;

const releaseFields = {
  external_id: externalId().optional(),
  publish_at: moment('定时发布', { hint: '不填时审核通过后立即发布。' }).optional(),
  expire_at: moment('下线时间').optional(),
  contact_phone: phoneNumber('咨询电话').meta({ title: '咨询电话', control: 'tel' }).optional(),
} satisfies Fields;

/** The twenty fields that every channel has, around its own. */
export const withSharedGroups = (...own: Group[]): Group[] => [
  { name: 'basic', title: '基本信息', fields: basicFields },
  ...own,
  { name: 'source', title: '来源与版权', fields: sourceFields },
  { name: 'release', title: '发布设置', lead: '都可以不填。', fields: releaseFields },
];

/** Checks over several of them. */
export function checkShared(values: Values, addresses: readonly string[] = ['pc_url', 'h5_url']): Problems {
  const { publish_at, expire_at } = values;
  const [from, until] = [textOf(publish_at), textOf(expire_at)];
  return {
    ...(!addresses.some((name) => textOf(values[name]) !== undefined) && {
      [addresses[0] ?? 'pc_url']: addresses.includes('body')
        ? fact('channels.address_or_body')
        : addresses.includes('stream_url')
          ? fact('channels.stream_or_address')
          : fact('channels.address_missing'),
    }),
    ...(from !== undefined &&
      until !== undefined &&
      until <= from && { expire_at: fact('channels.expires_before_publishing') }),
  };
}

/** Texts of one zone and one form compare as the times that they mean. */
export const isAfter = (later: unknown, earlier: unknown): boolean =>
  textOf(later) === undefined || textOf(earlier) === undefined || String(later) > String(earlier);

/** Units that people write after a number. */
export const units = {
  people: ['人次', '人', '名', '位', '个'],
  money: ['元', '块', '圆'],
  pieces: ['件', '个', '份', '套', '张', '册', '本'],
  years: ['周岁', '岁'],
} as const;

/** 经度, 纬度 and on which map they were read. */
export const place = {
  lng: decimal('经度', {
    min: 73,
    max: 136,
    digits: 6,
    isRounded: true,
    hint: '在地图上取点后，可以把“经度,纬度”一起粘贴到这里。',
    instead: (value) => (value >= 3 && value <= 54 ? fact('channels.lng_lat_swapped', { value }) : undefined),
  }).meta({ inApi: '' }),
  lat: decimal('纬度', {
    min: 3,
    max: 54,
    digits: 6,
    isRounded: true,
    instead: (value) => (value >= 73 && value <= 136 ? fact('channels.lat_lng_swapped', { value }) : undefined),
  }),
  datum: option('坐标系', datums, { hint: '坐标来自哪种地图；填错会偏几百米。' }),
} satisfies Fields;

/** Three that are there together or not at all. */
export function checkPlace(values: Values): Problems {
  const there = [numberOf(values.lng), numberOf(values.lat)];
  if (there.every((each) => each === undefined)) return {};
  return {
    ...(there[0] === undefined && { lng: ofFields('fields.missing', { label: '经度' }) }),
    ...(there[1] === undefined && { lat: ofFields('fields.missing', { label: '纬度' }) }),
    ...(values.datum === undefined && { datum: ofFields('fields.choose', { label: '坐标系' }) }),
  };
}

/** A place lies in the province that its region is in. */
export function checkProvince({ lng, lat, region_code: code }: Values): Problems {
  const [east, north, region] = [numberOf(lng), numberOf(lat), textOf(code)];
  if (east === undefined || north === undefined || region === undefined) return {};
  const problem = provinceProblem([east, north], region);
  return problem === undefined ? {} : { lng: problem };
}

/** Both numbers pasted into one field, each in its own. */
export function tidyPlace(data: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const typed = data.lng ?? '';
  if (typed.length > 100) return data; // nothing was looked at yet
  const [, lng, lat] = /^\s*(-?[\d.]+)\s*[,，\s]\s*(-?[\d.]+)\s*$/.exec(typed.normalize('NFKC')) ?? [];
  return lng === undefined || lat === undefined || (data.lat ?? '').trim() !== '' ? data : { ...data, lng, lat };
}

export const pictures = (label: string, most: number) =>
  files(label, { types: images, most, orAddress: true }).optional();

export const fees = { free: '免费', free_booking: '免费需预约', paid: '收费', partial: '部分免费' };

/** The fields of an example entry of 青溪县文化馆 in every channel, with the channel's own. */
export const exampleOf = (own: Data): Data => ({
  summary: '面向 60 岁以上市民的零基础剪纸课，材料免费。',
  cover: 'https://www.qingxi.example.cn/covers/1.jpg',
  cover_alt: '老师示范剪“福”字，三位老人围坐学习',
  region_code: '330106',
  tags: '剪纸\n非遗\n老年',
  audience: 'elder',
  language: 'zh-Hans',
  accessibility: 'captions\nsign',
  source_name: '青溪县文化馆',
  pc_url: 'https://www.qingxi.example.cn/a/1',
  h5_url: 'https://m.qingxi.example.cn/a/1',
  copyright_owner: '青溪县文化馆',
  licence: 'share_by',
  copyright_note: '已取得作者授权',
  copyright_until: '2036-12-31',
  contact_phone: '0571-88880000',
  ...own,
});
