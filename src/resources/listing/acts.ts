/**
 * Acts on a thing, and the channels and choices where each is done: of 买茶叶 the ones on sale come first. Nothing is left out by it.
 * Adding one is a line here.
 */
const acts: readonly (readonly [said: RegExp, facts: readonly string[]])[] = [
  [/买|购|送(?:人|礼|朋友|同事|老师|长辈|客户)|礼物|纪念品|伴手礼|带回[家去]|souvenir|gift|\bbuy\b/u, ['market']],
  [/租|场地|(?:订|借|约)(?=.*(?:厅|室|房|教室|剧场|琴))/u, ['venue']],
  [
    /(?<![文小中大科化同放留])学(?![校生院者期历前])|教(?![室育师堂])|(?:课|班|培训)$|补习|\blearn\b/u,
    ['course', 'category=training', 'category=experience'],
  ],
  [/动手|亲手|自己做|做(?:个|一)|手工|手作|体验/u, ['category=experience', 'category=training', 'form=offline']],
  [
    /在家|线上|网上|云上|远程|不出门|不用出门|手机上|电视上|躺着|直播|网课|\bonline\b/u,
    ['live', 'video', 'audio', 'mode=online', 'form=video', 'form=live'],
  ],
  [/听(?:的)?书|能听|有声|睡前听|路上听/u, ['book_kind=audiobook', 'work_type=story', 'work_type=oral']],
  [/[看听]戏|看演出|看大戏|唱戏的/u, ['category=performance']],
  [/的地[方儿]|有(?:没有)?地方|教室|会场/u, ['venue']],
  [/(?:读|借|看)(?:点|本|些)?书|电子书|看什么书|书目/u, ['book']],
  [/(?:当|做)(?:个|一名)?(?:志愿|义工|讲解)|招募|报名当/u, ['category=volunteer']],
  [
    /通知|公告|新闻|消息|调整|换证|补办|办证|末班车|公交|停车|开门|关门|闭馆/u,
    ['category=notice', 'category=dynamic', 'venue'],
  ],
];

/** The channels and choices of all that a text wants to do. */
export const actsIn = (text: string): string[] => acts.flatMap(([said, facts]) => (said.test(text) ? facts : []));
