import { countOf } from './times.ts';

/**
 * Needs of visitors of a place or an event, in their many wordings, with the words and form choices of institutions that meet them:
 * 轮椅能进的场馆 matches 无障碍设施 ticked, or the text 一层无台阶. Adding one is a line here.
 */
export interface Need {
  /** As typed. */
  typed: string;
  /** Words of a text that meet it; of two words both. */
  words: readonly string[];
  /** name=value of a choice, or opens=… of opening hours. */
  facts: readonly string[];
  /** Who comes along: beside a subject these come first, and no other is left out. */
  isOfPersons?: boolean;
  /** Of those for these persons the ones that come first, where not all do: a family's event may be for older children. */
  first?: { words: readonly string[]; facts: readonly string[] };
  /** Without a subject events are meant, and no house. */
  isOfEvents?: boolean;
}

/** A word that only names the kind of a thing, and the choices of that kind. */
export interface Kind {
  typed: string;
  facts: readonly string[];
}

type Known = { said: string } & Partial<Omit<Need, 'typed'>>;

const can = '(?:能不能|可不可以|就可以|就能|也可以|也能|还能|可以|能够|能|方便|好)';
const goes = `(?:${can}?(?:直接)?(?:进得?去|进来|进|上得?去|上楼|上|推|去|用|通行|走|参观|逛|看得?懂|听得?懂|看|听|玩|坐|参加)?)`;
const child = '(?:宝宝|孩子|小孩|娃娃|娃儿|娃|婴儿)';
const young = '(?:宝宝|孩子|小孩|小朋友|娃娃|娃|幼儿|儿童|女儿|儿子|男孩|女孩|学生)';
const isOpen = '(?:开着门?|开放|开门|开馆|开不开|开|营业|不关门|不闭馆|不休息|能去|能进|可以去)';
const free =
  '(?:不要钱|不用钱|不收钱|不收费|不花钱|不用花钱|不要门票|不用门票|不用买票|不收门票|不买票|免门票|免票|零元|白看|(?<!\\d)0元)';

const known: readonly Known[] = [
  {
    said: `${can}?(?:借|租|提供)(?:用|到)?轮椅|轮椅${can}?(?:租借|借用|外借|借|租)`,
    words: ['轮椅 可借', '轮椅 借用', '轮椅 租借', '轮椅 外借', '借轮椅'],
  },
  {
    said: `(?:坐着?|推着?)?(?:轮椅|婴儿车|童车|推车)(?:${can}?${goes})|(?:没有?|不用爬)(?:台阶|楼梯)|腿脚?不(?:好|便|方便)${goes}|行动不(?:便|方便)${goes}|爬不动楼`,
    words: ['无障碍', '轮椅', '无台阶', '坡道', '电梯', '婴儿车'],
    facts: ['facilities=barrier_free', 'facilities=elevator'],
  },
  {
    said: `停车(?:方便|容易|不难|好停)|${can}?(?:有(?:没有)?)?(?:停车位?的?地方|停车|车位)|开车${can}?(?:去|来|到)(?:方便|好停)?`,
    words: ['停车', '车位'],
    facts: ['facilities=parking'],
  },
  {
    said: `(?:有(?:没有)?地方)?${can}?(?:给)?${child}?(?:喂奶|哺乳|换尿不湿|换尿布|换尿片)`,
    words: ['母婴', '哺乳'],
    facts: ['facilities=nursing'],
  },
  {
    said: `(?:${can}|有(?:没有)?)(?:上网|网络|无线网络?|wi-?fi|网)`,
    words: ['无线网络', 'wifi'],
    facts: ['facilities=wifi'],
  },
  { said: '(?:免费)?(?<![a-z])wi-?fi(?![a-z])|无线网络?', words: ['无线网络', 'wifi'], facts: ['facilities=wifi'] },
  { said: '(?:有(?:没有)?|带|坐|乘)电梯', words: ['电梯'], facts: ['facilities=elevator'] },
  { said: `(?:${can}|有(?:没有)?)(?:存包|寄存|放行李|放包)`, words: ['存包', '寄存'], facts: ['facilities=locker'] },
  { said: `(?:${can}|有(?:没有)?)(?:吹空调|空调|乘凉|纳凉|避暑)`, words: ['空调', '纳凉'], facts: ['facilities=ac'] },
  {
    said: `(?:晚上|夜里|夜间|晚间|天黑|天黑了|下班后|下班以后|下班之后)(?:还|也|都)?(?:是)?(?:${isOpen}|(?=(?:能|可以)?(?:借书|还书|自习|看书)))|(?:晚上|夜里|夜间|晚间)?(?:能|可以)?(?:待|呆|坐)到(?:晚上|夜里)?几点|(?:晚上)?下班(?:了|后|以后|之后)?(?:还|也)(?:能|可以)?(?=看展|逛|参观)|开到(?:晚上|夜里)?(?:八|九|十一|十二|十|8|9|10|11|12|2[0-4])点半?|到(?:很|比较)?(?:晚|半夜|深夜|夜里|凌晨)(?!上)|关门(?:比较)?晚|(?:晚上|夜里|夜间|晚间)(?:最晚)?(?:几点|多晚)(?:才)?(?:关门?|闭馆|开门?)|(?:晚上|夜里|夜间|晚间)?开到(?:晚上|夜里)?几点|(?:通宵|半夜|深夜)(?=自习|自修|看书|还书|学习)`,
    words: ['夜间开放', '晚间开放', '晚上开放', '延时开放', '下班后', '夜场'],
    facts: ['opens=evening'],
  },
  { said: `(?:天天|每天)(?:都)?${isOpen}`, words: ['全年无休', '全天候'], facts: ['opens=daily'] },
  { said: `(?:24|二十四)个?小时(?:都)?${isOpen}?|通宵${isOpen}?`, words: ['24小时', '通宵'], facts: ['opens=always'] },
  {
    said: `${can}?(?:不用|不需要?|不必|无需|无须|没有?|免)(?:提前|先)?(?:预约|预订|报名|抢票|约)(?:也|就|直接)?${goes}|直接(?:进|去|来|过去)(?:就行|就可以|就好|即可|也行)`,
    words: ['无需预约', '免预约', '不用预约', '无须预约'],
    isOfEvents: true,
  },
  {
    said: `(?<!\\d)(?:[0-6]|[零一二两三四五六])(?:周?岁半?)(?:以下|以上|左右|多)?(?:的)?${young}?|(?:婴幼儿|婴儿|宝宝|幼儿园?|学龄前)(?:的)?${young}?`,
    words: ['亲子', '儿童', '少儿', '绘本', '宝宝', '幼儿'],
    facts: ['audience=child', 'audience=family'],
    first: { words: ['绘本', '宝宝', '幼儿', '儿童剧'], facts: ['audience=child'] },
    isOfPersons: true,
  },
  {
    said: `(?<!\\d)(?:[7-9]|1[0-2]|[七八九十]|十[一二])周?岁(?:以下|以上|左右|多)?(?:的)?${young}?|小学生?|(?:上)?[一二三四五六]年级`,
    words: ['少儿', '儿童', '青少年', '少年', '小学', '小小'],
    facts: ['audience=teen', 'audience=family'],
    isOfPersons: true,
  },
  {
    said: `(?<!\\d)(?:1[3-7]|十[三四五六七])周?岁(?:以上|左右)?(?:的)?${young}?|初中生?|高中生?|中学生|青少年`,
    words: ['青少年', '少年', '中学'],
    facts: ['audience=teen'],
    isOfPersons: true,
  },
  {
    said: '(?<!给)(?<!\\d)(?:[6-9]\\d|[六七八九]十[一二三四五六七八九]?)周?岁(?:以上|多)?(?:的)?(?:老人|老年人|长辈)?|(?<!给)(?:带|陪|和|跟)?(?:着)?(?:我|俺|咱)?(?:家)?(?:爸妈|爸爸|妈妈|老爸|老妈|老娘|我爸|我妈|俺爹|俺娘|俺爸|俺妈|父母|爹妈|岳父|岳母|公公婆婆|爷爷奶奶|爷爷|奶奶|外公|外婆|姥姥|姥爷|长辈)|退休(?:了|后|以后|人员|在家)?|中老年人?|(?:[七八九]十[一二三四五六七八九]?|[7-9]\\d)多?岁?了|(?:上了)?(?:年纪|岁数)(?:大了?)?的?(?:人)?',
    words: ['老年', '老人', '长者', '银龄', '爷爷', '奶奶'],
    facts: ['audience=elder'],
    isOfPersons: true,
  },
  {
    said: '全家人?|一家(?:老小|三口|四口|人)|爸爸妈妈和?孩子|亲子档|(?:和|跟|陪|带)着?(?:我|我们)?(?:家)?(?:女儿|儿子|孙子|孙女|外孙|闺女|小朋友|小孩子?|孩子|娃娃|娃|宝宝|小家伙)们?|(?<!\\p{Script=Han})(?:我家|家里|给)?小?(?:小朋友|小孩|孩子|女儿|儿子|闺女|孙子|孙女)们?(?=\\p{Script=Han}{2})|细伢子|细佬|囡囡|囡儿|娃儿|小鬼头|小人家?(?=周|耍|玩)|小囡',
    words: ['亲子', '儿童', '少儿', '家庭'],
    facts: ['audience=family', 'audience=child'],
    isOfPersons: true,
  },
  {
    said: '情侣|约会|对象|上班族|打工人|白领|职场(?:人|新人)?|年轻人|青年人?|大学生(?=能|可|适|去|参|学)|成年人|大人',
    words: ['成人', '下班', '坐办公室'],
    facts: ['audience=adult'],
    isOfPersons: true,
  },
  {
    said: '(?:外来|外地)?(?:务工人员|打工的?|打工者|农民工|民工|新市民|外来工)',
    words: ['务工', '新市民'],
    facts: ['audience=migrant'],
    isOfPersons: true,
  },
  {
    said: '(?:没有?|零)(?:任何)?基础|没学过|一点(?:都)?不会|从零(?:开始)?|新手|小白|初学者?',
    words: ['零基础', '入门', '初学', '没学过'],
    facts: ['level=zero'],
    isOfPersons: true,
  },
  { said: '(?:有|带|配|加)(?:了)?(?:中文)?字幕的?', words: ['字幕'] },
  { said: '(?:有|带|配)(?:了)?手语(?:翻译)?的?', words: ['手语'] },
  {
    said: `(?:坐|乘|搭|乘坐)?(?:地铁|轻轨)(?:站|口)?(?:${can}?(?:直接)?(?:直达|到达?|去)|附近|旁边|边上)的?`,
    words: ['地铁', '轻轨'],
  },
  { said: `(?:坐|乘|搭|乘坐)(?:公交车?|巴士|班车)${can}?(?:直接)?(?:直达|到达?|去)的?`, words: ['公交'] },
  {
    said: free,
    words: ['免费', '公益', '免票', '不收费'],
    facts: ['fee_type=free', 'fee_type=free_booking'],
    isOfEvents: true,
  },
  {
    said: `(?:耳朵(?:不(?:太|大|怎么)?(?:好使?|灵光?|行)|有点?背|背|聋了?|听不[见到清])|听不(?:见|到|清楚?)|听力(?:不好|障碍|残疾人?)|耳背|聋人|聋哑(?:人|朋友)?|听障(?:人士)?)(?:的人|的)?${goes}`,
    words: ['手语', '字幕', '助听', '听障', '聋人'],
  },
  {
    said: `(?:眼睛看不[见到]|看不见|视力(?:障碍|残疾人?)|盲人|瞎子|视障(?:人士)?)(?:的人|的)?${goes}`,
    words: ['视障', '盲人', '口述影像', '盲文', '有声书', '残障', '残疾人'],
    facts: ['audience=disabled'],
  },
  {
    said: `(?:眼睛(?:不(?:太|大|怎么)?好使?|不行|花了?|看不清楚?)|看不清楚?|视力(?:不好|不行|差)|老花眼?)(?:了)?(?:的人|的)?${goes}`,
    words: ['大字', '口述影像', '有声书', '视障'],
  },
];
const which = '(?:有)?(?:哪个馆|哪些馆|哪家馆|什么馆|啥馆|哪个|哪些|哪家|哪里|哪儿|什么地方|啥地方)(?:能|会|还|也)?';
const days = '一二三四五六日';
const onDays = new RegExp(`(?:周|星期|礼拜)([一二三四五六日天末])(?:${which}|也|还|都)?${isOpen}的?`, 'u');
const patterns = known.map((need) => ({ ...need, said: new RegExp(`(?:${need.said})的?`, 'u') }));

/** The needs in a text, and the text without them. */
export function needsIn(text: string): { rest: string; needs: Need[] } {
  let rest = text;
  const needs: Need[] = [];
  const take = (typed: string, { words = [], facts = [], ...kind }: Omit<Known, 'said'>) => {
    rest = rest.replace(typed, ' ');
    needs.push({ typed: typed.replace(/的$/u, ''), words, facts, ...kind });
  };
  const [onDay, day = ''] = onDays.exec(rest) ?? [];
  if (onDay !== undefined) take(onDay, { facts: day === '末' ? ['opens=6', 'opens=7'] : [`opens=${dayOf(day)}`] });
  for (const { said, ...need } of patterns) {
    const [typed] = said.exec(rest) ?? [];
    if (typed !== undefined) take(typed, need);
    if (typed !== undefined && need.isOfPersons === true) rest = rest.replaceAll(new RegExp(said, 'gu'), ' ');
  }
  return { rest: rest.trim(), needs };
}

const dayOf = (name: string) => days.indexOf(name === '天' ? '日' : name) + 1;

const years = /(?<![\d第])(\d{1,2}|[一二两三四五六七八九十]{1,3})(?:周?岁|来岁)(?!月)/u;
const schools: readonly (readonly [said: RegExp, age: number])[] = [
  [/婴儿|婴幼儿|早教/u, 2],
  [/幼儿园?|学龄前/u, 4],
  [/小学生?|小学(?=的|女|男)/u, 9],
  [/初中生?/u, 14],
  [/高中生?/u, 16],
  [/中学生/u, 14],
];
/** An age in a question, in years: 四岁, 65岁, and by the school that a child goes to. */
export function ageIn(text: string): number | undefined {
  const [, said] = years.exec(text) ?? [];
  if (said !== undefined) return countOf(said);
  return schools.find(([each]) => each.test(text))?.[1];
}

const training = ['course', 'category=training'];
const kinds: Readonly<Record<string, readonly string[]>> = {
  场馆: ['venue'],
  场所: ['venue'],
  场地: ['venue'],
  教室: ['venue'],
  展馆: ['museum', 'gallery', 'memorial', 'sci', 'heritage'].map((type) => `venue_type=${type}`),
  图书馆: ['venue_type=library'],
  博物馆: ['venue_type=museum'],
  文化馆: ['venue_type=culture_hall'],
  美术馆: ['venue_type=gallery'],
  剧院: ['venue_type=theatre'],
  活动: ['activity'],
  课程: training,
  培训班: training,
  教学: training,
  教程: training,
  门票: ['category=performance', 'kind=show'],
  票: ['category=performance', 'kind=show'],
  培训: training,
  课: training,
  班: training,
  展览: ['category=exhibition'],
  看展: ['category=exhibition'],
  逛展: ['category=exhibition'],
  展: ['category=exhibition'],
  演出: ['category=performance'],
  戏: ['category=performance'],
  讲座: ['category=lecture'],
  比赛: ['category=contest'],
  大赛: ['category=contest'],
  志愿者: ['category=volunteer'],
  志愿: ['category=volunteer'],
  电影: ['category=film'],
  直播: ['live'],
  播: ['live'],
  剧: ['category=performance'],
  手工: ['category=experience', 'art_category=craft'],
  手作: ['category=experience', 'art_category=craft'],
  听书: ['book_kind=audiobook', 'work_type=story', 'work_type=oral'],
  借书: ['venue_type=library'],
  还书: ['venue_type=library'],
  读书: ['category=reading'],
  阅读: ['category=reading'],
  有声书: ['book_kind=audiobook'],
  电子书: ['book_kind=ebook'],
  文创: ['kind=creative'],
  特产: ['kind=specialty'],
  书: ['book'],
};
const endsInKind = new RegExp(`^(.*?)(${Object.keys(kinds).join('|')})$`, 'u');

/** 看电影 asks for films. */
const isVerb = /^[看听逛去学]$/u;

/** 书法课 → 书法, 课: the kind that stands last, where it is all there is or something of more than one character is before it. */
export function kindIn(text: string): { about: string; kind: Kind | undefined } {
  const [, about = '', typed = ''] = endsInKind.exec(text) ?? [];
  const facts = kinds[typed];
  const before = about.replace(/的$/u, '').trim();
  if (facts !== undefined && typed.length > 1 && isVerb.test(before)) return { about: '', kind: { typed, facts } };
  if (facts === undefined || [...before].length === 1) return { about: text, kind: undefined };
  return { about: before, kind: { typed, facts } };
}

type Hours = { days?: unknown; open?: unknown; close?: unknown };
const evening = '20:00';

/** When a house is open, as the facts that needs ask for. */
export function openingFacts(hours: unknown): string[] {
  if (!Array.isArray(hours)) return [];
  const rows: Hours[] = hours.filter((row) => typeof row === 'object' && row !== null);
  const open = new Set(rows.flatMap(({ days }) => (Array.isArray(days) ? days : [])).map(String));
  const isLate = rows.some(({ close }) => typeof close === 'string' && close >= evening);
  const isAlways = rows.some(({ open: from, close }) => from === '00:00' && close === '24:00');
  return [
    ...[...open].map((day) => `opens=${day}`),
    ...(open.size === 7 ? ['opens=daily'] : []),
    ...(isLate ? ['opens=evening'] : []),
    ...(isAlways ? ['opens=always'] : []),
  ];
}
