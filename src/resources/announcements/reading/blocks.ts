import type { Base } from './days.ts';
import type { Line, Piece } from './pieces.ts';

export type At = readonly [from: number, to: number];

/** The lines of one entry: its heading, where it has one, and their parts. */
export type Block = {
  heading: At | undefined;
  pieces: readonly Piece[];
  from: number;
  to: number;
  /** The heading was taken out of a sentence. */
  isUnsure?: boolean;
  /** A day that stays, beside one that is called off. */
  isKept?: boolean;
};
export type Split = {
  blocks: readonly Block[];
  /** Parts that hold for every entry: the head and the foot of the announcement. */
  shared: readonly Piece[];
};

/** An announcement that is cut into its entries. */
export type Text = {
  plain: string;
  lines: readonly Line[];
  pieces: readonly Piece[];
  base: Base;
  /** Titles of the rooms of the institution. */
  rooms: readonly string[];
};

/** The end of the name of a place. */
export const houseEnd =
  /(?:馆|厅|室|剧场|剧院|中心|广场|公园|礼堂|楼|院|站|社区|村|学校|教室|书房|舞台|空间|讲堂|工坊|影院|书店|基地|前院|后园|庭院|[中前后]庭|天井|戏台|礼堂|祠堂|[球操]场|晒谷场|市场|[小中大]学|[村街路]口|校区|码头|驿站|传习所|[老大小]街|步行街)$/;

/** Days of an entry, and no entries themselves. */
export const notEntries =
  /初赛|复赛|决赛|面试|报名|截止|预约|闭馆|休馆|发布|领票|抢票|签到|入场|开场|致辞|合影|茶歇|报到|集合|返程|放票|开票|开抢|开售|开约|放号|抢票|售票|开放$|值班|恢复|余票|放假|结束|公布|上班|颁奖|午餐|午休|乘车|出发|合唱《|停[讲课演映办]|停一次|^开幕(?:式|仪式|典礼)?$|^待定|^暂[停无]|^(?:休息|放假|轮空|空缺)/;

/** 讲座 alone above a name says its kind. */
export const soleKind =
  /^(?:讲座|工作坊|放映|展览|演出|沙龙|导览|活动|读书会?|亲子|观影|课程|体验|音乐会?|对谈|市集|戏剧|电影)$/;
