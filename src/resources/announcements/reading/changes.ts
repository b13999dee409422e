type At = readonly [from: number, to: number];

/** How an announcement changes another, and the words that no longer hold. */
export type Changed = {
  kind: 'postponed' | 'cancelled' | 'corrected';
  at: At;
  /** `isWhole`: a wrong name is no word to read from; elsewhere the days and hours alone are old. */
  old: readonly { at: At; isWhole: boolean }[];
};

const cancelling =
  /(?<![如若遇雨雪天气则])(?:活动|讲座|演出|课程|培训|展览|比赛|电影|放映|场次|本场|该场|原定[^\n。;]{0,60})[^\n。;]{0,20}(?:取消|停办|暂停举[办行]|不再举[办行]|停演|停课|暂停(?!开放|服务|营业))|取消(?:举办|举行|演出|活动|通知|公告|本次|本场|该)|(?:的|关于)[^\n。;]{0,40}(?<!需|想|要|如|若)取消|停演|停课|不办了|不来了|不开了|不演了|办不成|(?<!需|需要|想|要|如|若|申请|可)取消(?:了|。|,|!)/;
const postponing =
  /延期(?!间)|延至|改期|推迟|顺延|延迟|(?:时间|日期|地点|场地)(?:调整|变更|改)(?:为|至|到|通知|公告)?|(?:调整|变更|更改|改)(?:到|至|为|于)(?=[^\n。;]{0,12}(?:\d|举|下周|本周|[一二三四五六七八九十]月|[楼厅室馆院]|广场|礼堂|剧场|教室))|提前(?:至|到)|改在|调至|由[^,。;\n]{2,20}(?:改|调整|变更|移)(?:为|至|到|在)/;
const correcting = /更正|勘误|订正|更正启事|误写|误作|误为|笔误|应为|有误|(?:写|打|印|错)成/;

/** 期间到期图书自动顺延: of books that are lent, and of no event. */
const ofLoans = /(?:到期|借期|还书|续借|借阅)[^,。;\n]{0,14}(?:顺延|延期|延长)/g;
/** The new day is not said. */
const undecided =
  /(?:时间|日期|场次|档期|地点|安排)[^。;\n]{0,10}(?:另行|待定|确定后|确定之后|再通知|再定|待通知|等通知)|另行(?:通知|公布|公告|告知)|择[期日](?:再|举|另|进)|(?:时间|日期)再(?:定|说)|等[^,。\n]{0,6}(?:再|后)通知/;
const unable = /(?:无法|不能|没法)(?:如期|按期|按时|正常)?(?:举[办行]|演出|开展|上演|放映|开课|进行)/;

/** The day or place that was: 原定于……, up to the words of the change. */
const before =
  /(?:原定(?:于|在)?|原(?:计划|拟|本)?(?:定)?(?:于|在)|原时间|原活动时间|原计划)[^\n。;]{2,80}?(?=,?(?:现|因|由于|将|改|延|推|调|取消|的[^\n,。;]{1,40}(?:现|因|将|改|延|推|调|取消))|。|;|\n|$)/g;
const wrong =
  /(?:误(?:写|作|印|排|发|标)?(?:为|成|作)|写成|错写(?:为|成)|错误?(?:地)?(?:写|标注|发布)?(?:为|成))[ :]{0,2}[“"「]?[^\n。;”"」]{1,60}[”"」]?|[“"「][^\n”"」]{1,60}[”"」](?=[^\n。;]{0,4}(?:应为|应改为|更正为|改为|有误|系|实为|是笔误))|(?:[^\n。;,]{1,60})(?=,? ?(?:有误|系笔误|为笔误|应为|应更正为|更正为))/g;
/** “老照片”讲座地点有误: the name holds, and a field of it does not. */
const isOfField = /(?:时间|日期|地点|场地|地址|教室|电话|票价|价格|信息|海报)$/;
/** Days before the verb of the change, in its sentence: 今晚的比赛改到5月23号. */
const ahead =
  /(?<=^|[\n。;])[^\n。;]{2,120}?(?=(?:改到|改至|改于|改为(?=[^,。;\n]{0,6}(?:\d|[本下]周|明|[一二三四五六七八九十]月))|改期至|改期到|延期至|延期到|延至|推迟至|推迟到|顺延至|调整[至到]|调整为|提前至|提前到|变更为|(?:顺延|延期|推迟|延后|往后推)(?:一|两|半|[1-9]) ?(?:个)?(?:周|天|日|星期|月)))/g;
const fromTo = /由(?:原(?:定|来)?(?:的)?)?[^\n。;,]{2,50}?(?=(?:调整|变更|更改|改|更正|延期|推迟|提前)(?:为|至|到))/g;

/** 改为下午1:30开始（原上午9:00） */
const inBrackets = /\(原(?:定|为|来)?[^()\n]{2,24}\)/g;
/** 原1月8日19:30场 → 1月22日19:30: the words before the arrow are of the old day. */
const beforeArrow = /[^\n。;→⇒➔➜]{2,40}?(?= ?(?:→|⇒|➔|➜)[^\n]{0,6}\d)/g;

export function changeIn(text: string, title: At): Changed | undefined {
  const heading = text.slice(...title).slice(0, 120);
  const part = text.slice(0, 6000).replace(ofLoans, (words) => '□'.repeat(words.length));
  const kind = kindOf(heading, part);
  if (kind === undefined) return undefined;
  const old = [
    before,
    inBrackets,
    fromTo,
    ...(kind.kind === 'corrected' ? [wrong] : []),
    ...(kind.kind === 'postponed' ? [ahead, beforeArrow] : []),
  ].flatMap((form) =>
    [...part.matchAll(form)].slice(0, 20).map(({ 0: words, index }) => ({
      at: [index, index + words.length] as const,
      isWhole: form === wrong && !isOfField.test(words),
    })),
  );
  // 推迟举行，时间另行通知: the day of the sentence is the old one, and no other is fixed.
  const open =
    kind.kind === 'postponed' && undecided.test(part)
      ? [...part.matchAll(/[^\n。;]{2,200}/g)]
          .filter(({ 0: words }) => postponing.test(words) || unable.test(words) || undecided.test(words))
          .map(({ 0: words, index }) => ({ at: [index, index + words.length] as const, isWhole: false }))
      : [];
  // 时间不变: only the place is another.
  const isSameTime =
    kind.kind === 'postponed' &&
    /时间[^,。;\n]{0,4}(?:不变|照旧|依旧)|时间(?:还是|仍是|仍为|依然是)/.test(part) &&
    !/时间、地点/.test(part);
  return {
    ...kind,
    // Another place at the same time puts nothing off.
    kind: isSameTime && !/延期|改期|推迟|顺延|延[至后]/.test(part) ? 'corrected' : kind.kind,
    old: kind.kind === 'cancelled' || isSameTime ? [] : [...old, ...open],
  };
}

function kindOf(heading: string, part: string): { kind: Changed['kind']; at: At } | undefined {
  const find = (form: RegExp, within: string): At | undefined => {
    const match = form.exec(within);
    if (match === null) return undefined;
    const index = part.indexOf(match[0]);
    return [index, index + match[0].length];
  };
  // 因航班取消，改期举行: the reason is no change, nor is a rule of booking or of bad weather.
  const isReason = (index: number): boolean => {
    const clause =
      part
        .slice(Math.max(0, index - 30), index)
        .split(/[,。;\n]/)
        .at(-1) ?? '';
    return /因|由于|如|若|遇|请|可在|不能|[雨雪阴](?:天|$)|逢/.test(clause);
  };
  const unless = (at: At | undefined, other: At | undefined): At | undefined =>
    at !== undefined &&
    isReason(at[0]) &&
    (other !== undefined ||
      /[如若遇逢]|(?<!因[^,。]{0,6})[雨雪阴](?=天|$)/.test(part.slice(Math.max(0, at[0] - 8), at[0])))
      ? undefined
      : at;
  const corrected =
    find(/更正|勘误|订正/, heading) ??
    (/更正(?:为|如下)|误写|误为|误作|应为|特此更正|[把将][^\n。;]{2,40}(?:写|打|印|错)成了?/.test(part)
      ? find(correcting, part)
      : undefined);
  if (corrected !== undefined) return { kind: 'corrected', at: corrected };
  const later = find(postponing, heading) ?? find(/补课|补演|补放/, heading);
  const cancelled = unless(
    find(
      /(?<!如|若|遇|则|自动|可|需|想|要)(?:取消(?!预约|报名资格|资格)|停办|停演|停课|不办了|不来了|不开了)/,
      heading,
    ),
    later,
  );
  if (cancelled !== undefined) return { kind: 'cancelled', at: cancelled };
  const postponed = unless(
    find(
      /延期|改期|推迟|顺延|(?:时间|日期|地点|场地)(?:调整|变更)|(?:调整|变更|更改)[^\n]{0,10}(?:时间|日期|地点)/,
      heading,
    ),
    undefined,
  );
  if (postponed !== undefined) return { kind: 'postponed', at: postponed };
  const isChanging =
    /改一下|有变[动化]?|(?:时间|地点|日期)有调整|受[^,。\n]{2,14}影响|因[^,。\n]{2,16}(?:原因|影响|调整|冲突|占用|变动|施工|检修|维修)|因故|无法(?:到场|前来|如期|参加)|延误|原(?=[上下]午|晚)|原定|原计划|原(?=\d)|原定于|抱歉|遗憾|敬请谅解|不便|对不住|[互相]相转告|退票|退款|退回/.test(
      part,
    );
  if (!isChanging) return undefined;
  const hindered = undecided.test(part) ? find(unable, part) : undefined;
  if (hindered !== undefined && find(cancelling, part) === undefined) return { kind: 'postponed', at: hindered };
  const off = find(cancelling, part);
  const put = unless(find(postponing, part), off);
  if (put !== undefined && (off === undefined || put[0] < off[0] || isReason(off[0])))
    return { kind: 'postponed', at: put };
  return off === undefined ? undefined : { kind: 'cancelled', at: off };
}
