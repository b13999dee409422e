import type { ReadValue } from '../announcement.ts';
import { type BookingWay, bookingIn, isBookedBy, periodIn, urlsIn } from './booking.ts';
import { besides, type Context, first, fromText, momentRead, of, regions, type Values } from './context.ts';
import { fact } from './facts.ts';
import { hide } from './left-out.ts';
import { hostIn, namesIn } from './organizers.ts';
import { type Ages, agesIn, audienceIn, type Count, countIn } from './people.ts';
import { type PhoneWords, phonesIn, phoneValue } from './phones.ts';
import type { Piece } from './pieces.ts';
import { addressAlone, placeAlone, placeAt, placeIn, type Where } from './places.ts';
import { priceIn } from './prices.ts';
import type { At } from './sessions.ts';
import { bookingWords } from './when.ts';

export function placeValues(context: Context, pieces: readonly Piece[]): { values: Values; where: Where | undefined } {
  const { plain, about } = context;
  // 下雨则移至影剧厅: the place of another day.
  const dry = hide(
    plain,
    [...plain.slice(0, 20_000).matchAll(inRain), ...plain.slice(0, 20_000).matchAll(placeBefore)].map(
      ({ 0: words, index }): At => [index, index + words.length],
    ),
  );
  const labelled = of(pieces, 'place').toSorted((one, other) => rank(one) - rank(other));
  const told = first(
    labelled.filter(({ label }) => !isAddressLabel(label)),
    (from, to) => placeAt(plain, from, to, about),
  );
  const addressed = first(
    labelled.filter(({ label }) => isAddressLabel(label)),
    (from, to) => placeAt(plain, from, to, about),
  );
  // 河坊里17号，下雨也开门: a line that is an address, or begins with one.
  const bare =
    addressed === undefined
      ? first(of(pieces, undefined, 'other', 'phone'), (from, to) => addressAlone(plain, from, to, about))
      : undefined;
  const free =
    told ??
    (addressed?.name === undefined
      ? (first(
          of(pieces, 'time').filter(({ label }) => label !== ''),
          (from, to) => placeAlone(dry, from, to, about),
        ) ??
        first(besides(pieces, 'booking', 'published', 'phone'), (from, to) => placeIn(dry, from, to, about)) ??
        first(of(pieces, undefined, 'other', 'time', 'flow', 'title'), (from, to) => placeAlone(dry, from, to, about)))
      : undefined);
  const sole = free ?? addressed;
  const where =
    sole !== undefined && told !== undefined && isInSeveral(plain, labelled)
      ? { ...sole, doubt: fact('announcements.place_unclear') }
      : sole !== undefined &&
          told === undefined &&
          (isOneOfMany(context, pieces, sole) || !isOwnRoom(context, sole) || isBeside(context, sole))
        ? { ...sole, doubt: fact('announcements.place_unclear') }
        : sole;
  if (where === undefined) return { values: onlineMode(context, pieces), where };
  const written = addressed?.address === undefined ? bare : addressed;
  const address =
    where.isOwnAddress || where.address === undefined ? (written?.address ?? where.address) : where.address;
  const addressAt = where.addressAt ?? written?.addressAt;
  const isOwn = where.isOwnAddress && written?.address === undefined;
  const { name, at } = where;
  return {
    where,
    values: {
      ...(name !== undefined &&
        at !== undefined && {
          place_name: fromText(
            context,
            asWritten(context, name, at),
            [at],
            where.doubt === undefined ? {} : { doubt: where.doubt },
          ),
        }),
      ...(address !== undefined && {
        address: isOwn
          ? { value: address, spans: [], source: 'institution' }
          : fromText(
              context,
              addressAt === undefined ? address : asWritten(context, address, addressAt),
              addressAt === undefined ? [] : [addressAt],
            ),
      }),
      ...(at !== undefined && { mode: fromText(context, modeOf(context, pieces, where), [at]) }),
      ...(at === undefined && addressAt !== undefined && { mode: fromText(context, 'offline', [addressAt]) }),
    },
  };
}
/** 由音乐厅调整至大剧场: the place that was. */
const placeBefore =
  /(?:由|从|原(?:定)?(?:在|于)?)(?=[^\d])[^,。;\n]{2,20}?(?=(?:调整|变更|更改|改|移|转|搬)(?:至|到|为|在))/g;
const inRain =
  /(?:如遇|若遇|遇|下|阴|有|大|降)[雨雪风][^,。;\n]{0,6},?[^,。;\n]{0,6}(?:移|改|搬|挪|换|转)[^,。;\n]{0,20}|(?:Rain plan|雨天(?:备用|备选|方案|场地)[^:\n]{0,6}) ?:[^\n]*/g;

/** Rows of the same name in several places: one looks which of them it is. */
function isInSeveral(plain: string, labelled: readonly Piece[]): boolean {
  const names = labelled.filter((piece) => rank(piece) === 0).map(({ from, to }) => plain.slice(from, to).trim());
  const [first = ''] = names;
  return names.some((name) => name !== '' && !name.includes(first) && !first.includes(name));
}

/** A place without a label that the institution has among its rooms. */
const isOwnRoom = ({ about }: Context, { name = '' }: Where): boolean =>
  about.places.some(({ title }) => title.length > 1 && (name.includes(title) || title.includes(name)));

/** 自修区旁创客间 is another room than 自修区. */
const isBeside = ({ plain }: Context, { at }: Where): boolean =>
  at !== undefined && /^(?:旁|边|对面|隔壁|楼[上下]|外|[东西南北]侧)/.test(plain.slice(at[1]));

/** Two rooms of the house in sentences: one looks which of them it is. */
function isOneOfMany({ plain, about }: Context, pieces: readonly Piece[], { name = '' }: Where): boolean {
  const words = pieces.map(({ from, to }) => plain.slice(from, to)).join('\n');
  return about.places
    .slice(0, 300)
    .some(({ title }) => title.length > 2 && !name.includes(title) && !title.includes(name) && words.includes(title));
}

/** 三楼书画教室，同步在线直播: both there and on a screen. */
function modeOf({ plain }: Context, pieces: readonly Piece[], { isOnline }: Where): string {
  const words = pieces.map(({ from, to }) => plain.slice(from, to)).join('\n');
  if (isOnline) return 'online';
  return /(?:同步|现场[+和与及])[^\n。]{0,14}直播|直播同步|线上线下同步/.test(words) ? 'mixed' : 'offline';
}

/** Where no house is named, the meeting or the group in which it takes place. */
function onlineMode(context: Context, pieces: readonly Piece[]): Values {
  const at = first(besides(pieces, 'published'), (from, to): At | undefined => {
    const match =
      /视频号|抖音号|快手号|B站|哔哩|全程直播|同步直播|腾讯会议|线上(?:活动|讲座|课|举行|举办|直播)|在线教|微信群公益课|云上|直播间|线上/.exec(
        context.plain.slice(from, to),
      );
    return match === null ? undefined : [from + match.index, from + match.index + match[0].length];
  });
  return at === undefined ? {} : { mode: fromText(context, 'online', [at]) };
}

/** A name in the signs of the text, unless words were left out of it. */
const asWritten = ({ plain, source }: Context, name: string, at: At): string =>
  plain.slice(...at) === name ? source.wordsAt(...at) : name;
const isAddressLabel = (label: string) => /地址|地 址|位置/.test(label);
const rank = ({ label }: Piece) => (/集合|报名|领票/.test(label) ? 2 : isAddressLabel(label) ? 1 : 0);

export function phoneRead(context: Context, pieces: readonly Piece[]): ReadValue | undefined {
  const { plain, about, source } = context;
  const labelled = of(pieces, 'phone').flatMap(({ from, to }) => phonesIn(plain, from, to, true));
  const others = of(
    pieces,
    'booking',
    undefined,
    'other',
    'notice',
    'place',
    'price',
    'capacity',
    'time',
    'audience',
    'organizer',
    'title',
  ).flatMap(({ from, to, subject }) =>
    phonesIn(plain, from, to, subject === 'booking' && /^[ \d-]{7,}/.test(plain.slice(from, to))),
  );
  const all = labelled.length > 0 ? [...labelled, ...others] : others;
  // Beside the number of an identity document stands a person's own telephone.
  const isPrivate = ({ from, value }: PhoneWords) =>
    /^1\d{10}$/.test(value) && (plain.slice(0, from).split('\n').at(-1) ?? '').includes('\u0001');
  // 媒体联系 13800008123，别对外: no one may call it.
  const shown = all.filter(
    ({ from, to }) =>
      !/(?<!多|新|自|融)媒体|记者|勿(?:对?外传?|公开)|别(?:对?外传?|公开)|不(?:对外|公开)/.test(
        `${
          plain
            .slice(0, from)
            .split(/[。;,\n]/)
            .at(-1) ?? ''
        }${plain.slice(to, to + 40).split(/[。;\n]/)[0] ?? ''}`,
      ),
  );
  const phone = shown.find((each) => !isPrivate(each)) ?? shown[0];
  return phone === undefined
    ? undefined
    : phoneValue(phone, about.institution.phone, source.spanOf(phone.from, phone.to));
}

export function peopleValues(
  context: Context,
  pieces: readonly Piece[],
  title: string,
): { values: Values; each: Count | undefined } {
  const { plain } = context;
  const count =
    first(of(pieces, 'capacity'), (from, to) => countIn(plain, from, to, true)) ??
    first(besides(pieces, 'capacity', 'published'), (from, to) => countIn(plain, from, to));
  const audiences = of(pieces, 'audience');
  const ages: Ages | undefined =
    first(audiences, (from, to) => agesIn(plain, from, to)) ??
    first(besides(pieces, 'audience', 'price', 'title'), (from, to) => {
      const words = plain.slice(from, to);
      return agesIn(plain, from, to, /适合|面向|对象|招收|招募|年龄|限/.test(words));
    });
  const words = audiences.map(({ from, to }) => plain.slice(from, to)).join(' ');
  const told = words === '' ? [] : audienceIn(words, ages);
  const counted = told.length > 0 || count === undefined ? [] : audienceIn(groupAt(plain, count.at), undefined);
  const all = besides(pieces, 'published', 'price', 'title');
  const grades = told.length > 0 ? undefined : first(all, (from, to) => found(plain, from, to, gradesForm));
  const withParents =
    told.length > 0
      ? undefined
      : first(all, (from, to) => found(plain, from, to, ages === undefined ? groupsForm : parentsForm));
  const named = told.length > 0 ? undefined : first(all, (from, to) => found(plain, from, to, comersForm));
  const codes =
    told.length > 0
      ? told
      : [
          ...new Set([
            ...audienceIn('', ages),
            ...counted,
            ...(grades === undefined ? [] : ['teen']),
            ...(withParents === undefined ? [] : ['family']),
            ...(named === undefined ? [] : audienceIn(plain.slice(...named), undefined)),
          ]),
        ];
  const fromTitle = codes.length > 0 ? [] : audienceIn(title.replace(/市民|群众|观众|读者|农民|村民|青年/g, ''), ages);
  const chosen = codes.length > 0 ? codes : fromTitle;
  const audienceAt =
    told.length > 0
      ? regions(audiences)
      : [
          ...(counted.length > 0 && count !== undefined ? [count.at] : []),
          ...(ages === undefined ? [] : [ages.at]),
          ...(grades === undefined ? [] : [grades]),
          ...(withParents === undefined ? [] : [withParents]),
          ...(named === undefined ? [] : [named]),
        ];
  return {
    each:
      count !== undefined &&
      (count.isEach || /每[场期班]/.test(pieces.find(({ to }) => to >= count.at[1])?.label ?? ''))
        ? count
        : undefined,
    values: {
      ...(count !== undefined && {
        capacity: fromText(context, count.value, [count.at], count.doubt === undefined ? {} : { doubt: count.doubt }),
      }),
      ...(ages?.min !== undefined && { age_min: fromText(context, ages.min, [ages.at]) }),
      ...(ages?.max !== undefined && { age_max: fromText(context, ages.max, [ages.at]) }),
      ...(chosen.length > 0 && { audience: fromText(context, chosen.join('\n'), audienceAt) }),
    },
  };
}

/** 成人参加 */
const comersForm = /(?:成年人|成人|老年人|中老年人|残障人士)(?:朋友)?(?:参加|参与|均可|专场|可报名)/;
/** 二至四年级, 小学生 */
const gradesForm = /[一二三四五六1-6] ?(?:至|到|-|、) ?[一二三四五六1-6] ?年级|小学[生\d一二三四五六]|中小学生/;
/** Children of an age come with a parent where it says so, or where groups are counted. */
const parentsForm = /家长陪|(?:带|\+) ?(?:一|1)[位名](?:家长|大人|成人)|亲子|\d ?组/;
const groupsForm = /家庭日[^\n]{0,60}\d ?组/;
function found(plain: string, from: number, to: number, form: RegExp): At | undefined {
  const match = form.exec(plain.slice(from, to));
  return match === null ? undefined : [from + match.index, from + match.index + match[0].length];
}

/** 15组家庭, 小学生30名: the group that is counted may come. */
const groupAt = (plain: string, [from, to]: At): string =>
  /家庭|亲子/.exec(plain.slice(from, to + 4))?.[0] ??
  /(?:小学生|中学生|初中生|高中生|大学生|青少年|老年人|老人|残疾人) ?$/.exec(
    plain.slice(Math.max(0, from - 6), from),
  )?.[0] ??
  '';

export function bookingValues(context: Context, pieces: readonly Piece[]): Values {
  const { plain, base } = context;
  // 摊位报名: of those who sell.
  // 10人以上团体请提前三天电话预约：: a way for groups alone.
  const isOfGroups = ({ label, from }: Piece) => {
    const begin = from - label.length;
    return /团体|团队|旅行社/.test(
      plain
        .slice(Math.max(0, begin - 30), begin)
        .split(/[,。;\n]/)
        .at(-1) ?? '',
    );
  };
  const told = of(pieces, 'booking').filter(
    (piece) =>
      !/摊位|商[家户]|展商|志愿/.test(piece.label) &&
      !isOfGroups(piece) &&
      // 观看方式：视频号, where to watch, is no way to book.
      !(/观看|收看|直播/.test(piece.label) && !/预约|报名|购票|领票/.test(plain.slice(piece.from, piece.to))),
  );
  const way =
    first(told, (from, to) => bookingIn(plain, from, to, true)) ??
    // 网上报名：3月2日10:00开始
    first(
      told.map((piece) => ({ from: labelStart(plain, piece), to: piece.to })),
      (from, to) => bookingIn(plain, from, to, true),
    ) ??
    first(told, (from, to) => phoneWay(plain, from, to)) ??
    deskWay(told) ??
    first(of(pieces, 'phone'), (from, to) => labelWay(context, pieces, from, to)) ??
    first(besides(pieces, 'booking', 'published', 'organizer', 'co_organizer'), (from, to) =>
      bookingIn(plain, from, to, false),
    ) ??
    first(besides(pieces, 'booking', 'published', 'organizer', 'co_organizer'), (from, to) =>
      phoneClause(plain, from, to),
    );
  const sentences = besides(pieces, 'booking', 'published', 'phone').flatMap(({ from, to }) =>
    bookingSentences(plain, from, to),
  );
  // 报名电话：……（4月1日18:00截止）
  const byCall = of(pieces, 'phone').filter(({ label }) => /报名|预约|订票/.test(label));
  const { start, end } = periodIn(plain, regions([...told, ...byCall]), sentences, base);
  // With a day until which to book and a telephone alone, one books by it.
  const [only] = of(pieces, 'phone').filter(({ from, to }) => phonesIn(plain, from, to, true).length > 0);
  const byPhone =
    way === undefined &&
    end !== undefined &&
    only !== undefined &&
    !told.some(({ label }) => /方式|途径|办法/.test(label))
      ? ({ way: 'phone', at: [only.from, only.to], others: [] } as const)
      : way;
  const urls = [...told, ...of(pieces, undefined, 'other', 'phone')].flatMap(({ from, to }) => urlsIn(plain, from, to));
  const [url] = urls;
  return {
    ...(byPhone !== undefined && {
      booking: fromText(
        context,
        byPhone.way,
        [byPhone.at],
        byPhone.others.length > 0 ? { others: byPhone.others } : {},
      ),
    }),
    ...(url !== undefined && way?.way === 'online' && { booking_url: fromText(context, url.value, [url.at]) }),
    ...(start !== undefined && { booking_start: momentRead(context, start, [start.at]) }),
    ...(end !== undefined && { booking_end: momentRead(context, end, [end.at]) }),
  };
}

/** 预约：400-555-0505. */
function phoneWay(
  plain: string,
  from: number,
  to: number,
): { way: BookingWay; at: At; others: readonly BookingWay[] } | undefined {
  const [phone] = phonesIn(plain, from, to, true);
  return phone === undefined ? undefined : { way: 'phone', at: [phone.from, phone.to], others: [] };
}

/** 交稿地点：, 领票处：: one goes there. */
function deskWay(told: readonly Piece[]): { way: BookingWay; at: At; others: readonly BookingWay[] } | undefined {
  const desk = told.find(({ label, from, to }) => /(?:地点|地址|处)[】\]: ]*$/.test(label) && to - from > 2);
  return desk === undefined ? undefined : { way: 'onsite', at: [desk.from, desk.to], others: [] };
}

/** Where the label of a part begins; a column's name stands elsewhere. */
const labelStart = (plain: string, { label, from }: Piece): number =>
  plain.slice(from - label.length, from) === label ? from - label.length : from;

function phoneClause(
  plain: string,
  from: number,
  to: number,
): { way: BookingWay; at: At; others: readonly BookingWay[] } | undefined {
  const phone = phonesIn(plain, from, to).find((each) => isBookedBy(plain, [each.from, each.to]));
  return phone === undefined ? undefined : { way: 'phone', at: [phone.from, phone.to], others: [] };
}

/** 报名电话：the label alone says how. */
function labelWay(
  { plain }: Context,
  pieces: readonly Piece[],
  from: number,
  to: number,
): { way: BookingWay; at: At; others: readonly BookingWay[] } | undefined {
  const piece = pieces.find((each) => each.from === from);
  return piece !== undefined &&
    /报名|预约|订票|预订|领票|购票|登记/.test(piece.label) &&
    phonesIn(plain, from, to, true).length > 0
    ? { way: 'phone', at: [from - piece.label.length, from], others: [] }
    : undefined;
}

/** Clauses that speak of booking, and the days that follow them: 报名到前台填表，8月31日8:30起. */
function bookingSentences(plain: string, from: number, to: number): At[] {
  let begin = from;
  let isOpen = false;
  return plain
    .slice(from, to)
    .split(/(?<=[。;!, ])/)
    .flatMap((part): At[] => {
      const at: At = [begin, begin + part.length];
      begin += part.length;
      const isNone = /(?:不用|无需|无须|不|免)(?:报名|预约|登记|领票)/.test(part);
      const isBooking =
        !isNone &&
        bookingWords.test(part) &&
        !/早鸟|\d ?[折元]|优惠/.test(part) &&
        !/各[\p{Script=Han}]{0,4}(?:单位|部门|乡镇|街道|村|社团|代表队)|参[演展赛]人员/u.test(part) &&
        !/推送|停讲|停课|发车|取海报|发布|公布/.test(part);
      const goesOn = isOpen && /^\d{1,2}(?:[月:].{0,24}(?:起|截止|前|开始)|月\d{1,2}日?[-至])/.test(part);
      isOpen = isBooking || (isOpen && /[, ]$/.test(part));
      if (/[。;!]$/.test(part)) isOpen = false;
      return isBooking || goesOn ? [at] : [];
    });
}

export function priceValues(context: Context, pieces: readonly Piece[], booking: string | undefined): Values {
  const { plain } = context;
  const told = first(of(pieces, 'price'), (from, to) => priceIn(plain, from, to, true)) ?? tiersIn(context, pieces);
  const price = told ?? first(besides(pieces, 'price', 'published'), (from, to) => priceIn(plain, from, to));
  // 【免费抢票】
  const labelled = pieces.find(({ label }) => /免费/.test(label) && !/免费(?:停车|讲解|班车)/.test(label));
  if (price === undefined && labelled !== undefined) {
    const at: At = [Math.max(0, labelled.from - labelled.label.length), labelled.from];
    return { fee_type: fromText(context, booking === undefined || booking === 'none' ? 'free' : 'free_booking', [at]) };
  }
  if (price === undefined) return collected(context, pieces, booking);
  const isBooked = booking === 'online' || booking === 'phone' || booking === 'onsite';
  const fee = price.fee === 'free' && isBooked ? 'free_booking' : price.fee;
  const more = price.doubt === undefined ? {} : { doubt: price.doubt };
  return {
    fee_type: fromText(context, fee, price.spans, more),
    ...(price.min !== undefined && { price_min: fromText(context, price.min, price.spans, more) }),
    ...(price.max !== undefined && { price_max: fromText(context, price.max, price.spans, more) }),
  };
}

/** 早鸟票 88元 / 普通票 128元 / 站票 60元: a line each. */
function tiersIn({ plain }: Context, pieces: readonly Piece[]): ReturnType<typeof priceIn> {
  const lines = pieces.filter(
    ({ label, from, to }) =>
      label === '' && /^(?:\S{0,8}[票价区档座]|预售|现场|早鸟|全价) ?[¥￥]?\d{1,5} ?元?/.test(plain.slice(from, to)),
  );
  const [top, last] = [lines[0], lines.at(-1)];
  return top === undefined || last === undefined || top === last ? undefined : priceIn(plain, top.from, last.to, true);
}

/** 领票 without a price: the tickets cost nothing. */
function collected(context: Context, pieces: readonly Piece[], booking: string | undefined): Values {
  if (booking === undefined || booking === 'none') return {};
  const at = first(besides(pieces, 'published'), (from, to): At | undefined => {
    const { label = '' } = pieces.find((piece) => piece.from === from) ?? {};
    const match = /领票|拿票|领取门票|领取?[^\n,。;:]{0,3}[券票]|赠票|放票|免费领/.exec(
      label + context.plain.slice(from, to),
    );
    return match === null
      ? undefined
      : [from - label.length + match.index, from - label.length + match.index + match[0].length];
  });
  return at === undefined ? {} : { fee_type: fromText(context, 'free_booking', [at]) };
}

export function organizerValues(context: Context, pieces: readonly Piece[]): Values {
  const { plain } = context;
  const host =
    first(of(pieces, 'organizer'), (from, to) => namesIn(plain, from, to, 50)) ??
    first(of(pieces, undefined, 'other'), (from, to) => hostIn(plain, from, to));
  const others = of(pieces, 'co_organizer').flatMap(({ from, to }) => namesIn(plain, from, to, 100) ?? []);
  const names = others.map(({ value }) => value).join('、');
  return {
    ...(host !== undefined && { organizer: fromText(context, host.value, [host.at]) }),
    ...(names !== '' &&
      names.length <= 100 && {
        co_organizer: fromText(
          context,
          names,
          others.map(({ at }) => at),
        ),
      }),
  };
}
