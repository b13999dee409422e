import { written } from '../../fact.ts';
import { phoneNumber } from '../../fields/china/phone.ts';
import type { Values } from '../../fields/form.ts';
import { moment } from '../../fields/moment.ts';
import { decimal, integer } from '../../fields/number.ts';
import { option, someOf, yesNo } from '../../fields/option.ts';
import { text } from '../../fields/text.ts';
import { webAddress } from '../../fields/web-address.ts';
import { type Channel, textOf } from './channel.ts';
import { externalId } from './external-id.ts';
import { fact } from './facts.ts';
import { openingHours } from './opening-hours.ts';
import { checkPlace, exampleOf, fees, isAfter, pictures, place, units, withSharedGroups } from './shared.ts';

const room = {
  hall: '报告厅',
  rehearsal: '排练厅',
  dance: '舞蹈房',
  piano: '琴房',
  exhibition: '展厅',
  reading: '阅览室',
  meeting: '会议室',
  sports: '体育活动室',
};

/** 临时闭馆: closed at this moment, later, or no longer; undefined where there is none. */
export function closingOf(
  { temp_closed: isClosed, from, until }: Values,
  now: Date,
): { isNow: boolean; from: Date | undefined; until: Date | undefined } | undefined {
  if (isClosed !== true) return undefined;
  const [begins, ends] = [from, until].map((each) => (textOf(each) === undefined ? undefined : new Date(String(each))));
  return ends !== undefined && ends <= now
    ? undefined
    : { isNow: begins === undefined || begins <= now, from: begins, until: ends };
}

export const venue: Channel = {
  code: 'venue',
  name: '订场馆',
  lead: '文化馆、图书馆、博物馆，以及可以预订的活动室',
  character: '馆',
  slogan: '活动室、球场、剧场',
  schemaType: 'Place',
  groups: withSharedGroups(
    {
      name: 'venue',
      title: '场馆信息',
      fields: {
        venue_type: option('场馆类型', {
          culture_hall: '文化馆',
          library: '图书馆',
          museum: '博物馆',
          gallery: '美术馆',
          theatre: '剧院',
          station: '综合文化站',
          service_center: '村/社区综合性文化服务中心',
          memorial: '纪念馆',
          sci: '科技馆',
          youth: '青少年宫',
          heritage: '非遗馆',
          other: '其他',
        }),
        level: option('级别', {
          national: '国家级',
          province: '省级',
          city: '市级',
          county: '县级',
          town: '乡镇级',
          village: '村级',
        }).optional(),
        grade: option('评估等级', { 一级: '一级', 二级: '二级', 三级: '三级', 未定级: '未定级' }).optional(),
        parent_external_id: externalId('上级场馆')
          .meta({ title: '上级场馆', hint: '活动室填它所在场馆的本地编号；场馆自己不填。' })
          .optional(),
        room_type: option('空间类型', room, { hint: '填了上级场馆时选择。' }).optional(),
        area_sqm: decimal('建筑面积（㎡）', {
          min: 1,
          max: 1_000_000,
          digits: 2,
          units: ['平方米', '平米', '㎡'],
        }).optional(),
        capacity: integer('容纳人数', { min: 1, max: 200_000, units: units.people }).optional(),
        facilities: someOf('设施', {
          wifi: '无线网络',
          parking: '停车场',
          elevator: '电梯',
          barrier_free: '无障碍设施',
          nursing: '母婴室',
          locker: '存包柜',
          cafe: '咖啡简餐',
          aed: 'AED 急救设备',
          ac: '空调',
        }).optional(),
        gallery: pictures('图片集', 9),
      },
    },
    {
      name: 'place',
      title: '位置与联系',
      fields: {
        address: text('地址', { min: 5, max: 100 }),
        postcode: text('邮编', { max: 6 })
          .regex(/^\d{6}$/, written(fact('channels.postcode_form')))
          .meta({ title: '邮编', max: 6 })
          .optional(),
        ...place,
        phone: phoneNumber('联系电话').meta({ title: '联系电话', control: 'tel' }),
        transit: text('交通', { max: 200, lines: true }).optional(),
      },
    },
    {
      name: 'visiting',
      title: '开放与预订',
      fields: {
        opening_hours: openingHours(),
        closed_note: text('闭馆说明', { max: 100 })
          .meta({ title: '闭馆说明', max: 100, hint: '开放时间的例外写在这里，例如“法定节假日除外，除夕至初三闭馆”。' })
          .optional(),
        fee_type: option('费用', fees),
        bookable: yesNo('可预订'),
        booking_url: webAddress('预订链接').optional(),
      },
    },
  ),
  check: (values) => ({
    ...checkPlace(values),
    ...(values.bookable === true &&
      textOf(values.booking_url) === undefined && { booking_url: fact('channels.venue_booking_url') }),
    ...(textOf(values.parent_external_id) !== undefined &&
      values.room_type === undefined && { room_type: fact('channels.room_type_missing') }),
    ...(textOf(values.parent_external_id) !== undefined &&
      values.parent_external_id === values.external_id && { parent_external_id: fact('channels.own_parent') }),
  }),
  live: {
    temp_closed: yesNo('临时闭馆'),
    from: moment('闭馆开始', { hint: '提前预告时填写；不填就是现在。' }).optional(),
    reason: text('原因', { max: 100 }).optional(),
    until: moment('恢复开放时间', { hint: '到时自动恢复开放。' }).optional(),
  },
  checkLive: ({ temp_closed, from, reason, until }) => ({
    ...(temp_closed === true && textOf(reason) === undefined && { reason: fact('channels.closing_reason') }),
    ...(!isAfter(until, from) && { until: fact('channels.reopens_first') }),
  }),
  refers: { parent_external_id: 'venue' },
  example: exampleOf({
    external_id: 'qx-ven-003',
    title: '青溪县文化馆',
    summary: '全年免费开放的县级文化馆，设剪纸、书法、合唱等公益课堂。',
    venue_type: 'culture_hall',
    level: 'county',
    grade: '一级',
    area_sqm: '5600',
    capacity: '800',
    facilities: 'wifi\nbarrier_free\naed',
    address: '文一西路 1 号',
    postcode: '310012',
    lng: '120.130396',
    lat: '30.259258',
    datum: 'gcj02',
    phone: '0571-88880000',
    transit: '地铁 5 号线文一西路站 B 口步行 300 米',
    opening_hours: '周二至周日 09:00–17:00',
    closed_note: '周一闭馆，法定节假日除外',
    fee_type: 'free',
    bookable: '1',
    booking_url: 'https://m.qingxi.example.cn/book/venue',
  }),
  listed: ['venue_type', 'address', 'opening_hours', 'phone', 'fee_type', 'bookable'],
  filters: ['venue_type', 'fee_type', 'bookable', 'facilities'],
};
