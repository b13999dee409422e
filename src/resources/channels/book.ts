import { z } from 'zod';
import { written } from '../../fact.ts';
import { isbn, issn } from '../../fields/book-number.ts';
import { integer } from '../../fields/number.ts';
import { option } from '../../fields/option.ts';
import { text } from '../../fields/text.ts';
import { webAddress } from '../../fields/web-address.ts';
import { type Channel, numberOf, textOf } from './channel.ts';
import { fact } from './facts.ts';
import { exampleOf, withSharedGroups } from './shared.ts';

/** 中图分类号: one of its 22 main classes, and its subdivision. */
const clc = z
  .string()
  .transform((typed) => typed.normalize('NFKC').toUpperCase())
  .refine((code) => /^[A-KN-VXZ][A-Z]?[\d./:()="+-]{0,18}$/.test(code), written(fact('channels.class_number_form')))
  .meta({ title: '中图分类号' });

export const book: Channel = {
  code: 'book',
  name: '读好书',
  lead: '电子书、有声书、期刊、古籍、绘本和馆里的纸质书',
  character: '书',
  slogan: '电子书、有声书',
  schemaType: 'Book',
  groups: withSharedGroups({
    name: 'book',
    title: '图书信息',
    fields: {
      book_kind: option('载体', {
        ebook: '电子书',
        audiobook: '有声书',
        periodical: '期刊',
        ancient: '古籍',
        picture_book: '绘本',
        paper: '纸质书',
      }),
      author: text('责任者', { max: 100 }).meta({
        title: '责任者',
        max: 100,
        hint: '多人用“;”分隔，可带“著”“编”“译”。',
      }),
      publisher: text('出版者', { max: 50 }).meta({ title: '出版者', max: 50, hint: '古籍可填“稿本”“刻本”。' }),
      pub_year: text('出版年', { max: 20 }).meta({ title: '出版年', max: 20, hint: '2019，古籍可写“清乾隆”。' }),
      isbn: isbn().optional(),
      issn: issn('ISSN', { hint: '期刊填写。' }).optional(),
      clc: clc.optional(),
      pages: integer('页数', { min: 1, max: 20_000, units: ['页'] }).optional(),
      toc: text('目录', { max: 5000, lines: true }).optional(),
      format: option('格式', { epub: 'EPUB', pdf: 'PDF', html: '网页', mp3: 'MP3', m4a: 'M4A' }).optional(),
      file_size: integer('大小（字节）', { min: 1, max: 1_000_000_000_000 }).optional(),
      read_url: webAddress('阅读地址', { hint: '纸质书不用填。' }).optional(),
      shelf: text('馆藏地点', { max: 50 })
        .meta({ title: '馆藏地点', max: 50, hint: '纸质书填写：哪个馆、哪一层。' })
        .optional(),
      call_number: text('索书号', { max: 50 }).optional(),
      duration_s: integer('时长（秒）', { min: 1, max: 10_000_000, units: ['秒'], hint: '有声书填写。' }).optional(),
      access: option('访问方式', { open: '公开', login: '登录', card: '读者证', inhouse: '仅馆内' }),
    },
  }),
  addresses: ['read_url', 'pc_url', 'h5_url'],
  check: (values) => ({
    ...(values.book_kind === 'periodical' &&
      textOf(values.issn) === undefined && { issn: fact('channels.issn_missing') }),
    ...(values.book_kind === 'audiobook' &&
      numberOf(values.duration_s) === undefined && { duration_s: fact('channels.duration_missing') }),
    ...(values.book_kind === 'paper'
      ? textOf(values.shelf) === undefined && { shelf: fact('channels.shelf_missing') }
      : {
          ...(values.format === undefined && { format: fact('channels.format_missing') }),
          ...(textOf(values.read_url) === undefined && { read_url: fact('channels.read_url_missing') }),
        }),
  }),
  example: exampleOf({
    external_id: 'qx-bk-001',
    title: '陶庵梦忆',
    summary: '明人张岱的散文集，记江南风物与旧时人情。',
    book_kind: 'ebook',
    author: '张岱 著',
    publisher: '青溪古籍出版社',
    pub_year: '2019',
    isbn: '9787301000007',
    clc: 'I267',
    pages: '218',
    toc: '卷一 钟山\n卷二 孔庙桧',
    format: 'epub',
    file_size: '3145728',
    read_url: 'https://lib.qingxi.example.cn/r/1',
    access: 'login',
  }),
  listed: ['book_kind', 'author', 'publisher', 'pub_year', 'access'],
  filters: ['book_kind', 'format', 'access'],
};
