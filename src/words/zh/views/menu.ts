/** In other words than those of the rooms themselves; there are none in Chinese. */
export const menu: Readonly<Record<string, string | undefined>> = {};
