import { integer } from '../../fields/number.ts';
import { option } from '../../fields/option.ts';
import { text } from '../../fields/text.ts';
import { secureAddress } from './addresses.ts';
import type { Channel } from './channel.ts';
import { exampleOf, withSharedGroups } from './shared.ts';

export const audio: Channel = {
  code: 'audio',
  name: '数字资源·音频',
  lead: '音乐、戏曲、口述史等音频资源',
  character: '音',
  schemaType: 'AudioObject',
  groups: withSharedGroups({
    name: 'audio',
    title: '音频信息',
    fields: {
      work_type: option('资源形态', {
        music: '音乐',
        opera: '戏曲',
        story: '故事',
        lecture: '讲座',
        radio: '广播剧',
        oral: '口述史',
        guide: '语音导览',
      }),
      creator: text('创作者', { max: 100 }),
      performer: text('表演者/讲述者', { max: 100 }).optional(),
      duration_s: integer('时长（秒）', { min: 1, max: 172_800, units: ['秒'] }),
      format: option('格式', { mp3: 'MP3', m4a: 'M4A', aac: 'AAC', flac: 'FLAC' }),
      bitrate_kbps: integer('码率（kbps）', { min: 32, max: 3000, units: ['kbps'] }).optional(),
      play_url: secureAddress('播放地址'),
      transcript: text('文字稿', { max: 50_000, lines: true }).optional(),
    },
  }),
  addresses: ['play_url', 'pc_url', 'h5_url'],
  example: exampleOf({
    external_id: 'qx-aud-001',
    title: '口述青溪：老渡口的故事',
    summary: '八十六岁的摆渡人讲述渡口的最后三十年。',
    work_type: 'oral',
    creator: '青溪县文化馆',
    performer: '周老汉',
    duration_s: '900',
    format: 'mp3',
    bitrate_kbps: '128',
    play_url: 'https://v.qingxi.example.cn/2.mp3',
    transcript: '我是青溪渡口最后一个摆渡的人。',
  }),
  listed: ['work_type', 'creator', 'performer', 'duration_s'],
  filters: ['work_type', 'format'],
};
