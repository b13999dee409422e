/** Descriptions of the channels, beside their names, by their addresses; in Chinese the channels have their own. */
export const leads: Readonly<Record<string, string | undefined>> = {};
