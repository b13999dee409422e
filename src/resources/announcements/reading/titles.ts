import { opening } from './labels.ts';

type At = readonly [from: number, to: number];
/** `isSure`: it stands as a title, and was not taken out of a sentence. */
export type Title = { at: At; isSure: boolean };

/** 面塑家（周日班）开始报名: the call behind a name. */
const callBehind =
  /(?<=[^\n]{4})(?:(?:开始|火热|正在|现已|即将)(?:报名|预约|招募|招生|售票|开票)|(?:报名|预约|招募|招生|售票)(?:开始|启动|开启|进行)中?|(?:报名|开票|开抢|开售|招生|招募|来)(?:啦|了|中)|(?:公益票|门票)派发)$|(?<=[班营](?:\([^()\n]{1,12}\))?)(?:招生|招募)$/;
const ends = /[\s:,;。、|·(\-!?~]+$/;
const circle =
  /^(?:主题 ?: ?|(?:讲座|展览|演出|活动|沙龙|电影|课程|培训|观影) ?[|丨] ?|【(?:[^】\n]{0,6}(?:预告|通知|公告|预约|推荐|报名|提醒|发布|速递|资讯|招募|通告|启事|活动|讲座|展览|演出|公益|改期|延期|取消|更正|直播|开讲|征集|重要|招生|观影|课程|培训|夜话|预报|邀请|快讯)[^】\n]{0,4}|[^】\n]{1,4})】|\[[^\]\n]{1,12}\]|(?:[\p{Script=Han}]{0,6}(?:预告|通知|公告|预约|推荐|报名|提醒|速递|资讯|招募|通告|启事|上线|来了|开启|征集|剧讯|开讲|招生|邀请函|快讯|转发)|[\p{Script=Han}]{2,12}(?:上新|开班|招生|报名|开讲|来)[啦了]) ?(?:[|丨:!] ?|—— ?|- ?))/u;
const notice =
  /^(?:[\p{Script=Han}]{2,10}[〔[(]\d{4}[〕\])] ?\d{1,4}号 ?)?(?:(?:[\p{Script=Han}]{2,20}(?:馆|局|中心|站|委员会|协会|院|宫))?)?关于(?:组织|举办|举行|开展|开办|开设|召开|做好|启动|参加|调整|取消|延期|推迟|征集|招募|申报)*(?<name>[^\n]{2,80}?)(?:报名|招生|延期|取消|改期|顺延|推迟|时间调整|调整时间)?(?:工作)?(?:举办|举行|开展|开幕)?的?(?:通知|公告|通告|告示|预告|启事|函|补充通知|温馨提示|邀请函|(?:[时票][间价]|日期|地点|场地|价格|电话|信息)?的?(?:更正|勘误|更正说明|说明)(?=$))(?:$|:(?=.{6}))/u;

/** A line as a title: without its number, its bullets, a column name before it and 关于……的通知 around it. */
export function titleOf(text: string, from: number, to: number): Title | undefined {
  let [first, last] = [from, to];
  const skip = (form: RegExp) => {
    const [words = ''] = form.exec(text.slice(first, last)) ?? [];
    first += words.length;
    return words !== '';
  };
  skip(opening);
  for (
    let count = 0;
    count < 6 && (skip(circle) || skip(/^第[一二三四五六\d]周(?:[\s:,]+)(?=\S{2})/) || skip(/^[\s:,、|·\-★◆●]+/));
    count += 1
  );
  last =
    first +
    text
      .slice(first, last)
      .replace(ends, '')
      .replace(/[★◆●!]+$/, '').length;
  const name = notice.exec(text.slice(first, last))?.groups?.name;
  if (name !== undefined) {
    first += text.slice(first, last).lastIndexOf(name);
    last = first + name.length;
  }
  const [told = ''] = callBehind.exec(text.slice(first, last)) ?? [];
  last -= told.length;
  const inner = /^[“"]([^“”"]{2,60})[”"]$/.exec(text.slice(first, last));
  if (inner !== null) [first, last] = [first + 1, last - 1];
  return last - first < 2 ? undefined : { at: [first, Math.min(last, first + 100)], isSure: true };
}

const kinds =
  '活动(?!室|中心)|讲座|展览|展演|展(?![厅馆区柜台板位演示评期出])|演出|音乐会|培训班|公益班|班|课|体验|比赛|大赛|沙龙|专场|晚会|故事会|分享会|读书会|朗诵会|征文|工作坊|招募|开放日|游园会|清音会|论坛|放映|电影|话剧|戏|赛|会|节|营';
const marked = new RegExp(
  `(?<before>(?:(?![举开][办行展]|[有在将办])\\p{Script=Han}{0,2}(?:绘本会|读书会|分享会|音乐会|朗诵会)|昆曲|黄梅戏|皮影戏|木偶戏|球幕电影|电影|讲座|评弹|故事会|脱口秀|二人台|[\\p{Script=Han}]{1,2}剧)?)(?<marks>[《“"「][^《》“”"」\\n]{2,40}[》”"」])(?<behind>[\\p{Script=Han}·]{0,10}?(?:${kinds}))?`,
  'gu',
);
/** Names of books, accounts, buttons and prizes, which are no entries. */
const otherNames =
  /(?:公众号|小程序|搜索|关注|扫|点击|栏目|平台|登录|进入|回复|备注|注明|标注|带上|携带|选自|抽[^,。\n]{0,6}送|[赠附]送?|获|荣获|被评为|入选|主演|代表作|著有|出版|作者|推送的|误写为|误为|写为|更正为|上次的?|往期|上期|下期|去年的?|微信群|频道|直播间|台风|寒潮|App|APP)(?:的)?[^\n,。;]{0,4}$/;
const otherBehind =
  /^(?:公众号|小程序|微信|平台|App|APP|频道|直播间|栏目|字样|二字|官网|客户端|服务号|视频号|群|签名[本版]|[一\d][本册套]|改为|应为)/;

/** “10月25日（周日）” is no name. */
const isDate = (marks: string): boolean =>
  marks.replace(/[\d\p{Cc}年月日号周星期一二三四五六天上下午点半时()\s:.,《》“”"「」-]/gu, '').length < 2;

/** A name in marks within sentences: 《白蛇传》, “银龄剪纸”体验课. */
export function namedIn(text: string, from: number, to: number): Title | undefined {
  const part = text.slice(from, to);
  let best: { at: At; weight: number } | undefined;
  for (const match of part.matchAll(marked)) {
    const { before = '', marks = '', behind = '' } = match.groups ?? {};
    const index = match.index;
    const rest = part.slice(index + before.length + marks.length, index + before.length + marks.length + 8);
    // 昨日推送的“把老照片变清楚”讲座地点有误: a thing of that kind, and no article.
    const isThing = behind !== '' && /(?:推送|发布)的$/.test(part.slice(Math.max(0, index - 3), index));
    if ((otherNames.test(part.slice(Math.max(0, index - 12), index)) && !isThing) || isDate(marks)) continue;
    // “8月22日水火箭比赛”应为……: the day is wrong, and the name is not.
    const isQuoted = /^(?:应为|应改为|改为)/.test(rest) && /[\d\p{Cc}]{1,2}/u.test(marks);
    if (otherBehind.test(rest) && !isQuoted) continue;
    const weight = (behind === '' ? 0 : 2) + (marks.startsWith('《') ? 1 : 0);
    if (best !== undefined && best.weight >= weight) continue;
    const isWhole = behind === '' && !marks.startsWith('《') && before === '';
    const begin = from + index + (isWhole ? 1 : 0);
    best = { at: [begin, from + index + match[0].length - (isWhole ? 1 : 0)], weight };
  }
  return best === undefined ? undefined : { at: best.at, isSure: false };
}

const placeVerb =
  /^.{0,14}(?:馆|堂|厅|室|院|台|楼|坊(?!开)|社区|礼堂|里|区|广场|公园|门口|[球操]场)(?:里|内)?(?:举办|举行|开展|开设|开办|要办|办|有个?|做|下|放|开|演|讲|教|摆)(?=.{2})/u;
/** 周一(21号)上午9点活动室包汤圆: the name stands behind the hour. */
const timeFirst =
  /^(?:[本这下]?(?:周|星期)[一二三四五六日天末]|\(\d{1,2}[日号]\)|\d{1,2}月\d{1,2}[日号]|[今明后][天晚]|[上下中]午|晚上?|\d{1,2}(?::\d{2}|[点时]半?)|[一二三四五六七八九十]{1,3}点半?|[-到至])+(?:的|,)?(?=.{2})/u;
const noClause =
  /正常|照常|\d{1,2}[:点]|\d[日号元块]|报名|预约|登记|免费|电话|自带|名额|限\d|[每满]人|欢迎|不收|不用|不要|\d人$|地点|时间|公历|农历|主讲|联系|周[一二三四五六日]|年底|以上/;

/** A clause that names a kind of thing to go to, and no more: 写生小集; 竹篾匠班. */
export function clauseIn(
  text: string,
  from: number,
  to: number,
  isKind: (from: number, to: number) => boolean,
): Title | undefined {
  for (const { 0: words, index } of text.slice(from, to).matchAll(/[^\n,。;!?:\s]{3,24}/g)) {
    // 书法家在一楼大厅为大家写春联
    const timed =
      (/^.*为(?:大家|居民|市民|您|读者|群众|村民)(?=.{3})/.exec(words) ?? timeFirst.exec(words))?.[0].length ?? 0;
    const skipped = timed + (placeVerb.exec(words.slice(timed))?.[0].length ?? 0);
    const begin =
      from +
      index +
      skipped +
      (/^(?:今天|今晚|今日|明天|明晚|本场)(?:上午|下午|晚上)?/.exec(words.slice(skipped))?.[0].length ?? 0);
    const end = from + index + words.length - (/(?:往后|改|不|将|已|暂|照)[^,]{0,10}$/.exec(words)?.[0].length ?? 0);
    const clause = text.slice(begin, end);
    if (
      clause.length < 3 ||
      clause.length > 18 ||
      noClause.test(clause) ||
      /(?:馆|站|院|室|厅|中心|社区|礼堂|门口|门前|广场|讲堂|学堂|剧场|影院|书房|工坊|教室)$/.test(clause) ||
      !isKind(begin, end)
    )
      continue;
    return { at: [begin, end], isSure: false };
  }
  return undefined;
}

const nouns = new RegExp(
  `[\\p{Script=Han}A-Za-z\\d·—《》“”、]{2,28}(?:${kinds}|剧场|表演|日|教学|排练|会议|直播|集市|灯会|彩排|合唱|排舞|义诊|义卖|雅集|诵读|写生|联欢|茶会|对弈|舞会|巡游|庙会|写福|集(?!合))`,
  'gu',
);
const leading =
  /^(?:我馆|本馆|我院|本院|我站|馆里|将|拟|定于|于|在|将于|举办|举行|开展|举办了|组织|推出|的|有|请|欢迎|大家|来|和|与|及|邀请|为|本次|本期|这场|一场|一次|是|讲|做|放|放映|放电影|上演|演出|开|都|还|另有|带来)+/;

/** The words of a sentence that name a kind of thing to go to, where no marks do. */
export function nounIn(text: string, from: number, to: number): Title | undefined {
  for (const { 0: words, index } of text.slice(from, to).matchAll(nouns)) {
    const skipped = leading.exec(words)?.[0].length ?? 0;
    const cut =
      /.*(?:(?:举办|举行|开展|推出|组织|上演|参加|参与|邀请您?来?)(?=.{4})|要[办搞](?=.{3}))/u.exec(words)?.[0]
        .length ?? 0;
    const dated = /^.{0,12}(?:[日午晚号上点半]|\d)的(?=.{3})/u.exec(words)?.[0].length ?? 0;
    const begin = Math.max(skipped, cut, dated);
    if (
      words.length - begin < 3 ||
      /^\d/.test(words.slice(begin)) ||
      /星期日|周日|\d日$|工作日|生日|节假日|有机会|协会|委员会|社会|不会|机会|约会/.test(words.slice(begin))
    )
      continue;
    return { at: [from + index + begin, from + index + words.length], isSure: false };
  }
  return undefined;
}
