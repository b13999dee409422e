/** What is in a channel, beside its name, by where it is; in Chinese the channels say it themselves. */
export const leads: Readonly<Record<string, string | undefined>> = {};
