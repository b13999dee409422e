import { dayOf } from '../../clock.ts';
import { files } from '../../fields/choice.ts';
import { day } from '../../fields/moment.ts';
import { option } from '../../fields/option.ts';
import { richText } from '../../fields/rich-text/rich-text.ts';
import { text } from '../../fields/text.ts';
import { type Channel, textOf } from './channel.ts';
import { fact } from './facts.ts';
import { exampleOf, withSharedGroups } from './shared.ts';

const papers = [
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/zip',
];

export const news: Channel = {
  code: 'news',
  name: '文化资讯',
  lead: '通知、动态、政策和各地文化新闻',
  character: '讯',
  slogan: '看各地文化新鲜事',
  schemaType: 'NewsArticle',
  groups: withSharedGroups({
    name: 'news',
    title: '资讯内容',
    fields: {
      category: option('栏目', {
        policy: '政策',
        dynamic: '动态',
        notice: '通知公告',
        report: '综述',
        intangible: '非遗',
        volunteer: '志愿服务',
        preview: '预告',
      }),
      published_on: day('刊发日期'),
      body: richText('正文', {
        max: 50_000,
        hint: '直接写文字，空行分段；也可以粘贴带格式的 HTML，只保留标题、段落、列表和链接。',
      })
        .meta({ inApi: '纯文字，空行分段；或者 HTML，只保留标题、段落、列表和链接。' })
        .optional(),
      author: text('作者', { max: 30 }).optional(),
      editor: text('责任编辑', { max: 30 }).optional(),
      reprint_from: text('转载自', { max: 50 })
        .meta({ title: '转载自', max: 50, hint: '转载的内容，请在“版权说明”写明授权。' })
        .optional(),
      attachments: files('附件', { types: papers, most: 5 }).optional(),
    },
  }),
  addresses: ['body', 'pc_url', 'h5_url'],
  check: ({ reprint_from, copyright_note }) =>
    textOf(reprint_from) !== undefined && textOf(copyright_note) === undefined
      ? { copyright_note: fact('channels.reprint_note') }
      : {},
  checkWhen: ({ published_on }, now) =>
    (textOf(published_on) ?? '') > dayOf(now) ? { published_on: fact('channels.published_late') } : {},
  example: exampleOf({
    external_id: 'qx-news-20261120-01',
    title: '青溪县文化馆举办冬季剪纸成果展',
    summary: '一百二十件作品展出到月底，市民可以免费参观。',
    category: 'dynamic',
    published_on: '2026-11-20',
    body: '11 月 20 日上午，冬季剪纸成果展在县文化馆二楼开幕。\n\n展览展出一百二十件作品，其中三十件出自老年学员之手。',
    author: '李明',
    editor: '王芳',
  }),
  listed: ['category', 'published_on', 'author'],
  filters: ['category'],
};
