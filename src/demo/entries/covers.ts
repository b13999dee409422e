import { readFileSync } from 'node:fs';

// Covers of our own, drawn as geometry: no font and no photograph is needed. Each motif comes on four papers.
const papers = [
  { ground: '#f3ead9', ink: '#b3372b', second: '#d98b4a', dark: '#5b2a1e' },
  { ground: '#e6ece6', ink: '#2f6b5b', second: '#9bb88f', dark: '#1d3b33' },
  { ground: '#e7eaf1', ink: '#2d4a7c', second: '#8aa3c9', dark: '#1b2b4a' },
  { ground: '#f4ecd2', ink: '#8a6420', second: '#cfa955', dark: '#4a3512' },
] as const;

type Paper = (typeof papers)[number];
const [width, height] = [960, 540];
const each = (count: number, draw: (place: number) => string) =>
  Array.from({ length: count }, (_, place) => draw(place)).join('');
const circle = (x: number, y: number, r: number, fill: string, more = '') =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" ${more}/>`;
const box = (x: number, y: number, w: number, h: number, fill: string, more = '') =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}" ${more}/>`;
const path = (d: string, fill: string, more = '') => `<path d="${d}" fill="${fill}" ${more}/>`;
const line = (colour: string, wide: number) =>
  `fill="none" stroke="${colour}" stroke-width="${wide}" stroke-linecap="round"`;

/** Where the pictures hang. */
const hung = [
  [90, 120, 230, 270],
  [380, 90, 260, 200],
  [700, 130, 180, 240],
] as const;

const motifs = {
  // Columns of a page, with a seal.
  news: ({ ink, second, dark }: Paper) =>
    each(9, (n) => box(120 + n * 62, 110, 14, n % 3 === 2 ? 210 : 320, n % 3 === 0 ? dark : second, 'rx="7"')) +
    box(724, 300, 130, 130, ink, 'rx="14"') +
    path('M748 330h82M748 365h82M748 400h50', 'none', `stroke="#fff" stroke-width="12"`),
  // Waves that go out from a stage.
  live: ({ ink, second, dark }: Paper) =>
    each(6, (n) => circle(480, 330, 330 - n * 52, 'none', `stroke="${n % 2 === 0 ? second : ink}" stroke-width="12"`)) +
    circle(480, 330, 46, ink) +
    path('M462 302l50 28-50 28z', '#fff') +
    box(0, 470, width, 70, dark),
  // Lanterns.
  activity: ({ ink, second, dark }: Paper) =>
    each(5, (n) => {
      const [x, y] = [130 + n * 175, 210 + (n % 2) * 90];
      return `<path d="M${x} 0V${y - 92}" ${line(dark, 4)}/>${box(x - 34, y - 96, 68, 16, dark, 'rx="6"')}<ellipse cx="${x}" cy="${y}" rx="74" ry="84" fill="${n % 2 === 0 ? ink : second}"/>
        <path d="M${x} ${y - 80}v160M${x - 38} ${y - 70}q-24 70 0 140M${x + 38} ${y - 70}q24 70 0 140" ${line('#fff8', 4)}/>${box(x - 34, y + 80, 68, 16, dark, 'rx="6"')}<path d="M${x} ${y + 96}v56" ${line(ink, 8)}/>`;
    }),
  // Roofs one behind the other.
  venue: ({ ink, second, dark }: Paper) =>
    circle(760, 130, 58, ink) +
    each(3, (n) => {
      const [x, y, colour] = [90 + n * 210, 250 + n * 50, [second, ink, dark][n] ?? ink];
      return (
        path(`M${x - 70} ${y}q100 -20 170 -110q70 90 170 110q-20 26 -44 26h-252q-24 0 -44 -26z`, colour) +
        box(x - 20, y + 26, 240, 320, colour, 'opacity="0.82"') +
        each(3, (door) => box(x + 8 + door * 72, y + 70, 36, 130, '#fff6'))
      );
    }),
  // Strokes of a brush on squared paper.
  course: ({ ink, second, dark }: Paper) =>
    each(
      3,
      (n) =>
        box(110 + n * 255, 150, 230, 230, 'none', `stroke="${second}" stroke-width="5"`) +
        `<path d="M${110 + n * 255} 265h230M${225 + n * 255} 150v230" ${line(second, 2)} stroke-dasharray="10 12"/>`,
    ) +
    path('M150 270q80 -36 150 -8q10 12 -6 16q-70 -8 -140 14q-16 -8 -4 -22z', dark) +
    path('M470 190q22 -4 24 14q-10 90 2 150q-14 22 -28 2q4 -90 2 -166z', dark) +
    path('M735 200q-30 90 -80 140q-6 14 10 12q70 -50 96 -146zM745 250q50 60 100 84q8 14 -12 20q-60 -34 -98 -92z', ink),
  // Books on a shelf.
  book: ({ ink, second, dark }: Paper) =>
    each(12, (n) => {
      const [wide, tall] = [46 + ((n * 17) % 30), 250 + ((n * 53) % 110)];
      const x = 88 + n * 66;
      return (
        box(x, 450 - tall, Math.min(wide, 60), tall, [ink, second, dark][n % 3] ?? ink, 'rx="4"') +
        box(x + 8, 450 - tall + 34, 30, 8, '#fff9') +
        box(x + 8, 450 - 60, 30, 8, '#fff9')
      );
    }) + box(60, 450, 840, 18, dark),
  // Woven baskets.
  market: ({ ink, second, dark }: Paper) =>
    each(3, (n) => {
      const x = 200 + n * 280;
      const colour = [ink, second, ink][n] ?? ink;
      return (
        `<path d="M${x - 90} 270q90 -190 180 0" ${line(dark, 12)}/>` +
        path(`M${x - 120} 270h240l-34 170h-172z`, colour) +
        each(
          5,
          (row) =>
            `<path d="M${x - 112 + row * 6} ${288 + row * 32}h${224 - row * 12}" ${line('#fff7', 6)} stroke-dasharray="22 16" stroke-dashoffset="${(row % 2) * 19}"/>`,
        )
      );
    }),
  // A strip of film.
  video: ({ ink, second, dark }: Paper) =>
    `<g transform="rotate(-8 480 270)">${box(-60, 130, 1080, 280, dark)}${each(15, (n) => box(-40 + n * 72, 148, 36, 26, '#fff9', 'rx="6"') + box(-40 + n * 72, 366, 36, 26, '#fff9', 'rx="6"'))}
      ${each(4, (n) => box(-20 + n * 262, 192, 236, 156, n % 2 === 0 ? second : ink) + circle(98 + n * 262, 262, 38, '#fff8'))}</g>`,
  // Pictures on a wall.
  frames: ({ ink, second, dark }: Paper) =>
    box(0, 440, width, 100, second, 'opacity="0.5"') +
    each(3, (n) => {
      const [x, y, w, h] = hung[n] ?? hung[0];
      return (
        box(x, y, w, h, dark) +
        box(x + 16, y + 16, w - 32, h - 32, '#fffc') +
        circle(x + w * 0.66, y + h * 0.34, h * 0.11, ink) +
        path(
          `M${x + 16} ${y + h - 16}v${-h * 0.24}l${w * 0.3} ${-h * 0.22}l${w * 0.22} ${h * 0.16}l${w * 0.2} ${-h * 0.1}L${x + w - 16} ${y + h - h * 0.3}V${y + h - 16}z`,
          second,
        )
      );
    }),
  // Hills and a river.
  hills: ({ ink, second, dark }: Paper) =>
    circle(700, 150, 62, ink) +
    path('M0 330q120 -150 240 -60q90 -120 210 -30q140 -150 260 -20q110 -90 250 30v290h-960z', second) +
    path('M0 400q180 -110 330 -20q160 -110 320 0q150 -80 310 10v150h-960z', dark) +
    `<path d="M60 470q120 -26 240 0t240 0t240 0M180 506q120 -22 240 0t240 0" ${line('#fff8', 5)}/>`,
  // Sound.
  audio: ({ ink, second, dark }: Paper) =>
    each(31, (n) => {
      const tall = 40 + Math.abs(Math.sin(n * 0.55) * 190 + Math.sin(n * 1.7) * 70);
      return box(90 + n * 26, 270 - tall / 2, 14, tall, [ink, second, dark][n % 3] ?? ink, 'rx="7"');
    }),
};

/** Drawn as pictures of their own, each on one paper. */
const pictures = ['papercut', 'stage', 'hall', 'books'] as const;

type Drawn = keyof typeof motifs;
type Motif = Drawn | (typeof pictures)[number];
const isDrawn = (name: string): name is Drawn => Object.hasOwn(motifs, name);

/** A word of a title → the motif of its cover, the first that fits. Without one there is no cover: any picture would be wrong. */
const topics: readonly (readonly [word: string, motif: Motif])[] = [
  ['剪纸', 'papercut'],
  ...['戏', '剧', '村晚', '十八相送', '三岔口', '高腔', '锣鼓', '皮影', '脸谱'].map((word) => [word, 'stage'] as const),
  ...['古籍', '线装', '府志', '县志', '地方文献', '琴谱', '家谱', '竹简'].map((word) => [word, 'books'] as const),
  ...['春联', '书法', '楷书', '篆刻'].map((word) => [word, 'course'] as const),
  ...['二胡', '民乐', '民歌', '合唱', '音乐', '号子', '朗诵', '朗读', '唱和'].map((word) => [word, 'audio'] as const),
  ...['电影', '放映', '录像', '动起来'].map((word) => [word, 'video'] as const),
  ...['画', '版画', '摄影', '水彩', '照片', '展', '美术', '策展'].map((word) => [word, 'frames'] as const),
  ...['读书', '绘本', '换书', '书会', '诗', '书房', '借书', '录书', '一本书'].map((word) => [word, 'book'] as const),
  ...['提篮', '市集', '茶席'].map((word) => [word, 'market'] as const),
  ...['年货', '之夜', '春节'].map((word) => [word, 'activity'] as const),
  ...['考古', '下乡', '高山茶', '节气', '太极', '八段锦', '村', '江河'].map((word) => [word, 'hills'] as const),
];
/** The motif of a channel serves where the title gives none. */
const ofChannel: Readonly<Record<string, Motif>> = {
  live: 'live',
  news: 'news',
  book: 'book',
  audio: 'audio',
  video: 'video',
  venue: 'venue',
};

/** Text alternatives of the motifs. */
const alts: Readonly<Record<Motif, string>> = {
  papercut: '一张红色团花剪纸和一把剪刀',
  stage: '拉开的大幕之间，台上一桌二椅',
  hall: '七开间的馆舍正面，灰瓦，门前三级台阶',
  books: '竹席上摊开晾晒的线装书',
  news: '竖排的一栏栏文字，右下角一方印',
  live: '从舞台向外散开的声波',
  activity: '一排高低错落的灯笼',
  venue: '前后三重屋顶和一轮太阳',
  course: '田字格里的三个毛笔笔画',
  book: '书架上一排高矮不一的书',
  market: '三只带提梁的编篮',
  video: '一段斜过画面的胶片',
  frames: '墙上挂着的三幅画',
  hills: '远山、江水和一轮红日',
  audio: '起伏的声音波形',
};

export const motifNames: readonly Motif[] = [...Object.keys(motifs).filter(isDrawn), ...pictures];
export const papersOf = (motif: Motif): number => (isDrawn(motif) ? papers.length : 1);
export const altOf = (motif: Motif | undefined): string => (motif === undefined ? '尚无画面' : alts[motif]);

export const motifOf = (channel: string, kind: string, title: string): Motif | undefined =>
  channel === 'venue' && kind === 'culture_hall'
    ? 'hall'
    : (topics.find(([word]) => title.includes(word))?.[1] ?? ofChannel[channel]);

/** A cover on one of the papers. */
export function coverOf(motif: Motif, turn: number): Buffer {
  if (!isDrawn(motif)) return readFileSync(new URL(`pictures/${motif}.svg`, import.meta.url));
  const paper = papers[turn % papers.length] ?? papers[0];
  const grain = each(
    14,
    (n) => `<path d="M0 ${n * 42}q240 ${(n % 3) * 14 - 14} 480 0t480 0" ${line(paper.second, 1)} opacity="0.35"/>`,
  );
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${box(0, 0, width, height, paper.ground)}${grain}${motifs[motif](paper)}</svg>`,
  );
}
