import type { Fact } from '../../../fact.ts';
import type { About } from '../announcement.ts';

type At = readonly [from: number, to: number];
export type Where = {
  name: string | undefined;
  at: At | undefined;
  address: string | undefined;
  addressAt: At | undefined;
  isOwnAddress: boolean;
  isOnline: boolean;
  doubt?: Fact | undefined;
};

const street =
  /(?:[\p{Script=Han}]{1,12}(?:省|自治区))?(?:[\p{Script=Han}]{1,10}市)?(?:[\p{Script=Han}]{1,8}[区县])?(?:[\p{Script=Han}]{1,8}(?:街道|镇|乡))?[\p{Script=Han}\d]{1,12}(?:大道|路|街|巷|弄|大街|胡同|里)(?:[东西南北中]段?)? ?(?:\d{1,5}|[一二三四五六七八九十]{1,4})(?:-\d{1,4})? ?(?:号|弄)(?:院|附\d{1,3}号)?/u;
const house =
  /馆|楼|厅|室|剧场|剧院|中心|广场|公园|礼堂|书房|书院|书店|书吧|空间|站|院|舞台|影院|影城|学校|社区|村|祠堂|故居|景区|基地|大厦|驿站|讲堂|课堂|教室|球场|花园|湖|寺|塔|园|街区|古镇|街|路|坊|工作室|小镇|大院|球馆|场|庙|桥|码头|天台|屋顶|露台|草坪|连廊|工作间|水榭|站厅|中庭|[A-Z]座|服务台|总台|大堂|入口|门口|[山岛湾洲堤岸滩]$|营地|农场|林场|果园|茶园|菜园|湿地|绿道|步道|院子|街口|路口|[层号]$/;
const online = /线上|腾讯会议|视频号|直播间|钉钉|网络|抖音|B站|哔哩|ZOOM|Zoom|云端/;
const verbs =
  '摆出|挂出|举办|举行|办的|办(?=[一个场了“])|开展|上演|演出|开讲|放映|展出|进行|开幕|开班|开课|启动|启幕|精彩|准时|与您|与大家|与你|为大家|免费|开启|隆重|公演|献演|开演|亮相|集中|推出|组织|召开|播放|如期|为您|给您|为大家|等您|等你|等着';
const inSentence = new RegExp(
  `(?:在|于|走进|来到|莅临|相约|到)(?<place>[^,，。;；!！?？\\n:]{2,30}?)(?:内|里)?(?:${verbs})`,
  'gu',
);

const own = /本馆|我馆|馆内|本院|我院|本站|我站/;
/** A room alone, which is of the house that writes. */
const room =
  /^(?:[一二三四五六七八九十负\d]{1,3}[楼层]|[A-Za-z\d]{0,4}\d{2,4}|[A-Z]区|[东西南北主副][楼馆区]|多功能|报告|小剧场|大剧场|小剧院|剧场|展厅|第[一二三四五六七八九\d]|[一二三四五六\d]号|临展|少儿|亲子|阅览|音乐|舞蹈|书画|书法|美术|排练|培训|多媒体|数字|非遗|会议|大厅|中庭|前广场|门前|广场|活动|教室|排练厅|自习|报告厅|B\d|负一)/;

const trimmed = (text: string, from: number, to: number): At => {
  let [first, last] = [from, to];
  while (first < last && /[\s:,;。、."“”【】·|/]/.test(text[first] ?? '')) first += 1;
  while (last > first && /[\s,;。、.:"|/]/.test(text[last - 1] ?? '')) last -= 1;
  return [first, last];
};

/** The place behind 地点. */
export function placeAt(text: string, from: number, to: number, about: About): Where | undefined {
  const [begin, last] = trimmed(text, from, to);
  // 均在三楼多功能厅; 由小剧场改为县人民剧院: the place that holds stands last.
  const [lead = ''] =
    /^(?:[^,。;\n(]{0,24}(?:改[为到在至]|变更为|调整[为至到])|(?:均|都|统一|仍|依旧|依然)?(?:设|定)?在|[均都仍](?=[一二三四五六\d]))[: ]?(?=\S{2})/u.exec(
      text.slice(begin, last),
    ) ?? [];
  // 集合：3月12日早上8:30 社区门口: the day and the hour before it are no place.
  const [dated = ''] =
    /^(?:(?:\d{4}年)?\d{1,2}月\d{1,2}[日号](?:\([^()\n]{1,6}\))?,? ?)?(?:清晨|早上|早|[上下中]午|傍晚|晚上?)? ?\d{1,2}(?::\d{2}|[点时]半?)(?: ?(?:-|至|到) ?\d{1,2}(?::\d{2}|[点时]半?))?[, ]{0,2}(?:在|于)?(?=\S{2})/.exec(
      text.slice(begin + lead.length, last),
    ) ?? [];
  const first = begin + lead.length + dated.length;
  let end = last;
  // 露天舞台（如遇雨天改至剧场）: the place of another day.
  const value = text
    .slice(first, last)
    .replace(/\([^()]*(?:雨|雪|天气)[^()]*\)?/g, (words) => ';'.padEnd(words.length));
  const stop =
    /[;。\n]|,(?=(?:请|可|乘|需|届时|欢迎|具体|详|电话|联系|敬请|每|限|免|无需|不用|当[天日]|现场|自带|凭|收|报名|预约)|[^,:]{1,6}:|[^,]{0,8}\d{1,4} ?(?:人|元|分钟|岁|名|位))|(?:\t)| (?=凭|免费|限|请|需|报名|预约|票|先到|自带|咨询|电话|欢迎|无需|不用|[^ ]{0,8}\d{1,4} ?(?:人|元|名|座|:))|(?:公交|地铁|乘坐|导航)/.exec(
      value,
    );
  if (stop !== null && stop.index > 0) end = first + stop.index;
  const whole = text.slice(first, end);
  const found = street.exec(whole);
  const bracket = /[([]([^()[\]]{2,60})[)\]]/.exec(whole);
  if (found !== null) {
    const addressAt: At = [first + found.index, first + found.index + found[0].length];
    const outside = `${whole.slice(0, found.index)}${whole.slice(found.index + found[0].length)}`
      .replace(/[()[\],:]|地址|位于/g, ' ')
      .trim();
    const isWithin = bracket !== null && bracket.index < found.index && found.index < bracket.index + bracket[0].length;
    const at = isWithin ? trimmed(text, first, first + bracket.index) : trimmed(text, addressAt[1], end);
    const name =
      isWithin || whole.slice(0, found.index).trim() === '' ? text.slice(at[0], at[1]).replace(/^[)\]]/, '') : outside;
    const nameAt: At = isWithin || whole.slice(0, found.index).trim() === '' ? at : [first, end];
    const plain = name.replace(/[()（）]/g, '').trim();
    return withAddress(
      {
        name: plain === '' ? undefined : plain,
        at: plain === '' ? undefined : nameAt,
        address: found[0].trim(),
        addressAt,
      },
      about,
    );
  }
  const [nameFrom, nameTo] = trimmed(
    text,
    first,
    bracket !== null && bracket.index > 1 && !house.test(bracket[1] ?? '') ? first + bracket.index : end,
  );
  const name = text.slice(nameFrom, nameTo).trim();
  if (name === '' || /^(?:待定|另行|详见|见|同上|各)/.test(name)) return undefined;
  return withAddress(
    { name: name.slice(0, 50), at: [nameFrom, nameTo], address: undefined, addressAt: undefined },
    about,
  );
}

type Named = { name: string | undefined; at: At | undefined; address: string | undefined; addressAt: At | undefined };

/** Its address by the rooms and houses that the institution has, or its own address where the place is a room of it. */
function withAddress(named: Named, about: About): Where {
  const name = named.name ?? '';
  const isOnline = online.test(name) && !house.test(name.replace(/网络|线上|直播间/g, ''));
  const whole = { ...named, isOwnAddress: false, isOnline };
  if (named.address !== undefined || isOnline || name === '') return whole;
  const plain = name.replaceAll(' ', '');
  const places = about.places.filter(({ title }) => title.length > 1 && plain.includes(title.replaceAll(' ', '')));
  const fitting = places.toSorted((one, other) => other.title.length - one.title.length)[0];
  const isOwn =
    own.test(plain) ||
    plain.includes(about.institution.name) ||
    (room.test(plain) && !/(?:馆|站|中心|公园|学校|社区|村|院)$/.test(plain));
  const address = fitting?.address ?? (isOwn || fitting !== undefined ? about.institution.address : undefined);
  return { ...whole, address, isOwnAddress: address !== undefined };
}

const alone =
  /^(?:[^,。;\n]{0,16}?(?:馆|楼|厅|室|剧场|剧院|中心|广场|公园|礼堂|书房|书院|空间|前院|后院|后园|庭院|院|戏台|舞台|影院|基地|驿站|讲堂|教室|工坊|花园|影厅|坊|门口|门前|楼前|食堂|大会堂|操场|大厅|廊下|展区|阅览区|圆形讲台|球场|码头|桥头|晒谷场|祠堂|天台|屋顶|楼顶平台|屋顶平台|观景平台|露台|草坪|连廊|工作间|水榭|站厅|中庭|前庭|后庭|[一二三四五\d]层|体验区|互动区|[A-Z\d]出?口|[A-D\d]座))$/u;
const notAlone =
  /^(?:欢迎|请|我|本|各|由|与|和|主办|承办|来|如|凡|因|关于|联系|公众号|参观|走进|限|每|可|还|青年|志愿)|图书馆$|文化馆$|博物馆$|美术馆$|[0-9]元|有限公司/;

/** A street and its number, where a line or a part between blanks begins with them. */
export function addressAlone(text: string, from: number, to: number, about: About): Where | undefined {
  let begin = from;
  for (const part of text.slice(from, to).split(/[ \t,]/)) {
    const found = street.exec(part);
    if (
      found?.index === 0 &&
      /^(?:$|[(。;]|[东西南北]门|[\p{Script=Han}\d]{0,6}[楼层室]$)/u.test(part.slice(found[0].length))
    )
      return withAddress(
        { name: undefined, at: undefined, address: found[0].trim(), addressAt: [begin, begin + found[0].length] },
        about,
      );
    begin += part.length + 1;
  }
  return undefined;
}

/** A line, or a part of one, that is a place and no more: 小剧场; 传习工坊，每场12人. */
export function placeAlone(text: string, from: number, to: number, about: About): Where | undefined {
  let begin = from;
  const line = text.slice(from, to);
  for (const part of line.split(/[ ,。;\t、|(]/)) {
    const words = part.trim();
    // 金玉楼（越剧演员）: a person whose name ends as that of a house does.
    if (isPerson.test(line.slice(begin - from + part.length))) {
      begin += part.length + 1;
      continue;
    }
    const isOfHouse =
      begin === from &&
      words === about.institution.name &&
      /^ ?(?:[A-Z]?\d{1,2}[FB层楼]|[BF]\d|[\p{Script=Han}]{2,10}(?:厅|室|楼|层|馆|空间)$)/u.test(
        line.slice(begin - from + part.length + 1),
      );
    if (isOfHouse) return placeAt(text, from, to, about);
    // 6月1日9:00-16:00 兰口县少年宫: the house itself, behind an hour.
    const isHouse =
      words === about.institution.name && /\d{1,2}[:点]\d{0,2}[^,。;]{0,16}$/.test(line.slice(0, begin - from));
    if (isHouse) return placeAt(text, begin, begin + part.length, about);
    const isKnown = about.places.some(
      ({ title }) => title.length > 1 && words.startsWith(title) && words.length <= title.length + 4,
    );
    if (
      isKnown ||
      (words.length >= 2 &&
        words.length <= 20 &&
        alone.test(words) &&
        !notAlone.test(words) &&
        !/\d{1,2}:\d{2}|[!?]/.test(words))
    )
      return placeAt(text, begin, begin + part.length, about);
    begin += part.length + 1;
  }
  return undefined;
}

const isPerson =
  /^\([^()]{0,24}(?:演员|演奏家|首席|教授|馆员|作家|作者|老师|画家|书法家|传承人|导演|医生|律师|编剧|研究员|会员|主持人|副?馆长|讲师)[^()]{0,6}\)/;

/** 宫门口集合 */
const meeting = /(?<place>[\p{Script=Han}]{2,14})(?:集合|见面)(?=[,。; ]|$)/gu;
/** 改在体育馆举行; 如遇雨移至一楼 is for another day. */
const moved =
  /(?<![如若遇雨雪][^,。;\n]{0,8})(?:改在|改到|移至|移到|改至|转移到|(?:地点|场地)(?:临时)?(?:调整|变更|更改|改)[为至到])(?<place>[^,，。;；!\n:()\d]{2,24}?)(?:举办|举行|进行|演出|放映|上课|(?=[,。;!)\n]|$))/gu;
/** 文化礼堂放电影 */
const doing =
  /(?<=^|[,。; \n])(?<place>[\p{Script=Han}\d]{2,12}(?:礼堂|广场|戏台|舞台|祠堂|大院|活动室|小剧场|公园|操场|球场|食堂|厅|文化站|村口))(?=(?:放|演|唱|办|上演|要演|有|讲|教)[^,。\n]{2})/gu;
const told =
  /地点(?:由[^,。;\n]{2,24}?)?(?:改(?:到|在|为)|移(?:到|至)|设在|就?在|为|是|在)?[: ]?(?<place>[^,。;!\n:不]{2,24}?)(?=不变|[,。;!\n )]|$)/gu;

/** A place within a sentence: 在二楼多功能厅举办; or a room of the institution by its title. */
export function placeIn(text: string, from: number, to: number, about: About): Where | undefined {
  const part = text.slice(from, to);
  const placeBy = (forms: readonly RegExp[]): Where | undefined => {
    for (const match of forms.flatMap((form) => [...part.matchAll(form)])) {
      const { place: whole = '' } = match.groups ?? {};
      // 请于大堂集合
      const place = whole.replace(/^.*(?:请|于|在|到)/u, '');
      if (!house.test(place)) continue;
      const begin = from + match.index + match[0].indexOf(place);
      return placeAt(text, begin, begin + place.length, about);
    }
    return undefined;
  };
  for (const match of [...part.matchAll(moved), ...part.matchAll(inSentence)]) {
    const { place = '' } = match.groups ?? {};
    // 将于12月5日在二楼多功能厅: the last 在 counts.
    const behind = /(?:在|于|到)(?!\S{0,3}(?:读|职|校))/gu;
    const cut = [...place.matchAll(behind)].at(-1);
    const name = cut === undefined ? place : place.slice(cut.index + 1);
    if (!house.test(name) || /^\d{1,4}[年月]|[日号时点][上下中晚]?[午上]?$/.test(name) || /\d{1,2}:\d{2}/.test(name))
      continue;
    const begin = from + match.index + match[0].indexOf(name);
    return placeAt(text, begin, begin + name.length, about);
  }
  const said = placeBy([told, doing]);
  if (said !== undefined) return said;
  const known = about.places
    .flatMap(({ title }) => {
      // 书画室 for 二楼书画室
      const short = title.replace(/^[一二三四五六七八九十负\d]{1,3}[楼层]/, '');
      return short.length > 2 && short !== title ? [title, short] : [title];
    })
    .map((title) => ({ title, index: title.length > 1 ? part.indexOf(title) : -1 }))
    .filter(({ index }) => index >= 0 && !/(?:雨|雪)[^,。;()]{0,6}$/.test(part.slice(0, index)))
    .toSorted((one, other) => one.index - other.index || other.title.length - one.title.length)[0];
  if (known === undefined) return placeBy([meeting]);
  const at = from + known.index;
  // 创客工坊外草坪, 城市书房屋顶: the place beside the room.
  const [beside = ''] = /^[\p{Script=Han}]{1,6}(?=[,。;\s)]|$)/u.exec(text.slice(at + known.title.length, to)) ?? [];
  if (beside !== '' && house.test(beside) && !/馆|集合|举/.test(beside))
    return placeAt(text, at, at + known.title.length + beside.length, about);
  return {
    ...withAddress(
      { name: known.title, at: [at, at + known.title.length], address: undefined, addressAt: undefined },
      about,
    ),
  };
}
