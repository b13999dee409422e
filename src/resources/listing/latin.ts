import { readingsIn } from '../../fields/pinyin.ts';
import { placesByName } from '../../fields/regions/short-names.ts';
import type { Spelling } from './spelling.ts';

// English and pinyin for days, prices, kinds and houses. The words of titles need none of it: they have their sounds in the index (sounds.ts).

const english: Readonly<Record<string, string>> = {
  ...{ today: '今天', tonight: '今晚', 'this evening': '今晚', tomorrow: '明天', 'tomorrow night': '明晚' },
  ...{ 'this weekend': '这周末', weekend: '周末', weekends: '周末', 'next weekend': '下周末', 'this week': '这周' },
  ...{ 'next week': '下周', 'this month': '本月', 'next month': '下个月', now: '现在有' },
  ...{ monday: '周一', tuesday: '周二', wednesday: '周三', thursday: '周四', friday: '周五', saturday: '周六' },
  ...{ sunday: '周日', morning: '上午', afternoon: '下午', evening: '晚上', night: '晚上', evenings: '晚上' },
  ...{
    'new year': '元旦',
    "new year's eve": '跨年',
    'spring festival': '春节',
    'chinese new year': '春节',
    christmas: '圣诞',
  },
  ...{ free: '免费', 'free of charge': '免费', bookable: '可以预约' },
  ...{ library: '图书馆', libraries: '图书馆', museum: '博物馆', museums: '博物馆', 'art museum': '美术馆' },
  ...{ gallery: '美术馆', 'art gallery': '美术馆', theatre: '剧院', theater: '剧院', 'cultural centre': '文化馆' },
  ...{ 'cultural center': '文化馆', 'culture centre': '文化馆', venue: '场馆', venues: '场馆', parking: '有停车' },
  ...{
    wheelchair: '无障碍',
    accessible: '无障碍',
    'reading room': '阅览室',
    'study room': '自习室',
    'piano room': '琴房',
  },
  ...{ event: '活动', events: '活动', activity: '活动', activities: '活动', workshop: '体验', workshops: '体验' },
  ...{ exhibition: '展览', exhibitions: '展览', exhibit: '展览', show: '演出', shows: '演出', performance: '演出' },
  ...{
    lecture: '讲座',
    lectures: '讲座',
    talk: '讲座',
    talks: '讲座',
    course: '课程',
    courses: '课程',
    class: '课',
    classes: '课',
  },
  ...{ lesson: '课', lessons: '课', contest: '比赛', competition: '比赛', volunteer: '志愿者', volunteering: '志愿者' },
  ...{
    concert: '音乐会',
    concerts: '音乐会',
    music: '音乐',
    film: '电影',
    films: '电影',
    movie: '电影',
    movies: '电影',
  },
  ...{
    cinema: '电影',
    opera: '戏曲',
    'yue opera': '越剧',
    'sichuan opera': '川剧',
    'beijing opera': '京剧',
    drama: '戏剧',
  },
  ...{ 'peking opera': '京剧', dance: '舞蹈', dancing: '舞蹈', choir: '合唱', singing: '合唱', storytelling: '故事会' },
  ...{
    'paper cutting': '剪纸',
    papercut: '剪纸',
    papercutting: '剪纸',
    calligraphy: '书法',
    painting: '国画',
    pottery: '陶艺',
  },
  ...{
    ceramics: '陶艺',
    bamboo: '竹编',
    embroidery: '刺绣',
    'shadow puppet': '皮影',
    'shadow puppets': '皮影',
    puppet: '皮影',
  },
  ...{ 'tai chi': '太极', taichi: '太极', photography: '摄影', handicraft: '手工', handicrafts: '手工', craft: '手工' },
  ...{
    crafts: '手工',
    tea: '茶',
    heritage: '非遗',
    'intangible heritage': '非遗',
    archaeology: '考古',
    archeology: '考古',
  },
  ...{
    'things to do': '有什么好玩的',
    'what to do': '有什么好玩的',
    'what to see': '有什么好玩的',
    "what's on": '有什么好玩的',
    'what is on': '有什么好玩的',
    'puppet show': '皮影',
    'shadow puppet show': '皮影',
    'shadow play': '皮影',
    'for kids': '带孩子',
    toddler: '3岁孩子',
    toddlers: '3岁孩子',
    'story time': '故事会',
    storytime: '故事会',
    'drum storytelling': '鼓书',
    drum: '鼓',
    ballad: '评弹',
    pingtan: '评弹',
    stories: '故事',
    story: '故事',
    learn: '学',
    read: '看书',
    reading: '阅读',
    study: '自习',
    'study space': '自习室',
    volunteers: '志愿者',
    drawing: '画画',
    paint: '画画',
    sing: '唱歌',
    piano: '琴房',
    guitar: '乐器',
    instrument: '乐器',
    instruments: '乐器',
    violin: '乐器',
    documentary: '纪录片',
    documentaries: '纪录片',
    'old movies': '老电影',
    'old films': '老电影',
    'silent film': '默片',
    poem: '诗',
    poems: '诗',
    history: '历史',
    local: '当地',
    specialties: '特产',
    specialty: '特产',
    market: '市集',
    fair: '市集',
    'tea ceremony': '茶艺',
    bookmark: '书签',
    bookmarks: '书签',
    magnet: '冰箱贴',
    'fridge magnet': '冰箱贴',
    'fridge magnets': '冰箱贴',
    scarf: '丝巾',
    borrow: '借书',
    'library card': '借书证',
    'phone class': '智能手机',
    smartphone: '智能手机',
    'audio description': '口述影像',
    exercise: '健身',
    workout: '健身',
    'after work': '下班后',
    lunchtime: '中午',
    indoor: '室内',
    indoors: '室内',
    'rainy day': '下雨天',
  },
  ...{ erhu: '二胡', braille: '盲文', 'sign language': '手语', subtitles: '字幕', captions: '字幕', dialect: '方言' },
  ...{
    book: '书',
    books: '书',
    ebook: '电子书',
    ebooks: '电子书',
    audiobook: '有声书',
    audiobooks: '有声书',
    poetry: '诗',
  },
  ...{ 'picture book': '绘本', 'picture books': '绘本', 'reading club': '读书会', 'book club': '读书会', news: '资讯' },
  ...{
    souvenir: '文创',
    souvenirs: '文创',
    gift: '文创',
    gifts: '文创',
    tickets: '票',
    live: '直播',
    livestream: '直播',
  },
  ...{
    kids: '带孩子',
    kid: '带孩子',
    children: '带孩子',
    child: '带孩子',
    family: '亲子',
    families: '亲子',
    seniors: '老年',
  },
  ...{ elderly: '老年', senior: '老年', parent: '亲子', parents: '亲子', blind: '视障', deaf: '听障' },
};
/** With which others join these. */
const joining = new Set(
  `a an the in on at of for to with and or is are there any i we my me can what what's whats where how do does things thing see go
   near nearby around some find want visit get going come take taking doing happening attend join about from by up out have has would like love could
   should please tell looking look good best nice place places somewhere anything something who which am be will us our you your they town city area here
   old year years not too very open opening hours close closing address phone`.split(/\s+/u),
);
/** Written in pinyin they name no title. */
const inPinyin =
  '今天 明天 后天 今晚 明晚 周末 这周末 下周末 这周 下周 周一 周二 周三 周四 周五 周六 周日 星期六 星期天 上午 下午 晚上 元旦 春节 免费 活动 展览 讲座 演出 课程 培训 场馆 电影 亲子 少儿 儿童 老人 老年 孩子 带娃 遛娃 带孩子 爸妈 附近 哪里 怎么学 有什么 好玩的 自习室 体验 手工 讲故事 故事会 看戏 听书 直播 特产 文创 志愿者 图书馆 博物馆 文化馆 美术馆 剧院'.split(
    ' ',
  );
const houses = ['图书馆', '博物馆', '文化馆', '美术馆'];
/** At the end of a longer word: shufake, qxbwg. */
const atEnd = [...houses, '剧院', '课', '班', '展'];
const leastBefore = 2;
const shortest = 6;

type Table = { words: ReadonlyMap<string, string>; ends: readonly (readonly [said: string, word: string])[] };
let known: Table | undefined;

function tableOf(spelling: Spelling): Table {
  if (known !== undefined) return known;
  const said = (word: string) => spelling.syllables(word).join('');
  const initials = (word: string) =>
    spelling
      .syllables(word)
      .map(([first = '']) => first)
      .join('');
  const cities = new Map<string, string | undefined>();
  for (const [name, code] of placesByName()) {
    // 苏州 and 宿州 are one word here, and so neither.
    if (code.endsWith('00') && /^\p{Script=Han}{2,4}$/u.test(name) && !/[省市]$/u.test(name))
      cities.set(said(name), cities.has(said(name)) ? undefined : name);
  }
  const named = [...cities].flatMap(([pinyin, name]): [string, string][] =>
    name === undefined || pinyin.length < shortest ? [] : [[pinyin, name]],
  );
  known = {
    words: new Map([
      ...named,
      ...inPinyin.map((word): [string, string] => [said(word), word]),
      ...Object.entries(english),
      ...houses.map((word): [string, string] => [initials(word), word]),
    ]),
    ends: [
      ...atEnd.map((word) => [said(word), word] as const),
      ...houses.map((word) => [initials(word), word] as const),
    ].toSorted((a, b) => b[0].length - a[0].length),
  };
  return known;
}

const mostWords = 3;
const letters = /[a-z][a-z'’-]*(?: +[a-z][a-z'’-]*)*/giu;

/** A question with its English and pinyin words in Chinese; any other is unchanged. */
export function chineseOf(text: string, spelling: Spelling): string {
  if (!/[a-z]{2}/i.test(text)) return text;
  const { words, ends } = tableOf(spelling);
  return text.replace(letters, (run) => {
    const typed = run.replaceAll('’', "'").split(/ +|-(?=[a-z])/iu);
    const found: string[] = [];
    let isKnown = false;
    for (let at = 0; at < typed.length; ) {
      let size = Math.min(mostWords, typed.length - at);
      while (size > 0 && wordIn(words, typed, at, size) === undefined) size -= 1;
      const word = size > 0 ? wordIn(words, typed, at, size) : undefined;
      const split = word ?? endOf(typed[at] ?? '', ends);
      isKnown ||= split !== undefined;
      found.push(split ?? typed[at] ?? '');
      at += Math.max(1, size);
    }
    if (!isKnown) return run;
    return found.filter((word) => !joining.has(word.toLowerCase())).join(' ');
  });
}

const lower = (typed: readonly string[], at: number, size: number) =>
  typed
    .slice(at, at + size)
    .join(' ')
    .toLowerCase();

/** dai wa, written apart, is daiwa. */
const wordIn = (words: Table['words'], typed: readonly string[], at: number, size: number) =>
  words.get(lower(typed, at, size)) ?? (size > 1 ? words.get(lower(typed, at, size).replaceAll(' ', '')) : undefined);

function endOf(typed: string, ends: Table['ends']): string | undefined {
  const word = typed.toLowerCase();
  for (const [said, name] of ends) {
    const before = word.slice(0, -said.length);
    const isSaid = said.length > 3 || before.length <= 3 || readingsIn(before).length > 0;
    if (word.endsWith(said) && before.length >= leastBefore && isSaid && (said.length > 3 || isTold(word, said)))
      return `${before} ${name}`;
  }
  return undefined;
}

/** ke, ban and zhan end other words, too: only after two whole syllables. */
const isTold = (word: string, said: string) =>
  !/[aeiou]/.test(said) || (readingsIn(word.slice(0, -said.length))[0]?.length ?? 0) >= 2;
