const rules = new Intl.PluralRules('en');

/** 1 account, 12 accounts: a number with its noun, which has its own plural where an s is not enough. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${rules.select(count) === 'one' ? one : many}`;
