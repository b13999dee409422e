import { dayOf } from '../../clock.ts';
import { written } from '../../fact.ts';
import { day } from '../../fields/moment.ts';
import { integer } from '../../fields/number.ts';
import { option } from '../../fields/option.ts';
import { text } from '../../fields/text.ts';
import { webAddress } from '../../fields/web-address.ts';
import { secureAddress } from './addresses.ts';
import { type Channel, textOf } from './channel.ts';
import { fact } from './facts.ts';
import { exampleOf, withSharedGroups } from './shared.ts';

export const video: Channel = {
  code: 'video',
  name: '数字资源·视频',
  lead: '专题片、讲座、舞台艺术等视频资源',
  character: '视',
  schemaType: 'VideoObject',
  groups: withSharedGroups({
    name: 'video',
    title: '视频信息',
    fields: {
      work_type: option('资源形态', {
        feature: '专题片',
        micro: '微视频',
        lecture: '讲座',
        stage: '舞台艺术',
        mooc: '慕课',
        oral: '口述史',
        heritage: '非遗影像',
        animation: '动漫',
      }),
      creator: text('创作者', { max: 100 }),
      produced_on: day('制作日期').optional(),
      duration_s: integer('时长（秒）', { min: 1, max: 172_800, units: ['秒'] }),
      format: option('封装', { mp4: 'MP4', m3u8: 'M3U8' }),
      resolution: option('分辨率', { '480p': '480p', '720p': '720p', '1080p': '1080p', '2160p': '2160p（4K）' }),
      play_url: secureAddress('播放地址'),
      subtitle_url: webAddress('字幕地址')
        .refine((url) => /\.(vtt|srt)$/i.test(new URL(url).pathname), written(fact('channels.subtitles_form')))
        .meta({ title: '字幕地址', control: 'url', hint: '字幕和文字稿至少有一样，听不见的人才看得懂。' })
        .optional(),
      transcript: text('文字稿', { max: 50_000, lines: true }).optional(),
      licence_no: text('许可证号', { max: 50 })
        .meta({ title: '许可证号', max: 50, hint: '网络视听或影片公映许可证号。' })
        .optional(),
    },
  }),
  addresses: ['play_url', 'pc_url', 'h5_url'],
  checkWhen: ({ produced_on }, now) =>
    (textOf(produced_on) ?? '') > dayOf(now) ? { produced_on: fact('channels.produced_late') } : {},
  example: exampleOf({
    external_id: 'qx-vid-001',
    title: '青溪剪纸：一把剪刀走江湖',
    summary: '记录三代剪纸传承人的二十一分钟专题片。',
    work_type: 'heritage',
    creator: '青溪县文化馆',
    produced_on: '2025-06-30',
    duration_s: '1260',
    format: 'mp4',
    resolution: '1080p',
    play_url: 'https://v.qingxi.example.cn/1.mp4',
    subtitle_url: 'https://v.qingxi.example.cn/1.vtt',
  }),
  listed: ['work_type', 'creator', 'duration_s', 'resolution'],
  filters: ['work_type', 'resolution'],
};
