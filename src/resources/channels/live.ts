import { written } from '../../fact.ts';
import { moment } from '../../fields/moment.ts';
import { option, yesNo } from '../../fields/option.ts';
import { text } from '../../fields/text.ts';
import { webAddress } from '../../fields/web-address.ts';
import { secureAddress } from './addresses.ts';
import { type Channel, textOf } from './channel.ts';
import { fact } from './facts.ts';
import { exampleOf, isAfter, withSharedGroups } from './shared.ts';

const hours = (n: number) => n * 3_600_000;

export const live: Channel = {
  code: 'live',
  name: '看直播',
  lead: '正在直播和将要直播的演出、讲座、公开课',
  character: '播',
  slogan: '演出、讲座、展览',
  schemaType: 'BroadcastEvent',
  groups: withSharedGroups({
    name: 'live',
    title: '直播信息',
    fields: {
      category: option('类别', {
        show: '演出',
        lecture: '讲座',
        class: '公开课',
        contest: '赛事',
        festival: '节庆',
        exhibition: '云展览',
      }),
      start_at: moment('开播时间'),
      end_at: moment('结束时间'),
      stream_url: secureAddress('播放地址', { hint: 'https 开头的 m3u8 或 flv 地址；没有时填手机端链接。' })
        .refine((url) => /\.(m3u8|flv)$/.test(new URL(url).pathname), written(fact('channels.stream_form')))
        .meta({ title: '播放地址', control: 'url', hint: 'https 开头的 m3u8 或 flv 地址；没有时填手机端链接。' })
        .optional(),
      backup_url: webAddress('备用地址').optional(),
      host_unit: text('主办单位', { max: 50 }),
      performers: text('主讲/演出人员', { max: 100 }).optional(),
      needs_login: yesNo('需登录观看'),
    },
  }),
  addresses: ['stream_url', 'h5_url'],
  check: ({ start_at, end_at }) => {
    if (!isAfter(end_at, start_at)) return { end_at: fact('channels.ends_before_stream') };
    const long = new Date(String(end_at)).getTime() - new Date(String(start_at)).getTime();
    return long > hours(24) ? { end_at: fact('channels.live_longest') } : {};
  },
  checkWhen: ({ start_at }, now, isNew) =>
    isNew && new Date(textOf(start_at) ?? '').getTime() < now.getTime() + hours(1) / 6
      ? { start_at: fact('channels.live_soon') }
      : {},
  live: {
    live_status: option('直播状态', {
      scheduled: '未开始',
      live: '直播中',
      ended: '已结束',
      cancelled: '已取消',
      postponed: '延期',
    }).optional(),
    replay_url: webAddress('回放地址').optional(),
  },
  example: exampleOf({
    external_id: 'qx-live-20361205-01',
    title: '银龄剪纸公开课直播',
    start_at: '2036-12-05T14:30:00+08:00',
    end_at: '2036-12-05T16:30:00+08:00',
    category: 'lecture',
    stream_url: 'https://live.qingxi.example.cn/x.m3u8',
    host_unit: '青溪县文化馆',
    performers: '陈老师',
    needs_login: '0',
  }),
  listed: ['category', 'start_at', 'end_at', 'host_unit'],
  filters: ['category'],
};
