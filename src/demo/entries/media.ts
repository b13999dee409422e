/** Films and recordings of the partner site: made for the demo (partner/media/README.md says how). Seconds are those of the file. */
export const media = {
  film: { file: 'film.mp4', seconds: 36, captions: undefined },
  ship: { file: 'ship.mp4', seconds: 36, captions: 'ship.vtt' },
  brick: { file: 'brick.mp4', seconds: 36, captions: 'brick.vtt' },
  stage: { file: 'stage.mp4', seconds: 36, captions: 'stage.vtt' },
  music: { file: 'music.mp3', seconds: 39, captions: undefined },
  story: { file: 'story.mp3', seconds: 61, captions: undefined },
} as const satisfies Readonly<Record<string, { file: string; seconds: number; captions: string | undefined }>>;

export type Medium = keyof typeof media;
export const isMedium = (name: string): name is Medium => Object.hasOwn(media, name);

/** The words of the spoken recording. */
export const story =
  '石桥娘娘。\n从前，青溪上没有桥，过河要等一条小船。\n有一年发大水，船翻了，卖豆腐的嫂子在岸上救起三个孩子。\n水退以后，她每天卖完豆腐，就搬一块石头放在河边。\n有人笑她，她说：“一天一块，总有放满的时候。”\n第二年春天，笑她的人也来搬了。第三年，石头够了，桥就修起来了。\n嫂子的名字没有人记得，大家叫她石桥娘娘。\n现在桥栏的第七根柱子上，还刻着一块豆腐。';

/** The words on the films, with the second at which each part begins. */
export const spoken: Readonly<Record<string, string>> = {
  film: '00:04 冬至以后砍竹，水分最少\n00:12 一根竹，劈成十二片，再分青黄\n00:20 起底：挑一压一，六角成眼\n00:28 七天以后，它去装新茶',
  ship: '00:04 明代，一条运粮船沉在桥东\n00:12 四百年后，人们一层一层把泥拿开\n00:20 脱盐、阴干、上桐油，用了十一年\n00:28 它又站起来了，右舷有一块旧补丁',
  brick:
    '00:04 一块泥，一个木模，晒三个太阳\n00:12 砖上的人在做饭：一个扇火，一个端盘\n00:20 许多块砖，砌成一面会讲故事的墙\n00:28 拓下来，墙又变成了书',
  stage:
    '00:04 周一早上六点，吊杆放下来\n00:12 中午以前，一桌二椅摆好\n00:20 下午对光，一盏一盏问：够不够\n00:28 晚上七点半，大幕拉开',
};
