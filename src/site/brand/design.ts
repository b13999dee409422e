/** Choices of the button's design (R56): each by its name in an address, with its words. */
export const choices = {
  look: { full: '标志和文字', icon: '只有标志，名称写在下面' },
  theme: { light: '浅色', dark: '深色' },
  words: { long: '使用国家公共文化云登录', short: '国家公共文化云登录' },
  height: { 48: '48 px', 44: '44 px，最小', 60: '60 px，长辈版' },
  shape: { square: '方角', round: '圆角', pill: '胶囊' },
  width: { hug: '按文字', fill: '撑满' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

type Choices = typeof choices;
type Choice = keyof Choices;
export type Design = { [Name in Choice]: `${keyof Choices[Name] & (string | number)}` } & {
  /** The partner's own route that begins a login. */
  href: string;
};

export const usual: Design = {
  ...{ look: 'full', theme: 'light', words: 'long', height: '48', shape: 'square', width: 'hug', href: '/login' },
};

const isOf = <Name extends Choice>(name: Name, value: unknown): value is Design[Name] =>
  typeof value === 'string' && Object.hasOwn(choices[name], value);

/** A path of the partner's site, or an https address: other texts are no login address. */
const isLogin = (typed: string) =>
  typed.length <= 200 && (/^\/(?![/\\])[!-~]*$/.test(typed) || URL.parse(typed)?.protocol === 'https:');

/** The design chosen in the form; absent or invalid choices have their defaults. */
export function designOf(query: Readonly<Record<string, unknown>>): { design: Design; badHref: string | undefined } {
  const pick = <Name extends Choice>(name: Name): Design[Name] => {
    const value = query[name];
    return isOf(name, value) ? value : usual[name];
  };
  const typed = typeof query.href === 'string' ? query.href.trim() : '';
  const isGood = typed === '' || isLogin(typed);
  return {
    design: {
      ...{ look: pick('look'), theme: pick('theme'), words: pick('words'), height: pick('height') },
      ...{ shape: pick('shape'), width: pick('width'), href: isGood && typed !== '' ? typed : usual.href },
    },
    badHref: isGood ? undefined : typed,
  };
}

/** How a button can look while it is used. */
export const states = {
  plain: '平时',
  hover: '悬停',
  pressed: '按下',
  focus: '键盘选中',
  busy: '正在前往',
  off: '暂不能用',
} as const;

export type ButtonState = keyof typeof states;
export const isButtonState = (text: string): text is ButtonState => Object.hasOwn(states, text);
