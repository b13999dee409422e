import { type At, type Block, houseEnd, notEntries, type Split, type Text } from './blocks.ts';
import { daysIn } from './days.ts';
import { categoryIn } from './kinds.ts';
import { type Subject, subjectOf } from './labels.ts';
import type { Line, Piece } from './pieces.ts';
import { byProse } from './prose.ts';
import { timesIn } from './times.ts';
import { byUnits } from './units.ts';

/** Entries of one announcement. */
const mostBlocks = 200;

export function split(text: Text): Split {
  for (const way of [byGrid, byClasses, byTable, byUnits, byNames, byList, byDays, byProse]) {
    const found = way(text);
    if (found === undefined || found.blocks.length < 2) continue;
    const whole = withExhibition(text, found);
    return { ...whole, blocks: merged(text, whole.blocks).slice(0, mostBlocks) };
  }
  return { blocks: [{ heading: undefined, pieces: text.pieces, from: 0, to: text.plain.length }], shared: [] };
}

/** 展期：10月16日—1月9日 above the lectures of an exhibition: the lines above the list are of the exhibition alone. */
function withExhibition({ plain, lines, base }: Text, { blocks, shared }: Split): Split {
  const begins = Math.min(...blocks.map(({ from, heading }) => Math.min(from, heading?.[0] ?? from)));
  const own = shared.filter(({ to }) => to <= begins);
  const span = own.find(
    ({ subject, label, from, to }) =>
      subject === 'time' &&
      label !== '' &&
      daysIn(plain, from, to, base, { isLoose: true }).some(({ kind }) => kind === 'range' || kind === 'now'),
  );
  const heading = lines.find(
    ({ begins: from, to }) => to <= begins && categoryIn(plain, from, to)?.code === 'exhibition',
  );
  if (span === undefined || heading === undefined || heading.to > span.from) return { blocks, shared };
  const block: Block = { heading: [heading.begins, heading.to], pieces: own, from: heading.from, to: begins };
  return { blocks: [block, ...blocks], shared: shared.filter((piece) => !own.includes(piece)) };
}

/** The same name again is another session of the same. */
function merged({ plain }: Text, blocks: readonly Block[]): Block[] {
  const byName = new Map<string, Block>();
  for (const [index, block] of blocks.entries()) {
    const name = block.heading === undefined ? String(index) : plain.slice(...block.heading).trim();
    const same = byName.get(name);
    byName.set(name, same === undefined ? block : { ...same, pieces: [...same.pieces, ...block.pieces], to: block.to });
  }
  return [...byName.values()];
}

const cellText = ({ plain }: Text, [from, to]: At) => plain.slice(from, to).trim();

/** A table's heading says which column is which. */
function byTable(text: Text): Split | undefined {
  const { lines } = text;
  const head = lines.findIndex((line) => {
    const subjects = line.cells.flatMap((cell) => columnOf(cellText(text, cell)) ?? []);
    return (
      line.cells.length > 1 &&
      subjects.length > 1 &&
      (subjects.includes('time') || subjects.includes('title')) &&
      subjects.length >= line.cells.length / 2
    );
  });
  const header = lines[head];
  if (header === undefined) return bareTable(text);
  const columns = header.cells.map((cell) => columnOf(cellText(text, cell)));
  // 学校 says the place where no other column does.
  const visited = header.cells.findIndex((cell) => /^(?:学校|村|社区|乡镇|站点)$/.test(cellText(text, cell)));
  if (visited >= 0 && !columns.includes('place')) columns[visited] = 'place';
  // 星期 says the day where no other column does.
  const weekdayAt = header.cells.findIndex((cell) => /^(?:星期|周次?|上课日)$/.test(cellText(text, cell)));
  if (weekdayAt >= 0 && !header.cells.some((cell) => /日期|月|首/.test(cellText(text, cell))))
    columns[weekdayAt] = 'time';
  if (!columns.includes('title')) {
    const flow = header.cells.findIndex((cell) => /内容|活动|节目|课|剧|影|项目|安排/.test(cellText(text, cell)));
    if (flow >= 0) columns[flow] = 'title';
  }
  const rows: { line: number; cells: readonly At[] }[] = [];
  let before: readonly At[] = [];
  let last = head;
  for (let index = head + 1; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined || line.cells.length < 2) break;
    // A cell over several rows stands in the first of them.
    const cells = line.cells.map((cell, place) =>
      isSame(cellText(text, cell)) &&
      (columns[place] !== 'title' || cellText(text, cell) !== '') &&
      columns[place] !== undefined &&
      columns[place] !== 'notice'
        ? (before[place] ?? cell)
        : cell,
    );
    before = cells;
    rows.push({ line: index, cells });
    last = index;
  }
  if (isProgramme(text, columns, head, last)) return undefined;
  const title = columns.indexOf('title');
  const heads = header.cells.map((cell) => cellText(text, cell));
  const month = heads.findIndex((head, index) => head === '月' && heads[index + 1] === '日');
  const blocks = rows.flatMap(({ line, cells }): Block[] => {
    const heading = cells[title];
    if (heading === undefined || !/[\p{L}\d]/u.test(cellText(text, heading))) return [];
    const pieces = cells.flatMap((cell, place): Piece[] => {
      if (place === month)
        return [{ subject: 'time', label: '月日', from: cell[0], to: cells[place + 1]?.[1] ?? cell[1], line }];
      const subject = place === month + 1 && month >= 0 ? undefined : columns[place];
      return subject === undefined || cellText(text, cell) === ''
        ? []
        : [{ subject, label: cellText(text, header.cells[place] ?? cell), from: cell[0], to: cell[1], line }];
    });
    return [{ heading, pieces, from: lines[line]?.from ?? 0, to: lines[line]?.to ?? 0 }];
  });
  const shared = text.pieces.filter(({ line }) => line < head || line > last);
  return { blocks, shared };
}

/** 节目 and 表演者 in rows without a day or an hour of their own, below or above the one of all: the order of one event. */
function isProgramme(
  { plain, lines, base }: Text,
  columns: readonly (Subject | undefined)[],
  head: number,
  last: number,
) {
  const performs = columns.some((column) => column === 'performer' || column === 'duration');
  const isNamed = /节目单|曲目单?|演出单|节目表/.test(plain.slice(0, lines[head]?.to ?? 0));
  if (columns.includes('time') || columns.includes('place') || !(performs || isNamed)) return false;
  return lines
    .slice(head + 1, last + 1)
    .every(({ from, to }) => daysIn(plain, from, to, base, { isWithoutFestivals: true }).length === 0);
}

const weekday = /^(?:周|星期|礼拜)[一二三四五六日天]$/;
const noCell = /^(?:[-/—]|闭馆|休息|休馆|空|.{0,4}(?:检修|内部会议|会议|维护|清洁))$/;

/** A timetable of one week: days above and hours at the side, or days at the side and hours within the cells. */
function byGrid(text: Text): Split | undefined {
  const { lines, plain, base } = text;
  if (base.week === undefined) return undefined;
  const isDay = (cell: At) => weekday.test(cellText(text, cell));
  const head = lines.findIndex((line) => line.cells.filter(isDay).length >= 3);
  const side = lines.filter((line) => line.cells.length > 1 && line.cells[0] !== undefined && isDay(line.cells[0]));
  const header = lines[head];
  const rows = header === undefined ? side : lines.slice(head + 1).filter(({ cells }) => cells.length > 2);
  const blocks = rows.flatMap((row): Block[] => {
    const [first] = row.cells;
    const line = lines.indexOf(row);
    return row.cells.slice(1).flatMap((cell, place): Block[] => {
      const words = plain.slice(...cell);
      const [time] = timesIn(plain, ...cell);
      const day = header === undefined ? first : header.cells[place + 1];
      const hours = time === undefined ? (header === undefined ? undefined : first) : cell;
      const isNameless = header === undefined && words.slice(0, (time?.from ?? 0) - cell[0]).trim() === '';
      if (day === undefined || hours === undefined || isNameless || words.trim() === '' || noCell.test(words.trim()))
        return [];
      const piece = ([from, to]: At): Piece => ({ subject: 'time', label: '', from, to, line });
      return [
        { heading: [cell[0], time?.from ?? cell[1]], pieces: [piece(day), piece(hours)], from: row.from, to: row.to },
      ];
    });
  });
  const used = new Set([head, ...rows.map((row) => lines.indexOf(row))]);
  return { blocks, shared: text.pieces.filter(({ line }) => !used.has(line)) };
}

const weekdays = /^每?(?:周|星期|礼拜)[一二三四五六日天](?: ?[、,和及/] ?(?:周|星期|礼拜)?[一二三四五六日天]){0,5}$/;

/** A timetable of classes: weekdays above, hours at the side, and a class in each cell: 书画室：国画（崔老师）. */
function byClasses(text: Text): Split | undefined {
  const { lines, plain, base, rooms } = text;
  const head = lines.findIndex(({ cells }) => {
    const named = cells.slice(1).filter((cell) => cellText(text, cell) !== '');
    return named.length > 1 && named.every((cell) => weekdays.test(cellText(text, cell)));
  });
  const header = lines[head];
  if (header === undefined) return undefined;
  const rows = lines
    .slice(head + 1)
    .filter(
      ({ cells: [first, ...rest] }) => first !== undefined && rest.length > 1 && timesIn(plain, ...first).length > 0,
    );
  const [span] = daysIn(plain, 0, header.from, base, { isLoose: true }).filter(({ kind }) => kind === 'range');
  const blocks = rows.flatMap((row): Block[] => {
    const [hours, ...classes] = row.cells;
    const line = lines.indexOf(row);
    return classes.flatMap((cell, place): Block[] => {
      const day = header.cells[place + 1];
      const words = cellText(text, cell);
      if (day === undefined || hours === undefined || words === '' || noCell.test(words)) return [];
      const piece = (subject: Subject, [from, to]: At): Piece => ({ subject, label: '', from, to, line });
      const [, room = '', name = words, teacher = ''] =
        /^(?:([^:()]{2,12}): ?)?([^()]{2,20})(?:\(([^()]{2,8})\))?$/.exec(words) ?? [];
      const at = (part: string): At => {
        const from = plain.indexOf(part, cell[0]);
        return [from, from + part.length];
      };
      const isRoom = room !== '' && (rooms.includes(room) || houseEnd.test(room));
      return [
        {
          heading: at(name),
          pieces: [
            ...(span === undefined ? [] : [piece('time', [span.from, span.to])]),
            piece('time', day),
            piece('time', hours),
            ...(isRoom ? [piece('place', at(room))] : []),
            ...(teacher === '' ? [] : [piece('teacher', at(teacher))]),
          ],
          ...{ from: row.from, to: row.to },
        },
      ];
    });
  });
  const used = new Set([head, ...rows.map((row) => lines.indexOf(row))]);
  return { blocks, shared: text.pieces.filter(({ line }) => !used.has(line)) };
}

const isSame = (words: string) => words === '' || /^(?:同上|〃|″|"|-"-|同前)$/.test(words);

function columnOf(cell: string): Subject | undefined {
  const plain = cell.replaceAll(' ', '').replace(/\([^()]{0,6}\)$/, '');
  if (plain.length > 10 || /[\d:]/.test(plain)) return undefined;
  if (/^(?:序号|编号|备注|星期|周次|号|周)$/.test(plain)) return plain === '备注' ? 'notice' : undefined;
  if (
    /^(?:内容|活动|课程|讲座|活动内容|节目|节目名称|演出内容|剧目|影片|班级|班次|科目|项目|展览|活动项目|课程内容|培训内容)$/.test(
      plain,
    )
  )
    return 'title';
  if (
    /^(?:月份?|日期|时间|时段|时 ?间|开始|结束|起|止|开始时间|结束时间|开演|开场|演出日期|首次上课|首课|开课|开班|首次)$/.test(
      plain,
    )
  )
    return 'time';
  return subjectOf(plain);
}

/** Contents of a column without a heading, by most of its cells. */
type Content = 'time' | 'mark' | 'place' | 'teacher' | 'capacity' | 'price' | 'audience' | undefined;
const contents: readonly (readonly [Exclude<Content, 'time' | 'place' | undefined>, RegExp])[] = [
  ['mark', /^(?:第? ?[一二三四五六七八九十\d]{1,3} ?[周期讲场次号]?|[A-Z]\d{0,2}|序号)$/],
  ['capacity', /^(?:限|共|招)?\d{1,4} ?(?:人|名|位|组|户|座|对|个家庭|组家庭)$/],
  ['price', /^(?:免费|公益|[¥￥] ?\d+|\d{1,5} ?元.{0,8})$/],
  [
    'audience',
    /^(?:\d{1,2} ?(?:-|至) ?\d{1,2} ?周?岁.{0,6}|\d{1,2} ?周?岁(?:及)?以[上下]|成人|少儿|儿童|亲子|不限|老年人?|中老年人?)$/,
  ],
  ['teacher', /^[\p{Script=Han}·]{2,4}(?:老师|教练|师傅|教授)?(?: ?\(.{1,16}\))?$/u],
];

function contentOf(text: Text, cell: At): Content {
  const { plain, base, rooms } = text;
  const words = cellText(text, cell);
  const days = daysIn(plain, ...cell, base, { isLoose: true, isWithoutFestivals: true });
  const marks = [...days, ...timesIn(plain, ...cell)];
  if (marks.some(({ from }) => from - cell[0] <= 2)) return 'time';
  if (rooms.includes(words) || (words.length <= 20 && houseEnd.test(words))) return 'place';
  return contents.find(([, form]) => form.test(words))?.[0];
}

/** Rows without a heading, each with a day of its own: most cells of a column say its subject. */
function bareTable(text: Text): Split | undefined {
  const lines = text.lines.flatMap((line, index) => {
    if (line.cells.length < 3) return [];
    const cells = line.cells.map((cell, place): At => (place === 0 ? [Math.max(cell[0], line.begins), cell[1]] : cell));
    const held = cells.map((cell) => contentOf(text, cell));
    return held.includes('time') ? [{ line, index, cells, held }] : [];
  });
  const isDated = ({ cells, held }: (typeof lines)[number]) =>
    cells.some(
      (cell, place) => held[place] === 'time' && daysIn(text.plain, ...cell, text.base, { isLoose: true }).length > 0,
    );
  const rows = lines.filter(isDated);
  if (rows.length < 2) return undefined;
  const width = Math.max(...rows.map(({ cells }) => cells.length));
  const isFilled = (place: number) =>
    rows.some(({ cells }) => cells[place] !== undefined && cellText(text, cells[place]) !== '');
  const most = Array.from({ length: width }, (_, place): Content => {
    const all = rows.flatMap(({ held, cells }) =>
      cells[place] === undefined || cellText(text, cells[place]) === '' ? [] : [held[place]],
    );
    return (['time', 'mark', 'place', 'capacity', 'price', 'audience', 'teacher'] as const).find(
      (each) => all.filter((other) => other === each).length > all.length / 2,
    );
  });
  // 春节联欢 is as short as the name of a teacher: the first column beside days and rooms is the name.
  const free = most.flatMap((each, place) => (each === undefined && isFilled(place) ? [place] : []));
  const marked = most.findIndex((_, place) =>
    rows.every(({ cells }) => cells[place] !== undefined && /^《[^》]+》$/.test(cellText(text, cells[place]))),
  );
  // 街舞营 above 7月19日 9:00-11:00 301排练室: rows apart from each other have their names above them.
  const isTogether = rows.every(({ index }, place) => place === 0 || index === (rows[place - 1]?.index ?? 0) + 1);
  const others = isTogether ? most.findIndex((each) => each === 'teacher' || each === 'place') : -1;
  const named = (marked >= 0 ? marked : free[0]) ?? others;
  if (named < 0) return undefined;
  const blocks = rows.flatMap(({ line, index, cells, held }): Block[] => {
    const words = (place: number) => (cells[place] === undefined ? '' : cellText(text, cells[place]));
    const isMissing = words(named) === '';
    const place = isMissing ? cells.findIndex((_, each) => held[each] === undefined && words(each) !== '') : named;
    const heading = cells[place];
    if (heading === undefined || notEntries.test(cellText(text, heading).replace(/《[^》]*》/g, ''))) return [];
    const pieces = cells.flatMap((cell, each): Piece[] => {
      if (each === place || words(each) === '') return [];
      const content = held[each] === 'time' ? 'time' : (most[each] ?? held[each]);
      // A person in a cell by itself says who teaches, where the column holds such names.
      const isTold = content !== 'mark' && (content !== 'teacher' || most[each] === 'teacher');
      const subject = isTold ? content : undefined;
      return [{ subject, label: '', from: cell[0], to: cell[1], line: index }];
    });
    return [{ heading, pieces, from: line.from, to: line.to }];
  });
  const used = new Set(rows.map(({ index }) => index));
  return { blocks, shared: text.pieces.filter(({ line }) => !used.has(line)) };
}

/** Lines with several names in 《》, each directly behind its day or hour: 7月1日10:00《珊瑚城》 14:00《冰河》. */
function byNames(text: Text): Split | undefined {
  const { plain, lines, pieces, base } = text;
  const found: { line: number; name: At; times: At[]; rest: At }[] = [];
  let isDense = false;
  for (const [index, line] of lines.entries()) {
    const names = [...plain.slice(line.from, line.to).matchAll(/《[^《》\n]{1,40}》/g)].map(
      ({ 0: words, index: place }): At => [line.from + place, line.from + place + words.length],
    );
    if (names.length === 0) continue;
    const days = daysIn(plain, line.from, line.to, base, { isLoose: true }).filter(({ kind }) => kind === 'day');
    const times = timesIn(plain, line.from, line.to);
    const own = names.flatMap((name, place) => {
      const floor = names[place - 1]?.[1] ?? line.from;
      const day = days.findLast((each) => each.to <= name[0]);
      const hours = times.filter((each) => each.from >= Math.max(floor, day?.from ?? floor) && each.to <= name[0]);
      const last = Math.max(day?.to ?? 0, hours.at(-1)?.to ?? 0);
      if (day === undefined || name[0] - last > 2 || last < floor) return [];
      const next = [...days, ...times].find((each) => each.from >= name[1])?.from ?? line.to;
      const at: At[] = [[day.from, day.to], ...hours.map((each): At => [each.from, each.to])];
      return [{ line: index, name, times: at, rest: [name[1], next] as const }];
    });
    isDense ||= own.length > 1;
    found.push(...own);
  }
  if (found.length < 3 || !isDense) return undefined;
  const used = new Set(found.map(({ line }) => line));
  // 《禾下》、《赶海的人》、《老屋》，都是晚上7点，文化大礼堂: the words behind the last are those of all.
  const lastRest = found.at(-1)?.rest ?? [0, 0];
  const isOfAll =
    found.slice(0, -1).every(({ rest: [from, to] }) => plain.slice(from, to).trim().length <= 2) &&
    /^ ?[,。;] ?\S{4}/.test(plain.slice(...lastRest));
  const tail: Piece[] = isOfAll
    ? [
        {
          subject: undefined,
          label: '',
          from: lastRest[0],
          to: lines[found.at(-1)?.line ?? 0]?.to ?? lastRest[1],
          line: found.at(-1)?.line ?? 0,
        },
      ]
    : [];
  const blocks = found.map(({ line, name, times, rest: own }): Block => {
    const piece = (subject: Subject | undefined, [from, to]: At): Piece => ({ subject, label: '', from, to, line });
    const rest: At = isOfAll && own === lastRest ? [own[0], own[0]] : own;
    return {
      heading: name,
      pieces: [...times.map((at) => piece('time', at)), piece(undefined, rest)],
      from: name[0],
      to: rest[1],
    };
  });
  const [top] = found;
  const head: Piece[] =
    top === undefined
      ? []
      : pieces
          .filter(({ line, from }) => line === top.line && from < top.name[0])
          .slice(0, 1)
          .map((each) => ({ ...each, to: Math.min(each.to, top.times[0]?.[0] ?? each.to) }));
  return { blocks, shared: [...pieces.filter(({ line }) => !used.has(line)), ...tail, ...head] };
}

const somewhere =
  /(?:馆|厅|室|剧场|剧院|中心|广场|公园|礼堂|楼|院|站|社区|村|学校|教室|祠堂|门|场|市场|小区|球场|镇|街|路口|村口|桥头|码头|学院|校区|[小中大]学|祠堂[前旁]|[门楼]前|驿站)$/;

type Dated = { line: number; times: At; title: At; rest: At | undefined };

/** Lines that begin or end with a day and a time, each with a name of its own. */
function byList(text: Text): Split | undefined {
  const dated = text.lines.flatMap((line, index) => datedLine(text, line, index) ?? []);
  const titles = new Set(dated.map(({ title }) => text.plain.slice(...title)));
  if (dated.length < 2 || titles.size < 2) return undefined;
  // One event that goes from place to place.
  if ([...titles].every((title) => somewhere.test(title) && !/[《“:]/.test(title))) return undefined;
  return listed(
    text,
    dated.map((each) => ({ ...each, days: [] })),
  );
}

function listed(text: Text, dated: readonly (Dated & { days: readonly At[] })[]): Split {
  const { lines, pieces, plain, base } = text;
  const used = new Set(dated.map(({ line }) => line));
  const [first = 0] = used;
  const last = Math.max(...used);
  const blocks = dated.map(({ line, times, title, rest, days }, index): Block => {
    const next = dated[index + 1]?.line ?? line + 1;
    const piece = (subject: Subject | undefined, [from, to]: At): Piece => ({ subject, label: '', from, to, line });
    const within = pieces.filter(
      (each) =>
        each.line > line &&
        each.line < next &&
        each.line < last &&
        (each.label !== '' || daysIn(plain, each.from, each.to, base, { isLoose: true }).length === 0),
    );
    const own = pieces.filter(
      (each) => each.line === line && each.label !== '' && each.subject !== 'time' && each.subject !== 'title',
    );
    return {
      heading: title,
      pieces: [
        ...days.map((day) => piece('time', day)),
        piece('time', times),
        ...(rest === undefined ? [] : [piece(undefined, rest)]),
        ...own,
        ...within,
      ],
      from: lines[line]?.from ?? 0,
      to: lines[line]?.to ?? 0,
    };
  });
  return { blocks, shared: pieces.filter(({ line }) => line < first || line > last) };
}

function datedLine(text: Text, line: Line, index: number, needsDay = true): Dated | undefined {
  const { plain, base, pieces } = text;
  const length = line.to - line.begins;
  if (length < 8 || length > 120) return undefined;
  const own = pieces.filter((piece) => piece.line === index);
  if (
    own.some(
      ({ subject, label }) =>
        label !== '' &&
        subject !== 'place' &&
        subject !== 'title' &&
        subject !== 'teacher' &&
        subject !== 'other' &&
        subject !== 'performer' &&
        subject !== 'price' &&
        subject !== 'capacity' &&
        subject !== 'audience' &&
        subject !== 'phone',
    )
  )
    return undefined;
  if (own.some(({ subject, label }) => label === '' && subject === 'booking')) return undefined;
  const times = timesIn(plain, line.begins, line.to);
  const days = daysIn(plain, line.begins, line.to, base, {
    isLoose: true,
    isWithoutFestivals: times.length === 0,
  }).filter(
    ({ kind, from }) =>
      // “周五电影夜”片单: within a name it says no day.
      !/[“《][^”》]*$/.test(plain.slice(line.begins, from)) &&
      (kind === 'day' ||
        kind === 'range' ||
        (kind === 'weekly' &&
          (line.mark !== '' ||
            (bracketedFirst.test(plain.slice(line.begins, line.to)) &&
              /[】》”]/.test(plain.slice(line.begins, from)))))),
  );
  const stop = plain.slice(line.begins, line.to).search(/[,。; ][^,。; ]{0,16}(?:报名|截止|预约|领票)/);
  const bookingFrom = stop < 0 ? line.to : line.begins + stop;
  const marks = [...days, ...times]
    .filter((each) => each.from < bookingFrom)
    .toSorted((one, other) => one.from - other.from);
  const [first, close] = [marks[0], marks.at(-1)];
  // 12月31日跨年音乐会改至下沉广场（21:00）: the name stands between the day and the hour.
  const gapAt = marks.findIndex(
    (mark, index) =>
      (plain.slice(marks[index - 1]?.to ?? mark.from, mark.from).match(/\p{Script=Han}/gu) ?? []).length > 5,
  );
  const lead = marks.slice(0, Math.max(gapAt, 0));
  // The day and its hour stand together at the beginning: a later one is of another thing.
  const isWhole =
    /^[ \t《“]/.test(plain.slice(lead.at(-1)?.to ?? line.to)) &&
    lead.some((mark) => days.some(({ from }) => from === mark.from)) &&
    lead.some((mark) => times.some(({ from }) => from === mark.from));
  const isLed = (line.mark !== '' || isWhole) && first !== undefined && first.from - line.begins <= 1 && gapAt > 0;
  const last = isLed ? marks[gapAt - 1] : close;
  if (first === undefined || last === undefined || (needsDay && days.length === 0) || (!needsDay && times.length === 0))
    return undefined;
  // 第一讲 3月6日9:30 遗嘱怎么立: a number of several is no name.
  const before = plain
    .slice(line.begins, first.from)
    .replace(/[\s:,(|]+$/, '')
    .replace(
      /^(?:第 ?[一二三四五六七八九十\d]{1,3} ?[讲场期课站回周批](?: ?\([^()]{0,16}\)?)?|[讲场期课站回]次?[一二三四五六七八九十\d]{1,2})$/,
      '',
    );
  const behind = plain.slice(last.to, line.to);
  const end = own.find(({ label, subject }) => label !== '' && subject !== 'title')?.from;
  if (before.length <= 1) {
    const begin =
      last.to +
      (/^[\s)]*(?:(?:起|整|开始|开讲|开演|全天|整天|[上下]午|晚上)(?=[\s:,]))?[\s:,;)\]】|、.·-]*/.exec(behind)?.[0]
        .length ?? 0);
    const [title, rest] = named(
      text,
      begin,
      end !== undefined && end > begin ? lineLabelStart(plain, end, begin) : line.to,
    );
    const words = plain.slice(...title);
    // 少儿歌手大赛决赛 has a name of its own.
    // 上午9点，农家书屋门口: a place is no event.
    const isPlace =
      (somewhere.test(words) || /门口$/.test(words)) &&
      !/[《“:]/.test(words) &&
      categoryIn(plain, ...title) === undefined;
    if (isPlace) return undefined;
    const isEvent = !notEntries.test(
      words
        .replace(/(?<=\p{Script=Han}{2}赛.{0,4})(?:初赛|复赛|决赛|颁奖)/u, '')
        .replace(/颁奖(?=.{0,4}(?:晚会|典礼|音乐会|演出))/, ''),
    );
    const isShort = words.length < (rest === undefined ? 3 : 2);
    if (isShort || !isEvent || /[。]./.test(words) || !/\p{Script=Han}{2}/u.test(words.replace(/[“”《》]/g, '')))
      return undefined;
    return { line: index, times: [first.from, last.to], title, rest };
  }
  if (
    before.length < (line.mark === '' ? 4 : 2) ||
    before.length > 50 ||
    notEntries.test(before) ||
    /[。,;]/.test(before) ||
    /(?:在|于|至|为|将|定于|时间)$/.test(before)
  )
    return undefined;
  const isBracketed = bracketedFirst.test(plain.slice(line.begins, line.to)) && /[】》”]$/.test(before);
  if (line.mark === '' && line.cells.length < 2 && !isBracketed) return undefined;
  const brackets = isBracketed && before.startsWith('【') ? 1 : 0;
  return {
    line: index,
    times: [first.from, last.to],
    title: [line.begins + brackets, line.begins + before.length - brackets],
    rest: last.to < line.to ? [last.to, line.to] : undefined,
  };
}

/** 【少儿古筝】周六9:00-10:30 */
const bracketedFirst = /^(?:【[^】\n]{2,20}】|《[^》\n]{2,30}》|“[^”\n]{2,20}”)[: ]{0,2}(?:每|周|星期|\d)/;

/** Where a label with its brackets begins. */
function lineLabelStart(plain: string, value: number, floor: number): number {
  const before = plain.slice(floor, value);
  const match = /[\s,;|(]*\p{Script=Han}{2,8} ?: ?$/u.exec(before);
  return match === null ? value : floor + match.index;
}

/** The name in the rest of a line, and the place and others behind it. */
function named(text: Text, from: number, to: number): [title: At, rest: At | undefined] {
  const { plain, rooms } = text;
  const words = plain.slice(from, to);
  const [, first = '', gap = ''] = /^(\S{2,16})([ \t|]{1,3})(?=\S)/.exec(words) ?? [];
  // 科普讲堂 《为什么雪花是六角的》: the place stands before the name.
  if (first !== '' && (houseEnd.test(first) || rooms.includes(first)) && !/[《“]/.test(first)) {
    const [title, rest] = named(text, from + first.length + gap.length, to);
    return [title, rest === undefined && title[1] >= to ? [from, from + first.length] : [from, to]];
  }
  const bracket = /^([^(]{3,40})\(/.exec(words);
  const blank = /[ \t|]+/.exec(words);
  const stops = [
    bracket?.[1]?.length,
    blank !== null &&
    (blank.index >= 3 ||
      (blank.index === 2 &&
        (rooms.some((room) => words.slice(3).startsWith(room)) || /^\p{Script=Han}{2,12}[ ,]/u.test(words.slice(3)))))
      ? blank.index
      : undefined,
    indexOf(words, /[,;。]/),
  ].filter((each) => each !== undefined);
  const stop = Math.min(...stops, words.length);
  return [[from, from + stop], stop < words.length ? [from + stop, to] : undefined];
}
const indexOf = (words: string, form: RegExp): number | undefined => {
  const index = words.search(form);
  return index < 3 ? undefined : index;
};

const placed = /[\p{Script=Han}\d]{1,12}(?:厅|室|馆|堂|场|坊|区|楼|院|角|房|屋|空间)(?:[,)、。; ]|$)/u;

/** A day as a heading, and below it lines with a time and a name each. */
function byDays(text: Text): Split | undefined {
  const { lines, plain, base } = text;
  let day: At | undefined;
  const found: (Dated & { days: readonly At[] })[] = [];
  for (const [index, line] of lines.entries()) {
    const days = daysIn(plain, line.begins, line.to, base, { isLoose: true }).filter(
      ({ kind }) => kind === 'day' || kind === 'range',
    );
    const [first] = days;
    const times = timesIn(plain, line.begins, line.to);
    const isBare = line.to - line.begins - (first === undefined ? 0 : first.to - first.from) <= 6;
    if (
      first !== undefined &&
      times.length === 0 &&
      (isBare || /全天(?:免费)?开放$/.test(plain.slice(line.begins, line.to)))
    ) {
      day = [first.from, first.to];
      continue;
    }
    // 19:00 音乐会（5月11日放票）: the day behind is that of booking.
    const [hour] = times;
    const isTimed = hour !== undefined && hour.from - line.begins <= 1;
    if (day === undefined || (days.length > 0 && !(isTimed && days.every((each) => each.from > hour.to)))) continue;
    const dated = datedLine(text, line, index, false);
    if (dated !== undefined) found.push({ ...dated, days: [day] });
  }
  const count = new Set(found.map(({ days }) => days[0]?.[0])).size;
  // The lines of one day are its flow, unless each names a thing of its own and its place.
  const isFlow =
    count < 2 &&
    !found.every(({ title }) => /^《[^》]+》/.test(plain.slice(...title))) &&
    !(
      found.every(({ rest }) => rest !== undefined && placed.test(plain.slice(...rest))) &&
      found.filter(({ title }) => categoryIn(plain, ...title) !== undefined).length >= found.length / 2
    );
  return found.length < 2 || isFlow ? undefined : listed(text, found);
}
