import { dateTime } from '../../http/pages/text.ts';
import type { PastingFacts, PastingPageFacts } from '../../resources/announcements/facts.ts';
import type { ReadingFacts } from '../../resources/announcements/reading/facts.ts';
import type { ChannelFacts } from '../../resources/channels/facts.ts';
import type { ResourceFacts, ResourceLetters, ResourcePageFacts, Shape } from '../../resources/facts.ts';
import type { ImportFacts, ImportLetters, ImportPageFacts } from '../../resources/imports/facts.ts';
import type { ImportHistoryFacts } from '../../resources/imports/history.ts';
import type {
  Button,
  Heading,
  InvitationFacts,
  PlainState,
  Reading,
  Separator,
} from '../../resources/invitations/facts.ts';
import { standings } from '../../resources/standing.ts';
import { type Catalogue, exact, type Letters, mend } from '../catalogue.ts';
import { onDay, shouldBe } from './parts.ts';

const shapes: Readonly<Record<Shape, string>> = {
  text: '文字',
  integer: '整数',
  number: '数字',
  boolean: ' true 或 false',
  list: '文字的数组，每项不含换行',
  rows: '对象的数组，成员不含换行和 ｜',
};

const found = (reason: string, advice: string) => ({ sentence: `${reason}。建议：${advice}`, reason, advice });

const headings: Readonly<Record<Heading, string>> = {
  join: '参加',
  seats: '名额',
  time: '时间',
  place: '地点',
  fee: '费用',
  fits: '适合',
  host: '主办',
  created_by: '创作',
  recorded_by: '录制',
  told_by: '讲述',
  made_on: '制作',
  performers: '演出',
  watching: '观看',
  listening: '怎样听',
  reading: '怎样读',
  extent: '篇幅',
  published: '出版',
  enquiries: '咨询',
  price: '价格',
  buying: '购买',
  spec: '规格',
  origin: '出处',
  begins: '开班',
  teacher: '老师',
  lessons: '课时',
  within: '在',
  address: '地址',
  phone: '电话',
  visit: '到馆',
  handy: '方便',
};

const buttons: Readonly<Record<Button, string>> = {
  look: '去看看',
  site_of_host: '发布机构的页面',
  open: '打开',
  book_online: '在线预约',
  book_by_phone: '打电话预约',
  take_part: '去参加',
  navigate: '导航过去',
  navigate_now: '现在导航过去',
  map: '地图导航',
  call: '打电话',
  call_to_ask: '打电话问一问',
  play: '播放',
  watch: '去看',
  watch_live: '去看直播',
  watch_again: '看回放',
  watch_elsewhere: '到发布机构的网站看',
  listen: '去听',
  read: '去读',
  read_original: '读原文',
  buy: '去购买',
  enrol: '在线报名',
  learn: '去学',
  reserve: '预订',
};

const states: Readonly<Record<PlainState, string>> = {
  cancelled: '已取消',
  ended: '已结束',
  postponed: '延期，时间另行通知',
  running: '正在进行',
  full: '已约满',
  walk_in: '无需预约',
  at_the_door: '现场预约',
  bookable: '可以预约',
  closed_booking: '预约已截止',
  replay: '可看回放',
  live: '直播中',
  shut: '暂停开放',
  closed: '今天已闭馆',
  closed_today: '今天闭馆',
  in_stock: '有货',
  sold_out: '暂时缺货',
  begun: '已开班',
};

const separators: Readonly<Record<Separator, string>> = { option: '、', comma: '，', semicolon: '；', space: '　' };
const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const dayOfMonth = (day: string) => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
const monthOfYear = (month: string) => `${month.slice(0, 4)}年${Number(month.slice(5))}月`;
const verb = ({ isAudio }: Reading) => (isAudio ? '听' : '读');

/** The actions on many entries at once. */
const acts = { submit: '提交审核', recall: '收回送审', withdraw: '申请撤回', change: '修改', remove: '删除' } as const;
/** The state that an action on many needs, where none of the chosen ones has it. */
const actNeeds = {
  submit: '可以提交审核的是草稿和退回修改的内容',
  recall: '可以收回的是已经送审、审核员还没有认领的内容',
  withdraw: '可以申请撤回的是已发布和定时发布的内容，申请过的不用再申请',
  change: '可以修改的是草稿和退回修改的内容：审核中的先收回送审，已发布的提交修订版',
  remove: '可以删除的是草稿，和没有发布过、退回修改或不予通过的内容：审核中的先收回送审，已发布的申请撤回',
} as const;
/** Addresses of an entry, as citizens and its institution are told of them. */
const goneWords: Readonly<Record<string, string>> = {
  ...{ booking_url: '预约页', enroll_url: '报名页', buy_url: '购买页', read_url: '阅读页', play_url: '播放地址' },
  ...{ subtitle_url: '字幕', replay_url: '回放', h5_url: '手机端网页', pc_url: '网页' },
};

const announcementKinds = {
  result: '这是一份结果公布',
  report: '这是一份活动回顾',
  tender: '这是一份招标采购公告',
  closure: '这是一份闭馆通知',
  other: '没有读到可以发布的活动',
  empty: '没有读到文字',
  foreign: '这份通知不是中文',
} as const;
const announcedChanges = { postponed: '改期', cancelled: '取消', corrected: '更正' } as const;
const valueSources = { institution: '取自本馆资料', habit: '照本馆以前的改法', entry: '取自上一条' } as const;

/** Of 粘贴通知. */
const pasting = {
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
  'pasting.none': ({ kind }) => announcementKinds[kind],
  'pasting.change': ({ kind }) => announcedChanges[kind],
  'pasting.item': ({ channel, day }) => (day === undefined ? channel : `${channel}，${day}`),
  'pasting.closed': ({ from, to }) => (to === undefined ? `${from}闭馆` : `${from}至${to}闭馆`),
  'pasting.button': ({ entries, changes: changed }) =>
    entries === 0 ? '提交' : changed === entries ? `改这 ${entries} 条` : `提交 ${entries} 条`,
  'pasting.left': ({ open }) => `还有 ${open} 处没看`,
  'pasting.source': ({ source }) => valueSources[source],
  'pasting.year': ({ year }) => `${year}年`,
  'pasting.change_to': '改成什么？',
  'pasting.is_right': '这一项对吗？',
  'pasting.picture_kept': '有一张图片',
  'pasting.signs': ({ count, at }) => `${count} 字，贴于 ${at}`,
} as const satisfies Catalogue<PastingFacts & PastingPageFacts>;

export const facts = {
  ...pasting,
  'resources.ask_discard': '删除这份草稿？\n填写的内容不能恢复。\n删除草稿',
  'resources.ask_undo_import':
    '撤销整批？\n这一批里没有发布的内容会删除，送审的会撤回。不能恢复，可以重新导入。\n撤销整批',
  'resources.no_file': ({ label, id }) => `${label}：没有编号为 ${id} 的文件，请先上传（POST /api/v1/files）`,
  'resources.wrong_file': ({ label }) => `${label}不能用这种文件，请换一个`,
  'resources.unknown_field': '本栏目没有这个字段，请核对名称或删去它',
  'resources.external_id_differs': ({ externalId }) =>
    `请求体中的 external_id 须与地址中的 ${externalId} 相同，或者不写`,
  'resources.in_review_recall': '这条内容正在审核，请先取回（:recall），或等审核有结果再修改',
  'resources.if_match_missing': '请先读取，再把得到的 ETag 写进 If-Match',
  'resources.changed_since_read': '这条内容在读取之后有变动，请重新读取再修改',
  'resources.channel_missing': '请填写 channel（栏目代码）',
  'resources.external_id_missing': '请填写 external_id（本地编号）',
  'resources.data_form': 'data 应为对象：字段和值',
  'resources.twice_in_batch': '这个本地编号在本批中出现了两次，请只写一次',
  'resources.most_items': ({ most, now }) => `一次最多 ${most} 项，现在是 ${now} 项，请分几次发送`,
  'resources.no_channel': ({ channel }) => `没有“${channel}”这个栏目`,
  'resources.external_id_just_taken': '这个本地编号刚刚被另一条内容用了，请换一个，或者再试一次',
  'resources.external_id_bad': '本地编号应为 1 到 64 个字母、数字或 . _ : -',
  'resources.no_channel_here': '没有这个栏目。',
  'resources.no_zone': '没有这个地区的专区。',
  'resources.no_time': '这条内容没有时间，不能加到日历。',
  'resources.no_site_map': '没有这一页网站地图。',
  'resources.action_pressed': '这次操作已经在进行，请刷新页面后再看',
  'resources.choose_field': '请选择要修改哪一项',
  'resources.no_action': '没有找到这次操作，它可能是别人做的，或已在 30 天后清除',
  'resources.several_problems': ({ problems }) => problems.join('；'),
  'resources.not_found': '没有找到这条内容，它可能已被删除',
  'resources.certified_first': '机构认证通过后可以共享资源。请先在“首页”完成机构认证。',
  'resources.referred_missing': ({ externalId }) =>
    `没有找到本地编号为“${externalId}”的已发布内容，请先发布它，或核对编号`,
  'resources.external_id_stays': ({ externalId }) => `本地编号发布后不能再改，请填回 ${externalId}`,
  'resources.external_id_of_program': ({ externalId }) => `这条内容由应用录入，它按本地编号更新，请填回 ${externalId}`,
  'resources.external_id_used': ({ externalId }) => `本地编号“${externalId}”已用于本栏目的另一条内容，请换一个`,
  'resources.not_published': '这条内容现在没有发布，不需要撤回',
  'resources.picture_answered': ({ label, status }) => `${label}的地址返回 ${status}，请核对或改为上传`,
  'resources.picture_large': ({ label }) => `${label}超过 10 MB，请压缩后再提交`,
  'resources.picture_claim_first':
    '没有领回的沙箱密钥不能填图片的地址，请先上传，填上传的编号；登录后领回，就可以填地址',
  'resources.picture_unreachable': ({ label }) => `${label}的地址打不开，请核对它能从公网访问，或改为上传`,
  'resources.picture_not_cut': ({ label }) => `${label}打不开，不能裁剪，请重新上传`,
  'resources.picture_not_fetched': ({ label }) => `${label}还没有取到，请稍后再提交`,
  'resources.picture_not_done': ({ label }) => `${label}还没有完成，请稍后再提交`,
  'resources.no_preview': '这份申请没有预览',
  'resources.no_picture': '没有这张图片',
  'resources.no_captions': '没有字幕',
  'resources.gone_withdrawn': '这条内容已由发布机构撤回，不再显示。',
  'resources.gone_expired': '这条内容已到下线时间，不再显示。',
  'resources.gone_disabled': '发布这条内容的机构已停用，内容不再显示。',
  'resources.no_entry_here': '没有找到这条内容，网址可能写错了。',
  'resources.no_home_here': '没有找到这家机构的主页，网址可能写错了。',
  'resources.deleted': '这条内容已被删除，请退回',
  'resources.synonyms_just_changed': '词表刚刚有人改过。请打开这一页的最新版本，再把您的修改写进去',
  'resources.synonyms_line': ({ line, mostWords, longest }) =>
    `第 ${line} 行：每组应为 2 至 ${mostWords} 个词，每个词 2 至 ${longest} 个字或字母`,
  'resources.synonyms_most': ({ most, now }) => `最多 ${most} 组同义词，现在是 ${now} 组`,
  'resources.already_over': '授权截止或下线时间已过，请退回，请机构改好后再提交',
  'resources.withdrawal_reason': '请填写撤回的原因',
  'resources.no_live': ({ channel }) => `${channel}没有免审核的实时信息`,
  'resources.published_stays': '已发布的内容不能直接修改或删除。可以提交修订版或申请撤回。',
  'resources.role_may_not': '您的角色不能修改资源，请联系本机构的管理员',
  'resources.no_draft': '这条内容没有草稿或修订版',
  'resources.edit_draft': '这条内容现在没有发布，可以直接修改草稿',
  'resources.in_review_recall_first': '这条内容正在审核，请先撤回再删除',
  'resources.entered_by_other': ({ externalId, way }) =>
    `本地编号“${externalId}”的内容由${way}录入，不能由这里修改。请换一个编号；需要由本应用继续维护时，请本机构管理员在“应用与密钥”中这个应用页面的“能力”允许它接管`,
  'resources.no_zone_start': '没有这个地区的专区，请从“地方专区”开始查找。',
  'resources.zone_ended': ({ name, validTo }) => `${name}已于 ${validTo} 停用，请从“地方专区”查找现在的地区。`,
  'resources.way_nameless': ({ clientId }) => `AK 为 ${clientId} 的应用`,
  'resources.way_named': ({ name, clientId }) => `应用“${name}”（AK ${clientId}）`,
  'resources.way_people': '本机构的人员',
  'resources.external_id_form': ({ label }) => shouldBe(label, ' 1 到 64 个字母、数字或 . _ : -'),
  'resources.shape': ({ label, shape }) => ({
    ...shouldBe(label, shapes[shape]),
    reason: `${label}应为${shapes[shape]}`,
    advice: '按接口文档的类型填写',
  }),
  'resources.alike': ({ title, standing, institution, externalId, startsAt }) => {
    const about = [externalId, startsAt && dateTime(new Date(startsAt)), standings[standing]].filter(Boolean);
    return `与${institution ?? '本机构'}的《${title}》（${about.join('，')}）很像`;
  },
  'resources.check_alike': ({ alike }) => `${alike}，请核对是否重复`,
  'resources.hint_alike': ({ alike }) => `${alike}。同一件事不用再填；不是同一件时可以照常提交。`,
  'resources.external_ids_twice': '本地编号不能重复',
  'resources.all': '全部',
  'resources.all_activities': '全部活动',
  'resources.today': '今天',
  'resources.weekend': '周末',
  'resources.near': '附近',
  'resources.free': '免费',
  'resources.to_search': '搜索',
  'resources.near_activities': '附近的活动',
  'resources.next_broadcasts': '接下来的直播',
  'resources.next_activities': '接下来的活动',
  'resources.near_place': ({ place }) => `附近：${place}`,
  'resources.asked_time': ({ first, last }) => (last === undefined ? first : `${first}—${last}`),
  'resources.asked_part': ({ part, hours }) => hours ?? { morning: '上午', afternoon: '下午', evening: '晚上' }[part],
  'resources.asked_kind': ({ kind }) =>
    ({ time: '时间', part: '时段', place: '地点', fee: '费用', booking: '报名' })[kind],
  'resources.near_when': ({ when, isEvening, day = '' }) =>
    ({
      sunday: isEvening ? '今晚到周日' : '今天到周日',
      today: isEvening ? '今晚' : '今天',
      tonight: '今晚',
      tomorrow: '明天',
      weekend: '这周末',
      next: '下周',
      month: '今后 30 天',
      day,
    })[when],
  'resources.near_kind': ({ kind }) => ({ child: '带孩子', free: '免费', bookable: '能报名' })[kind],
  'resources.near_words': ({ words }) => `“${words}”`,
  'resources.near_offer': ({ kinds, place }) =>
    `${place === undefined ? '按离我的远近看' : `按离${place}的远近看`}${kinds.length === 0 ? '' : `：${kinds.join('，')}`}`,
  'resources.near_within': ({ km }) => `${km} 公里内`,
  'resources.near_question': ({ when, km, kinds, without }) =>
    [when, `${km} 公里`, ...kinds, ...(without === undefined ? [] : [`不限${without}`])].join('，'),
  'resources.near_section': ({ change, when, km, kind }) =>
    change === 'km'
      ? `${when}，放宽到 ${km} 公里`
      : change === 'when'
        ? `还是 ${km} 公里，放宽到${when}`
        : change === 'all'
          ? `${when}，${km} 公里`
          : `${when}，${km} 公里，不限${kind ?? ''}`,
  'resources.near_today': ({ hour }) => hour,
  'resources.near_day': ({ day, hour }) => `${day} ${hour}`,
  'resources.near_instead': ({ change, km, count, begins, county, kind }) =>
    change === 'km'
      ? `${km} 公里内有 ${count} 场，${count > 1 ? '最早的 ' : ''}${begins} 在${county}开始`
      : change === 'when'
        ? `${km} 公里内的下一场在 ${begins}`
        : change === 'all'
          ? `今后 30 天 ${km} 公里内有 ${count} 场，最早的 ${begins} 在${county}`
          : `不限${kind ?? ''}有 ${count} 场`,
  'resources.near_none': ({ place, when, km, kinds, parts }) => {
    const none = `${place === undefined ? `${km} 公里内` : `${place}这一带`}${when}没有${kinds.map((kind) => `${kind}的`).join('')}活动${parts.length === 0 ? '' : '了'}`;
    return `${none}${parts.length === 0 ? '，120 公里内今后 30 天也没有。' : `。${parts.join('；')}。`}`;
  },
  'resources.near_beyond': ({ km, when, count, county }) =>
    `${when}，${km} 公里内还有 ${count} 场，最近的在${county}。`,
  'resources.near_all': ({ km, count }) => `看 ${km} 公里内的 ${count} 场`,
  'resources.near_here': '附近还有',
  'resources.near_everything': '看附近的全部活动',
  'resources.near_pin': ({ name, count, far }) =>
    [name, far ?? (count > 1 ? `${count} 场` : '')].filter(Boolean).join('，'),
  'resources.near_pin_spoken': ({ number, words, isAway }) => `${number}，${words}${isAway ? '，更远，只画方向' : ''}`,
  'resources.km': ({ km }) => `${km} 公里`,
  'resources.asked_fee': '免费',
  'resources.asked_booking': '现在能报名',
  'resources.wider': ({ kind, place, count }) =>
    ({
      time: `往后看，还有 ${count} 条`,
      place: place === '' ? `全国有 ${count} 条` : `${place}有 ${count} 条`,
      fee: `不限免费，有 ${count} 条`,
      booking: `不限能不能报名，有 ${count} 条`,
    })[kind],
  'resources.found_for': ({ query }) => `“${query}”的搜索结果`,
  'resources.zone_title': ({ place }) => `${place}专区`,
  'resources.calendar_ends': ({ channel }) => `“${channel}”之后还有，请到网页查看`,
  'resources.calendar_title': ({ channel, month }) => `${channel}日历，${month}`,
  'resources.more_in': ({ channel }) => `${channel}里还有`,
  'resources.others_of': ({ institution }) => `${institution}的其他内容`,
  'resources.merged_into': ({ place, day }) => `${place}已于 ${day} 并入这里。`,
  'resources.progress_none': '把活动、场馆、课程等发布到国家公共文化云',
  'resources.next_first': '下一件事：发布第一条资源。',
  'resources.to_add': '添加资源',
  'resources.progress_counts': ({ published, scheduled, waiting, returned, drafts }) =>
    [
      published > 0 ? `已发布 ${published} 条` : '',
      scheduled > 0 ? `${scheduled} 条定时发布` : '',
      waiting > 0 ? `${waiting} 条审核中` : '',
      returned > 0 ? `${returned} 条退回修改` : '',
      drafts > 0 ? `${drafts} 条草稿` : '',
    ]
      .filter(Boolean)
      .join('，') || '没有正在发布的内容',
  'resources.next_drafts': '下一件事：提交资源草稿，审核后发布。',
  'resources.to_drafts': '提交草稿',
  'resources.next_publish': '没有正在发布的资源。下一件事：发布一条。',
  'resources.about_channels': '文化资讯、直播、活动、场馆、课程、好书和好物。',
  'resources.about_channel': ({ channel }) => `各地文化馆、图书馆在“${channel}”栏目发布的内容。`,
  'resources.about_calendar': ({ channel }) => `“${channel}”的日历。`,
  'resources.about_zones': '全国各省、市、县的公共文化内容。',
  'resources.about_zone': ({ place }) => `${place}的文化馆、图书馆、博物馆发布的活动、课程、场馆和好书。`,
  'resources.about_institution': ({ institution }) => `${institution}在国家公共文化云发布的内容。`,
  'resources.parent_form': 'parent 应为 6 位数字，例如 330100',
  'resources.updated_since_form': 'updated_since 应为日期，例如 2026-01-01',

  'channels.address_missing': '电脑端链接和手机端链接至少填一个',
  'channels.address_or_body': '正文、电脑端链接和手机端链接至少填一个',
  'channels.address_or_venue': '线下活动请填写详细地址，或者所属场馆',
  'channels.age_max_low': {
    sentence: '最大年龄不能小于最小年龄',
    reason: '最大年龄不能小于最小年龄',
    advice: '核对后修改',
  },
  'channels.booking_ends_first': {
    sentence: '报名截止须晚于报名开始',
    reason: '报名截止须晚于报名开始',
    advice: '改成晚于报名开始',
  },
  'channels.booking_ends_late': {
    sentence: '报名截止不能晚于活动结束',
    reason: '报名截止不能晚于活动结束',
    advice: '核对后修改',
  },
  'channels.booking_url_missing': '在线预约请填写预约链接',
  'channels.cancel_reason': '取消活动请填写原因',
  'channels.capacity_sum': ({ sum }) => `名额应等于各场次之和 ${sum}`,
  'channels.class_number_form': {
    sentence: '中图分类号应为字母开头的分类号，例如 I267',
    reason: '写法不对',
    advice: '应为字母开头的分类号，例如 I267',
  },
  'channels.clock_form': ({ label }) => shouldBe(label, ' 09:00 这样的时间'),
  'channels.closes_first': {
    sentence: '关门时间须晚于开门时间',
    reason: '关门时间须晚于开门时间',
    advice: '改成晚于开门时间',
  },
  'channels.shelf_missing': '纸质书请填写馆藏地点：哪个馆、哪一层',
  'channels.format_missing': '请选择格式；纸质书不用选',
  'channels.read_url_missing': '请填写阅读地址；纸质书不用填',
  'channels.closing_reason': '临时闭馆请填写原因',
  'channels.reopens_first': '恢复开放要晚于闭馆开始，请改其中一个',
  'channels.course_start_missing': '直播课和线下班请填写开班时间',
  'channels.cover_alt_start': mend('', '封面说明给读屏使用', '直接写画面内容，不要以“图片”“封面”开头'),
  'channels.crop_form': {
    sentence: '封面裁剪应为 左,上,宽,高 四个数字，例如 0,0,1600,900；不填时取中间部分',
    reason: '写法不对',
    advice: '应为 左,上,宽,高 四个数字，例如 0,0,1600,900；不填时取中间部分',
  },
  'channels.crop_shape': {
    sentence: '封面裁剪的宽和高应为 16:9，例如 1600 和 900',
    reason: '写法不对',
    advice: '应为 16:9，例如 1600 和 900',
  },
  'channels.duration_missing': '有声书请填写时长',
  'channels.ends_before_start': {
    sentence: '结束时间须晚于开始时间',
    reason: '结束时间须晚于开始时间',
    advice: '改成晚于开始时间',
  },
  'channels.ends_before_stream': {
    sentence: '结束时间须晚于开播时间',
    reason: '结束时间须晚于开播时间',
    advice: '改成晚于开播时间',
  },
  'channels.enroll_url_missing': '直播课和线下班请填写报名链接；没有的填咨询电话',
  'channels.expires_before_publishing': {
    sentence: '下线时间须晚于定时发布的时间',
    reason: '下线时间须晚于定时发布的时间',
    advice: '改成晚于定时发布的时间',
  },
  'channels.heritage_level_missing': '非遗手作请选择非遗级别',
  'channels.https_address': ({ label }) => ({
    sentence: `${label}须以 https:// 开头`,
    reason: `${label}须以 https:// 开头`,
    advice: '改成以 https:// 开头',
  }),
  'channels.issn_missing': '期刊请填写 ISSN',
  'channels.lat_lng_swapped': ({ value }) =>
    mend('', `经纬度可能填反了（纬度 ${value} 不在 3–54 之间）`, '把两个数对调'),
  'channels.lessons_numbered': '课程目录的序号应从 1 开始连续',
  'channels.list_price_low': {
    sentence: '原价不能低于价格',
    reason: '原价不能低于价格',
    advice: '核对后修改',
  },
  'channels.live_longest': '一场直播最长 24 小时，多天的请分场填写',
  'channels.live_soon': {
    sentence: '开播时间须在 10 分钟以后',
    reason: '开播时间须在 10 分钟以后',
    advice: '改成在 10 分钟以后',
  },
  'channels.lng_lat_swapped': ({ value }) =>
    mend('', `经纬度可能填反了（经度 ${value} 不在 73–136 之间）`, '把两个数对调'),
  'channels.own_parent': {
    sentence: '上级场馆不能是它自己',
    reason: '上级场馆不能是它自己',
    advice: '核对后修改',
  },
  'channels.postcode_form': {
    sentence: '邮编应为 6 位数字',
    reason: '写法不对',
    advice: '应为 6 位数字',
  },
  'channels.price_max_low': {
    sentence: '最高价不能低于最低价',
    reason: '最高价不能低于最低价',
    advice: '核对后修改',
  },
  'channels.price_min_missing': '收费的活动请填写最低价',
  'channels.price_zero': mend('', '价格为 0 的只能是研学/体验', '核对价格或类别'),
  'channels.produced_late': {
    sentence: '制作日期不能晚于今天',
    reason: '制作日期不能晚于今天',
    advice: '核对后修改',
  },
  'channels.published_late': {
    sentence: '刊发日期不能晚于今天',
    reason: '刊发日期不能晚于今天',
    advice: '核对后修改',
  },
  'channels.remaining_high': ({ capacity }) => ({
    sentence: `余量不能大于名额 ${capacity}`,
    reason: `余量不能大于名额 ${capacity}`,
    advice: '核对后修改',
  }),
  'channels.reprint_note': mend('', '转载的内容', '在版权说明中写明授权'),
  'channels.room_type_missing': '请选择空间类型',
  'channels.session_ends_first': {
    sentence: '场次的结束时间须晚于开始时间',
    reason: '场次的结束时间须晚于开始时间',
    advice: '改成晚于开始时间',
  },
  'channels.sessions_overlap': ({ at }) => mend('', `${at} 的场次与前一场重叠`, '核对'),
  'channels.stream_form': '播放地址应是 m3u8 或 flv 地址；网页请填在手机端链接',
  'channels.stream_or_address': '播放地址和手机端链接至少填一个',
  'channels.subtitles_form': '字幕地址应是 vtt 或 srt 文件的地址',
  'channels.title_signs': mend('', '标题不能全是标点', '写出名称'),
  'channels.venue_booking_url': '可预订的场馆请填写预订链接',
  'channels.weekday_form': {
    sentence: '星期应为 周二至周日 或 1,3,5 这样的写法（1 是周一）',
    reason: '写法不对',
    advice: '应为 周二至周日 或 1,3,5 这样的写法（1 是周一）',
  },
  'channels.weekday_missing': '请填写星期',

  'imports.application_may_not': '这个应用没有申请共享资源的能力',
  'imports.cell_formula': found('单元格里是没有算出来的公式', '改正公式，或直接填写内容'),
  'imports.cell_unreadable': found('含有看不见或不能保存的字符', '删除这些字符，再重新填写'),
  'imports.check_failed': '检查暂时没有成功，请重新上传；还是不行时请联系客服',
  'imports.column_twice': ({ title, one, other }) => `“${title}”出现在 ${one} 列和 ${other} 列`,
  'imports.columns_missing': ({ columns, channel }) =>
    `缺少必填的列：${columns}。请下载“${channel}”的模板，把内容移进去再上传`,
  'imports.columns_twice': ({ repeated }) => `${repeated.join('；')}，请删去多余的一列`,
  'imports.columns_unknown': ({ count, names }) =>
    `有 ${count} 列不认识，没有读取：${names.map((name) => `“${name}”`).join('、')}${count > names.length ? ' 等' : ''}`,
  'imports.cure_missing': '请先填写要改成什么，再按按钮',
  'imports.digits_lost': found(
    '数字超过 15 位，Excel 已把后面几位变成 0',
    '把单元格格式改为“文本”，再重新填写完整的号码',
  ),
  'imports.entered_left': ({ way }) => found(`这个编号由${way}录入`, '换一个编号；或请本机构管理员允许本应用接管'),
  'imports.entered_taken_over': ({ way }) => found(`这个编号由${way}录入`, '导入后由本应用维护'),
  'imports.entered_updated': ({ way }) => found(`这个编号由${way}录入`, '导入会更新那条内容；不是同一条时换一个编号'),
  'imports.example_number': found('还是示例的编号', '改成自己的编号，或者清空'),
  'imports.file_cleared': '这次导入的文件已在 30 天后清除，请重新上传',
  'imports.file_empty': '这个文件是空的，没有找到数据行',
  'imports.file_missing': '请选择要上传的文件',
  'imports.file_too_large': '文件超过 10 MB / 20,000 行，请拆分',
  'imports.import_moved': '这次导入已经到了下一步，请刷新页面后再看',
  'imports.imports_per_day': ({ most, again }) =>
    `贵机构 24 小时内最多导入 ${most} 个文件，${dateTime(new Date(again))} 以后可以再上传。可以把多个小文件合成一个`,
  'imports.imports_waiting': ({ most }) => `已有 ${most} 个文件正在检查，请等它们检查完再上传`,
  'imports.in_review': found('这条内容正在审核', '先撤回审核，或等审核结束后再导入'),
  'imports.like_row': ({ row }) => `标题、时间和地点与第 ${row} 行相同`,
  'imports.maybe_twice': ({ like }) =>
    found(like, '核对是否重复：同一件事不用再导入，或填它的本地编号来更新；不是同一件时可以照常导入'),
  'imports.no_headings': '没有找到列名。请用本栏目的模板，把列名放在第 1 行，例如“标题”“摘要”“封面图”',
  'imports.no_import': '没有找到这次导入，它可能已被删除',
  'imports.no_rows': '没有找到数据行。模板里的三行示例不会导入，请从示例下面开始填写',
  'imports.no_template': '没有这个栏目的模板',
  'imports.not_an_object': found('不是 JSON 对象', '一行写一条内容的 JSON 对象'),
  'imports.not_marked': '这个文件没有读取，不能标注',
  'imports.not_migrated': '这个文件的内容太多，不能自动迁移。请拆成几个文件上传，或把内容复制到新模板',
  'imports.not_sent': ({ problems }) => found(problems.join('；'), '打开这条内容修改后再提交'),
  'imports.other_template': ({ other, channel }) =>
    `这是“${other}”栏目的模板，请改在那个栏目上传，或下载“${channel}”的模板`,
  'imports.picture_elsewhere': found('这一格里的图片没有读取', '图片放进“封面图”等图片列的单元格'),
  'imports.pushed_not_marked': '接口推送的内容没有标注版，请下载问题清单',
  'imports.role_may_not_import': '您的角色不能导入资源，请联系本机构的管理员',
  'imports.same_number': ({ row }) => found(`与第 ${row} 行重复`, '改成不同的编号，或删除其中一行'),
  'imports.sandbox_rows': ({ most }) => `沙箱里一个文件最多 ${exact(most)} 行，请删去一些行再试`,
  'imports.sheet': ({ sheet, rows, isMore }) => `“${sheet}”（${isMore ? '超过 ' : ''}${rows} 行）`,
  'imports.sheets_unread': ({ sheets, count }) =>
    `一个文件只读一个工作表，没有读取：${sheets.join('、')}${count > sheets.length ? ` 等 ${count} 个` : ''}。需要导入时，请另存为单独的文件上传`,
  'imports.stays_in_review': found('已送审，正在审核', '先收回送审，再删除草稿'),
  'imports.stays_older': found('导入以前就有这份草稿，这次改了它的内容', '打开核对，需要时修改'),
  'imports.stays_published': found('已发布', '需要下线时申请撤回'),
  'imports.stays_sent': found('送审过', '在这条内容的页面上修改或删除'),
  'imports.time_missing': found('只有日期没有时间，按 00:00 读取', '需要时补上时间'),
  'imports.type_is_one_of': ({ types }) => `Content-Type 应为 ${types} 之一`,
  'imports.unknown_fields': found('有本栏目没有的字段，没有读取', '核对字段名'),
  'resources.action_done': ({ act, done, left }) =>
    `已${acts[act]} ${exact(done)} 条${left > 0 ? `，${exact(left)} 条没有成功` : ''}。`,
  'resources.action_running': ({ act, count, done, left }) =>
    `正在${acts[act]}：已处理 ${exact(done + left)} 条，共 ${exact(count)} 条`,
  'resources.action_waiting': ({ act, count }) => `${acts[act]} ${exact(count)} 条`,
  'resources.action_none_chosen': '还没有选择内容。请先勾选，再按按钮。',
  'resources.action_fits_none': ({ act, count }) =>
    `选中的 ${exact(count)} 条都不能${acts[act]}，没有改动。${actNeeds[act]}。`,
  'imports.parsing': '正在检查',
  'imports.checked': '检查完成，还没有导入',
  'imports.importing': '正在导入',
  'imports.sending': '正在提交审核',
  'imports.undoing': '正在撤销',
  'imports.done': '导入完成',
  'imports.undone': ({ removed, stayed }) =>
    stayed === 0
      ? '已撤销整批'
      : removed === 0
        ? `没有撤销，${exact(stayed)} 条都保留`
        : `撤销了 ${exact(removed)} 条，保留 ${exact(stayed)} 条`,
  'imports.failed': '这个文件没有读取',
  'imports.abandoned': '已放弃，没有导入',
  'imports.count_created': '新建草稿',
  'imports.count_updated': '更新草稿',
  'imports.count_revision': '生成修订版',
  'imports.count_unchanged': '内容没有变化',
  'imports.count_in_review': '正在审核，没有改动',
  'imports.count_taken': '编号由其他应用录入，没有改动',
  'imports.count_skipped': '有问题，没有导入',
  'imports.count_sent': '已提交审核',
  'imports.count_unsent': '没有提交审核',
  'imports.count_removed': '已撤销',
  'imports.count_stayed': '撤销时保留',
  'imports.reading': '正在读取文件…',
  'imports.rows_checked': ({ done, bad }) => `已检查 ${exact(done)} 行，其中 ${exact(bad)} 行有问题`,
  'imports.rows_imported': ({ done, all }) => `已导入 ${exact(done)} 行，共 ${exact(all)} 行`,
  'imports.entries_sent': ({ done, all }) => `已处理 ${exact(done)} 条，共 ${exact(all)} 条`,
  'imports.entries_undone': ({ done, all }) => `已撤销 ${exact(done)} 条，共 ${exact(all)} 条`,
  'imports.mark': ({ title, reason, advice }) => `${title === undefined ? '' : `${title}：`}${reason}。建议：${advice}`,

  'invitations.heading': ({ of }) => headings[of],
  'invitations.button': ({ to }) => buttons[to],
  'invitations.name': ({ text }) => text,
  'invitations.region_name': ({ names }) => names.join(''),
  'invitations.list': ({ items, by }) => items.join(separators[by]),
  'invitations.amount': ({ count, unit }) => `${count} ${unit}`,
  'invitations.lasting': ({ hours, minutes, seconds }) =>
    [hours > 0 && `${hours} 小时`, minutes > 0 && `${minutes} 分`, seconds > 0 && `${seconds} 秒`]
      .filter(Boolean)
      .join(' '),
  'invitations.state': ({ is }) => states[is],
  'invitations.running_until': ({ day }) => `正在进行，到 ${day}`,
  'invitations.begins_in': ({ hours }) => (hours === 0 ? '一小时内开始' : `${hours} 小时后开始`),
  'invitations.books_from': ({ at }) => `${at} 开始预约`,
  'invitations.gone': ({ field }) =>
    `馆方的${goneWords[field] ?? '网页'}现在打不开，我们已经告诉馆方，每小时再看一次。`,
  'invitations.confirmed': '馆方今天确认',
  'invitations.unconfirmed': ({ days }) => `${days} 天没有确认，去之前请打电话`,
  'invitations.places_left': ({ left }) => `余 ${left} 位`,
  'invitations.places_left_of': ({ left, all }) => `余 ${left} 位，共 ${all} 位`,
  'invitations.places': ({ all }) => `共 ${all} 位`,
  'invitations.on_air': ({ at }) => `${at} 开播`,
  'invitations.shut_until': ({ at }) => `暂停开放，${at} 恢复`,
  'invitations.open_until': ({ hour }) => `现在开放，${hour} 闭馆`,
  'invitations.open_from': ({ hour }) => `今天 ${hour} 开放`,
  'invitations.opens_next': ({ days, weekday, hour }) => `${days === 1 ? '明天' : weekday} ${hour} 开放`,
  'invitations.shut_ahead': ({ from, until, reason }) =>
    `${from} 起闭馆${until === undefined ? '' : `，${until} 恢复开放`}${reason === undefined ? '' : `：${reason}`}`,
  'invitations.closed_on': ({ days }) => `${days.join('、')}闭馆`,
  'invitations.course_ends': ({ day }) => `${day} 结课`,
  'invitations.course_begins': ({ day }) => `${day} 开班`,
  'invitations.no_booking': '无需预约，直接来',
  'invitations.booked_until': ({ at, isOver }) => `${at} ${isOver ? '已截止' : '截止'}`,
  'invitations.meant_for': '原定 ',
  'invitations.yes': '是',
  'invitations.region': '地区',
  'invitations.online': '线上',
  'invitations.join_online': '线上参加',
  'invitations.ages': ({ from, until }) =>
    until === undefined ? `${from} 岁以上` : from === undefined ? `${until} 岁以下` : `${from} 至 ${until} 岁`,
  'invitations.offers': ({ what }) => `有${what}`,
  'invitations.yuan': ({ amount }) => `${amount} 元`,
  'invitations.partly_free': ({ price }) => `部分免费，其余 ${price}`,
  'invitations.free': '免费',
  'invitations.month': ({ month }) => `${month}月`,
  'invitations.month_of_year': ({ month }) => monthOfYear(month),
  'invitations.month_whole': ({ month }) => monthOfYear(month),
  'invitations.day': ({ day, withYear }) => `${withYear ? `${day.slice(0, 4)}年` : ''}${dayOfMonth(day)}`,
  'invitations.weekday': ({ number }) => weekdays[number] ?? '',
  'invitations.today': '今天',
  'invitations.ends': '截止',
  'invitations.day_named': ({ day, weekday }) => `${day} ${weekday}`,
  'invitations.moment': ({ day, hour }) => `${day} ${hour}`,
  'invitations.hours_from_until': ({ from, until }) => `${from}—${until}`,
  'invitations.span': ({ from, until }) => `${from} 至 ${until}`,
  'invitations.distance': ({ days }) => ['今天', '明天', '后天'][days] ?? `还有 ${days} 天`,
  'invitations.head_of_day': ({ month, weekday }) => (month === undefined ? weekday : `${month} ${weekday}`),
  'invitations.title_day': ({ title, day }) => `${title}，${day}`,
  'invitations.picture': ({ title, number }) => (title === undefined ? `图 ${number}` : `${title}，图 ${number}`),
  'invitations.events': ({ count, isMore }) => (isMore ? `${count} 场以上` : `${count} 场`),
  'invitations.events_short': ({ count, isMore }) => (isMore ? `${count} 场以上` : `${count} 场`),
  'invitations.below': ({ is }) => ({ cities: '市', counties: '县（市、区）' })[is],
  'invitations.day_with': ({ day, events }) => `${day}，${events}`,
  'invitations.has_captions': '有字幕',
  'invitations.has_transcript': '有文字稿',
  'invitations.free_with_login': '免费，需要登录',
  'invitations.free_on_all': '免费，在手机和电脑上都能看',
  'invitations.read_open': (reading) => `打开就能${verb(reading)}，不用登录`,
  'invitations.read_login': (reading) => `登录后在线${verb(reading)}`,
  'invitations.read_card': (reading) => `凭读者证在线${verb(reading)}`,
  'invitations.read_inhouse': ({ institution, ...reading }) => `只能到${institution}馆内${verb(reading)}`,
  'invitations.borrow': ({ institution, access }) =>
    access === 'inhouse'
      ? `只能在${institution}馆内阅读`
      : access === 'card'
        ? `凭读者证到${institution}借阅`
        : `到${institution}借阅`,
  'invitations.read_online': (reading) => `在线${verb(reading)}`,
  'invitations.pages': ({ count }) => `${count} 页`,
  'invitations.list_price': ({ price }) => `原价 ${price}`,
  'invitations.shop': ({ host }) => `在 ${host} 下单付款，国家公共文化云不收款`,
  'invitations.heritage': ({ level }) => `${level}非遗`,
  'invitations.inheritor': ({ name }) => `传承人 ${name}`,
  'invitations.lessons': ({ count }) => `${count} 课`,
  'invitations.in_all': ({ lasting }) => `共 ${lasting}`,
  'invitations.certificate': '学完有结业证书',
  'invitations.rooms_bookable': '活动室可以预订',
  'invitations.people': ({ count }) => `${count} 人`,
  'invitations.written_by': ({ author }) => `撰文 ${author}`,
  'invitations.minutes_to_read': ({ minutes }) => `约 ${minutes} 分钟读完`,
  // 对接历史: only people read it.
  'history.batch': ({ number, channel, state, good, bad }) =>
    `批次 ${number}（${channel}）${state}：${exact(good)} 行正确${bad === 0 ? '' : `，${exact(bad)} 行有问题`}`,
  'resources.menu_resources': '资源',
  'resources.menu_synonyms': '搜索同义词',
  'resources.found_import': '批次',
  'resources.do_write': '新增一条资源',
  'resources.do_import': '用 Excel 批量上传资源',
  'resources.also_import': '批次 导入 表格 工作簿',
  'resources.do_synonyms': '修改搜索的同义词',
  'resources.progress_title': '资源',
  'announcements.year_missing': ({ day }) => `通知没有写年份，是 ${onDay(day)} 吗？`,
  'announcements.day_over': ({ day }) => `${onDay(day)} 已经过去，日期对吗？`,
  'announcements.written_when': ({ words }) => `“${words}”要从写通知的那天算起，通知没有写是哪天写的，这样算对吗？`,
  'announcements.weekday_differs': ({ day, words }) => `${onDay(day)} 不是星期${words}，日期和星期哪个对？`,
  'announcements.festival_day': ({ name, day }) => `通知没有写日期，按历法${name}是 ${onDay(day)}，对吗？`,
  'announcements.first_of_weekly': ({ words }) => `通知没有写从哪天开始，第一次是 ${onDay(words)} 吗？`,
  'announcements.from_now': '“即日起”按写通知的那天算，对吗？',
  'announcements.hour_missing': '几点开始？通知没有写钟点',
  'announcements.last_hour_missing': '几点结束？通知没有写钟点',
  'announcements.morning_or_evening': ({ words }) => `“${words}”是上午还是下午、晚上？`,
  'announcements.end_of_work': '“下班前”是几点？先按 17:00 算',
  'announcements.several_days': ({ count }) => `通知里还有 ${count} 个别的日期，是这一天吗？`,
  'announcements.several_hours': '通知里还有别的钟点，是这个时间吗？',
  'announcements.changed_day': '通知改了时间，新的时间是这个吗？',
  'announcements.loose_day': '通知说时间可能会变，先按这个发布吗？',
  'announcements.several_prices': '通知里有几种价格或优惠，是这个数吗？',
  'announcements.reckoned_days': '这是按“每周几”推算的，对吗？',
  'announcements.place_unclear': '通知里不止一个地点，是这里吗？',
  'announcements.price_unclear': ({ words }) => `通知里又有“${words}”又有免费，费用对吗？`,
  'announcements.free_but': ({ words }) => `通知里有“${words}”，是收费还是只收材料费？`,
  'announcements.area_code_missing': ({ number }) => `${number} 没有区号，和本馆电话的位数也对不上，请补全`,
  'announcements.groups_counted': ({ words }) => `通知写的是“${words}”，名额按这个数填，对吗？`,
  'announcements.organizer_unsaid': '通知没有写主办单位，是本馆主办的吗？',
  'announcements.kind_unclear': ({ name }) => `从标题“${name}”看不出活动类型，这样选对吗？`,
  'announcements.title_unclear': '标题是从正文里取的，对吗？',
  'resources.items_form': 'items 应为数组',
  'resources.items_none': 'items 至少有一项',
  'resources.no_captions_there': '没有字幕文件，或者不是 WebVTT、SRT',
  'resources.no_medium_there': '打开的是网页，不是视频或音频',
  'resources.address_of': ({ field, url, cause }) => `${goneWords[field] ?? '网页'} ${url}：${cause}`,
  'resources.address_failing': ({ field, url, isGone, cause }) =>
    `${goneWords[field] ?? '网页'}打不开：${url}（${cause}）。${isGone ? '市民暂时看不到这个按钮；恢复以后一小时内自动显示。' : '一小时后再看一次。'}`,
  'resources.channel_field_missing': '请填写 channel（栏目代码）',
} satisfies Catalogue<
  ResourceFacts &
    ReadingFacts &
    ResourcePageFacts &
    ChannelFacts &
    ImportFacts &
    ImportPageFacts &
    InvitationFacts &
    ImportHistoryFacts
>;

export const letters = {
  'resources.gone_letter': ({ count, titles, field }) => ({
    heading: count === 1 ? '有一条资源的地址打不开' : `有 ${count} 条资源的地址打不开`,
    paragraphs: [
      `${titles.map((title) => `“${title}”`).join('、')}${count > titles.length ? '等' : ''}写的${goneWords[field] ?? '网页'}，我们隔一小时看了两次都打不开。市民暂时看不到这个按钮，其余内容照常显示。`,
      '网页恢复以后不用告诉我们，一小时内自动恢复显示。地址改了的，请修订这条资源。',
    ],
    details: [{ label: '涉及资源', value: `${count} 条` }],
    action: '查看资源',
  }),
  'resources.week_letter': ({ count, titles, isNext }) => ({
    heading: isNext ? `下周 ${count} 场活动，都照常吗？` : `这周还有 ${count} 场活动没有确认`,
    paragraphs: [
      `${titles.join('、')}${count > titles.length ? '等' : ''}${isNext ? '下周举行' : '这周举行'}。都照常的，在首页点一下就好；有变动的，在那里改或者取消。`,
      '超过 7 天没有确认，市民会看到“去之前请打电话”，这几场排在确认过的后面。',
    ],
    details: [{ label: '没有确认', value: `${count} 场` }],
    action: '去确认',
  }),
  'resources.sent_letter': ({ title, missing }) => ({
    heading: '刚提交的资源里有地址打不开',
    paragraphs: [`“${title}”已经收到，正常排队审核。下面的地址我们打不开：`, ...missing],
    details: [],
    action: '查看资源',
  }),
  'resources.copyright_letter': ({ daysLeft, count, titles, lastDay }) => ({
    heading: daysLeft === 1 ? '资源授权明天到期' : `资源授权 ${daysLeft} 天后到期`,
    paragraphs: [
      `贵单位有 ${count} 条已发布的资源，填写的授权截止日期是 ${onDay(lastDay)}：${titles.map((title) => `“${title}”`).join('、')}${count > titles.length ? '等' : ''}。`,
      '过了这一天，它们会自动下线。已经续签授权的，请在此之前修订授权截止日期，并提交审核。',
    ],
    details: [
      { label: '授权截止', value: onDay(lastDay) },
      { label: '涉及资源', value: `${count} 条` },
    ],
    action: '查看资源',
  }),

  'imports.done_letter': ({ name, number, created, updated, revision, left, bad }) => {
    const parts = [
      `新增草稿 ${created} 条`,
      ...(updated > 0 ? [`更新草稿 ${updated} 条`] : []),
      ...(revision > 0 ? [`已发布内容的修订 ${revision} 条`] : []),
      ...(left > 0 ? [`没有改动 ${left} 条`] : []),
      ...(bad > 0 ? [`有问题、没有导入 ${bad} 行`] : []),
    ];
    return {
      heading: '批量上传已导入',
      paragraphs: [`“${name}”（批次 ${number}）：${parts.join('，')}。`, '草稿提交并通过审核后，市民才能看到。'],
      action: '查看这批内容',
    };
  },
} satisfies Letters<ResourceLetters & ImportLetters>;
