import type { NoEntry } from '../announcement.ts';

type At = readonly [from: number, to: number];

/** The kinds of activities by words of their titles. Where several stand in one, the last is the noun: 剪纸体验课 is a class. */
const categories: readonly (readonly [string, RegExp])[] = [
  [
    'volunteer',
    /志愿者?(?:招募|服务|活动|讲解|讲书)?|义工|(?:管理员|讲解员|馆员|引导员|辅导员|助理|帮手)[”"]?(?:公开)?招募|招募[“"]?[^,。“”\n]{0,6}(?:讲解员|引导员|管理员)|缺 ?\d{1,3} ?[个名位]/g,
  ],
  [
    'contest',
    /比赛|大赛|竞赛|征文|征稿|征集|评选|挑战赛|锦标赛|邀请赛|联赛|擂台|选拔赛|海选|争霸赛|公开赛|展评|初赛|决赛|(?<=[\u4e00-\u9fa5])(?<!参)赛(?![事区场道程制季手龙前后期点])|马拉松|大家唱|歌手赛|征联|征画/g,
  ],
  [
    'lecture',
    /讲座|讲堂|家长课堂|论坛|分享会|讲坛|报告会|大讲|开讲|公开课|名家讲|读书分享|鉴赏会|对谈|品读会|夜话|见面会|门诊|第[一二三四五六七八九十百\d]{1,4}讲|主讲|科普课|反诈课|宣讲|咖啡馆|讲《|导览|(?:师傅|老师|教授|专家|先生|馆长|医生|大夫)来?讲|问诊|问医/g,
  ],
  [
    'exhibition',
    /展览|画展|书画展|摄影展|作品展|巡展|特展|联展|个展|成果展|图片展|文物展|书法展|艺术展|展出|主题展|邀请展|精品展|收藏展|双年展|展期|(?<=[\u4e00-\u9fa5”》])(?<![开发进扩拓施])展(?![演示评厅馆区柜台板位])/g,
  ],
  ['film', /短片|影讯|影像周|电影|观影|放映|影片|影展|影院|纪录片|球幕|片单|排片|光影|大银幕/g],
  [
    'reading',
    /阅读|读书|绘本|故事会|故事时[间光]|书友|诵读|朗诵|共读|朗读|经典诵|读书日|书香|晨读|领读|图书漂流|换书|夜读|讲读|读《|[讲听个]故事|故事(?=[:：])|故事(?:妈妈|爸爸|姐姐|哥哥|奶奶|爷爷|家)[^,。\n]{0,6}讲《?|图书车|送书|书送|手指谣|听书会|荐书|绘本[^,。\n]{0,2}课|读报|读诗|新书分享|新书发布/g,
  ],
  [
    'performance',
    /演出|音乐会|戏曲|专场|话剧|京剧|越剧|晚会|儿童剧|木偶|皮影|歌剧|舞剧|音乐剧|文艺汇演|汇演|演唱会|合唱(?!团招)|巡演|折子戏|小戏|戏剧|舞台剧|民乐|交响|[三四五六]重奏|快闪|展演|曲艺|相声|评书|评弹|大戏|送戏|杂技|魔术|剧目|春晚|表演(?!者|嘉宾|课|班)|清音会|歌会|歌咏会|书场|脱口秀|二人台|小舞台|汇报|(?<![读写])诗会|独唱|独奏|琵琶|洞箫|管乐|爵士(?![鼓舞])|乐队(?=之夜|专场)|快板|说《|夜场|影子戏|弹唱|睦剧|(?:古?琴|音乐|曲|戏)雅集|[\u4e00-\u9fa5]剧(?=《)|(?<=[\u4e00-\u9fa5])剧(?!场|院|组|本|社|里|[作目])/g,
  ],
  [
    'festival',
    /灯会|庙会|跳蚤市场|游园会?|联欢|文化节|艺术节|旅游节|美食节|音乐节|读书节|民俗节|集市|市集|书集|嘉年华|欢乐会|文化周|闹元宵|赶大?集|年货[^,。\n]{0,2}集|狂欢|百家宴|百叟宴|长街宴|年会|巡游|登高|社火|村晚|遗产日|博物馆日|(?<=[\u4e00-\u9fa5]{2})(?<!中秋|端午|重阳|元宵|国庆|劳动|儿童|妇女|教师|圣诞|清明|春|季|细|环|情|关|章|时|佳)节(?=$|[”》 ])|分会场|主会场/g,
  ],
  [
    'training',
    /培训班?|课程|公益课|体验课|辅导|教学|训练营|集训|研修|研习|夏令营|冬令营|(?<=[\u4e00-\u9fa5”])营(?![地业养造救])|兴趣班|公益班|讲习|教[^,。\n《]{1,8}[用做画唱跳写]|课堂|学堂|夜校|传习|排课|(?<=[\u4e00-\u9fa5])课(?!题|间|外|本|后|余|表)|(?<=[\u4e00-\u9fa5”])(?<![值上下加接夜领跟换]|航)班(?!子|车|级|次|前|上|长|主)|初级|中级|入门|数据库/g,
  ],
  [
    'experience',
    /体验|手工|手作|挥毫|舞会|DIY|制作|研学|工坊|工作坊|沙龙|亲子|打卡|寻宝|游戏|探馆|采风|猜灯谜|写春联|送春联|送福|写福|包粽子|做月饼|包汤圆|包馄饨|包饺子|打年糕|拓印|扎染|香囊|徒步|茶会|雅集|交友|联谊|开放日|导赏|写生|草木染|蜡染|蓝染|蓝晒|押花|糖画|面塑|香牌|团扇|点茶|彩绘|速写|露营|观测|笔会|观星|夜游|奇妙夜|探秘|品香|采集|修复|便民|义诊|测量|市民日|插花|留白|开镰|晒书|围炉|煮茶|探访|小记者|做一|陶|编织|灯笼|窗贴|折纸|下五子棋|交流|流程|家庭日|同乐/g,
  ],
];

export type Category = { code: string; at: At };

/** `isLoose`: the name of a house counts as well, where nothing else says the kind. */
export function categoryIn(text: string, from: number, to: number, isLoose = false): Category | undefined {
  const whole = text.slice(from, to);
  // 大师讲堂：怎么看懂一部舞剧: the kind stands before the colon.
  const [head = ''] = /^[^:《“]{2,12}(?=:)/.exec(whole) ?? [];
  const named = head === '' || isLoose ? undefined : categoryIn(text, from, from + head.length);
  if (named !== undefined && named.at[1] === from + head.length) return named;
  // 公开讲座《睦剧为什么笑着哭》 is no play.
  const masked = whole.replace(/《[^《》]*》|(?<=.{4})\([^()]*\)/g, (name) => '□'.repeat(name.length));
  const isMasked = masked !== whole && categories.some(([, form]) => masked.search(form) >= 0);
  const part = isMasked ? masked : whole;
  const found = categories.flatMap(([code, form]) => {
    // Nor is a book whose name has 陶 or 课 in it.
    if (!isMasked && masked !== whole && (code === 'experience' || code === 'training' || code === 'volunteer'))
      return [];
    // 传习所, 绘本屋 and 展览馆 are houses.
    const match = [...part.matchAll(form)].findLast(
      ({ 0: words, index }) => isLoose || !/^[所屋堂馆室厅]/.test(part.slice(index + words.length)),
    );
    return match === undefined
      ? []
      : [{ code, at: [from + match.index, from + match.index + match[0].length] as const }];
  });
  // 朗诵沙龙 and 讲故事专场: the word before says the kind.
  const specific = found.filter(({ at }) => found.length === 1 || !/^(?:沙龙|专场)$/.test(text.slice(...at)));
  const last = specific.toSorted((one, other) => other.at[1] - one.at[1] || one.at[0] - other.at[0])[0];
  const volunteer = found.find(
    ({ code }) => code === 'volunteer' && /招募|缺 ?\d|志愿者?(?:活动|讲)|志愿服务/.test(part),
  );
  const contest = found.find(({ code }) => code === 'contest');
  return volunteer ?? (last?.code === 'exhibition' ? last : (contest ?? last));
}

const arts: readonly (readonly [string, RegExp])[] = [
  ['calligraphy', /书法|硬笔|软笔|毛笔|[楷行隶草篆]书|篆刻|写春联/],
  ['dance', /舞蹈|街舞|广场舞|民族舞|形体|芭蕾|拉丁|中国舞|爵士舞|舞/],
  [
    'opera',
    /戏曲|京剧|越剧|黄梅戏|豫剧|昆曲|评剧|秦腔|花鼓戏|[\u4e00-\u9fa5]剧(?!场|院|本)|唱腔|变脸|戏剧身段|锡剧|婺剧/,
  ],
  ['quyi', /曲艺|相声|评书|快板|评弹|大鼓|二人转/],
  ['drama', /戏剧|话剧|表演|主持|配音|儿童剧/],
  [
    'craft',
    /剪纸|手工|非遗|刺绣|[\u4e00-\u9fa5]绣|编织|陶艺|陶(?!笛)|扎染|插花|花艺|面塑|泥塑|木雕|茶艺|香道|烘焙|布艺|漆艺|风筝|竹编|皮具|软陶|盘扣|钩针|草编|大漆|髹|油纸伞|灯笼|缂丝|拓印|点茶/,
  ],
  ['photo', /摄影|拍摄|手机摄影|剪辑/],
  ['tech', /智能手机|手机(?:使用|应用|班|课)|电脑|编程|短视频|数字|人工智能|AI|新媒体|直播带货/],
  ['sport', /太极|拳|[篮排足羽乒网]球|乒乓|击剑|轮滑|武术|八段锦|瑜伽|养生|健身|气功|五禽戏|棋|围棋|象棋|模特/],
  [
    'music',
    /音乐|声乐|合唱|唱歌|钢琴|古筝|二胡|吉他|葫芦丝|电子琴|琵琶|笛|小提琴|[\u4e00-\u9fa5]琴|唢呐|芦笙|尤克里里|打击乐|非洲鼓|民乐|器乐|古琴|萨克斯|架子鼓|电钢琴|歌/,
  ],
  ['fine_art', /美术|国画|绘画|素描|油画|水彩|水粉|漫画|山水画|花鸟|儿童画|创意画|工笔|画/],
  ['writing', /写作|文学|诗词|作文|诗歌|朗诵/],
];
export const artIn = (title: string): string | undefined => arts.find(([, form]) => form.test(title))?.[0];

/** `isWeek`: the heading names one week, of which each weekday is a day. */
type Heads = { title: string; text: string; heading: string; isWeek: boolean };

const courseTitle =
  /招生|培训班|兴趣班|公益班|研习班|研修班|提高班|零基础班|学期|课程(?:表|安排|报名)|公益课堂|夜校|艺术班|开班|训练班|初级班|辅导班|老年大学|市民学校|基础班|入门班|少儿班|成人班|公益培训/;
const lessonsIn =
  /(?:共|计|为期|总)?\d{1,3} ?(?:个)?(?:课时|节课|次课|堂课|学时|讲|节)(?!座|日|目)|课时数?[: ]{0,2}(?:共|为)? ?\d{1,3}/;

/** Which channel an entry that takes place belongs to. */
export function channelOf({ title, text, heading, isWeek }: Heads): string {
  if (/直播/.test(title) && /(?:直播|开播|观看)(?:时间|地址|平台|链接|入口|方式|渠道)|开播|直播间/.test(text))
    return 'live';
  if (isCourse(title, text)) return 'course';
  // Classes in rows below 培训班招生简章.
  if (
    !/讲座/.test(heading) &&
    /招生|培训班|公益班|公益课堂|[春夏秋冬]季[班课]|[寒暑]假班|学堂|夜校|课程|课表|开课/.test(heading) &&
    (isWeek
      ? /每(?:个)?(?:周|星期)[一二三四五六日天末\d]/
      : /(?:每(?:个)?|(?:^|\n))(?:周|星期)(?:[一二三四五六日天末]|\d ?次)/
    ).test(text) &&
    !notCourses.test(title)
  )
    return 'course';
  return 'activity';
}

const notCourses = /志愿者|比赛|大赛|展览|演出|讲座|征集/;
function isCourse(title: string, text: string): boolean {
  if (notCourses.test(title)) return false;
  const isWeekly = /每(?:个)?(?:周|星期|逢周)[一二三四五六日天末]|每周\d? ?次|课时|学期/.test(text);
  if (courseTitle.test(title))
    return isWeekly || lessonsIn.test(text) || /招生|学期/.test(title) || /招收|招生|开班|学费/.test(text);
  return (
    /班|课|入门|基础|提高|夜校|[训习营]营|研习/.test(title) &&
    lessonsIn.test(text) &&
    (isWeekly || /招生|学员/.test(text))
  );
}

export const lessonCount = (text: string, from: number, to: number): { value: string; at: At } | undefined => {
  const part = text.slice(from, to);
  const match =
    /(?:共|计|为期|总计|总|课时数?[: ]?)? ?(?<![\d.])(\d{1,3}) ?(?:个)?(?:课时|节课|次课|堂课|学时|讲(?!座)|节(?!日|目)|次(?=[,。;) 收]|$))/.exec(
      part,
    );
  if (
    match === null ||
    Number(match[1]) < 1 ||
    /每(?!班|期|门)(?:课时|节|次|周|天)?[^\d]{0,2}$/.test(part.slice(Math.max(0, match.index - 4), match.index))
  )
    return undefined;
  return { value: String(Number(match[1])), at: [from + match.index, from + match.index + match[0].length] };
};

const results =
  /(?:获奖|入围|入选|录取|评选|中签|当选|入展|拟录用|拟表彰|遴选|面试|考试|抽奖|摇号|评审)[^\n]{0,14}(?:名单|结果|公示|公布|揭晓|成绩)|名单[^\n]{0,4}(?:公示|公布|揭晓|出炉)|(?:结果|成绩)(?:公示|公布|揭晓|公告|:|$)|成绩单|(?:的|名单|结果|情况|拟)公示(?: |$|:|\()|获奖作品(?!.{0,3}展)|中奖名单|光荣榜|以下[^\n]{0,30}(?:获奖|入选|获评|中奖)/;
const tenders =
  /(?:单位|机构|公司|服务商|供应商)(?:的)?(?:公开)?(?:遴选|选聘|选取)|竞争性谈判|响应文件|招标|中标|成交(?:结果|公告|公示)|政府采购|采购(?:公告|项目|意向|需求|结果|询价|文件|人|预算)|询价|磋商|比选|竞价|拍卖|招租|询比|流标|废标|单一来源|采购$|供应商(?:征集|遴选|报名)|投标/;
const closings =
  /暂停对[^\n。,]{1,6}开放|暂停(?:一切|所有|全部)|关门|不开门|闭院|闭馆|休馆|放假|暂停(?:对外)?(?:开放|服务)|停止(?:对外)?开放|不对外开放|(?:开放|服务|开馆)时间(?:的)?(?:调整|安排|通知|公告|变更)|(?:开放|开馆)(?:时间)?(?:安排|公告|通知|通告|调整)|停电|停水|检修|停止使用|暂停使用|恢复开放|重新开放|加固|(?:假期|假日|节日|春节|元旦|国庆|五一|端午|中秋|清明|期间)[^\n]{0,16}开放时间|时间调整|临时关闭|暂不开放|关闭公告/;
const otherTitles =
  /须知(?:更新|调整)|招聘|致[^\n]{1,10}的?(?:一封信|公开信)|全馆会议|全体会议|例会|不得缺席|只看不借|借阅|借期|办证|续借|借书|还书|逾期|滞纳金|(?<![凭持借])读者证|公开招考|选聘|招考|失物招领|征求意见|(?:预约|借用|使用|管理|入馆|积分)(?:新规|细则|规则|规定|制度)|系统升级|系统维护|停机维护|管理办法|入馆须知|规章制度|寻物|收费标准调整|任职|年度(?:报告|决算|预算)|预算公开|决算公开|财务|工作总结|工作计划|试行|借阅规则|读者须知|服务公约|党组织|主题党日|廉政|辟谣|严正声明|声明|致歉|讣告|换证|更名|办证须知|停车|承诺|倡议|网络投票|投票(?:通道|启动|开始|规则)|(?:票价|收费|价格)(?:标准)?的?(?:调整|变更)/;
/** Papers from office to office: to check, to report, to apply. Their days are those of the paper. */
const papers =
  /关于(?:开展|做好|组织|进一步|切实|全面|加强)?.{0,40}(?:自查|检查|督查|督导|评估|考核|排查|整治|摸底|统计|填报|报送|评定|验收|整改|迎检|备案|申报|推荐)(?:工作|活动)?的?(?:通知|公告|函)/;
/** Words to the people of the house, or to those who want to be: no one is invited. */
const staff =
  /高价(?:收购|回收)|上门(?:收购|回收)|代办[^,。\n]{0,8}证|内部(?:通知|会议|培训)|各(?:部室|科室|部门|股室|处室|班组)|(?:全体|全馆|全院|全站)(?:职工|员工|馆员|干部|工作人员|党员|同事|人员)|述职|部务会|馆务会|值班(?:表|安排)|排班表|考勤|招工|诚聘|聘用|急聘|聘请.{0,6}(?:若干|\d ?[名人])|招(?!募|收|生|贤|商|牌|待)[^,。;\n]{0,10}(?:\d|[一二两三四五六]) ?[名人]|(?:保安|保洁|检票员|讲解员|临时工|小时工|兼职)[^,。\n]{0,6}若干|(?:岗位|职位|用工)[^,。\n]{0,6}(?:招|需求)/;
const found = /失物|寻物|寻人启事|拾获|拾到|捡到|认领|失主/;
/** 参观须知（2026年修订）: rules by their name, at the end of a heading. */
const rules =
  /(?:须知|守则|公约|规定|规则|细则|办法|制度|条例|指引|问答|答疑)(?: ?\([^()]{0,16}\))?[:!]?$|(?:修订|施行|试行)\)?$/;
/** 每天开放至23:00: of the house, where no event is named. */
const openings =
  /延时(?:开放|服务|闭馆)?(?:[:,]|$|的?(?:通知|公告|通告))|开放(?:时间)?(?:延长)?(?:至|到)(?:晚上?)? ?\d{1,2}[:点]|错峰开放/;
/** Words about the weather and the way, and words of thanks. */
const hints =
  /(?:寒潮|台风|暴雨|暴雪|大风|高温|降温|雷电|冰冻|雾霾)(?:[蓝黄橙红]色|预警|来袭|天气|温馨|期间|提[示醒])|(?:防[骗火盗汛诈溺]|用电|出行|安全|交通|防疫)[^,。]{0,6}(?:提[示醒]|须知)|(?:感谢|表扬|慰问|道歉|致歉)信|贺信|贺词|献词|拜年[了啦]|祝[^,。!]{2,20}(?:快乐|安康|吉祥|幸福)/;
const surveys = /问卷|满意度|调查(?:表|\(|$)|征求[^,。]{0,8}(?:意见|建议)|意见征[集求]/;
const wages = /薪|工资|面试|简历|五险|每小时 ?\d+ ?元|时薪|月\d{4}|劳务费|补贴\d/;
const reports =
  /本报讯|小记(?!者)|纪实|圆满(?:落幕|结束|举行|收官|成功|举办|完成|闭幕)?|成功举[办行]|顺利(?:举[办行]|开展|完成|落幕|结束)|落下帷幕|落幕|收官|侧记|回顾|精彩瞬间|小结|纪实|喜获|荣获|斩获|载誉|火热开展|有序开展|掠影|剪影|在我馆(?:举行|举办)$|反响热烈|好评如潮|隆重举行|受(?:到)?(?:热烈)?欢迎|掀起/;
const past =
  /本报讯|馆讯|近日|日前|举办了|举行了|开展了|参加了|吸引了|来到了|圆满|余[名位人]|昨[日天](?!推送|发布|的)|欢声笑语|围坐|观看了|落幕|现场气氛|热烈的掌声|掌声不断|纷纷表示|表示,|当天|活动现场|活动中,|活动结束后|赢得了|收获了|受到了|活动当日|大家纷纷|此次活动|本次活动(?:旨在|的(?:开展|举办))|热情高涨|气氛热烈|据悉|据了解|前来|阵阵|意犹未尽|余场|余件|展现了|丰富了|传承了|感受到|体验了|学会了|讲解了|聆听了|参与了|名(?:学生|群众|村民|市民|读者)参加|介绍了/g;
const future =
  /将于|将在|即将|敬请(?:期待|关注|光临)|欢迎(?:广大|您|大家|各位|前来|报名|参加)|报名(?:方式|时间|电话|链接|截止|须知|通知|:)|预约方式|诚邀|邀您|快来|抢票|活动预告|名额有限|先到先得|届时|约定你|等你/;

/** `isHours`: it says when the house is open, beside which an event may stand. */
export type Judged = { kind: NoEntry; at: At; isHours?: boolean } | undefined;

export type Look = {
  plain: string;
  /** All days that it names are over. */
  isOver: boolean;
  /** None of them is to come after the day on which it was written. */
  isPast: boolean;
  /** The first line. */
  title: At;
  hasFutureDay: boolean;
  hasTimeLabel: boolean;
  hasClosure: boolean;
};

/** Whether an announcement is no entry by its title and its words, before any is read from it. */
export function noEntryIn({ plain, title, isOver, isPast, hasFutureDay, hasTimeLabel, hasClosure }: Look): Judged {
  const [from, to] = title;
  const whole = plain.slice(from, to);
  // Of a long line the first sentence speaks, behind its greeting.
  const greeted =
    to - from > 60 ? (/^.{2,12}(?:朋友|同志|市民|读者|观众|学员)们?[:,]/.exec(whole)?.[0].length ?? 0) : 0;
  const heading = whole.slice(greeted, greeted + (to - from > 60 ? 44 : 60));
  const at = (form: RegExp): At | undefined => {
    const match = form.exec(heading);
    return match === null ? undefined : [from + greeted + match.index, from + greeted + match.index + match[0].length];
  };
  const isNamed = categories.some(([, form]) => heading.search(form) >= 0);
  const tender = at(tenders);
  if (tender !== undefined) return { kind: 'tender', at: tender };
  const result = at(results);
  if (result !== undefined && !/(?:活动|大赛|比赛)?(?:征集|招募|报名)(?:公告|启事|通知)?$/.test(heading))
    return { kind: 'result', at: result };
  const paper = at(papers);
  if (paper !== undefined) return { kind: 'other', at: paper };
  const closing = at(closings);
  // 因检修，原定12月19日的讲座提前到12月12日: the house is open.
  const isMoved = !hasClosure && isNamed && /原定|改[到至为在]|提前[到至]|延期|推迟|取消/.test(plain);
  if (closing !== undefined && !hasTimeLabel && !isMoved)
    return { kind: hasClosure || /闭馆|休馆|放假|开放|停/.test(heading) ? 'closure' : 'other', at: closing };
  const other = at(otherTitles);
  const isCorrected = hasFutureDay && /更正|误写|勘误|误为|应为/.test(plain);
  if (other !== undefined && (!hasTimeLabel || /投票/.test(plain.slice(...other))) && !isCorrected)
    return { kind: 'other', at: other };
  const shift = at(staff);
  const house =
    // 暑期故事会排班表 lists events, and no shifts of the house.
    (shift !== undefined && isNamed && /排班表/.test(plain.slice(...shift)) ? undefined : shift) ??
    at(found) ??
    at(/问卷/) ??
    (isNamed ? undefined : (at(rules) ?? at(openings) ?? at(surveys) ?? at(hints)));
  const isHired =
    !/志愿/.test(heading) && wages.test(plain.slice(0, 3000)) && /招(?!新|募|生|收|牌|商)|聘/.test(heading);
  if ((house !== undefined || isHired) && (!hasTimeLabel || isHired))
    return { kind: 'other', at: house ?? title, isHours: !isHired && at(openings) !== undefined };
  if (hasTimeLabel && (hasFutureDay || future.test(plain))) return undefined;
  const report = at(reports);
  if (isOver && !hasTimeLabel && !/报名|预约|(?<!受)欢迎|取消|延期|改期|改到|推迟|更正|勘误|有误/.test(plain))
    return { kind: 'report', at: report ?? title };
  const pastWords = (plain.slice(0, 5000).match(past) ?? []).length;
  const isAhead = hasFutureDay && future.test(plain);
  if (
    !isAhead &&
    !hasTimeLabel &&
    (report !== undefined || pastWords >= 3 || (pastWords >= 1 && !hasFutureDay && !future.test(plain)))
  )
    return { kind: 'report', at: report ?? title };
  // Of this very day, without a word of the future.
  if (isPast && pastWords >= 2 && !hasTimeLabel && !future.test(plain)) return { kind: 'report', at: report ?? title };
  if (report !== undefined && pastWords >= 2 && !hasTimeLabel) return { kind: 'report', at: report };
  const isNews = /本报记者|记者(?:见到|看到|了解到|从|走进|采访)|通讯员/.test(plain.slice(0, 1000));
  if (isNews && !hasTimeLabel && !/报名|预约|领票|购票|免费|取消|延期/.test(plain))
    return { kind: 'report', at: title };
  // 关于调整外借册数的通知: a rule of the house, of nothing to go to.
  const isRule = /关于(?:调整|实行|实施|规范|修订|印发|启用|更换|优化|加强|做好|施行|执行|推行)/.test(heading);
  if (isRule && !hasTimeLabel && !isNamed) return { kind: 'other', at: title };
  const text = plain.slice(0, 3000);
  if (!hasTimeLabel && /采购人|供应商|投标|预算金额|最高限价/.test(text)) return { kind: 'tender', at: title };
  if (
    !hasTimeLabel &&
    /一等奖[^\n]{0,40}(?:\n|:)|名单如下|获奖名单(?!.{0,14}公布)/.test(text) &&
    !future.test(text) &&
    !/投稿|截稿|征稿/.test(text)
  )
    return { kind: 'result', at: title };
  return undefined;
}
