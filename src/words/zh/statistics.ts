import { moment, shortDay } from '../../http/pages/text.ts';
import type { StatisticsFacts, StatisticsLetters, StatisticsPageFacts } from '../../statistics/facts.ts';
import type { ReportHistoryFacts } from '../../statistics/reports/history.ts';
import { dayName } from '../../statistics/reports/period.ts';
import { type Catalogue, exact, type Letters } from '../catalogue.ts';

/** Reporters confirm it; operators read the fact. */
const confirmed = (fact: string, request: string) => ({ everybody: `${fact}，${request}`, operator: fact });

/** 浙江、江苏和广东 */
const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join('、')}和${names.at(-1)}`;

const measure = (kind: string) =>
  kind === '应用' || kind === '省份' || kind === '区县' || kind === '城市' ? '个' : '家';

function changed(change: number, previous: string): string {
  const text = `${Math.abs(change * 100).toFixed(1)}%`;
  if (text === '0.0%') return `与${previous}持平`;
  return `比${previous}${change > 0 ? '上升' : '下降'} ${text}`;
}

/** Which of several applications it is about. */
const ofApplications = (names: readonly string[]) => (names.length === 0 ? '' : `：${names.join('、')}`);

/** Findings with their numbers. */
const questionSays: Readonly<Record<string, (of: (name: string) => string) => string>> = {
  repeated: (of) => `连续 ${of('days')} 天都是 ${of('value')}`,
  copied: (of) => `连续 ${of('days')} 天与 ${of('lag')} 天以前一个不差`,
  scaled: (of) => `连续 ${of('days')} 天都是 ${of('lag')} 天以前的 ${of('factor')} 倍`,
  multiplied: (of) => `${of('days')} 天里每个数都像是整数乘 ${of('times')} 再取整，中间的数一个没有`,
  ratio: (of) => `连续 ${of('days')} 天都是资源访问量（IP 数：访客数）的 ${of('percent')}%`,
  smooth: (of) => `${of('days')} 天的起伏比偶然应有的还小`,
  rounded: (of) => `连续 ${of('days')} 天都是 ${of('unit')} 的倍数，以前不是`,
  digits: (of) => `${of('days')} 天里的尾数不像数出来的`,
  jump: (of) => `是前四个同日的 ${of('times')} 倍，登录没有跟着多`,
  growth: (of) => `${of('weeks')} 周比以前多 ${of('percent')}%，登录的变化是 ${of('came')}%`,
  content: (of) => `${of('days')} 天新增 ${of('value')}，往常 ${of('usual')}，国家云上看见 ${of('seen')}`,
  neighbours: (of) => `一连 ${of('days')} 天，是往常的 ${of('times')} 倍，同地区同类型的平台不是`,
  backfilled: (of) => `${of('days')} 天一次补报，比以前高 ${of('percent')}%`,
  range: (of) => `一个地址段带来 ${of('range')} 位访客，占 ${of('percent')}%，前四周最多 ${of('usual')} 位`,
  brushed: (of) =>
    `${of('logins')} 次登录，${of('people')} 人；${of('range')}% 来自一个地址段，${of('night')}% 在夜里，${of('fresh')}% 是新账号`,
};

export const facts = {
  'statistics.to_before_from': 'to 不能早于 from',
  'statistics.longest_range': ({ days }) => `一次最多查询 ${days} 天，请分几次`,
  'statistics.most_days': ({ most, now }) => `一次最多 ${most} 天，现在是 ${now} 天，请分几次发送`,
  'statistics.no_day_data': '没有找到这一天的数据',
  'statistics.locked': ({ month }) => `${month} 的数据已锁账，需要更正时请联系运营`,
  'statistics.reason_missing': '请填写更正原因',
  'statistics.no_place': '没有找到这个地区、机构或应用',
  'statistics.no_day': '没有找到这一天',
  'statistics.no_month': '没有这个月份的数据',
  'statistics.no_application_or_day': '没有找到这个应用或这一天',
  'statistics.pasted_lines': ({ most, now }) => `一次最多粘贴 ${most} 行，现在是 ${now} 行`,
  'statistics.pasted_date': ({ row, month }) => `第 ${row} 行开头应为日期，例如 ${month}-01`,
  'statistics.pasted_other_month': ({ row, day, month }) => `第 ${row} 行是 ${day}，不在 ${month} 里`,
  'statistics.pasted_twice': ({ row, other, day }) => `第 ${row} 行和第 ${other} 行都是 ${day}，请只留一行`,
  'statistics.pasted_few': ({ row, now, least }) => `第 ${row} 行有 ${now} 个数，至少应有 ${least} 个`,
  'statistics.pasted_many': ({ row, now, most }) => `第 ${row} 行有 ${now} 个数，最多 ${most} 个`,
  'statistics.no_region': '没有找到这个地区',
  'statistics.urge_none': '请选择要催报的应用',
  'statistics.urge_most': ({ most }) => `一次最多催报 ${most} 个应用，请分几次`,
  'statistics.metric_missing': ({ metric }) => `请填写${metric}`,
  'statistics.metric_unknown': ({ code }) => `没有“${code}”这个指标`,
  'statistics.metric_of_cloud': ({ metric }) => `${metric}由国家公共文化云统计，不用填报`,
  'statistics.metric_form': ({ metric, largest }) => `${metric}应为 0 到 ${exact(largest)} 的整数`,
  'statistics.uv_at_least_1': '资源访问量大于 0 时，独立访客数至少是 1',
  'statistics.ip_at_least_1': '资源访问量大于 0 时，独立 IP 数至少是 1',
  'statistics.terminals_sum': ({ metric, sum, whole }) => `${metric}各端之和(${exact(sum)})应等于总数(${exact(whole)})`,
  'statistics.terminals_between': ({ metric, whole, most, sum }) =>
    `${metric}(${exact(whole)})应在最大的一端(${exact(most)})与各端之和(${exact(sum)})之间`,
  'statistics.uv_above_pv': ({ uv, pv }) => `独立访客数(${exact(uv)})不能大于资源访问量(${exact(pv)})`,
  'statistics.ip_above_pv': ({ ip, pv }) => `独立 IP 数(${exact(ip)})不能大于资源访问量(${exact(pv)})`,
  'statistics.part_above': ({ partName, value, ofName, whole }) =>
    confirmed(`${partName}(${exact(value)})大于${ofName}(${exact(whole)})`, '请确认并写一句说明'),
  'statistics.many_visits': ({ times }) => confirmed(`平均每人访问 ${times} 次`, '请确认没有机器访问，并写一句说明'),
  'statistics.unusual': ({ how }) => confirmed(how, '请确认并写一句说明'),
  'statistics.repeated': confirmed('连续 3 天有 3 项以上的数值完全相同', '请确认并写一句说明'),
  'statistics.all_zero': confirmed('前几天有访问，今天全部为 0', '请确认平台运行正常，并写一句说明'),
  'statistics.rounded': confirmed('连续 7 天的资源访问量都是整百数', '请按实际数值填报，或写一句说明'),
  'statistics.activities_apart': ({ reported, published }) =>
    confirmed(
      `日增活动数(${exact(reported)})与国家云已发布的活动(${exact(published)})相差超过 20%`,
      '请确认并写一句说明',
    ),
  'statistics.below_median': ({ percent }) => `比近 28 天中位数低 ${percent}%`,
  'statistics.median_zero': ({ value }) => `近 28 天中位数是 0，今天是 ${exact(value)}`,
  'statistics.above_median': ({ times }) => `是近 28 天中位数的 ${exact(times)} 倍`,
  'statistics.future': '不能填写今天及以后的日期',
  'statistics.old': '超过 7 天的数据由运营同意后更正，请在“服务数据”提交更正申请',
  'statistics.correction_reason': '更正已报的数据，请写明原因',
  'statistics.date_form': '日期应为 2026-11-23 这样的日期',
  'statistics.before_start': ({ since }) => `对接日期 ${since} 以前的数据不用填报`,
  'statistics.no_application': '没有找到这个应用',
  'statistics.role_may_not': '您的角色不能填报服务数据，请联系本机构的管理员',
  'statistics.note_missing': '请写一句说明，确认上面的数值无误',
  'statistics.columns_missing': ({ columns }) => `缺少这些列：${columns}。请下载本月的表格，把数据移进去再上传`,
  'statistics.columns_twice': ({ columns }) => `这些列出现了两次：${columns}。请只留一列`,
  'statistics.columns_unread': ({ columns }) => `这些列没有读入：${columns}`,
  'statistics.of_day': ({ day, problem }) => `${dayName(day)}：${problem}`,
  'statistics.days_unread': ({ days }) => `这些日期现在不能填报，没有读入：${days}`,
  'statistics.sheet_long': ({ most, month }) => `文件超过 ${most} 行，请只保留 ${month} 的数据`,
  'statistics.sheet_empty': '文件里没有填写数据，请填好后再上传',
  'statistics.number_form': ({ label }) => `${label}应为整数，例如 1200`,
  'statistics.sentence_long': ({ label, max }) => `${label}最多 ${max} 个字`,
  'statistics.sentence_numbers': '这些话会和数一起给人看，请去掉里面的手机号、身份证号',
  'statistics.day_form': ({ name }) => `${name} 应为 2026-11-23 这样的日期`,
  'statistics.date_field_missing': '请填写 date（2026-11-23）',
  'statistics.file_missing': '请选择要上传的文件',
  'statistics.counter_off': '这个应用没有打开“自助计数”，请先在后台“服务数据”里打开',
  'statistics.counter_needs_ak': 'AK 生效以后才能打开自助计数',
  'statistics.counter_unknown': '没有这个计数编号，或者它已经关闭',
  'statistics.counter_elsewhere': ({ origin }) =>
    origin === '' ? '请求没有写明来自哪个网页（Origin），不计入' : `${origin} 不在 AK 登记的网址里，不计入`,
  'statistics.visitor_form': '访客号是 8 至 64 位的字母、数字、_ 和 -，不能是手机号、身份证号，请改正或不写',
  'statistics.visitors_many': ({ most }) => `一次最多 ${most} 次访问，请分几次发送`,
  'statistics.progress_no_ak': '有了 AK 后可开始',
  'statistics.task_missing': ({ count }) => `补报 ${count} 份服务数据`,
  'statistics.task_missing_since': ({ days, names }) => `最近 ${days} 天应报未报${ofApplications(names)}`,
  'statistics.to_missing': '补报服务数据',
  'statistics.tag_missing': '应报未报',
  'statistics.task_yesterday': '报送昨天的服务数据',
  'statistics.task_late_after': ({ names }) => `之后算晚报${ofApplications(names)}`,
  'statistics.to_report': '填报服务数据',
  'statistics.tag_noon': '今天 12:00 前',
  'statistics.progress_missing': ({ days, count, isFirst }) =>
    `最近 ${days} 天${isFirst ? '应报未报' : '还缺'} ${count} 份日报`,
  'statistics.progress_first': ({ isDue }) =>
    isDue ? '今天 12:00 前报送第一天的数据' : '从明天起每天报送前一天的数据',
  'statistics.next_report': '下一件事：报送服务数据，每天填报，或由贵方的程序通过接口报送。',
  'statistics.progress_until': ({ day, isDue, count, silent }) =>
    [
      count === 1
        ? `已报送到 ${day}`
        : `${silent === 0 ? `${count} 个应用都` : `${count - silent} 个应用`}已报送到 ${day}`,
      silent > 0 ? `，${silent} 个还没有报送过` : '',
      isDue ? '，昨天的还没有报送' : '',
    ].join(''),
  'statistics.summary_none': ({ when, place, label, part }) => `${when}${place}还没有${label}的数据。完整率 ${part}。`,
  'statistics.summary': (of) => {
    const { when, place, label, text, previous, rest, change, seen, held, from, part, weak, below } = of;
    const compared = change === undefined ? '' : `，${rest ?? ''}${changed(change, previous)}`;
    return (
      `${when}${place}${label} ${text}${held === undefined ? '' : `（${held}）`}${compared}` +
      `${seen === undefined ? '' : `，${held === undefined ? '其中' : '全部的数中'}${seen}`}` +
      `${from.length === 0 ? '' : `，主要来自${listed(from)}`}。完整率 ${part}` +
      `${weak === 0 ? '' : `，${exact(weak)} ${measure(below)}${below}低于 80%，不参与排名`}。`
    );
  },
  'statistics.held_in': ({ count, state, isNewer, sum, rest }) =>
    `${count === undefined ? '含还在核对的数' : `含 ${exact(count)} 处问过的数（${state}）${sum === undefined ? '' : `，共 ${sum}`}`}，排名和比较不算${rest === undefined ? '' : `，其余 ${rest}`}${isNewer ? '；有报送刚更正，合计一分钟内重算' : ''}`,
  'statistics.compared_rest': ({ count, rest }) =>
    `两边都不算${count === undefined ? '' : ` ${exact(count)} 个`}应用有疑问的日子，其余${rest === undefined ? '的' : ` ${rest}`}`,
  'statistics.compared_rest_before': '环比两边都不算应用有疑问的日子',
  'statistics.trend_none': ({ label, count }) => `近 ${count} 天还没有${label}的数据。`,
  'statistics.trend': ({ label, count, day, highest, holiday, weak, held }) =>
    `近 ${count} 天${label}最高的是${day}，${highest}。${holiday ?? ''}${weak === 0 ? '' : `其中 ${weak} 天完整率低于 80%，数值偏低。`}${held === 0 ? '' : `${held} 天有还在核对或不计入排名的数，图上有，这里不算。`}`,
  'statistics.holiday': ({ name, mean, times }) => `${name}假期日均 ${mean}，是平日的 ${times} 倍。`,
  'statistics.counted_twice': ({ name, unit, isTwice }) => `${name}${isTwice ? '（各应用相加，未去重）' : ''}/${unit}`,
  'statistics.not_ranked': '完整率低于 80%，不参与排名',
  'statistics.not_compared_before': ({ why }) => `${why}，不作环比`,
  'statistics.not_compared': ({ why }) => `${why}，不作比较`,
  'statistics.about_replay': ({ day }) => `按 ${day} 当天结束时已公布的数据，不含此后的填报、修订和对疑问的决定`,
  'statistics.about_part': '已报天数占应报天数的比例，低于 80% 的不参与排名和比较',
  'statistics.about_comparing': '两边的完整率都达到 80%，且有应报应用的日子不少于八成，才作环比和同比',
  'statistics.about_before': '与上一个相等的周期比较；周期没有结束时，与上一周期的相同天数比较',
  'statistics.about_year_ago': '与去年同期比较，按星期对齐（往前 364 天）；按年时与上一年同期比较',
  'statistics.about_metric': ({ definition, source, rule, seen }) =>
    `${definition}。${source}，${rule}。国家云看得见的：${seen}`,
  'statistics.figure_title': ({ value, unit, definition }) => `${value} ${unit}。${definition}`,
  'statistics.part_title': '已报天数占应报天数的比例，每个应用每天算一次',
  'statistics.part_note': ({ reported, due }) => `已报 ${reported}，应报 ${due}`,
  'statistics.adds_up': ({ isAdditive }) =>
    isAdditive ? '可累加' : '不可累加，跨日看日均和峰值，跨应用相加时标“未去重”',
  'statistics.by_counter': '云端计数',
  'statistics.seen_share': ({ share }) => `看见 ${share}`,
  'statistics.seen_lede': ({ text, share, isExact }) =>
    isExact ? `国家云自己数到 ${text}（${share}）` : `国家云自己看见至少 ${text}（${share}）`,
  'statistics.seen_over': ({ counted, reported, more, isExact }) =>
    `国家云${isExact ? '数到' : '看见至少'} ${counted}，${reported === undefined ? `其中 ${more}报送里没有` : `报送 ${reported}`}`,
  'statistics.seen_heading': ({ name, isTwice }) => `${name}（国家云看见${isTwice ? '，未去重' : ''}）`,
  'statistics.seen_title': ({ value, unit, isExact }) =>
    isExact ? `国家云自己数到 ${value} ${unit}` : `国家云自己看见至少 ${value} ${unit}`,
  'statistics.seen_of': ({ kind, by, isCloud }) =>
    isCloud
      ? '国家云自己的数'
      : kind === 'exact'
        ? `在国家云上的，一个不差（${by}）；只在贵方平台上的看不见`
        : kind === 'at_least'
          ? `只看见一部分，是下限（${by}）`
          : '国家云看不见',
  'statistics.terminal_unknown': ({ name, known }) => `没有“${name}”这个终端，可以写 ${known.join('、')}`,
  // 对接历史: only people read it.
  'history.day_reported': ({ application, day }) => `“${application}”报送了 ${day} 的服务数据`,
  'history.day_reported_late': ({ application, day }) => `“${application}”逾期报送了 ${day} 的服务数据`,
  'history.day_corrected': ({ application, day, reason }) =>
    `“${application}”更正了 ${day} 的服务数据${reason === '' ? '' : `：${reason}`}`,
  'statistics.menu_statistics': '服务数据',
  'statistics.menu_statistics_staff': '全国统计',
  'statistics.menu_data_quality': '数据质量',
  'statistics.do_report': '填报服务数据',
  'statistics.also_report': '报送 上报 日报 月报 每日数据',
  'statistics.do_dashboard': '查看本机构的数据看板',
  'statistics.do_quality': '查看数据质量',
  'statistics.do_urge': '催报服务数据',
  'statistics.progress_title': '服务数据',
  'statistics.no_question': '没有找到这个疑问',
  'statistics.question_cause_missing': '请选择缘故',
  'statistics.question_right_missing': '请填应该是多少，提交时一并更正',
  'statistics.question_right_same': '和现在报的一样。报错了的填对的数，没错的留空',
  'statistics.question_until': ({ first, last }) =>
    `请填哪一天能查清，${shortDay(first)}到 ${shortDay(last)}之间（最多 30 天）`,
  'statistics.question_text_missing': '请写几句说明，至少 2 个字',
  'statistics.question_decided': '这个疑问已有决定，请刷新页面',
  'statistics.verdict_missing': '请选择决定',
  'statistics.date_twice': ({ day }) => `这一批里 ${day} 写了不止一次，请只留一项`,
  'statistics.report_changed': ({ revision, changes }) =>
    `您打开这一页以后，这一天又填报过，现在是第 ${revision} 版，没有保存。再保存一次就用您填的盖过去：${changes.join('；')}`,
  'statistics.report_change': ({ name, kept, typed }) => `${name}现在是 ${kept}，您填的是 ${typed}`,
  'statistics.asked_wrong': ({ name, value, of, known }) =>
    `没有“${name}=${value}”这样的数字护照：${name} 应是${of === 'day' ? ' 2026-11-23 这样的一天' : `这些中的一个：${known.join('、')}`}`,
  'statistics.asked_over': ({ name, value, latest }) => `没有“${name}=${value}”的数字护照：最新的一天是 ${latest}`,
  'statistics.question_changed': '您打开这一页以后，机构又回答或修订过，没有提交。请看下面的新内容再定，您写的都还在',
  'statistics.verdict_early': ({ due, now }) =>
    `机构还没有回答，可以答到 ${moment(new Date(due), new Date(now))}；在那以前只能定“说得通”`,
  'statistics.verdict_uncorrected':
    '问过以后，这些数还没有修订过，不能定“已改正”。请先请机构更正（可以选“要补充”），或者另选一个决定',
  'statistics.more_not': '这个疑问现在不在统计岗手里，请刷新页面',
  'statistics.more_often': ({ most }) => `已经要过 ${most} 次补充，请直接决定`,
  'statistics.appeal_not': '只能对“不计入排名”申诉一次',
  'statistics.appeal_by_another': '申诉由另一个人决定，请交给同事',
  'statistics.question_title': ({ days, metric, outcome }) =>
    `${days}的${metric}${outcome === undefined ? '，发生了什么？' : outcome === '' ? '' : `：${outcome}`}`,
  'statistics.question_found': ({ days, metric, says }) => `${days}的${metric}${/^\d/.test(says) ? ' ' : ''}${says}`,
  'statistics.question_lead': ({ strongest, others, count, isPast }) =>
    [
      `${isPast ? '问的时候，' : ''}${strongest}`,
      count === 0 ? '' : `；还有 ${count} 处：${others.join('；')}${count > others.length ? '，等等' : ''}`,
      '。',
    ].join(''),
  'statistics.question_day': ({ isCorrected, value, unit, weekday, least, most, leftOut, logins, usual, isAsUsual }) =>
    [
      `${isCorrected ? '现在报的' : '报的'}是 ${value} ${unit}`,
      least === ''
        ? leftOut === 0
          ? ''
          : `，前四个${weekday}没有可以比的`
        : `，前四个${weekday}${least === most ? `是 ${least}` : `在 ${least} 到 ${most}`} ${unit}${least === most ? '' : '之间'}`,
      leftOut === 0 ? '' : `（不进排名的 ${leftOut} 个不算）`,
      logins === undefined ? '' : `；同一天国家云看见的登录 ${logins} 次`,
      logins === undefined || usual === undefined ? '' : isAsUsual ? '，没有变化' : `，往常 ${usual} 次`,
      '。',
    ].join(''),
  'statistics.question_says': ({ rule, names, values }) =>
    questionSays[rule]?.((name) => (values[names.indexOf(name)] ?? 0).toLocaleString('en-US')) ?? '',
  'statistics.question_alarms': ({ permille }) =>
    permille === 0 ? '如实报的一千个馆月里，没有一个会被问到' : `如实报的一千个馆月，约有 ${permille} 个会被问到`,
  'statistics.task_questions': ({ count }) => `说明 ${count} 处数据`,
  'statistics.task_question_of': ({ names }) => `看起来和往常不一样，请告诉我们发生了什么${ofApplications(names)}`,
  'statistics.tag_question': ({ day }) => `${day} 前`,
  'statistics.to_question': '去说明',
  'statistics.do_questions': '处理数据疑问',
  'statistics.menu_questions': '数据疑问',
  'statistics.in_question': ({ count, state, isRanked }) =>
    `${exact(count)} 处问过的数（${state}），${isRanked ? '排名没有算这些数' : '不参与排名'}`,
  'statistics.about_ranking':
    '问过还没有定的、定为不计入排名的数，排名、环比、同比和最高的一天都不算：机构和应用有这样的数就不排名、不比较，地区按其余的数排；地区作环比和同比，两边有一边有这样的数的应用，两边都整个不算；合计里照常有这些数',
  'statistics.figure_form': '数值应为数字',
  'statistics.figures_form': 'figures 应为对象：指标代码和数值',
  'statistics.terminals_form': 'terminals 应为对象：终端代码和它的数值',
  'statistics.this_day_form': '日期应为 2026-11-23 这样的日期',
  'statistics.items_missing': '请填写 items（数组）',
} satisfies Catalogue<StatisticsFacts & StatisticsPageFacts & ReportHistoryFacts>;

const questioned = ({ application, days }: { application: string; days: string }) => [
  { label: '应用', value: application },
  { label: '日期', value: days },
];

/** A letter of a decision; its first words name the figures. */
const decision =
  (words: (about: { verdict: string }) => readonly string[], of = '') =>
  ({ application, days, verdict }: StatisticsLetters['statistics.question_decided_letter']) => {
    const [first = '', ...others] = words({ verdict });
    return {
      heading: `${days} 的数据${of}：${verdict}`,
      paragraphs: [`贵单位的应用“${application}”${days}的数据，${first}`, ...others],
      details: questioned({ application, days }),
      action: '查看决定',
      sms: `应用“${application}”${days}的数据，${first.replace('见页面', '请登录机构后台“数据疑问”查看')}`,
    };
  };

export const letters = {
  'statistics.question_asked': ({ application, days, due }) => ({
    heading: `请说明 ${days} 的数据`,
    paragraphs: [
      `贵单位的应用“${application}”${days}的数据和往常不一样。这样的事常有好的缘故，请在 ${shortDay(due)} 前告诉我们发生了什么。`,
      '只有贵单位和统计岗看得到，不公开。问清之前，这些数不进排名。',
    ],
    details: questioned({ application, days }),
    action: '去说明',
    sms: `应用“${application}”${days}的数据和往常不一样，请在 ${shortDay(due)} 前登录机构后台“数据疑问”说明。`,
  }),
  'statistics.question_reminded': ({ application, days, due }) => ({
    heading: `还在等 ${days} 的说明`,
    paragraphs: [
      `贵单位的应用“${application}”${days}的数据，说明的期限是 ${shortDay(due)}，现在还没有说明白。问清之前，这些数不进排名。`,
      '还不知道缘故的，可以选“还不知道，需要几天查”，填上哪一天能查清。',
    ],
    details: questioned({ application, days }),
    action: '去说明',
  }),
  'statistics.question_more_letter': ({ application, days, due }) => ({
    heading: `请补充 ${days} 的说明`,
    paragraphs: [
      `贵单位的应用“${application}”${days}的数据，统计岗看过回答，还要补充，请在 ${shortDay(due)} 前回答。要补充什么，见页面。问清之前，这些数不进排名。`,
    ],
    details: questioned({ application, days }),
    action: '去补充',
    sms: `应用“${application}”${days}的数据，统计岗要补充说明，请在 ${shortDay(due)} 前登录机构后台“数据疑问”回答。`,
  }),
  'statistics.question_decided_letter': decision(({ verdict }) => [
    `统计岗的决定是：${verdict}。这些数照常进排名，不用再做什么。理由见页面。`,
  ]),
  'statistics.question_excluded_letter': decision(({ verdict }) => [
    `统计岗的决定是：${verdict}。合计里照常有这些数。理由见页面。`,
    '不同意的，可以在页面上申诉一次，由另一个人看。',
  ]),
  'statistics.question_final_letter': decision(
    ({ verdict }) => [`申诉已由另一个人看过，决定是：${verdict}。这是最后的决定，理由见页面。`],
    '，申诉的决定',
  ),
  'statistics.question_answered': ({ institution, application, days }) => ({
    heading: `${institution}说明了 ${days} 的数据`,
    paragraphs: [
      `${institution}的应用“${application}”${days}的数据被问过，机构已经回答，等统计岗决定。决定以前，这些数不进排名。`,
    ],
    details: [{ label: '机构', value: institution }, ...questioned({ application, days })],
    action: '去决定',
  }),
  'statistics.question_appealed': ({ institution, application, days }) => ({
    heading: `${institution}对 ${days} 的数据提出申诉`,
    paragraphs: [
      `${institution}不同意把应用“${application}”${days}的数据不计入排名，已提出申诉。申诉由第一次决定以外的人看。`,
    ],
    details: [{ label: '机构', value: institution }, ...questioned({ application, days })],
    action: '去看申诉',
  }),
  'statistics.urge_letter': ({ application, days }) => {
    const named = days.map((day) => dayName(day)).join('、');
    return {
      heading: `请填报 ${dayName(days.at(-1) ?? '')} 的服务数据`,
      paragraphs: [
        `贵单位的应用“${application}”还没有填报 ${named} 的服务数据，共 ${days.length} 天。`,
        '请登录机构后台填报。用接口推送的，请检查推送程序是否正常运行；当天没有访问的，也请填报 0。',
      ],
      details: [
        { label: '应用', value: application },
        { label: '未报日期', value: named },
      ],
      action: '去填报',
    };
  },
} satisfies Letters<StatisticsLetters>;
