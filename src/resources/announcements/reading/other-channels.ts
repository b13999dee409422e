import { channels, isChannelCode } from '../../channels/channels.ts';
import type { ReadValue } from '../announcement.ts';
import type { Context, Values } from './context.ts';
import type { Piece } from './pieces.ts';

/** The values for which the channel has a field. */
export function ofChannel(channel: string, values: Values): Values {
  if (!isChannelCode(channel)) return values;
  const fields = new Set(channels[channel].groups.flatMap((group) => Object.keys(group.fields)));
  return Object.fromEntries(Object.entries(values).filter(([field]) => fields.has(field)));
}

const goods: readonly (readonly [string, RegExp])[] = [
  ['service', /研学|体验|半日课|课程|团体/],
  ['show', /门票|票务|套票/],
  ['creative', /盲盒|文创|明信片|书签|帆布|冰箱贴|笔记本|徽章|徽标/],
  ['craft', /剪纸|刺绣|竹编|手工|陶|蓝染|扎染|木雕|绣|漆/],
  ['book', /图书|画册|丛书|连环画/],
  ['specialty', /粉丝|茶|蜜|米|酒|糕|果|笋|菌|油|酱|腊|糖|面|特产|新薯/],
];
const rooms: readonly (readonly [string, RegExp])[] = [
  ['dance', /舞蹈|形体/],
  ['rehearsal', /排练/],
  ['piano', /琴房/],
  ['exhibition', /展厅/],
  ['reading', /阅览|自习/],
  ['meeting', /会议/],
  ['sports', /球|健身|体育/],
  ['hall', /报告厅|剧场|礼堂/],
];

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
  const kindOf = (kinds: typeof goods) =>
    (kinds.find(([, form]) => form.test(title)) ?? kinds.find(([, form]) => form.test(words)))?.[0];
  const length = find(/(?:时长|片长|合计|共计|总时长)[: ]?(?:约)?(\d{1,4})(?:(小时)|分钟|分)(?:(\d{1,2})分)?/);
  const seconds =
    length === undefined
      ? undefined
      : (Number(length.match[1]) * (length.match[2] === undefined ? 1 : 60) + Number(length.match[3] ?? 0)) * 60;
  if (channel === 'market') {
    const kind = kindOf(goods);
    const spec = find(/\d{1,4} ?(?:克|斤|ml|毫升|枚|只|片)(?:一|\/)[袋盒瓶罐件套]/);
    return {
      ...(kind !== undefined && { kind: byTitle(kind) }),
      ...(values.price_min !== undefined && { price: values.price_min }),
      ...(spec !== undefined && { spec: read(spec.match[0], spec.piece) }),
    };
  }
  if (channel === 'venue') {
    const room = kindOf(rooms);
    const hours = pieces.find(({ subject }) => subject === 'hours');
    const open =
      hours === undefined
        ? undefined
        : /(?:每天|每日|全天|周[一二三四五六日至、-]{1,9}[周一二三四五六日]{0,2}) ?\d{1,2}:\d{2} ?- ?\d{1,2}:\d{2}/.exec(
            plain.slice(hours.from, hours.to),
          )?.[0];
    const bookable = find(/预约|可以借|可借|租用|预订/);
    return {
      ...(room !== undefined && { room_type: byTitle(room) }),
      ...(open !== undefined && hours !== undefined && { opening_hours: read(open, hours) }),
      ...(bookable !== undefined && { bookable: read('1', bookable.piece) }),
    };
  }
  const author = find(/(?:作者|著者|出品|制作|创作)[单位方]{0,2} ?: ?([^\n,。;]{2,40})/);
  const reader = find(/(?:朗读|演播|录制|讲解员) ?:? ?([\p{Script=Han}·]{2,12}?)(?=录制|[\n,。; ]|$)/u);
  return {
    ...(seconds !== undefined && length !== undefined && { duration_s: read(String(seconds), length.piece) }),
    ...(author !== undefined && {
      author: read(author.match[1] ?? '', author.piece),
      creator: read(author.match[1] ?? '', author.piece),
    }),
    ...(reader !== undefined && { performer: read(reader.match[1] ?? '', reader.piece) }),
    ...(channel === 'book' && /有声书|听书/.test(words) && { book_kind: byTitle('audiobook') }),
    ...(/读者证/.test(words) && channel === 'book' && { access: byTitle('card') }),
    ...(channel === 'video' && {
      work_type: byTitle(
        /非遗|传承/.test(words)
          ? 'heritage'
          : /讲座/.test(words)
            ? 'lecture'
            : /微视频/.test(words)
              ? 'micro'
              : 'feature',
      ),
    }),
    ...(channel === 'audio' && /导览|导赏/.test(words) && { work_type: byTitle('guide') }),
  };
}
