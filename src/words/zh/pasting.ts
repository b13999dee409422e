import type { PastingFacts, PastingPageFacts } from '../../resources/announcements/facts.ts';
import type { Catalogue } from '../catalogue.ts';

const kinds = {
  result: '这是一份结果公布',
  report: '这是一份活动回顾',
  tender: '这是一份招标采购公告',
  closure: '这是一份闭馆通知',
  other: '没有读到可以发布的活动',
  empty: '没有读到文字',
  foreign: '这份通知不是中文',
} as const;
const changes = { postponed: '改期', cancelled: '取消', corrected: '更正' } as const;
const sources = { institution: '取自本馆资料', habit: '照本馆以前的改法', entry: '取自上一条' } as const;

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
  'pasting.no_announcement': '没有找到这份通知，它可能已经提交，或者放了 7 天已清除。请重新粘贴',
  'pasting.just_changed': '这份通知刚才改过，请再看一遍',
  'pasting.unseen': ({ label }) => `“${label}”还没看过，请看一眼，按“就是这样”`,
  'pasting.none_chosen': '没有选中要提交的，请至少勾选一条',
  'pasting.most_open': ({ most }) => `还有 ${most} 份通知没有提交，请先提交或删去几份`,
  'pasting.most_entries': ({ most, now }) => `读出了 ${now} 条，一次最多 ${most} 条。请分几次粘贴`,
  'pasting.hours_full': '场馆的“闭馆说明”写不下了（最多 100 个字），请到场馆那一条里改短，再提交',
  'pasting.file_base64': 'file 应为文件内容的 base64',
  'pasting.written_on_form': 'written_on 应为日期，例如 2026-11-24',
  'pasting.ask_licence': '别人可以转载吗？通知没有写，先按“仅限国家云展示”',
  'pasting.ask_cover': ({ title }) => `通知里没有封面，沿用《${title}》的可以吗？`,
  'pasting.ask_unfound': '通知说的是原来的一条，没有找到它。当作新的一条发布吗？',
  'pasting.do_paste': '粘贴通知',
  'pasting.heading': ({ count, channel, changes: changed, isNone }) =>
    isNone
      ? '没有要发布的'
      : changed === count && count === 1
        ? '改一条，不是新的'
        : `读出 ${count} 条${channel === '享活动' ? '活动' : channel === undefined ? '' : `“${channel}”`}`,
  'pasting.to_look': ({ open, entries, toLook }) =>
    open === 0
      ? '都读全了，看一遍就能提交；没有写的不猜，页面上不显示。'
      : entries > 4
        ? `${entries - toLook} 条不用看，${toLook} 条一共有 ${open} 处要您看一眼。`
        : `${open} 处要您看一眼，看过就能提交；没有写的不猜，页面上不显示。`,
  'pasting.none': ({ kind }) => kinds[kind],
  'pasting.change': ({ kind }) => changes[kind],
  'pasting.item': ({ channel, day }) => (day === undefined ? channel : `${channel}，${day}`),
  'pasting.closed': ({ from, to }) => (to === undefined ? `${from}闭馆` : `${from}至${to}闭馆`),
  'pasting.button': ({ entries, changes: changed }) =>
    entries === 0 ? '提交' : changed === entries ? `改这 ${entries} 条` : `提交 ${entries} 条`,
  'pasting.left': ({ open }) => `还有 ${open} 处没看`,
  'pasting.source': ({ source }) => sources[source],
  'pasting.year': ({ year }) => `${year}年`,
  'pasting.picture_kept': '有一张图片',
  'pasting.signs': ({ count, at }) => `${count} 字，贴于 ${at}`,
} as const satisfies Catalogue<PastingFacts & PastingPageFacts>;
