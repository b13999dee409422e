/** The subject of a line by the label before its colon: 活动时间：, 【地点】. */
export type Subject =
  | 'published'
  | 'time'
  | 'hours'
  | 'place'
  | 'audience'
  | 'capacity'
  | 'price'
  | 'booking'
  | 'phone'
  | 'organizer'
  | 'co_organizer'
  | 'title'
  | 'teacher'
  | 'performer'
  | 'notice'
  | 'flow'
  | 'lessons'
  | 'duration'
  | 'closure'
  | 'original'
  | 'other';

/** The first that fits. A label ends with these words: 报名电话 is a telephone, 报名费 a price. */
const endings: readonly (readonly [RegExp, Subject])[] = [
  [
    /^(?:您)?(?:现在|当前)(?:的)?位置$|^(发布|发文|发稿|刊发|更新|上传|发表)(时间|日期)$|^(来源|作者|编辑|编辑者|审核|供稿|撰稿|摄影|发件人|收件人|抄送|发送时间|浏览次数|浏览量|阅读|点击量|点击数|字号|责任编辑|文章来源|信息来源|From|To|Cc|Date|Sent|Subject)$/,
    'published',
  ],
  [/(电话|热线|联系方式|咨询|联系人|负责人|咨询方式|联系|咨询处|联系老师|手机|客服|问[询讯](?:处)?)$|^TEL$/i, 'phone'],
  [/^(原定|原)(时间|日期|地点)|^原.{0,4}(时间|日期|地点)$/, 'original'],
  [/(费用|票价|收费|门票|价格|学费|收费标准|报名费|费|资费|售价|定价|票档|收费方式|收费情况|价位)$/, 'price'],
  [
    /(报名|预约|招募|参与|参加|招生|招收|面向|适合|适宜|活动|服务|培训|授课|教学|观展|适用)?(对象|人群|年龄|年龄段|年龄要求)$|^(面向|适合|招生范围|参赛范围|参加人员|参与人员|参加者|参赛资格|报名条件|招募条件|招生条件|参与条件|报名要求|招募要求|参赛条件)$/,
    'audience',
  ],
  [/(名额|人数|限额|席位|座位|位子|座位数|规模|人数上限|上限|限定人数|人数限制|定员)$/, 'capacity'],
  [/(主办|主办单位|主办方|举办单位|主办机构|主办者)$/, 'organizer'],
  [/(承办|协办|支持单位|指导单位|合办|协办单位|承办单位|承办方|协办方|执行单位)$/, 'co_organizer'],
  [
    /(报名|预约|续报|预订|听讲方式|领票|取票|购票|抢票|售票|开票|放票|派票|发票|换票|订票|票务|选课|登记|申请|投稿|征稿|截稿|交稿|收稿|送展|报送|提交|参与方式|参加方式|参与途径|参与办法|入场方式|参观方式|观展方式|观看方式|报名处|购票处|领取|扫码|二维码|链接|网址)/,
    'booking',
  ],
  [
    /^(挂号|订位|(?:打?电话)?订座|定席|订席|留座|怎么报名?|怎么约|怎么来|如何(?:报名|参加|预约)|参加办法|约课|抢票|怎么参加|方式|途径|截止|截止(时间|日期)|直播方式|观看)$/,
    'booking',
  ],
  [/^(在哪|在哪里|哪里|在哪儿|去哪|集合|在哪儿?(集合|举办|上课)|地点在哪里?)$/, 'place'],
  [/^(几岁|谁能来|谁来|给谁|谁可以来|适合谁|谁(能|可以)(参加|报名)|哪些人(能|可以)(来|参加|报名))$/, 'audience'],
  [/^(多少钱|花费|花多少|要钱吗|收费吗|收不收费|要不要钱|要买票吗|免费吗)$/, 'price'],
  [/^(什么时候|啥时候|何时|几点|什么时候(举办|开始|上课))$/, 'time'],
  [/(闭馆|休馆|放假)/, 'closure'],
  [/(开放时间|开放时段|参观时间|观展时间|每日开放|服务时间|营业时间|办公时间|接待时间|工作时间)$/, 'hours'],
  [/^(?:Date|Time|Datetime|When)$/i, 'time'],
  [/^(?:Venue|Location|Where)$/i, 'place'],
  [/^(?:Film|Title|Concert|Lecture|Exhibition)$/i, 'title'],
  [/^(?:Admission|Tickets?|Fee|Price)$/i, 'price'],
  [/^(?:开课|开班|开营|开学|首课)$/, 'time'],
  [/(时间|日期|展期|档期|时段|开幕|场次|期限|时 间|日 期|排期|展出期|时间段|周期)$/, 'time'],
  [
    /(地点|地址|场地|场馆|会场|位置|集合地|地 点|地 址|场所|集合)$|^(活动|演出|放映|上课|培训|授课|展览|讲座|比赛|所在)?(展厅|展览馆|展馆|教室|剧场|影院|影厅|会议室)$/,
    'place',
  ],
  [/(流程|议程|安排|日程|环节|活动内容|节目单|节目)$/, 'flow'],
  [
    /(名称|主题|题目|标题|剧目|片名|片子|剧名|戏名|影片|影片名|书名|讲题|课题|展名|片目|电影|班级|课程|讲座|展览|活动|科目|班名|班次|项目)$/,
    'title',
  ],
  [
    /(主讲|讲师|带领人?|领读人?|引导人?|指导|主持人?|教练|教师|老师|师傅|嘉宾|导师|讲者|主讲人|演讲人|分享人|授课人|师资|授课)$/,
    'teacher',
  ],
  [/(演出单位|表演|演员|主演|演出团体|出演|演职人员|表演者|演出|展演单位|参演单位)$/, 'performer'],
  [/(须知|提示|注意事项|说明|备注|注意|注|提醒)$|^PS$/i, 'notice'],
  [/(课时|课次|学时|节数|课时数)$/, 'lessons'],
  [/(片长|时长)$/, 'duration'],
  [/^(活动)?(类型|类别|分类|形式)$/, 'other'],
];

/** The subject of a label; undefined where the words are none. */
export function subjectOf(label: string): Subject | undefined {
  const plain = label.replaceAll(' ', '');
  return endings.find(([form]) => form.test(plain))?.[1];
}

/** Labels that need no colon behind them: 时间 12月5日. */
const bare =
  /^(活动|演出|讲座|展览|展出|培训|上课|开课|放映|举办|举行|课程|比赛|参赛|观影|报名|咨询|联系|预约|授课|展期|领票|购票|参与|参加|面向|适合|招生|招募|主办|承办|协办)?(时间|日期|地点|地址|场地|对象|人群|名额|位子|座位|人数|费用|票价|门票|价格|电话|热线|方式|单位|主讲人|主讲|主讲嘉宾|嘉宾|教师|老师|主题|名称|须知|流程|内容|年龄|截止|条件|途径|要求)$|^(主讲|主讲人|展期|剧目|片名|温馨提示|注意事项|活动流程|报名|预约)$/;

export const isBareLabel = (text: string): boolean => text.length <= 8 && bare.test(text.replaceAll(' ', ''));

const bullet = '[▎▍■◼▪◆◇●○■□★☆▶►▲△※•·◎❖➤✦✨🔸🔹📍📅⏰🕐🎫🎟📞☎👥💰🎭🎨🎬📚📢🔔✅*\\-|│┃❤✿❀]';
/** Signs before the words of a line: numbers of a list, bullets, pictures. */
export const opening = new RegExp(
  `^(?:${bullet}|\\p{Extended_Pictographic}|\\ufe0f| ){0,6}(?:(?:[(（]?(?:[一二三四五六七八九十]{1,3}|\\d{1,2})[)）]?[、.．](?!\\d(?!\\d?月))|[(（](?:[一二三四五六七八九十]{1,3}|\\d{1,2})[)）]|[①-⑳❶-❿⓫-⓴㈠-㈩⑴-⒇Ⅰ-Ⅻ]|第[一二三四五六七八九十]{1,3}[章条项][、: ]?) ?)?(?:${bullet}| ){0,4}`,
  'u',
);

/** The label that ends at a colon: where it begins, and its subject. */
export function labelBefore(
  plain: string,
  colon: number,
  from: number,
): { from: number; subject: Subject } | undefined {
  let [start, count] = [colon, 0];
  if (plain[start - 1] === ' ') start -= 1;
  // 票价（元）：
  const [unit = ''] =
    /\((?:元|元\/[人张]|人|周?岁|单位:? ?元)\)$/.exec(plain.slice(Math.max(from, start - 8), start)) ?? [];
  start -= unit.length;
  if (unit === '' && /[】\])]/.test(plain[start - 1] ?? '')) start -= 1;
  const end = start;
  const letter = /[\p{Script=Han}A-Za-z/]/u;
  for (; start > from && count < 13 && letter.test(plain[start - 1] ?? ''); start -= 1) count += 1;
  if (count === 0 || count > 12) return undefined;
  // 时 间：
  const isSpaced = count === 1;
  while (
    isSpaced &&
    count <= 2 &&
    start - 2 >= from &&
    plain[start - 1] === ' ' &&
    letter.test(plain[start - 2] ?? '') &&
    end - start < 6
  ) {
    start -= 2;
    count += 1;
    if (letter.test(plain[start - 1] ?? '')) return subjectAt(plain, start + 2, end);
  }
  return subjectAt(plain, start, end);
}

function subjectAt(plain: string, from: number, end: number): { from: number; subject: Subject } | undefined {
  // 1月11日起电话报名：: the day before it is none of a label.
  const [day = ''] = /\d/.test(plain[from - 1] ?? '')
    ? (/^[年月日号点时](?:[上下]午|晚上?)?(?:起|前|后|开始|之前|以前)?/.exec(plain.slice(from, end)) ?? [])
    : [];
  if (day !== '' && end - from > day.length) return subjectAt(plain, from + day.length, end);
  const words = plain.slice(from, end);
  const subject = /^免 ?费$/.test(words) ? undefined : subjectOf(words);
  return subject === undefined ? undefined : { from, subject };
}
