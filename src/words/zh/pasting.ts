import type { PastingFacts } from '../../resources/announcements/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'pasting.nothing_given': '请粘贴通知，或者选一个文件',
  'pasting.file_too_large': '文件不能超过 20 MB。请只留通知这一部分，或者把文字粘贴到上面',
  'pasting.text_too_long': ({ most, now }) => `一次最多读 ${most} 个字，现在是 ${now} 个。请只留要发布的部分`,
  'pasting.pictures_only': ({ pages }) =>
    `这是图片，请粘贴文字：这份 PDF 共 ${pages} 页，没有文字可读。在微信里长按图片，选“提取文字”，再贴到上面`,
  'pasting.picture': '这是图片，请粘贴文字：在微信里长按图片，选“提取文字”，再贴到上面。图片可以留着当封面',
  'pasting.pdf_password': '这份 PDF 设了打开密码，请取消密码后再选，或者粘贴文字',
  'pasting.pdf_pages': ({ most, now }) =>
    `一次最多读 ${most} 页，这份 PDF 有 ${now} 页。请只留通知那几页，或者粘贴文字`,
  'pasting.pdf_garbled': '这份 PDF 里的文字读出来是乱码，请打开它，复制文字再粘贴到上面',
  'pasting.pdf_broken': '这份 PDF 不完整或已损坏，请重新导出一次，或者粘贴文字',
  'pasting.word_broken': '这份 Word 文件读不出来。请用 Word 或 WPS 打开后另存为“Word 文档（.docx）”，或者粘贴文字',
  'pasting.word_old': '这是旧版文件（.doc、.xls 或 .rtf），请用 Word 或 WPS 打开后另存为 .docx 或 .xlsx，或者粘贴文字',
  'pasting.word_password': '这个文件设了密码，请取消密码后再选，或者粘贴文字',
  'pasting.word_outside': '这个文件引用了外部内容（DTD），不能读。请用 Word 或 WPS 另存一次，或者粘贴文字',
  'pasting.file_inflated': '这个文件解压后太大，读不下来。请只留通知这一部分，或者粘贴文字',
  'pasting.file_unknown': '这种文件读不了。能读的有 .docx、.pdf、.xlsx、.ics、.eml、网页和文本文件；也可以粘贴文字',
  'pasting.file_binary': '这个文件里没有读得出的文字，请打开它，复制文字再粘贴到上面',
  'pasting.calendar_broken': '这份日历（.ics）不完整，请从日历软件重新导出一次，或者粘贴文字',
  'pasting.calendar_events': ({ most, now }) => `一次最多读 ${most} 场，这份日历有 ${now} 场。请按月份分几次导出`,
  'pasting.mail_broken': '这封邮件（.eml）读不出来，请重新保存一次，或者粘贴文字',
  'pasting.too_much': '这份通知太长或太复杂，没有读完。请只留要发布的部分，或者粘贴文字',
} as const satisfies Catalogue<PastingFacts>;
