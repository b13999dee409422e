import { channels, isChannelCode } from '../../channels/channels.ts';
import type { ReadValue } from '../announcement.ts';
import { type Context, fromText, type Values } from './context.ts';
import { fact } from './facts.ts';
import { numberIn } from './numerals.ts';
import type { Piece } from './pieces.ts';
import type { At } from './sessions.ts';

/** The values for which the channel has a field. */
export function ofChannel(channel: string, values: Values): Values {
  if (!isChannelCode(channel)) return values;
  const fields = new Set(channels[channel].groups.flatMap((group) => Object.keys(group.fields)));
  const { contact_phone: phone } = values;
  const all = { ...(phone !== undefined && { phone }), ...values };
  return Object.fromEntries(Object.entries(all).filter(([field]) => fields.has(field)));
}

const goods: readonly (readonly [string, RegExp])[] = [
  ['service', /研学|体验|半日课|课程|团体/],
  ['show', /门票|票务|套票|年卡|通票|观演|演出票/],
  ['show', /看戏卡|观演卡|演出卡|惠民卡/],
  ['creative', /盲盒|文创|明信片|书签|帆布|冰箱贴|笔记本|徽章|徽标|摆件|日历|台历|胶带|钥匙扣/],
  [
    'craft',
    /剪纸|刺绣|竹|手工|手作|陶|蓝染|扎染|蓝印|木雕|绣|漆|麦秆|团扇|伞|香囊|草编|灯笼|夹缬|染|编织|银饰|木版|年画|面塑|泥塑|传承人/,
  ],
  ['book', /图书(?!馆)|画册|丛书|连环画|《/],
  ['specialty', /粉丝|茶|蜜|米|酒|糕|果|笋|菌|油|酱|腊|糖|面|特产|薯|柿|桃|梨|橘|鱼|蛋|豆|山核桃/],
];
const rooms: readonly (readonly [string, RegExp])[] = [
  ['dance', /舞蹈|形体/],
  ['rehearsal', /排练|排演/],
  ['piano', /琴房|琴室/],
  ['exhibition', /展厅|展览/],
  ['reading', /阅览|自习|自修|阅读|书房/],
  ['meeting', /会议|研讨|讨论/],
  ['sports', /球|健身|体育|棋/],
  ['hall', /报告厅|剧场|礼堂|多功能厅/],
];
/** Kinds of recordings and films. */
const recordings: readonly (readonly [string, RegExp])[] = [
  ['guide', /导览|导赏|讲解/],
  ['radio', /广播剧/],
  ['opera', /戏|剧|曲艺|评弹|唱段|昆曲/],
  ['oral', /口述/],
  ['lecture', /讲座|讲堂|课/],
  ['story', /故事|绘本|童话/],
  ['music', /音乐|歌|曲|童谣|专辑|琴/],
];
const films: readonly (readonly [string, RegExp])[] = [
  ['mooc', /慕课|网课|微课|公开课|教程|共\d{1,3}(?:讲|课)/],
  ['oral', /口述/],
  ['animation', /动画|动漫/],
  ['heritage', /非遗|传承/],
  ['lecture', /讲座|讲堂/],
  ['stage', /[戏剧]|晚会|演出/],
  ['micro', /微视频|微电影|短视频|微纪录片/],
  ['feature', /./],
];
const carriers: readonly (readonly [string, RegExp])[] = [
  ['audiobook', /有声|听书|收听/],
  ['ancient', /古籍|善本|家谱|地方志/],
  ['periodical', /期刊|杂志|学术|电子报/],
  ['picture_book', /绘本|连环画/],
  ['ebook', /电子|数据库|在线|数字/],
  ['paper', /./],
];
const levels: Readonly<Record<string, string>> = {
  国家级: 'national',
  省级: 'province',
  市级: 'city',
  县级: 'county',
  区级: 'county',
};
const kindIn = (kinds: typeof goods, title: string, words: string): string | undefined =>
  (kinds.find(([, form]) => form.source !== '.' && form.test(title)) ??
    kinds.find(([, form]) => form.test(words)))?.[0];

/** 6小时, 24分钟, 8分40秒, in seconds; 8集，每集15分钟 is their product. */
function secondsIn(words: string): number | undefined {
  const [, count, each] =
    /(\d{1,3}) ?(?:集|期|讲|回|段)[,、; ]{0,2}每(?:集|期|讲|回|段)[约长]{0,2} ?(\d{1,3}) ?分/.exec(words) ?? [];
  if (count !== undefined && each !== undefined) return Number(count) * Number(each) * 60;
  const match =
    /(?:时长|片长|合计|共计|总计|全长|全程|长|》 ?\()[: ]?(?:约|为)? ?(?:(\d{1,3}) ?(?:个)?小时)? ?(?:(\d{1,4}) ?(?:分钟|分))? ?(?:(\d{1,2}) ?秒)?/g;
  for (const [, hours, minutes, seconds] of words.matchAll(match)) {
    const total = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
    if (total > 0) return total;
  }
  return undefined;
}

const spellings = { week: '周(?:[一二三四五六日末])', until: ' ?(?:至|到|-|、) ?' };
const hoursForm = new RegExp(
  `(?:(?<days>每[天日]|全天|(?:每?${spellings.week})(?:${spellings.until}${spellings.week}){0,6}) ?:? ?)?(?:早上?|上午)? ?(?<open>\\d{1,2}(?::\\d{2})?|[一二三四五六七八九十]{1,3})(?<a>点半?)? ?(?:-|至|到) ?(?<part>中午|下午|晚上?|夜里)? ?(?<close>\\d{1,2}(?::\\d{2})?|[一二三四五六七八九十]{1,3})(?<b>点半?)?`,
  'g',
);

/** 周二至周日 18:00-21:00; 早八点到晚九点 is every day. */
function hoursIn(words: string): string | undefined {
  for (const { groups = {} } of words.matchAll(hoursForm)) {
    const { days, open = '', close = '', a, b, part } = groups;
    const clock = (text: string, half: string | undefined, isLate: boolean): string | undefined => {
      const [hours = '', minutes] = text.split(':');
      const number = numberIn(hours);
      if (number === undefined || (minutes === undefined && half === undefined)) return undefined;
      const later = isLate && number < 12 ? number + 12 : number;
      const rest = minutes ?? (half === '点半' ? '30' : '00');
      return `${String(later).padStart(2, '0')}:${rest}`;
    };
    const opens = clock(open, a, false);
    const closes = clock(close, b, /下午|晚|夜/.test(part ?? ''));
    if (opens === undefined || closes === undefined) continue;
    return `${days === undefined || /^(?:每日|全天)$/.test(days) ? '每天' : days.replace(/^每(?=周)/, '')} ${opens}-${closes}`;
  }
  return undefined;
}

/** Fields of things that do not take place: wares, rooms, books, films, recordings. */
export function otherValues(context: Context, channel: string, pieces: readonly Piece[], values: Values): Values {
  const { plain, source } = context;
  const words = pieces.map(({ label, from, to }) => `${label}${plain.slice(from, to)}`).join('\n');
  const title = values.title?.value ?? '';
  const read = (value: string, piece: Piece): ReadValue => ({
    value,
    spans: [source.spanOf(piece.from, piece.to)],
    source: 'text',
  });
  const byTitle = (value: string): ReadValue => ({ value, spans: values.title?.spans ?? [], source: 'text' });
  const find = (form: RegExp) => {
    for (const piece of pieces) {
      const match = form.exec(piece.label + plain.slice(piece.from, piece.to));
      if (match !== null) return { match, piece };
    }
    return undefined;
  };
  const told = (
    field: string,
    form: RegExp,
    to: (match: RegExpExecArray) => string = ([, value = '']) => value,
  ): Values => {
    const found = find(form);
    if (found === undefined) return {};
    const { match, piece } = found;
    const value = to(match).trim();
    // In the signs of the text: 45×45 cm，纯棉
    const at = piece.from - piece.label.length + match.index + match[0].indexOf(value);
    const isThere = value !== '' && plain.slice(at, at + value.length) === value;
    return { [field]: read(isThere ? source.wordsAt(at, at + value.length).trim() : value, piece) };
  };
  if (channel === 'market') {
    const kind = kindIn(goods, title, words);
    return {
      ...(kind !== undefined && { kind: byTitle(kind) }),
      ...marketPrices(context, pieces),
      ...told(
        'spec',
        /(?:规格|尺寸|型号)(?:为|约)?[: ]{0,2}([^\n。;]{2,40}?)(?=[。;\n]|,(?=[^,]{0,6}\d{1,5} ?元)|$)|([^\n,。;:]{1,4}装,\d{1,4} ?页)/,
        ([, one, other]) => one ?? other ?? '',
      ),
      ...told('spec', /(?<!\d)\d{1,4} ?(?:克|斤|ml|毫升|枚|只|片|公斤)(?:一|\/)[袋盒瓶罐件套箱]/, ([whole]) => whole),
      ...told('inheritor', /传承人[: ]{0,2}([\p{Script=Han}]{2,4}?)(?=亲手|手工|制作|,|。|;|\(|\n| |$)/u),
      ...told('heritage_level', /(国家级|省级|市级|县级|区级)/, ([, level = '']) => levels[level] ?? 'none'),
      ...told('seller', /(?:经营|销售|出品)(?:单位|主体|者|方)[: ]{1,2}([^\n,。;]{2,40})/),
      ...told('origin', /产地(?:为)?[: ]{0,2}([^\n,。;]{2,20})/),
      ...(values.booking_url !== undefined && { buy_url: values.booking_url }),
      ...told('buy_url', /(https?:\/\/[\w./?=&%#:~+-]{4,240})/),
    };
  }
  if (channel === 'venue') {
    const room = kindIn(rooms, title, '');
    const open = pieces
      .filter(({ subject }) => subject !== 'booking' && subject !== 'phone')
      .flatMap((piece) => {
        const hours = hoursIn(piece.label + plain.slice(piece.from, piece.to));
        return hours === undefined ? [] : [read(hours, piece)];
      })[0];
    const bookable = find(
      /(?<!不接受[^\n,。;]{0,4})(?:预约|预订|档期申请|订场|可以借|可借|借用|租用|租借|提前)|(?<!排队|现场)登记/,
    );
    return {
      ...(room !== undefined && { room_type: byTitle(room) }),
      ...(open !== undefined && { opening_hours: open }),
      ...(bookable !== undefined && { bookable: read('1', bookable.piece) }),
      ...told('area_sqm', /(?:面积|约)?[: ]{0,2}(\d{2,5}(?:\.\d{1,2})?) ?(?:平方米|平米|㎡|m²|平方)/),
      ...told(
        'capacity',
        /(?:座位|可容纳|容纳人数|能坐|可坐|坐|设座位|不超过|最多|容纳)[: ]?(?:约)?(\d{1,4}) ?(?:人|个|座|位)|(?:\(|共|设|有)(\d{2,4}) ?(?:座|个座位|席)(?=[),。; ])/,
        ([, one, other]) => one ?? other ?? '',
      ),
      ...(values.fee_type === undefined &&
        told('fee_type', /免费(?:使用|开放|预约|借用)|不收(?:费|钱)|免(?:场租|租金)/, () => 'free')),
    };
  }
  const seconds = secondsIn(words);
  const length = find(/时长|片长|合计|共计|总计|全长|全程|》 ?\(\d{1,3} ?分|每[集期讲回段][约长]{0,2} ?\d{1,3} ?分/);
  const author = find(
    /(?:责任者|导演|主编|作者|著者|编著|出品|制作|创作|摄制|拍摄)(?:单位|方)? ?: ?([^\n,。;]{2,40})|(?:导演|作者)([\p{Script=Han}·]{2,8})(?=[,。; ]|$)|((?:文|图|绘|著)\/[^\n,。;]{2,30})|(?:^|[,。; 由])([^,。;\n由]{2,30}?)(?:整理|编纂|编著|编写|编撰|撰写|主编|著){1,3}的《|(?:^|[,。; )])([\p{Script=Han}·]{2,12}) ?[著编译](?=[,。; ]|$)|由((?![^,。;\n]{0,6}(?:讲解员|馆员|志愿者|集体))[^,。;\n由]{2,30}?)(?:联合)?(?:出品|摄制|制作)/u,
  );
  const authors =
    author?.match[1] ??
    author?.match[2] ??
    author?.match[3] ??
    author?.match[4] ??
    author?.match[5] ??
    author?.match[6] ??
    '';
  const reader = find(
    /(?:朗读|演播|播讲|演唱|讲述|录制|讲解员) ?:? ?([\p{Script=Han}·“” ]{2,20}?)(?=录制|演唱|[\n,。; ]|$)|由(?:讲解员|志愿者|主播|播音员)?([\p{Script=Han}·]{2,12}?)(?:演唱|演播|朗读|讲述|录制|播讲)/u,
  );
  const named = reader?.match[1] ?? reader?.match[2];
  // 由馆员集体录制 names no one.
  const readers = /集体|馆员|工作人员|志愿者/.test(named ?? '') ? undefined : named;
  const carrier = channel === 'book' ? kindIn(carriers, title, words) : undefined;
  const work =
    channel === 'audio'
      ? kindIn(recordings, title, words)
      : channel === 'video'
        ? kindIn(films, title, words)
        : undefined;
  const access =
    /馆内(?:局域网|使用|阅览|访问)|仅限馆内|到馆/.test(words) && !/馆外/.test(words)
      ? 'inhouse'
      : /读者证|借书证|持证/.test(words)
        ? 'card'
        : /不用登录|无需登录|免登录|公开|公众号[^\n。,]{0,10}(?:直接|可)[看读听]/.test(words)
          ? 'open'
          : /登录|注册/.test(words)
            ? 'login'
            : undefined;
  return {
    ...(seconds !== undefined && length !== undefined && { duration_s: read(String(seconds), length.piece) }),
    ...(author !== undefined && {
      author: read(authors.trim(), author.piece),
      creator: read(authors.trim(), author.piece),
    }),
    ...(reader !== undefined && readers !== undefined && { performer: read(readers, reader.piece) }),
    ...(carrier !== undefined && { book_kind: byTitle(carrier) }),
    ...(work !== undefined && { work_type: byTitle(work) }),
    ...(access !== undefined && { access: byTitle(access) }),
    ...told(
      'publisher',
      /出版(?:社|者|单位)? ?: ?([^\n,。;]{2,40}?)(?= {1,2}\d{4}|[\n,。;]|$)|(?:由|,|《|^)?((?!由)[\p{Script=Han}]{2,14}(?:出版社|文艺社|书局|书社))/u,
      ([, one, other]) => one ?? other ?? '',
    ),
    ...told(
      'pub_year',
      /出版(?:年份?|时间|日期) ?: ?(\d{4})|出版(?:社|者|单位)? ?: ?[^\n。;]{2,30}[, ](\d{4})年|(?:出版社|书局|书社)[,， ]{1,2}(\d{4})年?|(\d{4})年(?:\d{1,2}月)?(?:第?[\d一二三]版|出版)/,
      ([, ...found]) => found.find((each) => each !== undefined) ?? '',
    ),
    ...told('pages', /(?<!\d)(\d{1,4}) ?页/),
    ...told('isbn', /ISBN ?:? ?([\dXx-]{10,17})/),
    ...told('read_url', webAddress),
    ...told('play_url', webAddress),
    ...told('resolution', /(?:分辨率|清晰度|画质|[,、(])?[: ]?(480p|720p|1080p|2160p|4k)/i, ([, size = '']) =>
      size.toLowerCase().replace('4k', '2160p'),
    ),
    ...told('format', fileForms, ([, ...found]) => found.find((each) => each !== undefined)?.toLowerCase() ?? ''),
  };
}

const webAddress = /(https?:\/\/[\w./?=&%#:~+-]{4,240})/;
/** PDF格式; yao.mp4 */
const fileForms =
  /(?<![A-Za-z\d])(PDF|EPUB|MP3|M4A|AAC|FLAC|MP4|M3U8)(?: ?格式| ?文件|[),;。])|格式[: 为]{0,2}(PDF|EPUB|MP3|M4A|AAC|FLAC|MP4|M3U8)|\.(mp4|m3u8|mp3|m4a|aac|flac|pdf|epub)(?![\w/])/i;

const money = '(?<sum>\\d{1,6}(?:\\.\\d{1,2})?) ?(?:元|块)';
const listPrice = /(?:原价|市场价|门市价)[: ]?[¥￥]? ?(?<sum>\d{1,6}(?:\.\d{1,2})?)/;
const salePrice = new RegExp(
  `(?:(?:预售|零售|团购|优惠|活动|现)价|售价|定价|价格|单价|只要|仅需|每[\\p{Script=Han}]{1,2})[: ]?(?:为)?${money}`,
  'u',
);
const anySum = new RegExp(
  `(?<!(?:邮费|运费|满|减|奖|押金|抵|原价|市场价)[: ]?)(?<![\\d.])${money}|[¥￥] ?(?<yuan>\\d{1,6}(?:\\.\\d{1,2})?)`,
  'g',
);

/** The price of a ware; where several are written, one looks which. */
function marketPrices(context: Context, pieces: readonly Piece[]): Values {
  const { plain } = context;
  const all = pieces.flatMap((piece) => {
    const begin = piece.from - piece.label.length;
    const words = plain.slice(begin, piece.to);
    return [...words.matchAll(anySum)].map(({ 0: whole, groups, index }): { value: string; at: At } => ({
      value: String(Number(groups?.sum ?? groups?.yuan)),
      at: [begin + index, begin + index + whole.length],
    }));
  });
  const text = pieces.map(({ label, from, to }) => label + plain.slice(from, to)).join('\n');
  const sale = salePrice.exec(text)?.groups?.sum;
  const list = listPrice.exec(text)?.groups?.sum;
  const first = all.find(({ value }) => sale !== undefined && value === String(Number(sale))) ?? all[0];
  if (first === undefined) return {};
  const isSole = new Set(all.map(({ value }) => value)).size === 1;
  const more = isSole ? {} : { doubt: fact('announcements.price_unclear', { words: plain.slice(...first.at) }) };
  return {
    price: fromText(context, first.value, [first.at], more),
    ...(list !== undefined && list !== sale && { list_price: fromText(context, String(Number(list)), [first.at]) }),
  };
}
