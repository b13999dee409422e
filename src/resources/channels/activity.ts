import type { Fact } from '../../fact.ts';
import type { Fields, Values } from '../../fields/form.ts';
import { moment } from '../../fields/moment.ts';
import { decimal, integer } from '../../fields/number.ts';
import { option } from '../../fields/option.ts';
import { rows } from '../../fields/rows.ts';
import { text } from '../../fields/text.ts';
import { webAddress } from '../../fields/web-address.ts';
import { type Channel, numberOf, textOf } from './channel.ts';
import { externalId } from './external-id.ts';
import { fact } from './facts.ts';
import { checkPlace, exampleOf, fees, isAfter, place, units, withSharedGroups } from './shared.ts';
import { looseSession } from './spans.ts';

type Row = Readonly<Record<string, unknown>>;

function checkSessions(sessions: readonly Row[]): Fact | undefined {
  const sorted = sessions.toSorted((one, other) => (String(one.start_at) < String(other.start_at) ? -1 : 1));
  if (sorted.some(({ start_at, end_at }) => !isAfter(end_at, start_at))) return fact('channels.session_ends_first');
  const overlap = sorted.find((each, index) => String(each.start_at) < (textOf(sorted[index - 1]?.end_at) ?? ''));
  return overlap === undefined ? undefined : fact('channels.sessions_overlap', { at: String(overlap.start_at) });
}

const when = {
  category: option('活动类型', {
    performance: '演出',
    exhibition: '展览',
    lecture: '讲座',
    training: '培训',
    contest: '赛事',
    reading: '阅读推广',
    experience: '体验',
    volunteer: '志愿',
    festival: '节庆',
    film: '观影',
  }),
  mode: option('参与方式', { offline: '线下', online: '线上', mixed: '线上线下' }),
  start_at: moment('开始时间'),
  end_at: moment('结束时间', { hint: '通知里没有写就不填，页面上也不显示。' }).optional(),
  sessions: rows(
    '场次',
    {
      start_at: moment('开始时间'),
      end_at: moment('结束时间').optional(),
      capacity: integer('名额', { min: 1, max: 100_000, units: units.people }).optional(),
      remaining: integer('余量', { min: 0, max: 100_000, units: units.people }).optional(),
    },
    {
      most: 50,
      row: '场',
      tableHint: '每场一行。只办一场的活动不用填。',
      check: checkSessions,
      loose: looseSession,
      hint: '一行一场：开始时间｜结束时间｜名额，例如 2026-12-05 14:00｜2026-12-05 16:00｜40',
    },
  ).optional(),
  organizer: text('主办单位', { max: 50 }),
  co_organizer: text('承办/协办', { max: 100 }).optional(),
} satisfies Fields;

const where = {
  venue_external_id: externalId('所属场馆')
    .meta({ title: '所属场馆', hint: '已发布场馆的本地编号；线下活动填场馆或详细地址。' })
    .optional(),
  place_name: text('地点', { max: 50 }).optional(),
  address: text('详细地址', { max: 100 }).optional(),
  lng: place.lng.optional(),
  lat: place.lat.optional(),
  datum: place.datum.optional(),
} satisfies Fields;

const joining = {
  fee_type: option('费用', fees),
  price_min: decimal('最低价', {
    min: 0,
    max: 99_999.99,
    digits: 2,
    units: units.money,
    hint: '元；收费或部分免费时填写。',
  }).optional(),
  price_max: decimal('最高价', { min: 0, max: 99_999.99, digits: 2, units: units.money }).optional(),
  booking: option('预约方式', { none: '无需预约', online: '在线预约', phone: '电话预约', onsite: '现场预约' }),
  booking_url: webAddress('预约链接').optional(),
  booking_start: moment('报名开始').optional(),
  booking_end: moment('报名截止').optional(),
  capacity: integer('名额', { min: 1, max: 100_000, units: units.people }).optional(),
  age_min: integer('最小年龄', { min: 0, max: 120, units: units.years }).optional(),
  age_max: integer('最大年龄', { min: 0, max: 120, units: units.years }).optional(),
  notice: text('参与须知', { max: 1000, lines: true }).optional(),
} satisfies Fields;

const exceeds = (less: unknown, more: unknown) => (numberOf(less) ?? 0) > (numberOf(more) ?? Infinity);

function check(values: Values) {
  const { start_at, end_at, mode, fee_type, booking, booking_start, booking_end, sessions, capacity } = values;
  const seats = Array.isArray(sessions) ? sessions.map((each: Row) => numberOf(each.capacity)) : [];
  const sum = seats.every((each) => each !== undefined) ? seats.reduce((all, each) => all + each, 0) : 0;
  const isPaid = fee_type === 'paid' || fee_type === 'partial';
  return {
    ...checkPlace(values),
    ...(!isAfter(end_at, start_at) && { end_at: fact('channels.ends_before_start') }),
    ...(mode !== 'online' &&
      [values.venue_external_id, values.address].every((each) => textOf(each) === undefined) && {
        address: fact('channels.address_or_venue'),
      }),
    ...(isPaid && values.price_min === undefined && { price_min: fact('channels.price_min_missing') }),
    ...(exceeds(values.price_min, values.price_max) && { price_max: fact('channels.price_max_low') }),
    ...(booking === 'online' &&
      textOf(values.booking_url) === undefined && { booking_url: fact('channels.booking_url_missing') }),
    ...(textOf(booking_start) !== undefined &&
      textOf(booking_end) !== undefined &&
      String(booking_start) > String(booking_end) && { booking_end: fact('channels.booking_ends_first') }),
    ...(textOf(booking_end) !== undefined &&
      String(booking_end) > (textOf(end_at) ?? `${String(start_at).slice(0, 10)}T24`) && {
        booking_end: fact('channels.booking_ends_late'),
      }),
    ...(exceeds(values.age_min, values.age_max) && { age_max: fact('channels.age_max_low') }),
    ...(sum > 0 &&
      numberOf(capacity) !== undefined &&
      sum !== capacity && { capacity: fact('channels.capacity_sum', { sum }) }),
  };
}

export const activity: Channel = {
  code: 'activity',
  name: '享活动',
  lead: '市民可以参加的演出、展览、培训和体验',
  character: '活',
  slogan: '找身边的活动',
  schemaType: 'Event',
  groups: withSharedGroups(
    { name: 'activity', title: '活动时间', fields: when },
    { name: 'place', title: '活动地点', fields: where },
    { name: 'joining', title: '参与方式', fields: joining },
  ),
  check,
  live: {
    event_status: option('活动状态', {
      scheduled: '如期举行',
      postponed: '延期',
      cancelled: '取消',
      ended: '已结束',
    }).optional(),
    remaining: integer('余量', { min: 0, max: 100_000, units: units.people }).optional(),
    reason: text('原因', { max: 100 }).optional(),
  },
  checkLive: ({ event_status, reason, remaining }, { capacity }) => ({
    ...(event_status === 'cancelled' && textOf(reason) === undefined && { reason: fact('channels.cancel_reason') }),
    ...(exceeds(remaining, capacity) && {
      remaining: fact('channels.remaining_high', { capacity: Number(capacity) }),
    }),
  }),
  refers: { venue_external_id: 'venue' },
  example: exampleOf({
    external_id: 'qx-act-20361205-001',
    title: '银龄剪纸体验课（第三期）',
    category: 'training',
    mode: 'offline',
    start_at: '2036-12-05T14:00:00+08:00',
    end_at: '2036-12-05T16:00:00+08:00',
    sessions: '2036-12-05T14:00:00+08:00｜2036-12-05T16:00:00+08:00｜40',
    place_name: '二楼多功能厅',
    address: '文一西路 1 号',
    lng: '120.130396',
    lat: '30.259258',
    datum: 'gcj02',
    fee_type: 'free_booking',
    booking: 'online',
    booking_url: 'https://m.qingxi.example.cn/book/1',
    booking_start: '2036-11-25T09:00:00+08:00',
    booking_end: '2036-12-04T18:00:00+08:00',
    capacity: '40',
    age_min: '60',
    organizer: '青溪县文化馆',
    notice: '请带老花镜，材料现场免费领取。',
  }),
  listed: [
    ...['category', 'start_at', 'end_at', 'place_name', 'address', 'fee_type', 'price_min', 'price_max', 'mode'],
    ...['booking', 'booking_start', 'booking_end'],
  ],
  filters: ['category', 'mode', 'fee_type', 'audience'],
};
